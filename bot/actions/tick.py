"""Finds what is due and hands it to the queue; running it twice is harmless, since the rows say what is still due."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.actions.close import close_soon
from bot.bot import Bot
from bot.domain.erasures import Erasure
from bot.domain.rehearsals import Rehearsal, Step, over
from bot.domain.rounds import SECOND_THOUGHTS, Deed
from bot.ids import BoardId, OrganisationId, RoundId, fresh_key
from storage import boards, cadences, due, erasures, handoffs, moments, outbox, rehearsals, rounds
from storage.database import Work
from storage.due import Due

RETRY_EVERY = timedelta(minutes=1)
"""Work that failed is enqueued again under a new id after this long."""


async def tick(bot: Bot, *, hurried: bool = False) -> list[str]:
    """Enqueue everything due now; returns the keys of the work (work that was named before is not run again).

    A lane is woken once in a beat of two seconds; `hurried` wakes it at once.
    """
    now = bot.now()
    beat = fresh_key().hex()[:16] if hurried else str(bot.clock.beat())

    async def look(work: Work) -> Due:
        return await due.look(work, now, now + SECOND_THOUGHTS)

    named: list[str] = []
    for organisation_id, found in await bot.database.survey(look):
        if not found:
            continue
        if found.all_answered:
            await close_soon(bot, organisation_id)
        for one in await _works(bot, organisation_id, found, now, beat):
            await bot.queue.enqueue(one.id, one.kind, one.key, lane=one.lane)
            named.append(one.key)
    return named


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """One work to ask for."""

    id: str
    kind: str
    key: str
    lane: str | None = None


async def _works(bot: Bot, organisation_id: OrganisationId, found: Due, now: datetime, beat: str) -> list[_Asked]:
    """What is to be done at one organisation."""
    works: list[_Asked] = []

    def again(kind: str, key: str, since: datetime, mark: str = "", lane: str | None = None) -> None:
        """Asked for again under another id for as long as it stays due."""
        works.append(_Asked(id=f"{key}{mark}:{_tries(since, now)}", kind=kind, key=key, lane=lane))

    async with bot.database.read(organisation_id) as work:
        for at in await cadences.instants_due(work, now) if found.cadences else ():
            again("schedule", schedule_key(organisation_id, at), at)
        for ask in await moments.asks_due(work, now) if found.asks else ():
            again("moment", f"{organisation_id}/ask/{ask.id}", ask.due_at, f":{_seconds(ask.due_at)}")
        for rule in await moments.looks_due(work, now) if found.looks else ():
            if rule.next_look_at is not None:
                key = f"{organisation_id}/look/{rule.id}/{_seconds(rule.next_look_at)}"
                again("moment", key, rule.next_look_at)
        for round_ in await rounds.due(work, now) if found.rounds else ():
            if round_.deed is not None and round_.deed_at is not None:
                key = round_key(organisation_id, round_.id, round_.deed)
                again("round", key, round_.deed_at, f":{_seconds(round_.deed_at)}")
        for board in await boards.digests_due(work, now) if found.digests else ():
            if board.next_digest_at is not None:
                key = digest_key(organisation_id, board.id, board.next_digest_at)
                again("digest", key, board.next_digest_at)
        for row in await handoffs.due(work, now) if found.handoffs else ():
            if row.due_at is not None and row.tracker in bot.trackers:
                # One after the other at each tracker: it is somebody else's server.
                key = f"{organisation_id}/{row.id}"
                again("handoff", key, min(row.due_at, now), f":{_seconds(row.due_at)}", f"handoff:{row.tracker.value}")
        for board in await boards.sponsors_due(work, now) if found.sponsors else ():
            if board.next_sponsor_at is not None:
                again("digest", sponsor_key(organisation_id, board.id, board.next_sponsor_at), board.next_sponsor_at)
        for rehearsal in await rehearsals.standing(work) if found.rehearsals else ():
            if (ended := over(rehearsal, now)) or rehearsal.step is Step.CLOSED:
                # In the lane of its messages: none of them is being posted while they are deleted.
                mark = ":over" if ended else ":told"
                again("rehearsal", rehearsal_key(rehearsal), rehearsal.begun_at, mark, rehearsal.place.lane)
        if found.events:
            works.append(_Asked(id=f"events:{organisation_id}:{beat}", kind="event", key=organisation_id))
        for lane in sorted(await outbox.lanes_due(work, now)) if found.messages else ():
            if lane.partition(":")[0] in bot.messengers:  # Else its messages wait, and the status says so.
                key = lane_key(organisation_id, lane)
                works.append(_Asked(id=f"lane:{key}:{beat}", kind="lane", key=key, lane=lane))
        for wish in await erasures.open_ones(work) if found.erasures else ():
            again("erase", erase_key(wish), wish.asked_at)
    return works


def schedule_key(organisation_id: OrganisationId, due_at: datetime) -> str:
    """Names all schedules of an organisation that are due at one instant."""
    return f"{organisation_id}/due/{_seconds(due_at)}"


def round_key(organisation_id: OrganisationId, round_id: RoundId, deed: Deed) -> str:
    """Names one deed of one round."""
    return f"{organisation_id}/{round_id}/{deed.value}"


def digest_key(organisation_id: OrganisationId, board_id: BoardId, due_at: datetime) -> str:
    """Names one weekly digest of one board."""
    return f"{organisation_id}/{board_id}/digest/{_seconds(due_at)}"


def sponsor_key(organisation_id: OrganisationId, board_id: BoardId, due_at: datetime) -> str:
    """Names one monthly report to the sponsor of one board."""
    return f"{organisation_id}/{board_id}/sponsor/{_seconds(due_at)}"


def rehearsal_key(rehearsal: Rehearsal) -> str:
    """Names one rehearsal of one organisation."""
    return f"{rehearsal.organisation_id}/{rehearsal.id}"


def lane_key(organisation_id: OrganisationId, lane: str) -> str:
    """Names one organisation's messages to one workspace; several organisations may speak in the same one."""
    return f"{organisation_id}|{lane}"


def erase_key(wish: Erasure) -> str:
    """Names one wish to be erased, and nobody."""
    return f"{wish.organisation_id}/{wish.id}"


def _seconds(at: datetime) -> int:
    return int(at.timestamp())


def _tries(due: datetime, now: datetime) -> int:
    return int((now - due) / RETRY_EVERY)
