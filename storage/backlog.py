"""What of the ledger of messages stands still, waits, cannot be asked for or was given up: read for the status."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select

from bot.domain.deliveries import GIVEN_UP, State
from bot.domain.pacing import Call
from bot.domain.rounds import Stage
from storage.outbox import due_by, free, its_channel, reader, speaks_of_round
from storage.tables import channel, delivery, round_
from storage.work import Work


async def standing_still(work: Work, now: datetime, since: datetime) -> set[str]:
    """The lanes in which a message has been due since before then, and in all that time none was begun.

    A lane with a thousand messages to post, at the platform's pace, stands not still.
    """
    due = (
        select(delivery.c.lane)
        .where(
            due_by(work.organisation_id, now),
            delivery.c.not_before <= since,
            free(work.organisation_id, Call.POST, reader(), now),
        )
        .distinct()
    )
    waiting = {str(lane) for lane in await work.connection.scalars(due)}
    if not waiting:
        return waiting
    begun = (
        select(delivery.c.lane)
        .where(
            delivery.c.organisation_id == work.organisation_id,
            delivery.c.lane.in_(waiting),
            delivery.c.started_at > since,
        )
        .distinct()
    )
    return waiting - {str(lane) for lane in await work.connection.scalars(begun)}


async def waiting_in(work: Work, now: datetime) -> dict[tuple[str, str], int]:
    """How many messages are due but not posted, by board and lane."""
    return await _counted(work, delivery.c.state == State.PENDING, delivery.c.not_before <= now)


async def unanswered_in(work: Work, since: datetime) -> dict[tuple[str, str], int]:
    """How many messages may have been posted before then and could not be looked for yet, by board and lane."""
    return await _counted(work, delivery.c.state == State.SENDING, delivery.c.first_started_at <= since)


async def given_up_in(work: Work) -> dict[tuple[str, str], int]:
    """How many messages of open polls broke off as often as we try, by board and lane."""
    open_now = exists().where(speaks_of_round(), round_.c.stage == Stage.OPEN)
    return await _counted(work, delivery.c.state == State.FAILED, delivery.c.failure == GIVEN_UP, open_now)


async def _counted(work: Work, *where: ColumnElement[bool]) -> dict[tuple[str, str], int]:
    query = (
        select(channel.c.board_id, delivery.c.lane, func.count())
        .join(channel, its_channel())
        .where(delivery.c.organisation_id == work.organisation_id, *where)
        .group_by(channel.c.board_id, delivery.c.lane)
    )
    return {(str(board), str(lane)): int(n) for board, lane, n in await work.connection.execute(query)}
