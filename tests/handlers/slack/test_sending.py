"""Messages on their way to Slack: paced, each posted once, drawn anew seldom, paused where they cannot go."""

import random
import shutil
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bot.actions.ledger import Lane
from bot.actions.status import status_of
from bot.actions.threads import begin_thread
from bot.actions.tick import tick
from bot.cards.parts import Card, Text
from bot.cards.status import status_card
from bot.domain.channels import ChannelKind
from bot.domain.deliveries import State
from bot.domain.pacing import SHUT
from bot.ids import DeliveryKey
from handlers.console.messenger import paint
from prompts.catalogue import say_in
from storage import channels, deliveries, pace
from storage.database import Database
from tests.fakes.slack.recorder import Call
from tests.handlers.slack.lanes import LANE, Running, line
from tests.size import FULL
from tests.storage.houses import NOW
from tests.storage.seeds import FABRIKAM, NORTHWIND

SLOW = 4.0
"""Seconds that Slack takes for a message; all that is paced here takes one."""


async def test_posts_keep_to_one_a_second_in_a_channel_and_three_hundred_a_minute(
    database: Database, tmp_path: Path
) -> None:
    async with line(database, tmp_path) as there:
        rooms = [await there.channel(f"room-{n}") for n in range(12)]
        for room in rooms:
            await there.notices(room, 5)
        await there.settle(timedelta(minutes=2))
        posts = there.slack.calls("chat.postMessage")
        assert len(posts) == 60
        assert there.slack.limits.refused == 0
        for room in rooms:
            at = [call.at for call in posts if call.args["channel"] == room.place.id]
            assert min(later - earlier for earlier, later in pairwise(at)) >= 0.999
        in_all = [call.at for call in posts]
        assert min(later - earlier for earlier, later in pairwise(in_all)) >= 0.199
        assert await there.states() == {State.SENT: 60}


async def test_messages_leave_at_their_instants_however_long_slack_takes_to_answer(
    sqlite_template: Path, tmp_path: Path
) -> None:
    shutil.copyfile(sqlite_template, tmp_path / "app.db")
    database = await Database.open(f"sqlite:///{tmp_path / 'app.db'}")
    try:
        async with line(database, tmp_path, clock=Running(NOW)) as there:
            await there.asks(*[await there.channel(f"room-{n}") for n in range(4)])
            there.slack.script.delay("chat.postMessage", SLOW, times=None)
            await there.turn()
            at = [call.at for call in there.slack.calls("chat.postMessage")]
            assert len(at) == 4
            assert at[-1] < at[0] + SLOW  # All have left before the first was answered.
            assert await there.states() == {State.SENT: 4}
    finally:
        await database.close()


async def test_a_rate_limit_silences_that_method_in_that_workspace_and_then_one_call_asks_again(
    database: Database, tmp_path: Path
) -> None:
    async with line(database, tmp_path) as there:
        for n in range(10):
            await there.notices(await there.channel(f"room-{n}"), 1)
        there.slack.script.too_many("chat.postMessage", "40", nth=4, times=2)
        await there.turn()
        assert not await there.due()
        await there.settle(timedelta(minutes=3))
        posts = there.slack.calls("chat.postMessage")
        first, second = (call.at for call in posts if call.status == 429)
        assert second >= first + 40
        assert [call for call in posts if first < call.at < second] == []
        assert [call for call in posts if second < call.at < second + 40] == []
        assert len(posts) == 12
        assert await there.states() == {State.SENT: 10}


async def test_a_limit_is_remembered_by_the_process_that_comes_after(database: Database, tmp_path: Path) -> None:
    async with line(database, tmp_path) as there:
        await there.notices(await there.channel("acme"), 1)
        there.slack.script.too_many("chat.postMessage", "60")
        await there.turn()
    async with database.read(NORTHWIND.id) as work:
        known = await pace.of_lane(work, LANE, NOW)
    assert known[f"post|{LANE}|"] == NOW + timedelta(seconds=60)


