"""Drains one workspace's lane: posts what is due at the pace the platform allows, looks for what may have been posted.

A row is marked as being sent *before* the message goes out; after a crash or a broken connection the place is
searched for the message's token, and only a message that is certainly not there is posted again.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from bot.actions.compose import Composed, Live
from bot.actions.guests import guests_hold_back
from bot.actions.held_up import Clocks, is_held
from bot.actions.keep_house import channel_opened_up
from bot.actions.ledger import Lane, fail, hand_back, holding, mark, shut
from bot.actions.reconcile import identity_of, reconcile
from bot.actions.redraw import redraw
from bot.actions.restored import look_first
from bot.actions.threads import above_of, begin_thread, composed
from bot.bot import Bot
from bot.domain import deliveries as rules
from bot.domain import pacing
from bot.domain.channels import ChannelKind, Place
from bot.domain.deliveries import Delivery, Kind, State
from bot.domain.pacing import Call
from bot.errors import Refusal
from bot.ids import OrganisationId, RoundId
from bot.ports import LooksAround, NotPosted, Permanent, SeesGuests, Shut, Unknown
from storage import channels, outbox, pace

log = structlog.get_logger()
INTERNAL = (Kind.RESULTS, Kind.DIGEST, Kind.NUDGE, Kind.NOTICE)
LOOK_AGAIN = 60.0
"""Seconds until a channel is looked at again in which somebody else reads along."""
CLAIM = 8
"""Rows taken at a time: few enough that a crash leaves little to reconcile."""
TURN = timedelta(seconds=20)
CALL = rules.LEASE - rules.SEND_WITHIN
"""How long one message may take to be posted, in real time: it must not outlive the lease."""


async def drain(bot: Bot, organisation_id: OrganisationId, lane_name: str) -> None:
    """Send everything of the organisation that may go out in the lane; ends when nothing is left or its turn is over.

    Only one runs in a lane at a time: the queue sees to that.
    """
    messenger = bot.messengers.get(lane_name.partition(":")[0])
    if messenger is None:
        return
    lane = Lane(
        bot=bot,
        messenger=messenger,
        organisation_id=organisation_id,
        name=lane_name,
        elsewhere=await _elsewhere(bot, organisation_id, lane_name),
    )
    ends_at, clocks = bot.now() + TURN, Clocks()
    await reconcile(lane)
    while bot.now() < ends_at and not bot.leaving.is_set():
        claimed_at, now = time.monotonic(), bot.now()
        if await look_first(bot, organisation_id, lane_name, now):
            await reconcile(lane)
        async with bot.database.begin(organisation_id) as work:
            rows = await outbox.claim(work, lane_name, now, CLAIM, messenger.limits, lane.elsewhere)
        if not rows:
            break
        await _send_all(lane, [Claimed(row, _deadline(row, now, claimed_at)) for row in rows], clocks)
        if messenger.limits.redraw.whole:
            await redraw(lane, patient=False)
    if not bot.leaving.is_set():
        await redraw(lane)


async def _elsewhere(bot: Bot, organisation_id: OrganisationId, lane_name: str) -> dict[str, datetime]:
    async with bot.database.read(organisation_id) as work:
        others = await pace.sharers(work, lane_name) - {organisation_id}
    known: dict[str, datetime] = {}
    for other in sorted(others):
        async with bot.database.read(other) as work:
            known = pace.latest(known, await pace.of_lane(work, lane_name, bot.now()))
    return known


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that is ours to post, for a while."""

    row: Delivery
    until: float
    """By the monotonic clock: the machine's own may be set while we wait."""


def _deadline(row: Delivery, now: datetime, claimed_at: float) -> float:
    """When the call for a message claimed at that instant must have begun."""
    return claimed_at + ((row.started_at or now) - now + rules.SEND_WITHIN).total_seconds()


