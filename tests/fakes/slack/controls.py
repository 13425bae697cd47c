"""Finds what a person can press, tick, choose or fill in a message or view, and what they have set so far."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.fakes.objects import Json


class Impossible(AssertionError):
    """Something no person could do: there is no such button, or the client would not let them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """One interactive element, and the block it sits in."""

    block: Json
    element: Json

    @property
    def kind(self) -> str:
        """Its type: button, checkboxes, static_select …"""
        return str(self.element["type"])

    @property
    def action_id(self) -> str:
        """The app's name for it."""
        return str(self.element["action_id"])

    @property
    def block_id(self) -> str:
        """The name of its block."""
        return str(self.block["block_id"])

    @property
    def label(self) -> str:
        """What is written on it, or beside it."""
        for holder in (self.element.get("text"), self.block.get("label"), self.element.get("placeholder")):
            if isinstance(holder, dict):
                return str(holder["text"])
        return ""

    @property
    def options(self) -> list[Json]:
        """What can be chosen, groups laid flat."""
        flat = list(self.element.get("options") or [])
        for group in self.element.get("option_groups") or []:
            flat += group["options"]
        return flat

    def option(self, wanted: str) -> Json:
        """The option with this label or value."""
        for option in self.options:
            if wanted in (option["text"]["text"], option["value"]):
                return option
        there = [option["text"]["text"] for option in self.options]
        raise Impossible(f"{self.action_id} offers {there}, not {wanted!r}")


STATELESS = {"button", "overflow", "workflow_button"}
PASSIVE = {"image", "mrkdwn", "plain_text"}


def controls(blocks: list[Json]) -> Iterator[Control]:
    """Every interactive element, from top to bottom."""
    for block in blocks:
        elements = block.get("elements") or [] if block["type"] == "actions" else []
        for element in (block.get("accessory"), block.get("element"), *elements):
            if isinstance(element, dict) and element.get("type") not in PASSIVE:
                yield Control(block=block, element=element)


def control(blocks: list[Json], wanted: str, kinds: tuple[str, ...] = ()) -> Control:
    """The element with this label, action_id, block_id or value; among several, the first."""
    there = [c for c in controls(blocks) if not kinds or c.kind in kinds]
    for names in (
        [c.action_id for c in there],
        [c.label for c in there],
        [c.block_id for c in there],
        [str(c.element.get("value")) for c in there],
    ):
        if wanted in names:
            return there[names.index(wanted)]
    raise Impossible(f"nothing called {wanted!r} here, only {[(c.kind, c.label, c.action_id) for c in there]}")


def offering(blocks: list[Json], wanted: str, kinds: tuple[str, ...]) -> Control:
    """The first element of these kinds that offers an option with this label or value."""
    for found in controls(blocks):
        if found.kind in kinds and any(wanted in (o["text"]["text"], o["value"]) for o in found.options):
            return found
    raise Impossible(f"nothing here offers {wanted!r}")


def valued(found: Control, value: object) -> Json:
    """What a person set, as it stands in `state.values` and, for choices, in an action."""
    kind = found.kind
    if kind in ("radio_buttons", "static_select"):
        return {"type": kind, "selected_option": None if value is None else found.option(str(value))}
    if kind in ("checkboxes", "multi_static_select"):
        chosen = value if isinstance(value, list | tuple | set) else [] if value is None else [value]
        return {"type": kind, "selected_options": [found.option(str(one)) for one in chosen]}
    if kind == "external_select":
        return {"type": kind, "selected_option": value}
    if kind == "multi_external_select":
        return {"type": kind, "selected_options": list(value) if isinstance(value, list | tuple) else []}
    if kind.startswith("multi_"):
        noun = kind.removeprefix("multi_").removesuffix("_select").removesuffix("s")
        return {"type": kind, f"selected_{noun}s": list(value) if isinstance(value, list | tuple) else []}
    if kind.endswith("_select"):
        return {"type": kind, f"selected_{kind.removesuffix('_select').removesuffix('s')}": value}
    if kind in ("datepicker", "timepicker", "datetimepicker"):
        return {"type": kind, f"selected_{kind.removesuffix('picker').replace('datetime', 'date_time')}": value}
    return {"type": kind, "value": None if value in (None, "") else str(value)}


def initial(found: Control) -> Json:
    """What stands there before anybody touched it."""
    element = found.element
    if element.get("initial_options") is not None:
        return valued(found, [option["value"] for option in element["initial_options"]])
    for key, value in element.items():
        if key == "initial_option":
            return valued(found, value["value"])
        if key.startswith("initial_"):
            return valued(found, value)
    return valued(found, None)


def state(blocks: list[Json], touched: Json) -> Json:
    """`state.values`: every element that holds something, with what a person set in it."""
    values: Json = {}
    for found in controls(blocks):
        if found.kind not in STATELESS:
            mine = touched.get(found.block_id, {}).get(found.action_id)
            values.setdefault(found.block_id, {})[found.action_id] = mine or initial(found)
    return values


def is_empty(setting: Json) -> bool:
    """Whether a person left it blank."""
    return not any(value for key, value in setting.items() if key != "type")


def refused_by_client(found: Control, setting: Json) -> str | None:
    """Why the client itself would not send this, or None."""
    if is_empty(setting):
        return None if found.block.get("optional") or found.block["type"] != "input" else "please fill it in"
    text, element = setting.get("value"), found.element
    if isinstance(text, str) and found.kind == "plain_text_input":
        if len(text) > int(element.get("max_length") or 3000):
            return "too long"
        if len(text) < int(element.get("min_length") or 0):
            return "too short"
    return None