@pytest.mark.soak
async def test_many_changes_are_drawn_a_few_times_and_the_last_is_the_newest(
    database: Database, tmp_path: Path
) -> None:
    async with line(database, tmp_path) as there:
        (ask,) = await there.asks(await there.channel("acme"))
        await there.settle(timedelta(seconds=10))
        for version in range(1, 601):
            there.clock.put(there.clock.now() + timedelta(milliseconds=20))
            await there.bump(version)
            if version % 50 == 0:
                await there.turn()
        await there.settle(timedelta(minutes=1))
        assert 1 <= len(there.slack.calls("chat.update")) <= 10
        assert (await there.get(ask.key)).drawn_version == 600
        assert not await there.due()


@pytest.mark.soak
async def test_redraws_keep_to_forty_five_a_minute_and_each_message_has_its_turn(
    database: Database, tmp_path: Path
) -> None:
    async with line(database, tmp_path) as there:
        asks = await there.asks(*[await there.channel(f"room-{n}") for n in range(20)])
        await there.settle(timedelta(seconds=30))
        for version in range(1, 31):
            await there.bump(version)
            await there.settle(timedelta(seconds=2))
        updates = there.slack.calls("chat.update")
        assert max(sum(0 <= later.at - call.at < 60 for later in updates) for call in updates) <= 45
        counted = Counter(str(call.args["channel"]) for call in updates)
        assert max(counted.values()) - min(counted[ask.place.id] for ask in asks) <= 1
        await there.settle(timedelta(minutes=2))
        assert {(await there.get(ask.key)).drawn_version for ask in asks} == {30}
        assert there.slack.limits.refused == 0


async def test_a_redraw_that_is_refused_waits_as_long_as_it_is_told(database: Database, tmp_path: Path) -> None:
    async with line(database, tmp_path) as there:
        (ask,) = await there.asks(await there.channel("acme"))
        await there.settle(timedelta(seconds=10))
        there.slack.script.too_many("chat.update", "90")
        await there.bump(1)
        await there.settle(timedelta(minutes=5))
        first, second = (call.at for call in there.slack.calls("chat.update"))
        assert second - first >= 90
        assert (await there.get(ask.key)).drawn_version == 1


async def test_messages_over_a_line_where_every_fifth_breaks_are_each_posted_once(
    database: Database, tmp_path: Path
) -> None:
    rooms, each = (100, 10) if FULL else (10, 8)
    print(f"{rooms * each} messages")
    chance = random.Random(7)

    def unlucky(_: Call) -> bool:
        return chance.random() < 0.1

    async with line(database, tmp_path) as there:
        made = [await there.channel(f"room-{n}") for n in range(rooms)]
        for room in made:
            await there.notices(room, each)
        there.slack.script.reset("chat.postMessage", after=True, times=None).where = unlucky
        there.slack.script.reset("chat.postMessage", times=None).where = unlucky
        await there.settle(timedelta(hours=12))
        assert await there.states() == {State.SENT: rooms * each}
        for room in made:
            tokens = [post.metadata["event_payload"]["token"] for post in there.standing(room) if post.metadata]
            assert len(tokens) == len(set(tokens)) == each
        broken = [call for call in there.slack.calls("chat.postMessage") if call.status == 0]
        assert any(call.processed for call in broken)


async def test_what_cannot_be_looked_up_is_left_to_a_person(database: Database, tmp_path: Path) -> None:
    async with line(database, tmp_path) as there:
        await there.asks(await there.channel("acme"))
        there.slack.script.reset("chat.postMessage", after=True)
        there.slack.script.history_unreadable = "missing_scope"
        await there.settle(timedelta(minutes=10))
        assert await there.states() == {State.UNKNOWN: 1}
        assert len(there.slack.calls("chat.postMessage")) == 1
        assert there.messenger.degraded == {"conversations.history": "missing_scope"}


async def test_a_dead_channel_is_told_once_however_many_messages_it_loses(database: Database, tmp_path: Path) -> None:
    async with line(database, tmp_path) as there:
        acme, product = await there.channel("acme"), await there.channel("product", ChannelKind.PRODUCT)
        (ask,) = await there.asks(acme)
        await there.notices(acme, 29)
        there.slack.world.channel(acme.place.id).is_archived = True
        await there.settle(timedelta(days=2))
        assert len([call for call in there.slack.calls("chat.postMessage") if call.error == "is_archived"]) == 1
        assert await there.states() == {State.FAILED: 1, State.PENDING: 29, State.SENT: 1}
        [told] = there.standing(product)
        assert "is_archived" in str(told.blocks)
        async with database.begin(NORTHWIND.id) as work:
            paused = await channels.get(work, acme.id)
            assert paused.paused_for == "archived"
            assert (await deliveries.get(work, ask.key)).failure == "is_archived"
            await channels.save(work, replace(paused, paused_for=""))
        there.slack.world.channel(acme.place.id).is_archived = False
        await there.settle(timedelta(minutes=5))
        assert len(there.standing(acme)) == 29


