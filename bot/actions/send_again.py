"""Tries a message again that was given up: once, by whom it concerns, and only if it certainly never arrived."""

from bot.access import Deed
from bot.actions.their_boards import check_about, check_somewhere
from bot.bot import Bot
from bot.cards.notices import trying_again_card
from bot.cards.parts import Card
from bot.domain import deliveries as rules
from bot.domain.people import Person
from bot.errors import Refusal
from bot.ids import DeliveryKey, OrganisationId
from bot.texts import Phrase
from storage import channels, deliveries


async def send_again(bot: Bot, organisation_id: OrganisationId, key: DeliveryKey, by: Person | None) -> Card:
    """Put a message back in line that broke off as often as we try; of two presses at one instant one is refused.

    A message that failed for good, stands already, or may stand, is left as it is: Refusal.
    """
    async with bot.database.begin(organisation_id) as work:
        await check_somewhere(work, by, Deed.ASK)
        try:
            row = await deliveries.get(work, key)
        except LookupError:
            raise Refusal(Phrase("press.unknown")) from None
        await check_about(work, by, Deed.ASK, (await channels.get(work, row.channel_id)).board_id)
        if not rules.is_given_up(row) or not await deliveries.revive(work, rules.once_more(row, bot.now())):
            raise Refusal(Phrase("again.not_given_up"))
    return trying_again_card()
