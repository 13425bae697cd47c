"""The vendor's judgement over whole messages and views: every limit of Block Kit, and nothing unknown let through."""

from collections.abc import Callable, Hashable
from enum import StrEnum

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from tests.fakes.objects import Json, encoded
from tests.fakes.slack.elements import IN_ACTIONS, IN_INPUT, IN_SECTION, MARKUP, check_element
from tests.fakes.slack.elements import image as check_image
from tests.fakes.slack.findings import Findings, Path
from tests.fakes.slack.refusals import Refused

BLOCK_LETTERS = 13_200
"""Characters that all blocks of one message may hold together."""

VIEW_BYTES = 250_000


class Surface(StrEnum):
    """Where blocks are shown."""

    MESSAGE = "message"
    MODAL = "modal"
    HOME = "home"


MOST_BLOCKS = {Surface.MESSAGE: 50, Surface.MODAL: 100, Surface.HOME: 100}


def check_message_blocks(blocks: object) -> None:
    """Refuse blocks that the vendor would not show in a message."""
    found = Findings()
    _blocks(found, blocks, "/blocks", Surface.MESSAGE)
    if found.messages:
        raise Refused("invalid_blocks", found.messages)
    if found.letters > BLOCK_LETTERS:
        raise Refused("msg_blocks_too_long")


def check_view(view: object, kinds: tuple[Surface, ...]) -> Json:
    """Refuse a view that the vendor would not open; the view itself when all is well."""
    found = Findings()
    if not isinstance(view, dict):
        raise Refused("invalid_arguments", ["must provide an object [json-pointer:/view]"])
    if len(encoded(view).encode()) > VIEW_BYTES:
        raise Refused("view_too_large")
    if found.one_of(view.get("type"), kinds, "/view/type"):
        _view(found, view, Surface(view["type"]))
    if found.messages:
        raise Refused("invalid_arguments", found.messages)
    return view


def _view(found: Findings, view: Json, surface: Surface) -> None:
    shared = ("private_metadata", "callback_id", "external_id")
    if surface is Surface.HOME:
        found.keys(view, "/view", ("blocks",), shared)
    else:
        modal = ("close", "submit", "clear_on_close", "notify_on_close", "submit_disabled")
        found.keys(view, "/view", ("title", "blocks"), shared + modal)
        if view.get("title") is not None:
            found.text(view["title"], "/view/title", 24)
        found.optional_text(view, "submit", "/view", 24)
        found.optional_text(view, "close", "/view", 24)
        found.optional_bool(view, "clear_on_close", "/view")
        found.optional_bool(view, "notify_on_close", "/view")
    found.optional_string(view, "private_metadata", "/view", 3000, 0)
    found.optional_string(view, "callback_id", "/view", 255, 0)
    found.optional_string(view, "external_id", "/view", 255, 0)
    _blocks(found, view.get("blocks"), "/view/blocks", surface)
    blocks = view.get("blocks")
    asks = isinstance(blocks, list) and any(isinstance(b, dict) and b.get("type") == "input" for b in blocks)
    if surface is Surface.MODAL and asks and not view.get("submit"):
        found.add("a view with an input block must have a submit", "/view/submit")
    if not found.messages:
        _second_opinion(found, lambda: View(**view).to_dict(), "/view")


def _blocks(found: Findings, blocks: object, path: Path, surface: Surface) -> None:
    least = 0 if surface is Surface.HOME else 1
    for at, block in enumerate(found.array(blocks, path, MOST_BLOCKS[surface], least)):
        place = f"{path}/{at}"
        if not found.is_object(block, place):
            continue
        assert isinstance(block, dict)
        if not found.one_of(block.get("type"), _ALLOWED[surface], f"{place}/type"):
            continue
        before = len(found.messages)
        found.block_id(block, place)
        _CHECKS[block["type"]](found, block, place)
        if len(found.messages) == before and block["type"] not in UNKNOWN_TO_MODELS:
            shape = _shape(block)
            if shape not in _AGREED:
                _second_opinion(found, lambda block=block: _modelled(block), place)  # type: ignore[misc]
                if len(found.messages) == before:
                    _AGREED.add(shape)


UNKNOWN_TO_MODELS = {"rich_text", "video", "table"}
"""Blocks the models read too loosely to say anything about."""


_AGREED: set[Hashable] = set()
"""Shapes of blocks to which the models had nothing to add; asking them costs thirty times what our table does."""

TOLD_APART = {"type", "style", "initial_date", "initial_time", "trigger_actions_on", "include", "workflow"}
"""Keys whose very words matter to the models; of all other texts only the length does."""


def _shape(node: object, key: str = "") -> Hashable:
    if isinstance(node, dict):
        return tuple((name, _shape(value, name)) for name, value in node.items())
    if isinstance(node, list):
        return tuple(_shape(item, key) for item in node)
    if isinstance(node, str) and key not in TOLD_APART:
        return len(node)
    return str(node)


