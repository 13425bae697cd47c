"""A vendor's own people, hundreds of them, beside running `cab serve` processes: what a crowd does at once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from time import perf_counter

import aiohttp
from pydantic import SecretStr
from sqlalchemy import select

from bot.actions import enrol, install
from bot.app import opened
from bot.bot import Bot
from bot.config import Settings
from bot.domain.answers import Answer
from bot.domain.boards import BoardKind
from bot.domain.channels import ChannelKind
from bot.domain.installations import Grant
from bot.domain.questions import Chosen
from bot.domain.rounds import Round
from storage import answers, rounds
from storage.database import Database
from storage.engagements import questions
from storage.tables import identity
from tests.databases import PRODUCT, Postgres, outside_the_loop
from tests.fakes.slack import SlackStandIn
from tests.fakes.slack.courier import Delivery
from tests.fakes.slack.messages import Message
from tests.fakes.slack.world import Channel, User
from tests.slack.running import Served, posted, serving, settings, until

KEYS = "the secret that all processes of this test share"
BOARD = "northwind-council"
MOST_TRIES = 20
A, B = "Offline mode", "Faster search"


@dataclass(slots=True, kw_only=True)
class Town:
    """One workspace with a board of the vendor's own staff; `start` runs the product beside it."""

    slack: SlackStandIn
    folder: Path
    database_url: str
    environment: dict[str, str]
    pat: User
    channel: Channel
    product: Channel
    crowd: list[User]
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    _homes: int = 0

    async def start(self, **more: str) -> Served:
        """One more process; on SQLite there is one at a time."""
        self._homes += 1
        home = {} if self.database_url.startswith("sqlite") else {"CAB_HOME": str(self.folder / f"home{self._homes}")}
        served = await self._stack.enter_async_context(serving(self.folder, {**self.environment, **home, **more}))
        self.slack.people.request_url = f"{served.address}/slack/events"
        return served

    async def ask(self, words: str) -> Message:
        """Type `/cab poll …`, and wait for the message in the board's channel."""
        before = len(self.messages())
        asked = await self.slack.people.command("/cab", f"poll {words}", as_=self.pat, channel=self.product)
        assert asked.ok, asked.trouble
        await until(lambda: len(self.messages()) > before)
        return posted(self.slack, self.channel)

    def messages(self) -> list[Message]:
        """What everybody in the board's channel sees."""
        return [each for each in self.slack.timeline.standing(self.channel.id) if not each.ephemeral_to]

    async def clicks(self, message: Message, label: str, people: Iterable[User]) -> list[Delivery]:
        """A signed click of each of these people, made but not sent; later ones have later time stamps."""
        with self.slack.people.courier.holding() as held:
            for each in people:
                await self.slack.people.press(message, label, as_=each)
            made = list(held)
            held.clear()
        return made

    async def standing(self, poll: int = 1) -> dict[str, str]:
        """What the database holds of a poll: by person, the option that counts."""
        round_, found, texts = await self._said(poll)
        assert round_ is not None
        return {
            user: texts[each.value.options[0]]
            for user, each in found
            if isinstance(each.value, Chosen) and not each.withdrawn
        }

    async def rows(self, poll: int = 1) -> int:
        """How many rows of answers a poll has."""
        return len((await self._said(poll))[1])

    async def _said(self, poll: int) -> tuple[Round | None, list[tuple[str, Answer]], dict[str, str]]:
        database = await Database.open(self.database_url, migrate=False)
        try:
            organisation = (await database.organisations())[0]
            async with database.read(organisation.id) as work:
                round_ = await rounds.by_number(work, poll)
                assert round_ is not None
                asked = await questions(work, round_.question_ids)
                said = await answers.of_round(work, round_.id)
                who = await work.connection.execute(select(identity.c.person_id, identity.c.user))
                users = {str(person): str(user) for person, user in who}
        finally:
            await database.close()
        texts = {option.id: option.text for each in asked for option in getattr(each, "options", ())}
        return round_, [(users[each.person_id], each) for each in said], {str(k): v for k, v in texts.items()}


