"""What the vendor accepts as a button, a menu, a field: the elements inside blocks."""

import re
from collections.abc import Callable

from tests.fakes.objects import Json
from tests.fakes.slack.findings import Findings, Path

MARKUP = ("plain_text", "mrkdwn")

SINGLE = ("static_select", "external_select", "users_select", "conversations_select", "channels_select")
MULTI = tuple(f"multi_{kind}" for kind in SINGLE)
CHOICES = ("radio_buttons", "checkboxes")
PICKERS = ("datepicker", "timepicker", "datetimepicker")
FIELDS = ("plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input", "file_input")

IN_SECTION = {"button", "overflow", "image", "workflow_button", *SINGLE, *MULTI, *CHOICES, "datepicker", "timepicker"}
IN_ACTIONS = {"button", "overflow", "workflow_button", "rich_text_input", *SINGLE, *CHOICES, *PICKERS}
IN_INPUT = {*FIELDS, *SINGLE, *MULTI, *CHOICES, *PICKERS}


def check_element(found: Findings, element: object, path: Path, allowed: set[str]) -> None:
    """One element, in a block that takes the kinds `allowed`."""
    if not found.is_object(element, path):
        return
    assert isinstance(element, dict)
    kind = element.get("type")
    if not found.one_of(kind, allowed, f"{path}/type"):
        return
    if kind != "image":
        found.action_id(element, path)
    if element.get("confirm") is not None:
        _confirm(found, element["confirm"], f"{path}/confirm")
    if element.get("focus_on_load"):
        found.focused += 1
        if found.focused > 1:
            found.add("only one element can have focus_on_load set to true", path)
    _CHECKS[str(kind)](found, element, path)


def _button(found: Findings, element: Json, path: Path) -> None:
    found.keys(element, path, ("text",), ("action_id", "url", "value", "style", "confirm", "accessibility_label"))
    found.text(element.get("text"), f"{path}/text", 75)
    found.optional_string(element, "value", path, 2000)
    found.optional_string(element, "url", path, 3000)
    found.optional_string(element, "accessibility_label", path, 75)
    if element.get("style") is not None:
        found.one_of(element["style"], ("primary", "danger"), f"{path}/style")


def _workflow_button(found: Findings, element: Json, path: Path) -> None:
    found.keys(element, path, ("text", "workflow"), ("action_id", "style", "accessibility_label"))
    found.text(element.get("text"), f"{path}/text", 75)


def _overflow(found: Findings, element: Json, path: Path) -> None:
    found.keys(element, path, ("options",), ("action_id", "confirm"))
    for at, option in enumerate(found.array(element.get("options"), f"{path}/options", 5)):
        _option(found, option, f"{path}/options/{at}", with_url=True)


def image(found: Findings, element: Json, path: Path) -> None:
    """An image element, as in sections and contexts: never without words for those who cannot see it."""
    found.keys(element, path, ("alt_text",), ("image_url", "slack_file"))
    found.string(element.get("alt_text"), f"{path}/alt_text", 2000)
    if (element.get("image_url") is None) == (element.get("slack_file") is None):
        found.add("must provide either image_url or slack_file", path)
    found.optional_string(element, "image_url", path, 3000)


def _choices(found: Findings, element: Json, path: Path) -> None:
    radio = element["type"] == "radio_buttons"
    initial = "initial_option" if radio else "initial_options"
    found.keys(element, path, ("options",), ("action_id", initial, "confirm", "focus_on_load"))
    options = found.array(element.get("options"), f"{path}/options", 10)
    for at, option in enumerate(options):
        _option(found, option, f"{path}/options/{at}", kinds=MARKUP)
    _chosen(found, element, path, initial, options)


def _static(found: Findings, element: Json, path: Path) -> None:
    many = element["type"].startswith("multi_")
    initial = "initial_options" if many else "initial_option"
    optional = ("action_id", "options", "option_groups", initial, "confirm", "placeholder", "focus_on_load")
    found.keys(element, path, (), (*optional, "max_selected_items") if many else optional)
    found.optional_text(element, "placeholder", path, 150)
    if (element.get("options") is None) == (element.get("option_groups") is None):
        found.add("must provide either options or option_groups", path)
        return
    options: list[object] = []
    if element.get("options") is not None:
        options = found.array(element["options"], f"{path}/options", 100)
        for at, option in enumerate(options):
            _option(found, option, f"{path}/options/{at}")
    for at, group in enumerate(element.get("option_groups") or []):
        place = f"{path}/option_groups/{at}"
        if found.is_object(group, place) and found.keys(group, place, ("label", "options")):
            found.text(group["label"], f"{place}/label", 75)
            inside = found.array(group["options"], f"{place}/options", 100)
            options += inside
            for number, option in enumerate(inside):
                _option(found, option, f"{place}/options/{number}")
    if len(element.get("option_groups") or []) > 100:
        found.add("no more than 100 items allowed", f"{path}/option_groups")
    _chosen(found, element, path, initial, options)


