"""The ledger of what is handed to trackers: what waits, what is under way, what stands there."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, or_, select, update

from bot.domain.handoffs import LONGEST_WAIT, Handoff, Step, Tracker
from bot.ids import HandoffId, SuggestionId
from storage.tables import handoff, suggestion
from storage.upsert import add_new
from storage.work import Work, row_of


async def make(work: Work, rows: Iterable[Handoff]) -> int:
    """Add the messages that are not there yet; returns how many were new."""
    return len(await add_new(work, handoff, [row_of(each) for each in rows]))


async def find(work: Work, handoff_id: HandoffId, *, lock: bool = False) -> Handoff | None:
    """The message with this id; `lock` keeps it from other writers until the end."""
    query = work.rows(handoff).where(handoff.c.id == handoff_id)
    return await work.one(Handoff, work.lock(query) if lock else query)


async def of_suggestion(work: Work, suggestion_id: SuggestionId, *, lock: bool = False) -> list[Handoff]:
    """Everything handed over about a suggestion, by tracker and number."""
    query = work.rows(handoff).where(handoff.c.suggestion_id == suggestion_id)
    query = query.order_by(handoff.c.tracker, handoff.c.number)
    return await work.all(Handoff, work.lock(query) if lock else query)


async def issue(work: Work, suggestion_id: SuggestionId, tracker: Tracker) -> Handoff | None:
    """The message that opened the issue about a suggestion in a tracker."""
    return await work.one(
        Handoff,
        work.rows(handoff).where(
            handoff.c.suggestion_id == suggestion_id, handoff.c.tracker == tracker, handoff.c.number == 0
        ),
    )


async def due(work: Work, now: datetime) -> list[Handoff]:
    """What is to be tried, or looked for, now."""
    return await work.all(
        Handoff,
        work.rows(handoff)
        .where(or_(handoff.c.due_at <= now, handoff.c.due_at > now + LONGEST_WAIT))
        .order_by(handoff.c.due_at, handoff.c.id),
    )


async def save(work: Work, one: Handoff) -> None:
    """Write down what became of a message that this transaction has locked."""
    row = work.own([row_of(one)])[0]
    await work.change(
        update(handoff)
        .where(handoff.c.organisation_id == work.organisation_id, handoff.c.id == one.id)
        .values({name: value for name, value in row.items() if name not in ("organisation_id", "id")})
    )


async def mark(work: Work, one: Handoff) -> bool:
    """The same after a try; False, and nothing changes, where another try has begun since."""
    row = work.own([row_of(one)])[0]
    return bool(
        await work.change(
            update(handoff)
            .where(
                handoff.c.organisation_id == work.organisation_id,
                handoff.c.id == one.id,
                handoff.c.step == Step.SENDING,
                handoff.c.attempt == one.attempt,
            )
            .values({name: value for name, value in row.items() if name not in ("organisation_id", "id")})
        )
    )


async def given_up_on(work: Work) -> dict[str, int]:
    """How many messages to trackers nobody tries any more, by board."""
    found = await work.connection.execute(
        select(suggestion.c.board_id, func.count())
        .join(
            suggestion,
            (suggestion.c.organisation_id == handoff.c.organisation_id) & (suggestion.c.id == handoff.c.suggestion_id),
        )
        .where(handoff.c.organisation_id == work.organisation_id, handoff.c.step == Step.GIVEN_UP)
        .group_by(suggestion.c.board_id)
    )
    return {str(board): int(n) for board, n in found}