def _modelled(block: Json) -> None:
    parsed = Block.parse(block)
    if parsed is None:
        raise SlackObjectFormationError("unknown to the models")
    parsed.to_dict()


def _second_opinion(found: Findings, read: Callable[[], object], path: Path) -> None:
    """What the vendor's own models say, where our table found nothing."""
    try:
        read()
    except SlackObjectFormationError as error:
        found.add(str(error), path)
    except (TypeError, KeyError, AttributeError, ValueError) as error:
        found.add(f"failed to match all allowed schemas ({error})", path)


def _section(found: Findings, block: Json, path: Path) -> None:
    found.keys(block, path, (), ("block_id", "text", "fields", "accessory", "expand"))
    if block.get("text") is None and block.get("fields") is None:
        found.add("missing required field: text", path)
    if block.get("text") is not None:
        found.text(block["text"], f"{path}/text", 3000, MARKUP)
    if block.get("fields") is not None:
        for at, field in enumerate(found.array(block["fields"], f"{path}/fields", 10)):
            found.text(field, f"{path}/fields/{at}", 2000, MARKUP)
    if block.get("accessory") is not None:
        check_element(found, block["accessory"], f"{path}/accessory", IN_SECTION)


def _divider(found: Findings, block: Json, path: Path) -> None:
    found.keys(block, path, (), ("block_id",))


def _image(found: Findings, block: Json, path: Path) -> None:
    inside = {key: value for key, value in block.items() if key not in ("block_id", "title")}
    check_image(found, inside, path)
    found.optional_text(block, "title", path, 2000)


def _actions(found: Findings, block: Json, path: Path) -> None:
    found.keys(block, path, ("elements",), ("block_id",))
    for at, element in enumerate(found.array(block.get("elements"), f"{path}/elements", 25)):
        check_element(found, element, f"{path}/elements/{at}", IN_ACTIONS)


def _context(found: Findings, block: Json, path: Path) -> None:
    found.keys(block, path, ("elements",), ("block_id",))
    for at, element in enumerate(found.array(block.get("elements"), f"{path}/elements", 10)):
        place = f"{path}/elements/{at}"
        if isinstance(element, dict) and element.get("type") == "image":
            check_image(found, element, place)
        else:
            found.text(element, place, 3000, MARKUP)


def _header(found: Findings, block: Json, path: Path) -> None:
    if found.keys(block, path, ("text",), ("block_id",)):
        found.text(block["text"], f"{path}/text", 150)


def _input(found: Findings, block: Json, path: Path) -> None:
    found.keys(block, path, ("label", "element"), ("block_id", "hint", "optional", "dispatch_action"))
    if block.get("label") is not None:
        found.text(block["label"], f"{path}/label", 2000)
    found.optional_text(block, "hint", path, 2000)
    found.optional_bool(block, "optional", path)
    found.optional_bool(block, "dispatch_action", path)
    if block.get("element") is not None:
        check_element(found, block["element"], f"{path}/element", IN_INPUT)


def _markdown(found: Findings, block: Json, path: Path) -> None:
    found.keys(block, path, ("text",), ("block_id",))
    found.string(block.get("text"), f"{path}/text", 12_000)
    found.letters += len(block["text"]) if isinstance(block.get("text"), str) else 0


def _rich_text(found: Findings, block: Json, path: Path) -> None:
    found.keys(block, path, ("elements",), ("block_id",))
    kinds = ("rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote")
    for at, element in enumerate(found.array(block.get("elements"), f"{path}/elements", 1000)):
        place = f"{path}/elements/{at}"
        if found.is_object(element, place):
            assert isinstance(element, dict)
            found.one_of(element.get("type"), kinds, f"{place}/type")
            found.letters += sum(len(str(leaf.get("text", ""))) for leaf in element.get("elements") or [])


def _video(found: Findings, block: Json, path: Path) -> None:
    required = ("alt_text", "title", "thumbnail_url", "video_url")
    found.keys(
        block,
        path,
        required,
        ("block_id", "author_name", "description", "provider_icon_url", "provider_name", "title_url"),
    )


def _table(found: Findings, block: Json, path: Path) -> None:
    found.keys(block, path, ("rows",), ("block_id", "column_settings"))
    for at, row in enumerate(found.array(block.get("rows"), f"{path}/rows", 100)):
        found.array(row, f"{path}/rows/{at}", 20)


_CHECKS: dict[str, Callable[[Findings, Json, Path], None]] = {
    "section": _section,
    "divider": _divider,
    "image": _image,
    "actions": _actions,
    "context": _context,
    "header": _header,
    "input": _input,
    "markdown": _markdown,
    "rich_text": _rich_text,
    "video": _video,
    "table": _table,
}
_ALLOWED = {
    Surface.MESSAGE: frozenset(_CHECKS),
    Surface.MODAL: frozenset(_CHECKS) - {"markdown", "table"},
    Surface.HOME: frozenset(_CHECKS) - {"markdown", "table"},
}