async def test_a_channel_that_dies_under_a_live_poll_is_told_once_too(database: Database, tmp_path: Path) -> None:
    async with line(database, tmp_path) as there:
        acme, product = await there.channel("acme"), await there.channel("product", ChannelKind.PRODUCT)
        await there.asks(acme)
        await there.settle(timedelta(seconds=10))
        there.slack.world.channel(acme.place.id).is_archived = True
        for version in range(1, 10):
            await there.bump(version)
            await there.settle(timedelta(seconds=10))
        assert len(there.slack.calls("chat.update")) == 1
        [told] = there.standing(product)
        assert "is_archived" in str(told.blocks)


@pytest.mark.soak
async def test_while_the_bot_is_not_installed_messages_wait_and_slack_is_hardly_asked(
    database: Database, tmp_path: Path
) -> None:
    async with line(database, tmp_path) as there:
        for n in range(10):
            await there.notices(await there.channel(f"room-{n}"), 1)
        there.slack.installation.removed = True
        await there.settle(timedelta(hours=1))
        assert len(there.slack.calls()) <= timedelta(hours=1) / SHUT + 1
        assert await there.states() == {State.PENDING: 10}
        [board] = (await status_of(there.bot, NORTHWIND.id)).boards
        assert [(each.lane, each.waiting, each.reason) for each in board.stuck] == [(LANE, 10, "account_inactive")]
        there.slack.installation.removed = False
        await there.settle(2 * SHUT)
        assert await there.states() == {State.SENT: 10}


async def test_messages_to_a_platform_that_is_not_connected_wait_and_wake_nobody(
    database: Database, tmp_path: Path
) -> None:
    async with line(database, tmp_path) as there:
        await there.notices(await there.channel("acme"), 3)
        apart = replace(there.bot, messengers={})
        assert [key for key in await tick(apart) if LANE in key] == []
        [board] = (await status_of(apart, NORTHWIND.id)).boards
        assert [(each.lane, each.waiting, each.reason) for each in board.stuck] == [(LANE, 3, "")]
        card = status_card([board])
        assert "3 messages wait: this bot is not connected to slack:T0VENDOR." in str(paint(card, say_in("en")))


async def test_a_guest_in_a_workspace_heeds_what_its_owner_was_told(database: Database, tmp_path: Path) -> None:
    async with line(database, tmp_path) as there:
        await database.add_organisation(FABRIKAM.organisation)
        await database.bind_workspace(LANE, FABRIKAM.id)
        async with database.begin(FABRIKAM.id) as work:
            await pace.advance(work, LANE, {f"post|{LANE}|": NOW + timedelta(seconds=50)}, NOW)
        await there.notices(await there.channel("acme"), 1)
        await there.turn()
        assert there.slack.calls("chat.postMessage") == []
        there.clock.put(NOW + timedelta(seconds=51))
        await there.turn()
        assert len(there.slack.calls("chat.postMessage")) == 1


async def test_the_detail_of_a_message_is_made_once_and_only_where_there_are_threads(
    database: Database, tmp_path: Path
) -> None:
    card = Card(summary="Results", parts=(Text("Short"),), more=(Text("Long"),))
    async with line(database, tmp_path) as there:
        (ask,) = await there.asks(await there.channel("acme"))
        lane = Lane(bot=there.bot, messenger=there.messenger, organisation_id=NORTHWIND.id, name=LANE)
        for _ in range(2):
            await begin_thread(lane, ask, card)
        await begin_thread(lane, ask, replace(card, more=()))
        below = await there.get(DeliveryKey(f"{ask.key}:more"))
        assert (below.under, below.place, below.state) == (ask.key, ask.place, State.PENDING)
        assert below.token != ask.token
        await begin_thread(lane, below, card)
        assert await there.states() == {State.PENDING: 2}
