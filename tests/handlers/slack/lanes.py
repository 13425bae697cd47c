"""A bot that speaks to the stand-in for Slack through its real messenger, on a clock the test sets."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.actions.deliver import drain
from bot.bot import Bot
from bot.clock import SetClock
from bot.domain.aims import aims_of_round
from bot.domain.channels import Channel, ChannelKind, Place
from bot.domain.deliveries import Delivery, Kind, State, key_of
from bot.domain.pacing import LIVELY_MARK
from bot.domain.rounds import Round
from bot.ids import ChannelId, DeliveryKey, Ids, Token
from bot.insights.worker import Thinker
from bot.ports import Messenger, Permanent
from handlers.queue import DbosQueue
from handlers.slack.client import SlackCalls
from handlers.slack.messenger import SlackMessenger
from prompts.catalogue import say_in
from storage import accounts, aims, boards, channels, deliveries, engagements, outbox, pace, rounds
from storage.database import Database
from storage.tables import delivery
from tests.fakes.slack import SlackStandIn
from tests.fakes.slack.messages import Message
from tests.storage.houses import NOW
from tests.storage.seeds import NORTHWIND

TEAM = "T0VENDOR"
LANE = f"slack:{TEAM}"
STEPS = 5000


class Running(SetClock):
    """Runs as the machine's clock does; only the hour it shows is another."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self._ahead = at - datetime.now(UTC)

    def now(self) -> datetime:
        """The present instant, moved."""
        return datetime.now(UTC) + self._ahead

    async def sleep(self, seconds: float) -> None:
        """Wait in real time."""
        await asyncio.sleep(seconds)

    async def catch_up(self, under_way: Collection[asyncio.Future[object]]) -> None:
        """It goes on by itself."""


class OneToken:
    """Knows one workspace's token, until it is taken away."""

    def __init__(self, token: str) -> None:
        self.token = token

    async def token_for(self, lane: str) -> str:
        """The token; Permanent when there is none."""
        if lane != LANE or not self.token:
            raise Permanent("not_installed")
        return self.token


