"""A vendor's Slack with customers in it, and the product running beside it, on one clock that the test sets."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import SecretStr

from bot.actions import enrol
from bot.actions.settle import pass_time, settle
from bot.app import House, answering, opened
from bot.clock import SetClock
from bot.config import Settings
from bot.domain.boards import BoardKind
from bot.domain.channels import ChannelKind
from tests.databases import prepared
from tests.fakes.slack import Outcome, SlackStandIn
from tests.fakes.slack.messages import Message
from tests.fakes.slack.views import View
from tests.fakes.slack.world import Channel, User

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
BOARD = "northwind-council"


@dataclass(slots=True)
class Office:
    """What a test works with: people act through `slack.people`, time passes through `wait`."""

    slack: SlackStandIn
    house: House
    clock: SetClock
    address: str
    pat: User
    """The vendor's product manager, who may configure from the first minute."""
    product: Channel
    board: str = BOARD
    customers: dict[str, Channel] = field(default_factory=dict)

    async def settle(self) -> None:
        """Let everything happen that is due at this instant, what follows from it, and what is on its way."""
        chats = self.house.chats
        for _ in range(3):
            await chats.quiet()
            if not await settle(self.house.bot, self.house.queue):
                break
        await chats.quiet()

    async def wait(self, **spans: float) -> None:
        """Let time pass, halting wherever something falls due."""
        until = self.clock.now() + timedelta(**spans)
        await pass_time(self.house.bot, self.house.queue, self.clock, until)
        await self.settle()

    async def cab(self, text: str, *, as_: User | None = None, channel: Channel | None = None) -> Outcome:
        """Type `/cab …` and let what follows happen."""
        self.clock.put(self.clock.now() + timedelta(seconds=1))
        done = await self.slack.people.command("/cab", text, as_=as_ or self.pat, channel=channel or self.product)
        await self.settle()
        return done

    async def press(self, message: Message | View, label: str, *, as_: User) -> Outcome:
        """Press a button and let what follows happen."""
        self.clock.put(self.clock.now() + timedelta(seconds=1))
        done = await self.slack.people.press(message, label, as_=as_)
        await self.settle()
        return done

    def latest(self, user: User, channel: Channel) -> Message:
        """The newest message that somebody sees in a channel."""
        return self.slack.people.latest(user, channel)

    async def customer(self, name: str, *people: str) -> tuple[Channel, list[User]]:
        """A company with a workspace of its own, a channel shared with it, and some of its people in there."""
        world, bot = self.slack.world, self.slack.vendor.bot_of(self.slack.installation)
        team = world.add_team(name, f"T0{name.upper()[:8]}")
        theirs = [world.add_user(each, team) for each in people]
        channel = world.add_channel(name.casefold(), self.slack.team, [self.pat, bot, *theirs])
        place = f"slack:{self.slack.team.id}:{channel.id}"
        await enrol.add_channel(self.house.bot, self.board, place, kind=ChannelKind.CUSTOMER, account=name)
        self.customers[name] = channel
        return channel, theirs

    def staff(self, name: str) -> User:
        """One more of the vendor's own people, in the product channel."""
        user = self.slack.world.add_user(name, self.slack.team)
        self.slack.world.join(self.product, user)
        return user


@asynccontextmanager
async def office(
    home: Path,
    *,
    kind: BoardKind = BoardKind.CUSTOMER,
    via: str = "http",
    database_url: str = "",
    limits: bool = True,
    clock: SetClock | None = None,
    more: Mapping[str, object] | None = None,
) -> AsyncIterator[Office]:
    """An office with a board and a product channel; the server listens on a free port. `more` are further settings."""
    clock = clock or SetClock(MONDAY)
    async with SlackStandIn(clock=clock, limits=limits) as slack:
        world, bot = slack.world, slack.vendor.bot_of(slack.installation)
        pat = world.add_user("Pat Manager", slack.team)
        product = world.add_channel("product", slack.team, [pat, bot])
        settings = Settings(
            home=home if database_url else prepared(home),
            port=0,
            database_url=database_url,
            send_delay=0,
            admins=f"slack:{slack.team.id}:{pat.id}",
            slack_bot_token=SecretStr(slack.bot_token),
            slack_signing_secret=SecretStr(slack.signing_secret),
            slack_app_token=SecretStr(slack.app_token if via == "socket" else ""),
            slack_api_url=slack.api_url,
        ).model_copy(update=dict(more or {}))
        async with (
            opened(settings, clock=clock, works=True, platforms=True) as house,
            answering(house, settings) as address,
        ):
            slack.people.request_url = f"{address}/slack/events"
            slack.people.via = via
            await enrol.create_board(house.bot, "Northwind Council", kind=kind, zone="Europe/Berlin", language="en")
            place = f"slack:{slack.team.id}:{product.id}"
            await enrol.add_channel(house.bot, BOARD, place, kind=ChannelKind.PRODUCT, account=None)
            yield Office(slack=slack, house=house, clock=clock, address=address, pat=pat, product=product)
