"""Drains one workspace's lane: posts what is due at the pace the platform allows, looks for what may have been posted.

A row is marked as being sent *before* the message goes out; after a crash or a broken connection the place is
searched for the message's token, and only a message that is certainly not there is posted again.
"""

import asyncio
import time
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

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
T = TypeVar("T")
INTERNAL = (Kind.RESULTS, Kind.DIGEST, Kind.NUDGE, Kind.NOTICE)
LOOK_AGAIN = 60.0
"""Seconds until a channel is looked at again in which somebody else reads along."""
CLAIM = 8
"""Rows taken at a time: few enough that a crash leaves little to reconcile."""
MOST_UNDER_WAY = 32
"""Messages that are being posted at a time: at five a second, as many as a very slow platform takes to answer."""
TURN = timedelta(seconds=40)
"""After which others may speak in the same workspace. What is lost between two turns is lost to the pace."""
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
    ends_at, flight = bot.now() + TURN, _Flight(lane)
    await reconcile(lane)
    try:
        while bot.now() < ends_at and not bot.leaving.is_set():
            claimed_at, now = time.monotonic(), bot.now()
            if await look_first(bot, organisation_id, lane_name, now):
                await reconcile(lane)
            async with bot.database.begin(organisation_id) as work:
                rows = await outbox.claim(work, lane_name, now, CLAIM, messenger.limits, lane.elsewhere)
            if not rows and not flight.under_way:
                break
            if rows:
                await flight.begin([Claimed(row, _deadline(row, now, claimed_at)) for row in rows])
            else:
                await flight.landed()  # What stands beneath one of these may be due now.
            if messenger.limits.redraw.whole:
                flight.draw()
    except asyncio.CancelledError:
        flight.cut_off()  # Somebody else may be doing this work from now on.
        raise
    finally:
        await flight.landed()
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


class _Flight:
    """Messages on their way: each leaves at its instant, however long the platform takes to answer those before it.

    Two to the same target are never under way together, and where nothing is paced they go out one after the other.
    """

    def __init__(self, lane: Lane) -> None:
        self._lane, self._clocks = lane, Clocks()
        self._tasks: dict[str, asyncio.Task[object]] = {}
        self._drawing: asyncio.Task[object] | None = None
        self._held: set[str] = set()
        self._paused: set[Place] = set()
        self._refused: Refusal | None = None

    @property
    def under_way(self) -> list[asyncio.Task[object]]:
        """What has begun and not ended."""
        return [each for each in (*self._tasks.values(), self._drawing) if each is not None and not each.done()]

    async def begin(self, claimed: Sequence[Claimed]) -> None:
        """Let each leave at its instant; what must wait is handed back."""
        lane, spacing, wait = self._lane, self._lane.messenger.limits.post, self._must_wait
        back: list[Delivery] = []
        seen: dict[RoundId, Live] = {}
        for each in claimed:
            row, target = each.row, outbox.reader_of(each.row)
            shown = (
                None if self._must_wait(row, target) else await self._kept(row, _shown(lane, row, seen, self._clocks))
            )
            if shown is not None:
                await lane.wait_until(row.started_at or lane.bot.now(), self.under_way)
                await self._room_for(target)
            if wait(row, target):
                back.append(row)
            elif shown is not None:
                self._tell(self._tasks.get(target))
                self._tasks[target] = asyncio.create_task(self._kept(row, _send(lane, each, shown)), name="message")
                if not spacing.each and not spacing.whole:
                    await asyncio.wait({self._tasks[target]})
        if back:
            await hand_back(self._lane, back)

    def draw(self) -> None:
        """Draw anew what may be drawn this instant, beside what is being posted."""
        if self._drawing is None or self._drawing.done():
            self._tell(self._drawing)
            self._drawing = asyncio.create_task(redraw(self._lane, patient=False), name="redraw")

    async def landed(self) -> None:
        """Wait for all that is under way. Refusal where the database or the disk said no: the whole lane waits."""
        if under_way := self.under_way:
            await asyncio.wait(under_way)
        ended = [*self._tasks.values(), self._drawing]
        self._tasks, self._drawing = {}, None
        for each in ended:
            self._tell(each)
        if self._refused is not None:
            raise self._refused

    def cut_off(self) -> None:
        """Leave it as it is: what may have been posted will be looked for."""
        for each in self.under_way:
            each.cancel()

    def _must_wait(self, row: Delivery, target: str) -> bool:
        keys = (pacing.key(Call.POST, self._lane.name), pacing.key(Call.POST, self._lane.name, target))
        if self._lane.bot.leaving.is_set() or self._refused is not None or row.place in self._paused:
            return True
        return any(key in self._held for key in keys)

    async def _room_for(self, target: str) -> None:
        if (before := self._tasks.get(target)) is not None and not before.done():
            await asyncio.wait({before})
        while len(under_way := [each for each in self._tasks.values() if not each.done()]) >= MOST_UNDER_WAY:
            await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)

    async def _kept(self, row: Delivery, deed: Coroutine[None, None, T]) -> T | None:
        """What it comes to; a message that goes wrong holds up the others of its lane only where it says so."""
        try:
            return await deed
        except _Held as refused:
            self._held |= refused.keys.keys()
        except _Paused:
            self._paused.add(row.place)
        except Refusal as refusal:
            self._refused = self._refused or refusal  # The database or the disk says no.
        except Exception:
            log.exception("delivery broke", key=row.key)
            await mark(self._lane, row, rules.put_off(row, self._lane.bot.now(), None))
        return None

    def _tell(self, task: "asyncio.Task[object] | None") -> None:
        """What broke is a bug, or the database said no."""
        if task is not None and not task.cancelled() and (error := task.exception()) is not None:
            if isinstance(error, Refusal):
                self._refused = self._refused or error
            else:
                raise error


class _Held(Exception):
    """The other messages under these keys must wait too."""

    def __init__(self, keys: dict[str, datetime]) -> None:
        super().__init__()
        self.keys = keys


class _Paused(Exception):
    """The place takes no message at all."""


async def _shown(lane: Lane, row: Delivery, seen: dict[RoundId, Live], clocks: Clocks) -> Composed | None:
    """What is to be posted; None where nothing is, now or at all, and that is noted."""
    if await is_held(lane, row, clocks):
        return None
    shown = await composed(lane.bot, row, seen)
    if shown is None:
        await mark(lane, row, replace(row, state=State.DROPPED))
        return None
    await begin_thread(lane, row, shown.card)
    return shown


async def _send(lane: Lane, claimed: Claimed, shown: Composed) -> None:
    bot, row = lane.bot, claimed.row
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
