// Draws blocks. `use` says what happens when something is used: use(kind, element, block, value).

import { el, rich, textOf } from "./marks.js";

export function blocksOf(blocks, context) {
  return el("div", { class: "blocks" }, ...blocks.map((block) => blockOf(block, context)));
}

function blockOf(block, context) {
  switch (block.type) {
    case "header":
      return el("h3", { class: "header" }, block.text.text);
    case "divider":
      return el("hr");
    case "section": {
      const words = [block.text ? el("div", {}, textOf(block.text, context.names)) : null];
      if (block.fields)
        words.push(el("div", { class: "fields" }, ...block.fields.map((f) => el("div", {}, textOf(f, context.names)))));
      const beside = block.accessory ? elementOf(block.accessory, block, context) : null;
      return el("div", { class: "section" }, el("div", { class: "words" }, ...words), beside);
    }
    case "context":
      return el("div", { class: "context" }, ...block.elements.map((each) => inContext(each, context)));
    case "actions":
      return el("div", { class: "actions" }, ...block.elements.map((each) => elementOf(each, block, context)));
    case "rich_text":
      return el("div", {}, ...block.elements.map((each) => rich(each, context.names)));
    case "image":
      return el("figure", {}, block.title ? el("figcaption", {}, block.title.text) : null, picture(block));
    case "input":
      return inputOf(block, context);
    default:
      return el("div", { class: "unknown" }, `[${block.type}]`);
  }
}

function inContext(element, context) {
  return element.type === "image" ? picture(element) : el("div", {}, textOf(element, context.names));
}

function picture(holder) {
  const source = holder.slack_file?.id ? `/files/${holder.slack_file.id}` : holder.slack_file?.url || holder.image_url;
  return el("img", { src: source, alt: holder.alt_text });
}

function inputOf(block, context) {
  const wrong = context.errors?.[block.block_id];
  return el(
    "div",
    { class: wrong ? "input wrong" : "input" },
    el("div", { class: "label" }, block.label.text, block.optional ? el("small", {}, " (optional)") : null),
    elementOf(block.element, block, context),
    wrong ? el("div", { class: "error" }, wrong) : null,
    block.hint ? el("small", { class: "hint" }, block.hint.text) : null,
  );
}

function elementOf(element, block, context) {
  const kind = element.type;
  if (kind === "image") return picture(element);
  if (kind === "button") return buttonOf(element, block, context);
  if (kind === "overflow") return overflowOf(element, block, context);
  if (kind === "checkboxes" || kind === "radio_buttons") return choicesOf(element, block, context);
  if (kind === "static_select") return selectOf(element, block, context, flat(element));
  if (kind === "multi_static_select") return choicesOf({ ...element, options: flat(element) }, block, context);
  if (kind === "conversations_select" || kind === "channels_select")
    return selectOf(element, block, context, context.names.places());
  if (kind === "users_select") return selectOf(element, block, context, context.names.people());
  if (kind.endsWith("_input")) return fieldOf(element, block, context);
  if (kind.endsWith("picker")) return pickerOf(element, block, context);
  return el("span", { class: "unknown" }, `[${kind}]`);
}

function flat(element) {
  return element.options || (element.option_groups || []).flatMap((group) => group.options);
}

function buttonOf(element, block, context) {
  const shown = el(
    "button",
    { class: `button ${element.style || ""}`, type: "button", title: element.accessibility_label || "" },
    element.text.text,
  );
  if (element.accessibility_label) shown.setAttribute("aria-label", element.accessibility_label);
  shown.addEventListener("click", () => {
    const use = () => context.use("press", element, block, null, shown);
    if (element.confirm) confirming(element.confirm, use);
    else use();
  });
  return shown;
}

export function confirming(confirm, then) {
  const veil = el("div", { class: "veil" });
  const choose = (act) => () => {
    veil.remove();
    if (act) act();
  };
  veil.append(
    el(
      "div",
      { class: "dialog small", role: "dialog" },
      el("h2", {}, confirm.title.text),
      el("p", {}, textOf(confirm.text, { user: () => "", place: () => "" })),
      el(
        "div",
        { class: "feet" },
        el("button", { class: "button", onclick: choose(null) }, confirm.deny?.text || "Cancel"),
        el("button", { class: `button ${confirm.style || "primary"}`, onclick: choose(then) }, confirm.confirm?.text || "Yes"),
      ),
    ),
  );
  document.body.append(veil);
}

