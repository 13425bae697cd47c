"""A vendor's Teams with customers in it, and the product running beside it, on one clock that the test sets."""

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
from tests.fakes.teams import Connector, Outcome
from tests.fakes.teams.messages import Message
from tests.fakes.teams.world import Conversation, Person, Team, Tenant

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
BOARD = "northwind-council"


@dataclass(slots=True)
class Office:
    """What a test works with: people act through `teams.people`, time passes through `wait`."""

    teams: Connector
    house: House
    clock: SetClock
    address: str
    pat: Person
    """The vendor's product manager, who may configure from the first minute."""
    crew: Team
    """The vendor's own team; the app is in its first channel."""
    product: Conversation
    board: str = BOARD
    customers: dict[str, Conversation] = field(default_factory=dict)

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

    async def cab(self, text: str, *, as_: Person | None = None, channel: Conversation | None = None) -> Outcome:
        """Type a command, in the own chat or after a mention in a channel, and let what follows happen."""
        self.clock.put(self.clock.now() + timedelta(seconds=1))
        if channel is None:
            done = await self.teams.people.write(text, as_=as_ or self.pat)
        else:
            done = await self.teams.people.mention(text, as_=as_ or self.pat, to=channel)
        await self.settle()
        return done

    async def press(
        self,
        message: Message,
        label: str,
        *,
        as_: Person,
        inputs: dict[str, object] | None = None,
        fallback: bool = False,
    ) -> Outcome:
        """Press a button and let what follows happen."""
        self.clock.put(self.clock.now() + timedelta(seconds=1))
        done = await self.teams.people.press(message, label, as_=as_, inputs=inputs, fallback=fallback)
        await self.settle()
        return done

    def latest(self, person: Person, channel: Conversation | None = None) -> Message:
        """The newest message that somebody sees in a channel, or in their own chat."""
        return self.teams.people.latest(person, channel)

    async def customer(self, name: str, *people: str) -> tuple[Conversation, list[Person]]:
        """A team of the vendor's with a company's people in it as guests, and its first channel."""
        world = self.teams.world
        theirs = world.add_tenant(name)
        guests = [world.add_person(each, theirs, guest_of=self.teams.tenant) for each in people]
        team = world.add_team(name, self.teams.tenant, [self.pat, *guests])
        await self.teams.people.add_to_team(team, by=self.pat)
        await self.settle()
        channel = world.conversations[team.id]
        place = f"teams:{self.teams.tenant.id}:{channel.id}"
        await enrol.add_channel(self.house.bot, self.board, place, kind=ChannelKind.CUSTOMER, account=name)
        self.customers[name] = channel
        return channel, guests

    def staff(self, name: str) -> Person:
        """One more of the vendor's own people, in its team."""
        person = self.teams.world.add_person(name, self.teams.tenant)
        self.crew.members.add(person.aad)
        return person


@asynccontextmanager
async def empty_office(
    home: Path,
    *,
    admins: bool = True,
    database_url: str = "",
    also: tuple[Tenant, ...] = (),
    more: Mapping[str, object] | None = None,
) -> AsyncIterator[Office]:
    """A vendor's team with the product beside it; the app is nowhere yet, and there is no board.

    `also` are other tenants that may use the same bot, `more` further settings.
    """
    clock = SetClock(MONDAY)
    async with Connector(clock=clock) as teams:
        teams.world.tenants.update({each.id: each for each in also})
        pat = teams.world.add_person("Pat Manager", teams.tenant)
        crew = teams.world.add_team("Northwind Product", teams.tenant, [pat])
        settings = Settings(
            home=home if database_url else prepared(home),
            port=0,
            database_url=database_url,
            send_delay=0,
            admins=f"teams:{teams.tenant.id}:{pat.aad}" if admins else "",
            teams_app_id=teams.app_id,
            teams_app_password=SecretStr(teams.password),
            teams_tenant_id=",".join((teams.tenant.id, *(each.id for each in also))),
            teams_openid_metadata=teams.openid_url,
            teams_login_url=teams.login_url,
            teams_service_hosts=teams.host,
        ).model_copy(update=dict(more or {}))
        async with (
            opened(settings, clock=clock, works=True, platforms=True) as house,
            answering(house, settings) as address,
        ):
            teams.people.request_url = f"{address}/teams/messages"
            product = teams.world.conversations[crew.id]
            yield Office(teams=teams, house=house, clock=clock, address=address, pat=pat, crew=crew, product=product)
        assert teams.mistakes() == []


@asynccontextmanager
async def office(
    home: Path,
    *,
    kind: BoardKind = BoardKind.CUSTOMER,
    database_url: str = "",
    more: Mapping[str, object] | None = None,
) -> AsyncIterator[Office]:
    """The same with a board, a product channel, and Pat's own chat with the app."""
    async with empty_office(home, database_url=database_url, more=more) as one:
        await enrol.create_board(one.house.bot, "Northwind Council", kind=kind, zone="Europe/Berlin", language="en")
        await one.teams.people.install(as_=one.pat)
        await one.teams.people.add_to_team(one.crew, by=one.pat)
        await one.settle()
        place = f"teams:{one.teams.tenant.id}:{one.product.id}"
        await enrol.add_channel(one.house.bot, BOARD, place, kind=ChannelKind.PRODUCT, account=None)
        yield one
