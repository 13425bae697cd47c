"""Tries a message again that was given up: once, by whom it concerns, and only if it certainly never arrived."""

from bot.access import Deed, check
from bot.bot import Bot
from bot.cards.notices import trying_again_card
from bot.cards.parts import Card
from bot.domain import deliveries as rules
from bot.domain.people import Person
from bot.errors import Refusal
from bot.ids import DeliveryKey, OrganisationId
from bot.texts import Phrase
from storage import deliveries


async def send_again(bot: Bot, organisation_id: OrganisationId, key: DeliveryKey, by: Person | None) -> Card:
    """Put a message back in line that broke off as often as we try; of two presses at one instant one is refused.

    A message that failed for good, stands already, or may stand, is left as it is: Refusal.
    """
    check(by, Deed.ASK)
    async with bot.database.begin(organisation_id) as work:
        try:
            row = await deliveries.get(work, key)
        except LookupError:
            raise Refusal(Phrase("press.unknown")) from None
        if not rules.is_given_up(row) or not await deliveries.revive(work, rules.once_more(row, bot.now())):
            raise Refusal(Phrase("again.not_given_up"))
    return trying_again_card()