@asynccontextmanager
async def town(
    folder: Path, *, people: int, database_url: str = "", limits: bool = True, rotating: bool = False, **more: str
) -> AsyncIterator[Town]:
    """A workspace with a board and `people` colleagues in its channel; nothing runs yet."""
    home = folder / "cab"
    url = database_url or f"sqlite:///{home / 'app.db'}"
    async with SlackStandIn(limits=limits, rotating=rotating) as slack:
        world, bot = slack.world, slack.bot
        slack.people.courier.patience = 20  # Counts are looked at here, not times: the machine may be busy.
        pat = world.add_user("Pat Manager", slack.team)
        crowd = [world.add_user(f"Colleague {number}", slack.team) for number in range(people)]
        channel = world.add_channel("council", slack.team, [pat, bot, *crowd])
        product = world.add_channel("product", slack.team, [pat, bot])
        async with opened(Settings(home=home, database_url=url, secret_keys=SecretStr(KEYS))) as house:
            kind, zone = BoardKind.CLIENT_ZERO, "Europe/Berlin"
            await enrol.create_board(house.bot, "Northwind Council", kind=kind, zone=zone, language="en")
            for place, use in ((channel, ChannelKind.SHARED_ROOM), (product, ChannelKind.PRODUCT)):
                await enrol.add_channel(house.bot, BOARD, f"slack:{slack.team.id}:{place.id}", kind=use, account=None)
            if rotating:
                await _installed(slack, house.bot)
        keys = {"CAB_SECRET_KEYS": KEYS, "CAB_DATABASE_URL": url, "CAB_ADMINS": f"slack:{slack.team.id}:{pat.id}"}
        environment = settings(slack, home, **{**keys, **more})
        if rotating:
            environment |= {"CAB_SLACK_CLIENT_ID": slack.client_id, "CAB_SLACK_CLIENT_SECRET": slack.client_secret}
            del environment["CAB_SLACK_BOT_TOKEN"]
        made = Town(
            slack=slack,
            folder=folder,
            database_url=url,
            environment=environment,
            pat=pat,
            channel=channel,
            product=product,
            crowd=crowd,
        )
        async with made._stack:
            yield made


async def _installed(slack: SlackStandIn, bot: Bot) -> None:
    """The bot is in the workspace already, with a token that ends within the hour."""
    lane, there = f"slack:{slack.team.id}", slack.installation
    await bot.database.bind_workspace(lane, (await bot.database.organisations())[0].id)
    grant = Grant(
        name=slack.team.name,
        bot_token=there.bot_token,
        bot_user_id=there.bot_user_id,
        bot_id=there.bot_id,
        scopes=tuple(sorted(there.scopes)),
        refresh_token=there.refresh_tokens[-1],
        expires_at=bot.now() + timedelta(hours=1),
    )
    await install.install(bot, lane, grant)


def fresh_database(postgres: Postgres, name: str) -> str:
    """An empty PostgreSQL database that belongs to the product's own role."""
    outside_the_loop(postgres.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    outside_the_loop(postgres.run(f"CREATE DATABASE {name} OWNER {PRODUCT}"))
    return postgres.url(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ack:
    """How one request fared at last; status 0: no answer came. `tries` counts those that were politely turned away."""

    status: int
    took: float
    tries: int


async def rush(
    requests: Sequence[Delivery], addresses: Sequence[str], *, at_once: int = 20, over: float = 0.0
) -> list[Ack]:
    """Send all of these, so many at a time, to the servers in turn; spread `over` seconds where given.

    Who is told that it did not work (503) presses again: on a busy machine that may happen, and nothing may be lost.
    """
    began = perf_counter()
    acks: list[Ack] = [Ack(status=0, took=0.0, tries=0)] * len(requests)
    numbers = iter(range(len(requests)))

    async def worker(session: aiohttp.ClientSession) -> None:
        for number in numbers:
            await asyncio.sleep(max(0.0, began + over * number / len(requests) - perf_counter()))
            for tries in range(1, MOST_TRIES + 1):
                acks[number] = await _send(session, requests[number], addresses[number % len(addresses)], tries)
                if acks[number].status != 503:
                    break

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        await asyncio.gather(*(worker(session) for _ in range(min(at_once, len(requests)))))
    return acks


async def _send(session: aiohttp.ClientSession, one: Delivery, address: str, tries: int) -> Ack:
    started = perf_counter()
    try:
        within = aiohttp.ClientTimeout(total=20)
        url = f"{address}/slack/events"
        async with session.post(url, data=one.raw, headers=one.headers, timeout=within) as answer:
            await answer.read()
            return Ack(status=answer.status, took=perf_counter() - started, tries=tries)
    except (aiohttp.ClientError, TimeoutError, OSError):
        return Ack(status=0, took=perf_counter() - started, tries=tries)


def told(name: str, acks: Sequence[Ack]) -> str:
    """One line about how long people waited."""
    took = sorted(each.took for each in acks)
    p50, p99 = took[len(took) // 2], took[min(len(took) - 1, len(took) * 99 // 100)]
    statuses = dict(Counter(each.status for each in acks))
    again = sum(each.tries - 1 for each in acks)
    times = f"p50 {p50:.3f} s, p99 {p99:.3f} s, max {took[-1]:.3f} s"
    return f"{name}: {len(acks)} requests, {times}, {statuses}, {again} told to try again"
