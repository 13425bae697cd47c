"""Messages of the stand-in for Teams as lines of text: what somebody reads who sits in the channel."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from handlers.console.painter import tame
from handlers.console.players import Reading
from tests.fakes.teams.messages import Message
from tests.fakes.teams.reading import lines


def reading(room: str, messages: Sequence[Message]) -> Reading:
    """A message and what stands in its thread."""
    first, *beneath = [[*lines(each.card)] or [each.text] for each in messages]
    shown: list[RenderableType] = [Text(room, style="bold"), Padding(_text(first), (0, 0, 0, 2))]
    shown += [Padding(_text(["⤷", *answer]), (1, 0, 0, 4)) for answer in beneath]
    return Reading(text="\n".join(first), shown=Group(*shown), top=Group(*shown[:2]))


def _text(said: Sequence[str]) -> Text:
    return Text("\n".join(tame(line, one_line=True) for line in said))