// A list that opens beneath `anchor`; entries are [label, what to do, why not].
export function popover(anchor, entries, empty = "Nothing here") {
  document.querySelectorAll(".popover").forEach((other) => other.remove());
  const list = el("div", { class: "popover", role: "menu" });
  for (const [label, act, description] of entries)
    list.append(
      el("button", { type: "button", role: "menuitem", onclick: () => (list.remove(), act()) }, label, description ? el("small", {}, description) : null),
    );
  if (!entries.length) list.append(el("div", { class: "empty" }, empty));
  document.body.append(list);
  const at = anchor.getBoundingClientRect();
  list.style.left = `${Math.min(at.left, innerWidth - list.offsetWidth - 8)}px`;
  list.style.top = `${at.bottom + list.offsetHeight + 6 > innerHeight ? Math.max(4, at.top - list.offsetHeight - 4) : at.bottom + 4}px`;
  setTimeout(() => addEventListener("click", (event) => list.contains(event.target) || list.remove(), { once: true }));
}

function overflowOf(element, block, context) {
  const shown = el("button", { class: "button dots", type: "button", "aria-label": "More" }, "⋯");
  shown.addEventListener("click", () =>
    popover(
      shown,
      element.options.map((option) => [option.text.text, () => context.use("choose", element, block, option.value, shown)]),
    ),
  );
  return shown;
}

function selectOf(element, block, context, options) {
  const set = context.set?.[block.block_id]?.[element.action_id];
  const chosen =
    set?.selected_option?.value || set?.selected_conversation || set?.selected_channel || set?.selected_user ||
    element.initial_option?.value || element.initial_conversation || "";
  const label = options.find((option) => option.value === chosen)?.text.text;
  const shown = el("button", { class: "button select", type: "button" }, el("span", {}, label || element.placeholder?.text || "Choose"), " ▾");
  shown.dataset.value = chosen;
  shown.addEventListener("click", () =>
    popover(
      shown,
      options.map((option) => [
        option.text.text,
        () => {
          shown.dataset.value = option.value;
          shown.firstChild.textContent = option.text.text;
          context.use(element.type === "static_select" ? "choose" : "pick", element, block, option.value, shown);
        },
        option.description?.text,
      ]),
    ),
  );
  return field(shown, block, element, () => shown.dataset.value || null);
}

function choicesOf(element, block, context) {
  const set = context.set?.[block.block_id]?.[element.action_id];
  const before = set ? set.selected_options || [set.selected_option] : element.initial_options || [element.initial_option];
  const ticked = new Set(before.filter(Boolean).map((option) => option.value));
  const single = element.type === "radio_buttons";
  const box = el("div", { class: "choices" });
  const chosen = () => [...box.querySelectorAll("input:checked")].map((input) => input.value);
  const name = `${block.block_id}/${element.action_id}/${context.id || ""}`;
  for (const option of element.options) {
    const input = el("input", { type: single ? "radio" : "checkbox", name, value: option.value, checked: ticked.has(option.value) });
    input.addEventListener("change", () => context.use(single ? "choose" : "tick", element, block, single ? option.value : chosen(), box));
    box.append(el("label", {}, input, el("span", {}, textOf(option.text, context.names)), option.description ? el("small", {}, textOf(option.description, context.names)) : null));
  }
  return field(box, block, element, () => (single ? chosen()[0] || null : chosen()));
}

function fieldOf(element, block, context) {
  const set = context.set?.[block.block_id]?.[element.action_id];
  const value = (set ? set.value : element.initial_value) || "";
  const shown = el(element.multiline ? "textarea" : "input", { value, placeholder: element.placeholder?.text || "" });
  if (element.type === "number_input") shown.inputMode = "numeric";
  if (element.multiline) shown.rows = 5;
  if (element.max_length) shown.maxLength = element.max_length;
  if (element.focus_on_load) shown.autofocus = true;
  return field(shown, block, element, () => shown.value);
}

function pickerOf(element, block, context) {
  const type = { datepicker: "date", timepicker: "time", datetimepicker: "datetime-local" }[element.type];
  const shown = el("input", { type, value: element.initial_date || element.initial_time || "" });
  shown.addEventListener("change", () => context.use("pick", element, block, shown.value, shown));
  return field(shown, block, element, () => shown.value || null);
}

// What a dialog sends of this field when it is submitted.
function field(shown, block, element, read) {
  if (block.type === "input") {
    shown.classList.add("field");
    shown.read = () => [block.block_id, element.action_id, read()];
  }
  return shown;
}
