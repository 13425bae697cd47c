"""Tells when something falls due next, so that a clock that is set by hand can be put to just that instant."""

from datetime import datetime

from bot.bot import Bot
from storage import boards, cadences, moments, outbox, rounds


async def next_due(bot: Bot) -> datetime | None:
    """The next instant at which a schedule, a round, a digest or a message is due; None when nothing ever will be."""
    found: list[datetime | None] = []
    for organisation in await bot.database.organisations():
        async with bot.database.read(organisation.id) as work:
            found.append(await outbox.next_due(work, bot.now()))
            found.append(await moments.next_due(work))
            for board in await boards.all(work):
                found.append(board.next_digest_at)
                found += [each.next_due_at for each in await cadences.of_board(work, board.id) if not each.paused]
                found += [each.deed_at for each in await rounds.of_board(work, board.id)]
    return min((at for at in found if at is not None), default=None)
