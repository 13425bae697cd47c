"""Holds what we draw against Slack's rules: the library's own checks, and those that it leaves out."""

import re
from collections.abc import Iterator, Mapping, Sequence

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from tests.fakes.slack.blockkit import Surface, check_message_blocks, check_view

Json = Mapping[str, object]

MENTION = re.compile(r"<[@#!][^>]*>|(?<![\w&])@(?:channel|here|everyone)\b")
LINK = re.compile(
    r"<[a-z][a-z0-9+.-]*:[^>]*>"
    r"|\b(?:https?|ftp|slack|file)://\S"
    r"|\b(?:mailto|tel|javascript):[\w+]"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\b[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|io|de|evil|example|рф)\b",
    re.IGNORECASE,
)
FORMAT = re.compile(r"(?<!\w)([*_~`])\S(?:.*?\S)?\1(?!\w)|\A(?:&gt;|>)")


def faults(blocks: Sequence[Json], *, most: int = 50, room: int = 13_000) -> list[str]:
    """Everything that Slack would refuse or read as more than letters; nothing for a message that is right."""
    found = [] if len(blocks) <= most else [f"{len(blocks)} blocks"]
    for block in blocks:
        drawn = Block.parse(dict(block))
        assert drawn is not None
        drawn.validate_json()
        if drawn.to_dict() != block:
            found.append(f"keys that nobody knows: {block}")
    everything = list(_objects(blocks))
    found += _twice("action_id", everything) + _twice("block_id", everything)
    for each in everything:
        found += _wrong(each)
    if most == 50 and blocks:
        check_message_blocks(blocks)
    length = sum(len(text) for text in texts(blocks))
    if length > room:
        found.append(f"{length} characters")
    return found


def view_faults(view: Json) -> list[str]:
    """The same for a dialog or a Home tab."""
    View(**dict(view)).validate_json()  # type: ignore[arg-type]
    blocks = view["blocks"]
    assert isinstance(blocks, list)
    check_view(view, (Surface.MODAL, Surface.HOME))
    found = faults(blocks, most=100, room=50_000)
    asks = any(block["type"] == "input" for block in blocks)
    if view["type"] == "modal" and asks and not view.get("submit"):
        found.append("a dialog with fields and nothing to send them with")
    return [*found, *(fault for each in _objects([view]) for fault in _wrong(each))]


def texts(drawn: object) -> Iterator[str]:
    """Every text that people can see."""
    for each in _objects([drawn]):
        for key in ("text", "alt_text", "accessibility_label", "initial_value"):
            value = each.get(key)
            if isinstance(value, str):
                yield value.removesuffix("\n")


def wires(drawn: object) -> list[str]:
    """Every press that can be made, as it would come back to us, and every list of channels by its press."""
    found = []
    for each in _objects([drawn]):
        if "value" in each:
            found.append(str(each["value"]))
        if each.get("type") == "conversations_select":
            found.append(str(each["action_id"]).partition("|")[2])
    return found


def active(text: str) -> list[str]:
    """What Slack would make of a text that it parses: mentions, links and formats."""
    return [found[0] for pattern in (MENTION, LINK, FORMAT) for found in pattern.finditer(text)]


def _wrong(each: Json) -> list[str]:
    found = []
    kind = each.get("type")
    if kind == "mrkdwn":
        found.append(f"a text that Slack parses: {each}")
    if kind in ("link", "user", "channel", "usergroup", "broadcast", "emoji", "date", "team", "color"):
        found.append(f"more than letters: {each}")
    if kind in ("plain_text", "text") and not str(each.get("text") or "").strip():
        found.append(f"a text without letters: {each}")
    if kind == "plain_text" and (each.get("emoji") is not False or len(str(each["text"])) > 3000):
        found.append(f"a plain text that is not plain, or too long: {each}")
    if kind == "input" and not each.get("label"):
        found.append("a field without a label")
    if kind in ("actions", "context") and not each.get("elements"):
        found.append("an empty row")
    options = each.get("options")
    if isinstance(options, list):
        most = {"checkboxes": 10, "radio_buttons": 10, "overflow": 5}.get(str(kind), 100)
        if not 1 <= len(options) <= most:
            found.append(f"{len(options)} options in {kind}")
        initial = each.get("initial_options") or []
        assert isinstance(initial, list)
        found += [f"ticked and not there: {one}" for one in initial if one not in options]
    if "action_id" in each and not each["action_id"]:
        found.append("an action without an id")
    return found


def _twice(key: str, everything: Sequence[Json]) -> list[str]:
    names = [str(each[key]) for each in everything if key in each]
    return sorted(f"{key} twice: {name}" for name in {*names} if names.count(name) > 1)


def _objects(drawn: object) -> Iterator[Json]:
    if isinstance(drawn, Mapping):
        yield drawn
        for value in drawn.values():
            yield from _objects(value)
    elif isinstance(drawn, list | tuple):
        for value in drawn:
            yield from _objects(value)
