// The client: shows what one person sees, asks again every second, and hands over what they do.
// The address says who and where: #as=Pat Manager&at=product; with bare=1 only the messages, with last=2 the newest two.

import { blocksOf, popover } from "./blocks.js";
import { el, mrkdwn } from "./marks.js";

const $ = (id) => document.getElementById(id);
const wanted = new URLSearchParams(location.hash.slice(1));
let sight = null;
let shownText = "";
let me = "";
let at = "";
let thread = "";
let shownModal = "";
let waiting = false;
const read = new Map();

const names = {
  user: (id) => sight.users[id]?.name,
  place: (id) => sight.places.find((place) => place.id === id)?.name,
  places: () => sight.places.filter((p) => p.kind !== "im" && p.inside).map((p) => ({ text: { text: `#${p.name}` }, value: p.id })),
  people: () => Object.entries(sight.users).filter(([, u]) => !u.bot).map(([id, u]) => ({ text: { text: u.name }, value: id })),
};

async function look() {
  const place = at === "home" ? "" : at;
  const answer = await fetch(`/sight?as=${encodeURIComponent(me)}&at=${encodeURIComponent(place)}`);
  const text = await answer.text();
  if (text === shownText) return;
  shownText = text;
  sight = JSON.parse(text);
  me = sight.me || "";
  draw();
}

async function act(deed, ...rest) {
  const body = { do: deed, as: me, channel: at, ...Object.assign({}, ...rest) };
  waiting = true;
  document.body.classList.add("busy");
  const answer = await fetch("/deed", { method: "POST", body: JSON.stringify(body) });
  const told = await answer.json();
  waiting = false;
  document.body.classList.remove("busy");
  $("trouble").textContent = told.trouble || "";
  shownText = "";
  await look();
  return told;
}

function draw() {
  if (wanted.size) arrive();
  drawSide();
  drawTop();
  drawMessages();
  drawThread();
  drawModal();
}

function arrive() {
  const person = Object.entries(sight.users).find(([, user]) => user.name === wanted.get("as"));
  const asked = wanted.get("at");
  if (wanted.get("bare")) document.body.classList.add("bare");
  document.body.dataset.last = wanted.get("last") || "";
  thread = wanted.get("thread") || "";
  wanted.delete("as");
  if (person && person[0] !== me) {
    me = person[0];
    shownText = "";
    look();
    return;
  }
  const direct = sight.places.find((place) => place.kind === "im" && place.with.includes(sight.bot));
  const named = sight.places.find((place) => place.name === asked);
  at = asked === "home" ? "home" : asked === "bot" ? direct?.id || "" : named?.id || at;
  for (const key of [...wanted.keys()]) wanted.delete(key);
  if (at === "home") act("open home");
  shownText = "";
  look();
}

function go(place) {
  at = place;
  thread = "";
  $("trouble").textContent = "";
  if (place === "home") act("open home");
  shownText = "";
  look();
}

function drawSide() {
  const people = Object.entries(sight.users).filter(([, user]) => !user.bot);
  const byTeam = Map.groupBy(people, ([, user]) => user.team);
  $("who").replaceChildren(
    ...[...byTeam].map(([team, some]) =>
      el("optgroup", { label: team }, ...some.map(([id, user]) => el("option", { value: id, selected: id === me }, user.name + (user.guest ? " (guest)" : "") + (user.gone ? " (gone)" : "")))),
    ),
  );
  const here = sight.places.find((place) => place.id === at);
  if (here) read.set(me + at, here.newest);
  const link = (id, label, unread, title = "") =>
    el("button", { class: `place${id === at ? " here" : ""}${unread ? " unread" : ""}`, title, onclick: () => go(id) }, label);
  const isUnread = (place) => place.newest > (read.get(me + place.id) || "") && place.id !== at;
  const channels = sight.places.filter((place) => place.kind !== "im");
  const directs = sight.places.filter((place) => place.kind === "im");
  $("places").replaceChildren(
    el("h2", {}, sight.users[me].team),
    el("h3", {}, "Channels"),
    ...channels.map((p) => link(p.id, `${p.kind === "group" ? "▪" : "#"} ${p.name}${p.shared ? " ⇄" : ""}${p.inside ? "" : " (not in)"}`, isUnread(p), p.teams.join(", "))),
    el("h3", {}, "Apps"),
    ...directs.map((p) => link(p.id, `${p.with.map((id) => names.user(id)).join(", ")}`, isUnread(p))),
    ...(sight.bot ? [link("home", `${names.user(sight.bot)}: Home`, false)] : []),
  );
  $("app-state").textContent = sight.app ? `App: ${sight.app}` : "No app is connected";
}

