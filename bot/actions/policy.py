"""Changes how often a board asks and when it is quiet."""

from dataclasses import replace

from bot.actions.outreach import budget_of, hours_of
from bot.bot import Bot
from bot.cards.parts import Card
from bot.cards.roster import policy_card
from bot.commands import SetPolicy
from bot.domain.boards import Board
from storage import boards


async def set_policy(bot: Bot, board: Board, wanted: SetPolicy) -> Card:
    """Let the board keep to it from the next poll on; Refusal for numbers or hours that make no sense."""
    async with bot.database.begin(board.organisation_id) as work:
        now = await boards.get(work, board.id)
        kept = replace(
            now,
            asks_per_week=_or(wanted.asks_per_week, now.asks_per_week),
            asks_per_month=_or(wanted.asks_per_month, now.asks_per_month),
            rounds_per_week=_or(wanted.rounds_per_week, now.rounds_per_week),
            quiet_from=_or(wanted.quiet_from, now.quiet_from),
            quiet_until=_or(wanted.quiet_until, now.quiet_until),
        )
        budget_of(kept)
        hours_of(kept)
        await boards.save(work, kept)
    return policy_card(board=kept, delay=bot.policy.send_delay, grace=bot.policy.grace)


def _or(wanted: int | None, known: int) -> int:
    return known if wanted is None else wanted
