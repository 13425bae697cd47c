"""The ledger of messages: made once, claimed by one, marked only by whoever holds the attempt."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.domain.deliveries import LEASE, Delivery, Kind, State, beneath, claimed, failed, sent
from bot.domain.pacing import Limits, Spacing
from bot.ids import BoardId, DeliveryKey, Token
from storage import backlog, channels, deliveries, outbox, pace, rounds
from storage.database import Database
from storage.work import Work
from tests.storage.houses import NOW
from tests.storage.planting import plant
from tests.storage.seeds import FABRIKAM, NORTHWIND

LANE = NORTHWIND.channel.place.lane
SOON = NOW + timedelta(seconds=1)


async def put(work: Work, *rows: Delivery) -> None:
    """Have rows in just this state."""
    assert await deliveries.make(work, rows) == len(rows)


async def test_making_a_message_twice_makes_it_once(database: Database) -> None:
    await plant(database)
    async with database.begin(NORTHWIND.id) as work:
        first, second = NORTHWIND.delivery("a"), NORTHWIND.delivery("b")
        assert await deliveries.make(work, [first]) == 1
        assert await deliveries.make(work, [replace(first, state=State.SENT), second]) == 1
        assert await deliveries.make(work, []) == 0
        assert await deliveries.get(work, first.key) == first
        assert await deliveries.of_subject(work, Kind.ASK, NORTHWIND.round().id) == [first, second]
        assert await deliveries.of_subject(work, Kind.REMIND, NORTHWIND.round().id) == []


async def test_the_oldest_eight_that_are_due_are_claimed_before_they_are_posted(database: Database) -> None:
    await plant(database)
    rows = [NORTHWIND.delivery(f"t{n:02}", minutes=n % 5) for n in range(12)]
    async with database.begin(NORTHWIND.id) as work:
        await put(work, *rows, NORTHWIND.delivery("later", minutes=60))
    now = NOW + timedelta(minutes=10)
    async with database.begin(NORTHWIND.id) as work:
        taken = await outbox.claim(work, LANE, now)
    oldest = sorted(rows, key=lambda row: (row.not_before, row.key))[:8]
    assert taken == [claimed(row, now) for row in oldest]
    async with database.begin(NORTHWIND.id) as work:
        assert [await deliveries.get(work, row.key) for row in taken] == taken
        assert len(await outbox.claim(work, LANE, now, most=3)) == 3
        assert len(await outbox.claim(work, LANE, now)) == 1
        assert await outbox.claim(work, LANE, now) == []
        assert await outbox.claim(work, "console:elsewhere", now) == []


async def test_two_workers_never_claim_the_same_message(database: Database) -> None:
    await plant(database)
    async with database.begin(NORTHWIND.id) as work:
        await put(work, *(NORTHWIND.delivery(f"t{n}") for n in range(40)))

    async def worker() -> list[DeliveryKey]:
        async with database.begin(NORTHWIND.id) as work:
            return [row.key for row in await outbox.claim(work, LANE, SOON)]

    taken = [key for keys in await asyncio.gather(*(worker() for _ in range(8))) for key in keys]
    assert len(taken) == len(set(taken)) == 40


async def test_only_the_holder_of_the_attempt_may_say_what_became_of_it(database: Database) -> None:
    await plant(database)
    async with database.begin(NORTHWIND.id) as work:
        await put(work, NORTHWIND.delivery())
        (first,) = await outbox.claim(work, LANE, SOON)
        assert not await deliveries.mark(work, sent(first, "ref", 3), attempt=first.attempt + 1)
        assert await deliveries.get(work, first.key) == first
        assert await deliveries.mark(work, sent(first, "ref", 3), attempt=first.attempt)
        assert await deliveries.get(work, first.key) == sent(first, "ref", 3)
        assert not await deliveries.mark(work, failed(first, "too late"), attempt=first.attempt)
        assert await deliveries.get(work, first.key) == sent(first, "ref", 3)


async def test_a_sender_that_is_gone_too_long_leaves_a_stale_message(database: Database) -> None:
    await plant(database)
    async with database.begin(NORTHWIND.id) as work:
        await put(work, NORTHWIND.delivery())
        (row,) = await outbox.claim(work, LANE, SOON)
        assert await outbox.stale(work, LANE, SOON + LEASE - timedelta(microseconds=1)) == []
        assert await outbox.stale(work, LANE, SOON + LEASE) == [row]
        assert await outbox.stale(work, LANE, SOON - timedelta(seconds=61)) == [row]
        assert await outbox.lanes_due(work, SOON) == set()
        assert await outbox.lanes_due(work, SOON + LEASE) == {LANE}
        assert await outbox.sending_all_stale(work) == 1
        (found,) = await outbox.stale(work, LANE, SOON)
        assert found.first_started_at == SOON


async def test_a_lane_is_due_when_something_is_to_be_posted(database: Database) -> None:
    await plant(database)
    async with database.begin(NORTHWIND.id) as work:
        assert await outbox.lanes_due(work, SOON) == set()
        await put(work, NORTHWIND.delivery(minutes=1))
        assert await outbox.lanes_due(work, SOON) == set()
        assert await outbox.lanes_due(work, NOW + timedelta(minutes=1)) == {LANE}


async def test_a_message_that_shows_an_old_state_of_its_round_is_drawn_again(database: Database) -> None:
    await plant(database)
    ask = replace(NORTHWIND.delivery(), state=State.SENT, ref="1", drawn_version=0)
    remind = replace(NORTHWIND.delivery(kind=Kind.REMIND), state=State.SENT, ref="2")
    dropped = replace(NORTHWIND.delivery("b"), state=State.DROPPED)
    async with database.begin(NORTHWIND.id) as work:
        await put(work, ask, remind, dropped)
        assert await outbox.lanes_due(work, SOON) == set()
        await rounds.save(work, replace(NORTHWIND.round(), version=3))
        assert await outbox.lanes_due(work, SOON) == {LANE}
        assert await outbox.to_redraw(work, LANE, SOON) == [(ask, 3)]
        assert await outbox.to_redraw(work, "console:elsewhere", SOON) == []
        await deliveries.drawn(work, ask.key, 3)
        await deliveries.drawn(work, ask.key, 2)
        assert (await deliveries.get(work, ask.key)).drawn_version == 3
        assert await outbox.to_redraw(work, LANE, SOON) == []
        assert await outbox.lanes_due(work, SOON) == set()


async def test_a_cancelled_rounds_waiting_messages_are_dropped_and_no_others(database: Database) -> None:
    await plant(database)
    waiting, standing = NORTHWIND.delivery("a"), replace(NORTHWIND.delivery("b"), state=State.SENT)
    other = replace(NORTHWIND.delivery("c"), subject_id="other")
    async with database.begin(NORTHWIND.id) as work:
        await put(work, waiting, standing, other)
        assert await deliveries.drop_pending(work, waiting.subject_id) == 1
        assert await deliveries.get(work, waiting.key) == replace(waiting, state=State.DROPPED)
        assert await deliveries.counts(work) == {
            (Kind.ASK, State.DROPPED): 1,
            (Kind.ASK, State.SENT): 1,
            (Kind.ASK, State.PENDING): 1,
        }


async def test_a_channels_latest_message_of_a_kind_tells_when_the_next_may_go(database: Database) -> None:
    await plant(database)
    loop = NORTHWIND.delivery("a", kind=Kind.LOOP, minutes=3)
    async with database.begin(NORTHWIND.id) as work:
        assert await deliveries.latest(work, Kind.LOOP, NORTHWIND.channel.id) is None
        assert await deliveries.first_told_since(work, NORTHWIND.board.id, NOW) is None
        await put(work, loop, replace(NORTHWIND.delivery("b", kind=Kind.LOOP, minutes=9), state=State.FAILED))
        assert await deliveries.latest(work, Kind.LOOP, NORTHWIND.channel.id) == loop.not_before
        told = deliveries.first_told_since
        assert await told(work, NORTHWIND.board.id, loop.not_before) == loop.not_before
        assert await told(work, NORTHWIND.board.id, loop.not_before + timedelta(seconds=1)) is None
        assert await told(work, BoardId("other"), NOW) is None


async def test_only_the_first_ask_in_a_place_introduces_us_also_when_it_is_drawn_again(database: Database) -> None:
    await plant(database)
    first = replace(NORTHWIND.delivery("a"), state=State.SENT, first_started_at=NOW)
    second = replace(NORTHWIND.delivery("b"), state=State.SENT, first_started_at=SOON)
    async with database.begin(NORTHWIND.id) as work:
        assert not await deliveries.earlier_ask(work, NORTHWIND.delivery("a"))
        await put(work, first)
        assert not await deliveries.earlier_ask(work, first)
        assert await deliveries.earlier_ask(work, NORTHWIND.delivery("b"))
        await put(work, second)
        assert not await deliveries.earlier_ask(work, first)
        assert await deliveries.earlier_ask(work, second)


async def test_a_lane_of_one_organisation_is_not_anothers(database: Database) -> None:
    await plant(database, NORTHWIND)
    await plant(database, FABRIKAM)
    async with database.begin(NORTHWIND.id) as work:
        await put(work, NORTHWIND.delivery())
    async with database.begin(FABRIKAM.id) as work:
        assert await outbox.claim(work, LANE, SOON) == []
        assert await outbox.lanes_due(work, SOON) == set()
        assert await deliveries.counts(work) == {}


async def test_what_stands_under_a_message_waits_for_it_and_goes_with_it(database: Database) -> None:
    await plant(database)
    first, second = NORTHWIND.delivery("a"), NORTHWIND.delivery("b")
    below = [beneath(each, Token(f"below {each.key}")) for each in (first, second)]
    async with database.begin(NORTHWIND.id) as work:
        await put(work, first, second, *below)
        above = await outbox.claim(work, LANE, SOON)
        assert [each.key for each in above] == [first.key, second.key]
        assert await outbox.lanes_due(work, SOON) == set()
        await deliveries.mark(work, sent(above[0], "1", 0), attempt=1)
        assert await outbox.lanes_due(work, SOON) == {LANE}
        await deliveries.mark(work, failed(above[1], "gone"), attempt=1)
        assert [each.key for each in await outbox.claim(work, LANE, SOON)] == [below[0].key]
        assert (await deliveries.get(work, below[1].key)).state is State.DROPPED


async def test_in_a_paused_channel_messages_wait_until_it_is_well_again(database: Database) -> None:
    await plant(database)
    shown = replace(NORTHWIND.delivery("b"), state=State.SENT, ref="1")
    async with database.begin(NORTHWIND.id) as work:
        await put(work, NORTHWIND.delivery("a"), shown)
        await rounds.save(work, replace(NORTHWIND.round(), version=3))
        await channels.save(work, replace(NORTHWIND.channel, paused_for="left"))
        assert await outbox.lanes_due(work, SOON) == set()
        assert await outbox.claim(work, LANE, SOON) == []
        assert await outbox.to_redraw(work, LANE, SOON) == []
        assert await backlog.waiting_in(work, SOON) == {(NORTHWIND.board.id, LANE): 1}
        await channels.save(work, NORTHWIND.channel)
        assert await outbox.lanes_due(work, SOON) == {LANE}
        assert len(await outbox.claim(work, LANE, SOON)) == 1
        assert len(await outbox.to_redraw(work, LANE, SOON)) == 1


async def test_messages_are_claimed_for_the_instants_at_which_they_may_go(database: Database) -> None:
    await plant(database)
    limits = Limits(post=Spacing(whole=timedelta(seconds=0.5)))
    async with database.begin(NORTHWIND.id) as work:
        await put(work, *(NORTHWIND.delivery(f"{n}") for n in range(9)))
        taken = await outbox.claim(work, LANE, SOON, 8, limits)
        assert [each.started_at for each in taken] == [SOON + timedelta(seconds=n / 2) for n in range(4)]
        assert await outbox.lanes_due(work, SOON) == set()
        assert await outbox.claim(work, LANE, SOON, 8, limits) == []
        assert await outbox.lanes_due(work, SOON + timedelta(seconds=2)) == {LANE}


async def test_what_must_be_left_alone_stays_so_for_the_longest_that_was_said(database: Database) -> None:
    await plant(database)
    soon, late = SOON + timedelta(seconds=5), SOON + timedelta(seconds=60)
    async with database.begin(NORTHWIND.id) as work:
        for until in (soon, late, soon):
            await pace.advance(work, LANE, {"a": until}, SOON)
        assert await pace.of_lane(work, LANE, SOON) == {"a": late}
        assert await pace.of_lane(work, LANE, late) == {}
        await pace.advance(work, LANE, {"b": late + timedelta(hours=3)}, late + timedelta(hours=2))
        assert await pace.busy(work, SOON) == {"b": late + timedelta(hours=3)}
        await pace.release(work, LANE)
        assert await pace.busy(work, SOON) == {}
