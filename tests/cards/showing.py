"""Shows a card as a terminal of 100 columns does, in plain text."""

from io import StringIO

from rich.console import Console

from bot.cards.parts import Card
from handlers.console.messenger import paint
from handlers.console.painter import Drawn
from handlers.console.rooms import Painted
from prompts.catalogue import say_in


def shown(card: Card, language: str = "en", *, room: str = "", aside: str = "", terminal: bool = True) -> str:
    """The card as it stands in a terminal, or (`terminal=False`) in a pipe."""
    return drawn(paint(card, say_in(language)), room=room, aside=aside, terminal=terminal)


def drawn(painted: Painted, *, room: str = "", aside: str = "", terminal: bool = True) -> str:
    """A painted message in 100 columns, without colours and without blanks at the ends of lines."""
    console = Console(
        file=StringIO(), width=100, force_terminal=terminal, color_system=None, legacy_windows=False, _environ={}
    )
    with console.capture() as caught:
        console.print(Drawn(painted, room=room, aside=aside))
    return "\n".join(line.rstrip() for line in caught.get().splitlines())
