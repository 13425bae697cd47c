"""The detail of a message, which stands in the thread beneath it."""

from dataclasses import replace

from bot.actions.compose import Composed, Live, compose
from bot.actions.ledger import Lane
from bot.bot import Bot
from bot.cards.parts import Card
from bot.domain.deliveries import Delivery, Kind, beneath
from bot.ids import RoundId, Token
from storage import deliveries


async def composed(bot: Bot, row: Delivery, seen: dict[RoundId, Live]) -> Composed | None:
    """What a message shows now; beneath another one, that one's detail. None when there is nothing (more) to say."""
    if row.under is None or row.kind is Kind.REMIND:
        return await compose(bot, row, seen)
    async with bot.database.read(row.organisation_id) as work:
        above = await deliveries.get(work, row.under)
    whole = await compose(bot, above, seen)
    if whole is None or not whole.card.more:
        return None
    return replace(whole, card=Card(summary=whole.card.summary, parts=whole.card.more))


async def begin_thread(lane: Lane, row: Delivery, card: Card) -> None:
    """Make the message beneath `row`, where there is more to say and a thread to say it in; doing it twice is harmless.

    It is made before `row` is posted: nothing is left to do afterwards if the process ends in between.
    """
    if not card.more or not lane.messenger.threads or row.under is not None or row.person_id is not None:
        return
    below = beneath(row, Token(lane.bot.ids.of("delivery", row.key, "more")))
    async with lane.bot.database.begin(lane.organisation_id) as work:
        await deliveries.make(work, [below])


async def above_of(bot: Bot, row: Delivery) -> str:
    """The reference of the message in whose thread `row` belongs; empty when it belongs in none."""
    if row.under is None:
        return ""
    async with bot.database.read(row.organisation_id) as work:
        return (await deliveries.get(work, row.under)).ref