@dataclass(slots=True, kw_only=True)
class Line:
    """The bot, the stand-in, and what the test does with them."""

    bot: Bot
    slack: SlackStandIn
    clock: SetClock
    tokens: OneToken
    messenger: SlackMessenger

    async def channel(self, name: str, kind: ChannelKind = ChannelKind.CUSTOMER) -> Channel:
        """A channel with the bot in it."""
        there = self.slack.world.add_channel(name, TEAM, [self.slack.vendor.bot_of(self.slack.installation)])
        channel = replace(
            NORTHWIND.channel,
            id=ChannelId(f"northwind-{name}"),
            place=Place(platform="slack", workspace=TEAM, id=there.id),
            kind=kind,
            account_id=NORTHWIND.account.id if kind is ChannelKind.CUSTOMER else None,
        )
        async with self.bot.database.begin(NORTHWIND.id) as work:
            await channels.save(work, channel)
        return channel

    async def notices(self, channel: Channel, count: int) -> list[Delivery]:
        """So many messages to one channel, due now, whatever they say."""
        return await self._made(
            [self.message(channel, Kind.NOTICE, f"nobody@{channel.board_id}@{n}") for n in range(count)]
        )

    async def asks(self, *asked: Channel) -> list[Delivery]:
        """The round's message to each of the channels, due now."""
        return await self._made([self.message(channel, Kind.ASK, NORTHWIND.round().id) for channel in asked])

    def message(self, channel: Channel, kind: Kind, subject_id: str) -> Delivery:
        """A message that waits."""
        key = key_of(kind, subject_id, channel.id)
        return replace(
            NORTHWIND.delivery(kind=kind),
            key=key,
            subject_id=subject_id,
            channel_id=channel.id,
            place=channel.place,
            lane=channel.place.lane,
            not_before=self.clock.now(),
            token=Token(self.bot.ids.of("delivery", key)),
        )

    async def _made(self, rows: list[Delivery]) -> list[Delivery]:
        async with self.bot.database.begin(NORTHWIND.id) as work:
            await deliveries.make(work, rows)
        return rows

    async def bump(self, version: int) -> Round:
        """Somebody has answered."""
        async with self.bot.database.begin(NORTHWIND.id) as work:
            changed = replace(await rounds.get(work, NORTHWIND.round().id), version=version)
            await rounds.save(work, changed)
        return changed

    async def turn(self) -> None:
        """One run of the lane."""
        await drain(self.bot, NORTHWIND.id, LANE)

    async def due(self) -> bool:
        """Whether a tick would wake the lane now."""
        async with self.bot.database.read(NORTHWIND.id) as work:
            return LANE in await outbox.lanes_due(work, self.bot.now())

    async def settle(self, for_: timedelta = timedelta(hours=6)) -> None:
        """Let that much time pass: the lane runs whenever a tick would wake it."""
        until = self.clock.now() + for_
        for _ in range(STEPS):
            while await self.due():
                await self.turn()
            if self.clock.now() >= until:
                return
            self.clock.put(min(until, self.clock.now() + await self._pause()))
        raise AssertionError("never quiet")

    async def _pause(self) -> timedelta:
        async with self.bot.database.read(NORTHWIND.id) as work:
            now = self.bot.now()
            waiting = work.rows(delivery).where(delivery.c.state == State.PENDING, delivery.c.not_before > now)
            instants = [each.not_before for each in await work.all(Delivery, waiting)]
            instants += [at for key, at in (await pace.busy(work, now)).items() if not key.startswith(LIVELY_MARK)]
            next_due = min(instants, default=None)
            counts = await deliveries.counts(work)
        if any(state is State.SENDING for _, state in counts):
            return timedelta(seconds=2)
        return max(timedelta(seconds=1), next_due - self.clock.now()) if next_due else timedelta(days=1)

    async def get(self, key: DeliveryKey) -> Delivery:
        """A message as the ledger knows it."""
        async with self.bot.database.read(NORTHWIND.id) as work:
            return await deliveries.get(work, key)

    async def states(self) -> dict[State, int]:
        """How many messages are in which state."""
        async with self.bot.database.read(NORTHWIND.id) as work:
            counted: dict[State, int] = {}
            for (_, state), n in (await deliveries.counts(work)).items():
                counted[state] = counted.get(state, 0) + n
            return counted

    def standing(self, channel: Channel) -> list[Message]:
        """What stands in a channel."""
        return self.slack.vendor.timeline.standing(channel.place.id)


@asynccontextmanager
async def line(
    database: Database, folder: Path, *, limits: bool = True, clock: SetClock | None = None
) -> AsyncIterator[Line]:
    """A board with an open round in a workspace where the bot is installed."""
    clock = clock or SetClock(NOW)
    async with SlackStandIn(clock=clock, limits=limits) as slack:
        tokens = OneToken(slack.bot_token)
        calls = SlackCalls(tokens, slack.api_url, clock=clock)
        messenger = SlackMessenger(calls, say_in)
        mouths: dict[str, Messenger] = {"slack": messenger}
        bot = Bot(
            database=database,
            clock=clock,
            ids=Ids(b"a key for tests, of enough bytes"),
            queue=DbosQueue(folder / "dbos.db"),
            messengers=mouths,
            thinker=Thinker(),
        )
        await _plant(bot)
        try:
            yield Line(bot=bot, slack=slack, clock=clock, tokens=tokens, messenger=messenger)
        finally:
            await calls.close()


async def _plant(bot: Bot) -> None:
    await bot.database.add_organisation(NORTHWIND.organisation)
    async with bot.database.begin(NORTHWIND.id) as work:
        await boards.save(work, NORTHWIND.board)
        await accounts.save(work, NORTHWIND.account)
        await engagements.save(work, NORTHWIND.engagement)
        round_ = replace(NORTHWIND.round(), cadence_id=None)
        await rounds.add(work, round_)
        found = await engagements.questions(work, round_.question_ids)
        await aims.save_all(work, aims_of_round(bot.ids, NORTHWIND.id, round_.id, found))