def _open_select(found: Findings, element: Json, path: Path) -> None:
    noun = element["type"].removeprefix("multi_").removesuffix("s_select").removesuffix("_select")
    plural = element["type"].startswith("multi_")
    initial = f"initial_{'option' if noun == 'external' else noun}{'s' if plural else ''}"
    optional = ["action_id", "confirm", "placeholder", "focus_on_load", initial]
    if plural:
        optional.append("max_selected_items")
    if noun == "external":
        optional.append("min_query_length")
    if noun == "conversation":
        optional += ["default_to_current_conversation", "filter"]
    if noun in ("conversation", "channel") and not plural:
        optional.append("response_url_enabled")
    found.keys(element, path, (), optional)
    found.optional_text(element, "placeholder", path, 150)


_PICKED = {
    "datepicker": ("initial_date", re.compile(r"\d{4}-\d\d-\d\d")),
    "timepicker": ("initial_time", re.compile(r"([01]\d|2[0-3]):[0-5]\d")),
    "datetimepicker": ("initial_date_time", re.compile(r"\d{10}")),
}


def _picker(found: Findings, element: Json, path: Path) -> None:
    initial, shape = _PICKED[element["type"]]
    optional = ("action_id", initial, "confirm", "focus_on_load", "placeholder", "timezone")
    found.keys(element, path, (), optional[:-2] if element["type"] == "datetimepicker" else optional)
    found.optional_text(element, "placeholder", path, 150)
    if element.get(initial) is not None and not shape.fullmatch(str(element[initial])):
        found.add("must be a valid value", f"{path}/{initial}")


def _typed(found: Findings, element: Json, path: Path) -> None:
    optional = ["action_id", "initial_value", "dispatch_action_config", "focus_on_load", "placeholder"]
    if element["type"] == "plain_text_input":
        optional += ["multiline", "min_length", "max_length"]
    if element["type"] == "number_input":
        optional += ["min_value", "max_value"]
        found.keys(element, path, ("is_decimal_allowed",), optional)
    else:
        found.keys(element, path, (), optional)
    found.optional_text(element, "placeholder", path, 150)
    if element["type"] == "plain_text_input":
        for key, least in (("min_length", 0), ("max_length", 1)):
            length = element.get(key)
            if length is not None and not (isinstance(length, int) and least <= length <= 3000):
                found.add(f"must be between {least} and 3000", f"{path}/{key}")
        found.optional_string(element, "initial_value", path, element.get("max_length") or 3000, 0)


def _file_input(found: Findings, element: Json, path: Path) -> None:
    found.keys(element, path, (), ("action_id", "filetypes", "max_files"))


def _option(
    found: Findings, option: object, path: Path, *, kinds: tuple[str, ...] = ("plain_text",), with_url: bool = False
) -> None:
    if not found.is_object(option, path):
        return
    assert isinstance(option, dict)
    found.keys(option, path, ("text", "value"), ("description", "url") if with_url else ("description",))
    found.text(option.get("text"), f"{path}/text", 75, kinds)
    found.string(option.get("value"), f"{path}/value", 150)
    if option.get("description") is not None:
        found.text(option["description"], f"{path}/description", 75, kinds)
    found.optional_string(option, "url", path, 3000)


def _chosen(found: Findings, element: Json, path: Path, key: str, options: list[object]) -> None:
    if element.get(key) is None:
        return
    chosen = [element[key]] if key == "initial_option" else found.array(element[key], f"{path}/{key}", len(options))
    if any(option not in options for option in chosen):
        found.add("must match one of the options", f"{path}/{key}")


def _confirm(found: Findings, confirm: object, path: Path) -> None:
    if not found.is_object(confirm, path):
        return
    assert isinstance(confirm, dict)
    found.keys(confirm, path, ("title", "text", "confirm", "deny"), ("style",))
    found.text(confirm.get("title"), f"{path}/title", 100)
    found.text(confirm.get("text"), f"{path}/text", 300, MARKUP)
    found.text(confirm.get("confirm"), f"{path}/confirm", 30)
    found.text(confirm.get("deny"), f"{path}/deny", 30)
    if confirm.get("style") is not None:
        found.one_of(confirm["style"], ("primary", "danger"), f"{path}/style")


_CHECKS: dict[str, Callable[[Findings, Json, Path], None]] = {
    "button": _button,
    "workflow_button": _workflow_button,
    "overflow": _overflow,
    "image": image,
    "static_select": _static,
    "multi_static_select": _static,
    "file_input": _file_input,
    **dict.fromkeys(CHOICES, _choices),
    **dict.fromkeys(PICKERS, _picker),
    **dict.fromkeys(FIELDS[:-1], _typed),
    **{kind: _open_select for kind in (*SINGLE, *MULTI) if "static" not in kind},
}
