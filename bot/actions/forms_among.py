"""Tells which buttons of a card open a form, for platforms where that must be known when the card is drawn."""

from collections.abc import Iterator

from bot.bot import Bot
from bot.cards.parts import Button, Buttons, Card, Menu, Select
from bot.domain.channels import Place
from bot.domain.errands import ErrandKind
from bot.ids import Token
from bot.presses import Do
from storage import errands


async def forms_among(bot: Bot, card: Card, place: Place) -> frozenset[Token]:
    """The tokens of those buttons; costs nothing for a card without errands."""
    tokens = {each.press.token for each in _buttons(card) if isinstance(each.press, Do)}
    organisation_id = await bot.database.organisation_of(place.lane) if tokens else None
    if organisation_id is None:
        return frozenset()
    async with bot.database.read(organisation_id) as work:
        found = [await errands.of_token(work, token) for token in sorted(tokens)]
    return frozenset(each.token for each in found if each is not None and each.kind is ErrandKind.NEW_POLL)


def _buttons(card: Card) -> Iterator[Button]:
    for part in (*card.parts, *card.more):
        match part:
            case Buttons(buttons=buttons):
                yield from buttons
            case Menu(entries=entries):
                yield from entries
            case Select(options=options):
                yield from options
            case _:
                continue
