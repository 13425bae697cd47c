// Text as the client shows it: mrkdwn, mentions, links; and small makers of elements.

export function el(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "class") made.className = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name in made && name !== "list") made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

const EMOJI = { tada: "🎉", wave: "👋", white_check_mark: "✅", warning: "⚠️", bulb: "💡", thumbsup: "👍" };

export function unescaped(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

// A text object: plain text as it stands, mrkdwn with its marks.
export function textOf(object, names) {
  if (!object) return "";
  if (typeof object === "string") return object;
  return object.type === "mrkdwn" ? mrkdwn(object.text, names) : object.text;
}

const INLINE = new RegExp(
  [
    "```([\\s\\S]+?)```",
    "`([^`\\n]+)`",
    "<([^<>]+)>",
    "(?<![\\w*])\\*([^*\\n]+)\\*(?![\\w*])",
    "(?<![\\w_])_([^_\\n]+)_(?![\\w_])",
    "(?<![\\w~])~([^~\\n]+)~(?![\\w~])",
    ":([a-z_+-]+):",
  ].join("|"),
  "g",
);

export function mrkdwn(text, names) {
  const whole = el("span");
  for (const part of (text || "").split(/((?:^|\n)(?:&gt;|>) ?[^\n]*)/)) {
    const quoted = part.match(/^\n?(?:&gt;|>) ?([\s\S]*)$/);
    if (quoted) whole.append(el("blockquote", {}, ...inline(quoted[1], names)));
    else whole.append(...inline(part, names));
  }
  return whole;
}

function inline(text, names) {
  const found = [];
  let last = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > last) found.push(unescaped(text.slice(last, match.index)));
    const [whole, pre, code, angle, bold, italic, struck, emoji] = match;
    if (pre) found.push(el("pre", {}, unescaped(pre)));
    else if (code) found.push(el("code", {}, unescaped(code)));
    else if (angle) found.push(angled(angle, names));
    else if (bold) found.push(el("b", {}, ...inline(bold, names)));
    else if (italic) found.push(el("i", {}, ...inline(italic, names)));
    else if (struck) found.push(el("s", {}, ...inline(struck, names)));
    else found.push(EMOJI[emoji] || whole);
    last = match.index + whole.length;
  }
  if (last < text.length) found.push(unescaped(text.slice(last)));
  return found;
}

function angled(inside, names) {
  const [target, label] = inside.split("|");
  if (target.startsWith("@")) return mention("@" + (names.user(target.slice(1)) || label || "somebody"));
  if (target.startsWith("#")) return mention("#" + (names.place(target.slice(1)) || label || "private channel"));
  if (target.startsWith("!date")) return document.createTextNode(unescaped(label || ""));
  if (target.startsWith("!")) return mention("@" + target.slice(1).split("^")[0]);
  return el("a", { href: unescaped(target), target: "_blank", rel: "noopener" }, unescaped(label || target));
}

function mention(text) {
  return el("span", { class: "mention" }, text);
}

// rich_text: sections, lists, quotes, preformatted.
export function rich(element, names) {
  const inside = () => element.elements.map((each) => rich(each, names));
  switch (element.type) {
    case "rich_text_section":
      return el("div", { class: "rich" }, ...inside());
    case "rich_text_quote":
      return el("blockquote", {}, ...inside());
    case "rich_text_preformatted":
      return el("pre", {}, ...inside());
    case "rich_text_list":
      return el(element.style === "ordered" ? "ol" : "ul", {}, ...element.elements.map((e) => el("li", {}, rich(e, names))));
    case "text":
      return styled(element.text, element.style || {});
    case "link":
      return el("a", { href: element.url, target: "_blank", rel: "noopener" }, element.text || element.url);
    case "user":
      return mention("@" + (names.user(element.user_id) || "somebody"));
    case "channel":
      return mention("#" + (names.place(element.channel_id) || "private channel"));
    case "emoji":
      return document.createTextNode(EMOJI[element.name] || `:${element.name}:`);
    default:
      return document.createTextNode(element.fallback || "");
  }
}

function styled(text, style) {
  let made = document.createTextNode(text);
  if (style.code) made = el("code", {}, made);
  if (style.bold) made = el("b", {}, made);
  if (style.italic) made = el("i", {}, made);
  if (style.strike) made = el("s", {}, made);
  return made;
}
