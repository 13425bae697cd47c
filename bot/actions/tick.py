"""Finds what is due and hands it to the queue; running it twice is harmless, since the rows say what is still due."""

from datetime import datetime, timedelta

from bot.actions.close import close_soon
from bot.bot import Bot
from bot.domain.rehearsals import Rehearsal, Step, over
from bot.domain.rounds import Deed
from bot.ids import BoardId, CadenceId, OrganisationId, RoundId, fresh_key
from storage import boards, cadences, events, moments, outbox, rehearsals, rounds

RETRY_EVERY = timedelta(minutes=1)
"""Work that failed is enqueued again under a new id after this long."""


async def tick(bot: Bot, *, hurried: bool = False) -> list[str]:
    """Enqueue everything due now; returns the keys of the work (work that was named before is not run again).

    A lane is woken once in a beat of two seconds; `hurried` wakes it at once.
    """
    now = bot.now()
    beat = fresh_key().hex()[:16] if hurried else str(bot.clock.beat())
    named: list[str] = []
    for organisation in await bot.database.organisations():
        await close_soon(bot, organisation.id)
        async with bot.database.read(organisation.id) as work:
            due_cadences = await cadences.due(work, now)
            due_rounds = await rounds.due(work, now)
            due_asks = await moments.asks_due(work, now)
            due_looks = await moments.looks_due(work, now)
            due_boards = [
                board for board in await boards.all(work) if board.next_digest_at and board.next_digest_at <= now
            ]
            lanes = await outbox.lanes_due(work, now)
            told = await events.is_due(work, now)
            played = [each for each in await rehearsals.standing(work) if over(each, now) or each.step is Step.CLOSED]
        for cadence in due_cadences:
            if cadence.next_due_at is not None:
                key = schedule_key(organisation.id, cadence.id, cadence.next_due_at)
                await bot.queue.enqueue(f"{key}:{_tries(cadence.next_due_at, now)}", "schedule", key)
                named.append(key)
        for ask in due_asks:
            key = f"{organisation.id}/ask/{ask.id}"
            timed = f"{key}:{int(ask.due_at.timestamp())}:{_tries(ask.due_at, now)}"
            await bot.queue.enqueue(timed, "moment", key)
            named.append(key)
        for rule in due_looks:
            if rule.next_look_at is not None:
                key = f"{organisation.id}/look/{rule.id}/{int(rule.next_look_at.timestamp())}"
                await bot.queue.enqueue(f"{key}:{_tries(rule.next_look_at, now)}", "moment", key)
                named.append(key)
        for round_ in due_rounds:
            if round_.deed is not None and round_.deed_at is not None:
                key = round_key(organisation.id, round_.id, round_.deed)
                timed = f"{key}:{int(round_.deed_at.timestamp())}:{_tries(round_.deed_at, now)}"
                await bot.queue.enqueue(timed, "round", key)
                named.append(key)
        for board in due_boards:
            if board.next_digest_at is not None:
                key = digest_key(organisation.id, board.id, board.next_digest_at)
                await bot.queue.enqueue(f"{key}:{_tries(board.next_digest_at, now)}", "digest", key)
                named.append(key)
        for rehearsal in played:
            key = rehearsal_key(rehearsal)
            timed = f"{key}:{'over' if over(rehearsal, now) else 'told'}:{_tries(rehearsal.begun_at, now)}"
            # In the lane of its messages: none of them is being posted while they are deleted.
            await bot.queue.enqueue(timed, "rehearsal", key, lane=rehearsal.place.lane)
            named.append(key)
        if told:
            await bot.queue.enqueue(f"events:{organisation.id}:{beat}", "event", organisation.id)
            named.append(organisation.id)
        for lane in sorted(lanes):
            if lane.partition(":")[0] in bot.messengers:  # Else its messages wait, and the status says so.
                key = lane_key(organisation.id, lane)
                await bot.queue.enqueue(f"lane:{key}:{beat}", "lane", key, lane=lane)
                named.append(key)
    return named


def schedule_key(organisation_id: OrganisationId, cadence_id: CadenceId, due: datetime) -> str:
    """Names one due instant of one cadence."""
    return f"{organisation_id}/{cadence_id}/{int(due.timestamp())}"


def round_key(organisation_id: OrganisationId, round_id: RoundId, deed: Deed) -> str:
    """Names one deed of one round."""
    return f"{organisation_id}/{round_id}/{deed.value}"


def digest_key(organisation_id: OrganisationId, board_id: BoardId, due: datetime) -> str:
    """Names one weekly digest of one board."""
    return f"{organisation_id}/{board_id}/digest/{int(due.timestamp())}"


def rehearsal_key(rehearsal: Rehearsal) -> str:
    """Names one rehearsal of one organisation."""
    return f"{rehearsal.organisation_id}/{rehearsal.id}"


def lane_key(organisation_id: OrganisationId, lane: str) -> str:
    """Names one organisation's messages to one workspace; several organisations may speak in the same one."""
    return f"{organisation_id}|{lane}"


def _tries(due: datetime, now: datetime) -> int:
    return int((now - due) / RETRY_EVERY)