function drawTop() {
  const place = sight.places.find((each) => each.id === at);
  const title = at === "home" ? `${names.user(sight.bot)}: Home` : place ? (place.kind === "im" ? place.with.map((id) => names.user(id)).join(", ") : `#${place.name}`) : "Choose a channel";
  $("title").textContent = title;
  $("about").textContent = place && place.kind !== "im" ? `${place.people} people · ${place.teams.join(" + ")}${place.archived ? " · archived" : ""}` : "";
  const tools = [];
  const tool = (label, deed, rest = {}) => tools.push(el("button", { onclick: () => act(deed, rest) }, label));
  if (place && place.kind !== "im") {
    if (!place.inside) tool("Join", "join");
    else if (place.bots.length) tool("Remove the app", "remove bot");
    else tool("Invite the app", "invite bot");
    tool(place.archived ? "Unarchive" : "Archive", "archive");
    tools.push(el("button", { onclick: () => ask("Add a person here", [["person", "Name"], ["company", "Company (empty: your own)"]], (v) => act("add person", v)) }, "+ Person"));
  }
  $("tools").replaceChildren(...tools);
  $("composer").hidden = !place;
  $("text").placeholder = place ? `Message ${title}` : "";
}

function contextFor(holder, set) {
  return {
    names,
    set,
    id: holder.ts || holder.view,
    errors: holder.errors,
    use: (kind, element, block, value, shown) => {
      if (block.type === "input" && !block.dispatch_action) return;
      if (element.url) open(element.url, "_blank", "noopener");
      shown?.classList.add("pressed");
      act(kind, { action: element.action_id, value }, holder).then((told) => told.trouble && beside(shown, told.trouble));
    },
  };
}

function beside(shown, trouble) {
  if (shown?.isConnected) shown.after(el("span", { class: "warning", title: trouble }, trouble));
}

function keepingPlace(pane, drawing) {
  const below = pane.scrollHeight - pane.scrollTop - pane.clientHeight < 60;
  const top = pane.scrollTop;
  drawing();
  pane.scrollTop = below || pane.dataset.of !== me + at ? pane.scrollHeight : top;
  pane.dataset.of = me + at;
}

function drawMessages() {
  const pane = $("messages");
  if (at === "home") {
    const home = sight.home;
    pane.replaceChildren(home ? blocksOf(home.blocks, contextFor({ view: home.id }, home.set)) : el("p", { class: "empty" }, "Nothing here yet."));
    return;
  }
  keepingPlace(pane, () => {
    const roots = sight.messages.filter((m) => !m.thread_ts || m.thread_ts === m.ts);
    const last = Number(document.body.dataset.last) || roots.length;
    pane.replaceChildren(...roots.slice(-last).map((message) => messageOf(message)));
  });
  pane.querySelectorAll("img").forEach((image) => image.addEventListener("load", () => (pane.scrollTop = pane.scrollHeight), { once: true }));
}

function messageOf(message, inThread = false) {
  const author = sight.users[message.user] || { name: "somebody" };
  const time = new Date(Number(message.ts) * 1000).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const replies = sight.messages.filter((m) => m.thread_ts === message.ts && m.ts !== message.ts);
  const more = el("button", { class: "message-more", "aria-label": "Message menu" }, "⋮");
  more.addEventListener("click", () => popover(more, menuOf(message)));
  const body = message.blocks?.length ? blocksOf(message.blocks, contextFor({ ts: message.ts, channel: at }, message.set)) : el("div", {}, mrkdwn(message.text, names));
  return el(
    "article",
    { class: message.private ? "message private" : "message" },
    el("div", { class: `face${author.bot ? " bot" : ""}` }, author.name.split(" ").map((word) => word[0]).join("").slice(0, 2)),
    el(
      "div",
      { class: "body" },
      message.private ? el("div", { class: "only" }, "Only visible to you") : null,
      el("div", { class: "by" }, el("b", {}, author.name), author.bot ? el("span", { class: "badge" }, "APP") : null, el("time", {}, time), message.edited ? el("small", {}, "(edited)") : null),
      body,
      ...(message.files || []).map((file) => fileOf(file)),
      !inThread && replies.length ? el("button", { class: "replies", onclick: () => openThread(message.ts) }, replies.length === 1 ? "1 reply" : `${replies.length} replies`) : null,
    ),
    more,
  );
}

function fileOf(file) {
  const address = `/files/${file.id}`;
  if (/\.(png|jpe?g|gif)$/.test(file.name)) return el("figure", {}, el("figcaption", {}, file.title), el("img", { src: address, alt: file.title }));
  return el("a", { class: "file", href: address, download: file.name }, `${file.title} (${file.size} bytes)`);
}