async def _send_all(lane: Lane, claimed: Sequence[Claimed], clocks: Clocks) -> None:
    """Post the messages one after the other, each at its instant; what must wait is handed back."""
    seen: dict[RoundId, Live] = {}
    held: dict[str, datetime] = {}
    paused: set[Place] = set()
    back: list[Delivery] = []
    for each in claimed:
        row = each.row
        target = outbox.reader_of(row)
        keys = (pacing.key(Call.POST, lane.name), pacing.key(Call.POST, lane.name, target))
        if lane.bot.leaving.is_set() or row.place in paused or any(key in held for key in keys):
            back.append(row)
            continue
        try:
            await _send(lane, each, seen, clocks)
        except _Held as refused:
            held |= refused.keys
        except _Paused:
            paused.add(row.place)
        except Refusal:
            raise  # The database or the disk says no: the whole lane waits for its next run.
        except Exception:
            # One message that cannot be made must not hold up the others of its lane.
            log.exception("delivery broke", key=row.key)
            await mark(lane, row, rules.put_off(row, lane.bot.now(), None))
    if back:
        await hand_back(lane, back)


class _Held(Exception):
    """The other messages under these keys must wait too."""

    def __init__(self, keys: dict[str, datetime]) -> None:
        super().__init__()
        self.keys = keys


class _Paused(Exception):
    """The place takes no message at all."""


async def _send(lane: Lane, claimed: Claimed, seen: dict[RoundId, Live], clocks: Clocks) -> None:
    bot, row = lane.bot, claimed.row
    if await is_held(lane, row, clocks):
        return
    shown = await composed(bot, row, seen)
    if shown is None:
        await mark(lane, row, replace(row, state=State.DROPPED))
        return
    await begin_thread(lane, row, shown.card)
    await lane.wait_until(row.started_at or bot.now())
    if bot.leaving.is_set() or rules.too_late(row, bot.now()) or time.monotonic() >= claimed.until:
        await hand_back(lane, [row])
        return
    try:
        async with asyncio.timeout(CALL.total_seconds()):
            ref = await _post(lane, row, shown)
    except NotPosted as refused:
        keys = holding(lane, Call.POST, outbox.reader_of(row), refused) if refused.retry_after is not None else {}
        await mark(lane, row, rules.put_off(row, bot.now(), refused.retry_after), hold=keys)
        raise _Held(keys) from None
    except (Unknown, TimeoutError):
        log.warning("delivery in doubt", key=row.key)
    except Shut as closed:
        await hand_back(lane, [row])
        raise _Held(dict(await shut(lane, closed.reason))) from None
    except Permanent as never:
        await fail(lane, row, never)
        if never.paused_for and row.person_id is None:
            raise _Paused from None
    except Refusal:
        raise
    except Exception:
        # A bug, perhaps after the message went out: it is looked for like any other in doubt.
        log.exception("delivery broke off", key=row.key)
    else:
        await mark(lane, row, rules.sent(row, ref, shown.version))


async def _check_who_reads_along(lane: Lane, row: Delivery) -> None:
    """Nothing internal is posted in front of a customer: then it waits, and the owner is asked.

    It waits, too, while the platform does not say who reads along; that is none of the tries a message has.
    """
    if row.kind not in INTERNAL:
        return
    async with lane.bot.database.read(row.organisation_id) as work:
        if (await channels.get(work, row.channel_id)).kind is not ChannelKind.PRODUCT:
            return
    try:
        if isinstance(lane.messenger, LooksAround) and await lane.messenger.outsiders_in(row.place):
            await channel_opened_up(lane.bot, row.place)
            raise NotPosted(LOOK_AGAIN)
        guests = await lane.messenger.guests_in(row.place) if isinstance(lane.messenger, SeesGuests) else ()
    except NotPosted as unsure:
        # Not sooner: whoever looks people up all the time leaves no look-ups for those who press a button.
        raise NotPosted(max(unsure.retry_after or 0.0, LOOK_AGAIN)) from None
    if guests and await guests_hold_back(lane.bot, row, guests):
        raise NotPosted(LOOK_AGAIN)


async def _post(lane: Lane, row: Delivery, shown: Composed) -> str:
    if row.person_id is None:
        await _check_who_reads_along(lane, row)
        under = await above_of(lane.bot, row)
        return await lane.messenger.post(row.place, shown.card, row.token, shown.language, under)
    reader = await identity_of(lane, row, row.person_id)
    if reader is None:
        raise Permanent("no_identity_here")
    return await lane.messenger.whisper(reader, row.place, shown.card, row.token, shown.language)
