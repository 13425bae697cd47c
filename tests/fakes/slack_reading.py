"""Messages of the stand-in for Slack as lines of text: what somebody reads who sits in the channel."""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from handlers.console.painter import tame
from handlers.console.players import Reading
from tests.fakes.objects import Json
from tests.fakes.slack.messages import Message


def reading(room: str, messages: Sequence[Message]) -> Reading:
    """A message and what stands in its thread."""
    first, *beneath = [[*lines(each.blocks)] or [each.text] for each in messages]
    shown: list[RenderableType] = [Text(f"#{room}", style="bold"), Padding(_text(first), (0, 0, 0, 2))]
    shown += [Padding(_text(["⤷", *answer]), (1, 0, 0, 4)) for answer in beneath]
    return Reading(text="\n".join(first), shown=Group(*shown), top=Group(*shown[:2]))


def lines(blocks: Sequence[Json]) -> Iterator[str]:
    """Every block in words, buttons in brackets."""
    for block in blocks:
        match block:
            case {"type": "header" | "section", "text": {"text": str(text)}}:
                yield from text.splitlines()
            case {"type": "context", "elements": [*elements]}:
                yield from (line for each in elements for line in str(each.get("text") or "").splitlines())
            case {"type": "rich_text", "elements": [*elements]}:
                yield from (line for each in elements for line in _rich(each).splitlines())
            case {"type": "actions", "elements": [*elements]}:
                if pressed := [str(each["text"]["text"]) for each in elements if "text" in each]:
                    yield " ".join(f"[{label}]" for label in pressed)
            case {"type": "divider"}:
                yield ""
            case {"alt_text": str(text)}:
                yield text
            case _:
                pass


def _rich(element: Json) -> str:
    """One part of a rich text; lists and quotes end their own lines."""
    if "elements" not in element:
        return str(element.get("text") or element.get("url") or "")
    inside = [_rich(each) for each in element["elements"]]
    match element["type"]:
        case "rich_text_list":
            return "".join(f"• {each.rstrip()}\n" for each in inside)
        case "rich_text_quote":
            return "".join(f"│ {line}\n" for line in "".join(inside).splitlines())
        case _:
            return "".join(inside)


def _text(said: Sequence[str]) -> Text:
    return Text("\n".join(tame(line, one_line=True) for line in said))
