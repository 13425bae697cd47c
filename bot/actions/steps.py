"""Shows an admin the steps as they stand now, behind the reply to whatever finished one of them."""

from dataclasses import replace

from bot.access import Deed, may
from bot.actions.set_up import is_set_up, set_up_card_for
from bot.bot import Bot
from bot.cards.parts import Buttons, Card, Field, Part, Rule
from bot.domain.people import Person
from bot.texts import Phrase

FIRST_POLL = Phrase("set_up.first_poll")


async def then_steps(bot: Bot, by: Person, done: Card) -> Card:
    """`done`, and beneath it the three steps with their ticks while one of them is still open.

    A reply that asks something itself is left alone; the button for a first poll stands once.
    """
    parts = tuple(part for part in done.parts if not _is_first_poll(part))
    if any(isinstance(part, Buttons | Field) for part in parts):
        return done
    if not may(by, Deed.SET_UP) or await is_set_up(bot, by.organisation_id, by):
        return done
    steps = await set_up_card_for(bot, by.organisation_id, by)
    return replace(done, parts=(*parts, Rule(), *steps.parts))


def _is_first_poll(part: Part) -> bool:
    return isinstance(part, Buttons) and [each.label for each in part.buttons] == [FIRST_POLL]
