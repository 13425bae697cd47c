"""Draws a card on the terminal that the command was typed in."""

from bot.cards.parts import Card


def print_card(card: Card, *, zone: str = "UTC") -> None:
    """Print `card` in English; in colour where the terminal can, plainly in a pipe."""
    from handlers.console.messenger import paint
    from handlers.console.painter import Drawn
    from handlers.console.terminal import draw, terminal
    from prompts.catalogue import say_in

    draw(terminal(), Drawn(paint(card, say_in("en", zone))))
