"""What somebody reads: cards as lines of text, their buttons and inputs."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.fakes.objects import Json
from tests.fakes.teams.adaptive import as_shown, walk


class Impossible(Exception):
    """A test asked for something that nobody could do in the client."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button as it stands in a card, on the card that it belongs to (its own, where a card unfolds)."""

    label: str
    action: Json
    inside: Json

    @property
    def kind(self) -> str:
        """Action.Execute, Action.Submit, Action.OpenUrl…"""
        return str(self.action.get("type"))

    @property
    def data(self) -> Json:
        """What it carries."""
        data: Json = self.action.get("data") or {}
        return data

    @property
    def opens_dialog(self) -> bool:
        """Whether the client asks the app for a dialog."""
        more = self.data.get("msteams")
        return isinstance(more, dict) and more.get("type") == "task/fetch"

    def sends(self, values: dict[str, object] | None) -> Json:
        """What the client adds from the fields of the card, after filling `values` in."""
        if self.action.get("associatedInputs") == "none":
            return {}
        return filled(self.inside, values or {})

    @property
    def submit_fallback(self) -> Json | None:
        """The Action.Submit that a client shows which knows no Action.Execute."""
        fallback = self.action.get("fallback")
        return fallback if isinstance(fallback, dict) and fallback.get("type") == "Action.Submit" else None


def text(card: Json | None) -> str:
    """All of a card as text."""
    return "\n".join(lines(card))


def lines(card: Json | None) -> Iterator[str]:
    """Every element in words, buttons in brackets; charts and the like as what stands in for them."""
    if card is not None:
        yield from _element(as_shown(card), "AdaptiveCard")


def buttons(card: Json | None) -> list[Button]:
    """Every button that can be pressed, in order; those hidden or switched off are left out."""
    if card is None:
        return []
    shown = as_shown(card)
    found = []
    for _, element, _ in walk(shown):
        if element.get("isVisible") is False:
            continue
        pressed = [*(element.get("actions") or []), element.get("selectAction"), element.get("inlineAction")]
        for action in pressed:
            if isinstance(action, dict) and action.get("isEnabled") is not False:
                label = str(action.get("title") or action.get("tooltip") or "")
                found.append(Button(label=label, action=action, inside=shown))
    return found


def labels(card: Json | None) -> list[str]:
    """What the buttons say."""
    return [button.label for button in buttons(card)]


def button(card: Json | None, what: str | Json) -> Button:
    """The button with this label, id, or piece of what it carries (`"vote:…"`, or a whole part of its data)."""
    there = buttons(card)
    for each in there:
        if isinstance(what, dict):
            if what.items() <= each.data.items():
                return each
        elif what in (each.label, each.action.get("id"), each.data.get("cab")):
            return each
    raise Impossible(f"there is no button {what!r}, only {[each.label for each in there]}")


def inputs(card: Json | None) -> dict[str, Json]:
    """The fields of a card by id."""
    if card is None:
        return {}
    found = {}
    for kind, element, _ in walk(as_shown(card)):
        if kind.startswith("Input.") and element.get("isVisible") is not False:
            found[str(element.get("id"))] = element
    return found


def filled(card: Json | None, values: dict[str, object]) -> Json:
    """What the client sends for the fields of a card; keys are ids or labels, choices are told by title or value.

    Fields that were not touched send what stands in them; those that are empty and were not touched send nothing.
    """
    fields, sent = inputs(card), {}
    for key, field in fields.items():
        if field.get("value") not in (None, ""):
            sent[key] = _as_text(field["value"])
        elif field["type"] == "Input.Toggle":
            sent[key] = str(field.get("valueOff", "false"))
    for name, value in values.items():
        field = fields.get(name) or next((f for f in fields.values() if f.get("label") == name), {})
        if not field:
            raise Impossible(f"there is no field {name!r}, only {list(fields)}")
        sent[str(field["id"])] = _entered(field, value)
    for key, field in fields.items():
        if field.get("isRequired") and not sent.get(key):
            raise Impossible(f"the client does not send: {field.get('errorMessage') or key} is needed")
    return sent


def _entered(field: Json, value: object) -> str:
    if field["type"] == "Input.Toggle":
        return str(field.get("valueOn", "true") if value else field.get("valueOff", "false"))
    if field["type"] == "Input.ChoiceSet":
        wanted = [str(each) for each in value] if isinstance(value, list | tuple) else [str(value)] if value else []
        if len(wanted) > 1 and not field.get("isMultiSelect"):
            raise Impossible("only one can be chosen here")
        return ",".join(_choice(field, each) for each in wanted)
    entered = _as_text(value)
    longest = field.get("maxLength")
    if longest is not None and len(entered) > longest:
        raise Impossible(f"the client takes {longest} letters at most")
    return entered


def _choice(field: Json, wanted: str) -> str:
    offered = field.get("choices") or []
    for each in offered:
        if wanted in (each["title"], each["value"]):
            return str(each["value"])
    raise Impossible(f"{wanted!r} is not among {[each['title'] for each in offered]}")


def _as_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _element(element: Json, kind: str) -> Iterator[str]:
    if element.get("isVisible") is False:
        return
    match kind:
        case "AdaptiveCard":
            yield from _all(element.get("body"))
            yield from _row(element.get("actions"))
        case "TextBlock":
            yield from str(element.get("text") or "").splitlines()
        case "RichTextBlock":
            runs = [each if isinstance(each, str) else str(each.get("text", "")) for each in element["inlines"]]
            yield from "".join(runs).splitlines()
        case "FactSet":
            yield from (f"{fact.get('title')}: {fact.get('value')}" for fact in element["facts"])
        case "Container" | "Column" | "TableCell":
            yield from _all(element.get("items"))
        case "ColumnSet":
            yield from _beside([list(_element(each, "Column")) for each in element.get("columns") or []])
        case "Table":
            for row in element.get("rows") or []:
                yield from _beside([list(_element(each, "TableCell")) for each in row.get("cells") or []])
        case "ActionSet":
            yield from _row(element.get("actions"))
        case "Image":
            yield str(element.get("altText") or "")
        case "ImageSet":
            yield from (str(each.get("altText") or "") for each in element.get("images") or [])
        case _ if kind.startswith("Input."):
            yield from _input(element, kind)
        case _:
            pass


def _all(elements: list[Json] | None) -> Iterator[str]:
    for each in elements or []:
        yield from _element(each, str(each.get("type")))


def _row(actions: list[Json] | None) -> Iterator[str]:
    shown = [str(each.get("title") or each.get("tooltip") or "") for each in actions or []]
    if shown:
        yield " ".join(f"[{label}]" for label in shown)


def _beside(columns: list[list[str]]) -> Iterator[str]:
    """Columns of one line each stand in one line, others beneath each other."""
    if all(len(column) <= 1 for column in columns):
        yield "  ".join(line for column in columns for line in column)
    else:
        yield from (line for column in columns for line in column)


def _input(element: Json, kind: str) -> Iterator[str]:
    if element.get("label"):
        yield str(element["label"])
    if kind == "Input.ChoiceSet":
        chosen = str(element.get("value") or "").split(",")
        for each in element.get("choices") or []:
            yield f"{'☑' if each['value'] in chosen else '☐'} {each['title']}"
    elif kind == "Input.Toggle":
        yield f"☐ {element.get('title')}"
    else:
        yield f"‹{element.get('value') or element.get('placeholder') or ''}›"
