"""Draws a card on the terminal that the command was typed in."""

from bot.cards.parts import Card
from bot.texts import at_terminal


def print_card(card: Card, *, zone: str | None = None) -> None:
    """Print `card` in English; in colour where the terminal can, plainly in a pipe.

    Without a zone each time is shown by the clock it carries, as where several boards are told of. A command is named
    as it is typed here.
    """
    from handlers.console.messenger import paint
    from handlers.console.painter import Drawn
    from handlers.console.terminal import draw, terminal
    from prompts.catalogue import say_in

    say = say_in("en", zone)
    draw(terminal(), Drawn(paint(card, lambda phrase: at_terminal(say(phrase), "cab "))))