function menuOf(message) {
  if (message.private) return [["Dismiss message", () => act("dismiss", { ts: message.ts })]];
  const entries = [["Reply in thread", () => openThread(message.thread_ts || message.ts)]];
  for (const shortcut of sight.bot ? sight.shortcuts : [])
    if (shortcut.kind === "message") entries.push([shortcut.label, () => act("shortcut", { callback: shortcut.callback, ts: message.ts }), names.user(sight.bot)]);
  return entries;
}

function openThread(ts) {
  thread = ts;
  drawThread();
  $("reply").focus();
}

function drawThread() {
  $("thread").hidden = !thread;
  document.body.classList.toggle("with-thread", Boolean(thread));
  if (!thread) return;
  if (thread === "latest") {
    const replies = sight.messages.filter((m) => m.thread_ts && m.thread_ts !== m.ts);
    if (!replies.length) return;
    thread = replies.at(-1).thread_ts;
  }
  const all = sight.messages.filter((m) => m.ts === thread || m.thread_ts === thread);
  keepingPlace($("replies"), () => $("replies").replaceChildren(...all.map((message) => messageOf(message, true))));
}

function drawModal() {
  const modal = sight.modal;
  const sign = modal ? `${modal.id}/${modal.hash}/${JSON.stringify(modal.errors)}` : "";
  if (sign === shownModal) return;
  shownModal = sign;
  const veil = $("veil");
  veil.hidden = !modal;
  if (!modal) return veil.replaceChildren();
  const where = { view: modal.id };
  const body = blocksOf(modal.blocks, contextFor({ ...where, errors: modal.errors }, modal.set));
  const trouble = el("div", { class: "error", role: "alert" });
  const submit = async (event) => {
    event.preventDefault();
    const values = [...body.querySelectorAll(".field")].map((field) => field.read());
    const told = await act("submit", { values }, where);
    $("trouble").textContent = "";
    trouble.textContent = told.trouble || "";
  };
  veil.replaceChildren(
    el(
      "form",
      { class: "dialog", role: "dialog", onsubmit: submit },
      el("header", {}, el("h2", {}, modal.title), el("button", { type: "button", "aria-label": "Close", onclick: () => act("close", where) }, "✕")),
      el("div", { class: "inside" }, body, trouble),
      el(
        "div",
        { class: "feet" },
        el("button", { class: "button", type: "button", onclick: () => act("close", where) }, modal.close),
        modal.submit ? el("button", { class: "button primary" }, modal.submit) : null,
      ),
    ),
  );
  veil.querySelector("[autofocus]")?.focus();
}

// A small form of the page's own, for what there is in the world.
function ask(title, fields, then) {
  const veil = el("div", { class: "veil" });
  const inputs = fields.map(([name, label]) => [name, el("input", { "aria-label": label, placeholder: label })]);
  veil.append(
    el(
      "form",
      {
        class: "dialog small",
        onsubmit: (event) => {
          event.preventDefault();
          veil.remove();
          then(Object.fromEntries(inputs.map(([name, input]) => [name, input.value])));
        },
      },
      el("h2", {}, title),
      ...inputs.map(([, input]) => input),
      el("div", { class: "feet" }, el("button", { class: "button", type: "button", onclick: () => veil.remove() }, "Cancel"), el("button", { class: "button primary" }, "Add")),
    ),
  );
  document.body.append(veil);
  inputs[0][1].focus();
}

async function say(box, inThread) {
  const text = box.value.trim();
  if (!text || waiting) return;
  box.value = "";
  const told = await act("say", { text, thread: inThread ? thread : "" });
  if (told.trouble && !text.startsWith("/")) box.value = text;
}

function composer(form, box, inThread) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    say(box, inThread);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    say(box, inThread);
  });
}

composer($("composer"), $("text"), false);
composer($("thread-composer"), $("reply"), true);
$("close-thread").addEventListener("click", () => ((thread = ""), drawThread()));
$("who").addEventListener("change", (event) => {
  me = event.target.value;
  at = "";
  thread = "";
  shownText = "";
  look();
});
$("reload").addEventListener("click", () => act("reload"));
$("add-channel").addEventListener("click", () => ask("New channel", [["name", "Name"], ["company", "Shared with company (empty: internal)"], ["person", "Somebody there (new)"]], (v) => act("add channel", v)));
$("add-person").addEventListener("click", () => ask("New person", [["person", "Name"], ["company", "Company (empty: your own)"]], (v) => act("add person", { ...v, channel: "" })));
addEventListener("hashchange", () => location.reload());

await look();
setInterval(() => waiting || document.hidden || look().catch(() => ($("app-state").textContent = "The stand-in is gone")), 1000);
