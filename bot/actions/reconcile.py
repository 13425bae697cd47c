"""Looks for messages that may have been posted: by their tokens, in the place where they would stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.actions.ledger import Lane, fail, hold, holding, mark, shut
from bot.actions.threads import above_of
from bot.domain import deliveries as rules
from bot.domain.channels import Place
from bot.domain.deliveries import Delivery
from bot.domain.pacing import Call, timetable
from bot.domain.people import Identity
from bot.ids import PersonId
from bot.ports import NotPosted, Permanent, Shut, Unknown, Unreadable
from storage import outbox, pace, people

MOST = 8
"""Places searched in one turn; the others have theirs in the next."""
EARLIER = timedelta(seconds=5)
FAR_EARLIER = timedelta(days=1)
"""Searched back so far for a message that was begun by a clock that was ahead: nobody knows by how much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where messages stand that one look can find: a place, a thread in it, or what one person was told."""

    place: Place
    under: str = ""
    person_id: PersonId | None = None


async def reconcile(lane: Lane) -> None:
    """Find out what became of messages whose sender is gone: they stand there, they do not, or nobody can tell."""
    now = lane.bot.now()
    async with lane.bot.database.read(lane.organisation_id) as work:
        doubtful = await outbox.stale(work, lane.name, now)
        known = pace.latest(lane.elsewhere, await pace.of_lane(work, lane.name, now) if doubtful else {})
    spots: dict[Spot, list[Delivery]] = {}
    for row in doubtful:
        spot = Spot(place=row.place, under=await above_of(lane.bot, row), person_id=row.person_id)
        spots.setdefault(spot, []).append(row)
    times, after = timetable(
        [str(spot.place) for spot in spots],
        call=Call.FIND,
        lane=lane.name,
        limits=lane.messenger.limits,
        pace=known,
        now=now,
        most=MOST,
    )
    if after:
        await hold(lane, after)
    for (spot, rows), at in zip(spots.items(), times, strict=True):
        if at is not None:
            await lane.wait_until(at)
            if not await _look(lane, spot, rows):
                return


async def _look(lane: Lane, spot: Spot, rows: Sequence[Delivery]) -> bool:
    """Search one spot; False when the workspace wants to be left alone."""
    now = lane.bot.now()
    begun = min(row.first_started_at or row.not_before for row in rows)
    ahead = any(row.first_started_at is not None and row.first_started_at > now for row in rows)
    since = (min(begun, now - FAR_EARLIER) if ahead else begun) - EARLIER
    to = await identity_of(lane, rows[0], spot.person_id) if spot.person_id else None
    try:
        found = await lane.messenger.find(spot.place, [row.token for row in rows], since, under=spot.under, to=to)
    except (NotPosted, Unknown) as trouble:
        await hold(lane, holding(lane, Call.FIND, str(spot.place), trouble))
        return not (isinstance(trouble, NotPosted) and trouble.everywhere)
    except Shut as closed:
        await shut(lane, closed.reason)
        return False
    except Permanent as never:
        for row in rows:
            await fail(lane, row, never)
        return True
    for row in rows:
        if isinstance(found, Unreadable):
            await mark(lane, row, rules.in_doubt(row))
        elif row.token in found:
            await mark(lane, row, rules.sent(row, found[row.token], 0))
        else:
            await mark(lane, row, rules.put_off(row, lane.bot.now(), None))
    return True


async def identity_of(lane: Lane, row: Delivery, person_id: PersonId) -> Identity | None:
    """By what account the reader of a private message is known on its platform; None when by none.

    In a shared channel that is the account in their own company's workspace, unless they have one in ours too.
    """
    async with lane.bot.database.read(row.organisation_id) as work:
        known = await people.identities(work, person_id)
    there = [each for each in known if each.platform == row.place.platform]
    return min(there, key=lambda each: each.workspace != row.place.workspace, default=None)
