"""The season's people in the stand-in for Teams: guests in the vendor's teams, and one company in a shared channel.

They do what people do in the client, and every press reaches the running server as a signed activity.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from pydantic import SecretStr

from bot.actions.put_in_order import PLACE
from bot.app import House, answering, opened
from bot.cards.parts import Words
from bot.clock import SetClock
from bot.config import Settings
from bot.domain.channels import Place
from bot.domain.people import Identity
from bot.platforms import Platforms
from bot.presses import Comment, Pick, Press, Send, Tell, Withdraw, Write, wire
from bot.texts import Phrase
from handlers.console.developers import trackers_in
from handlers.console.founding import found
from handlers.console.players import Players, Reading
from handlers.console.season.cast import PersonRow
from handlers.console.season.setting import ROOM, ChannelRow, Setting
from prompts.catalogue import say_in
from tests.fakes.objects import Json
from tests.fakes.teams import Connector, Impossible, Outcome
from tests.fakes.teams.adaptive import walk
from tests.fakes.teams.messages import Message, card_in
from tests.fakes.teams.reading import Button, buttons, inputs, text
from tests.fakes.teams.world import Conversation, Person, Team
from tests.fakes.teams_reading import reading

LANGUAGES = ("en", "de")
LOCALES = {"en": "en-US", "de": "de-DE"}
WRONG = "Attention"
"""The colour of what has to be put right."""


class TeamsPlayers:
    """Implements `handlers.console.players.Players` in a stand-in for Teams.

    `quiet` returns once the server has done everything it acknowledged.
    """

    platform = "teams"

    def __init__(self, teams: Connector, stage: Setting, quiet: Callable[[], Awaitable[None]]) -> None:
        self._teams = teams
        self._stage = stage
        self._quiet = quiet
        self._people: dict[str, Person] = {}
        self._rooms: dict[str, Team] = {}
        self._channels: dict[str, Conversation] = {}
        self._foreign = _in_a_shared_channel(stage)
        self._people_the(stage)
        for channel in stage.channels:
            self._open(channel)

    @property
    def page(self) -> str:
        """The stand-in's own page with every channel."""
        return self._teams.url

    def identity_of(self, person: PersonRow) -> Identity:
        """By their id in the directory, as the vendor's tenant sees them."""
        return Identity(platform=self.platform, workspace=self._teams.tenant.id, user=self._people[person.key].aad)

    def place_of(self, channel: str) -> Place:
        """A channel of one of the vendor's teams."""
        return Place(platform=self.platform, workspace=self._teams.tenant.id, id=self._channels[channel].id)

    async def arrive(self) -> None:
        """The vendor's people get the app, and bring it into every team: from then on it knows its ways."""
        first, people = self._people[self._stage.staff[0].key], self._teams.people
        for person in self._stage.staff:
            await people.install(as_=self._people[person.key])
        for key, team in self._rooms.items():
            await people.add_to_team(team, by=first, channel=self._channels[key])
        await self._quiet()

    async def press(
        self, person: PersonRow, channel: str, press: Press, *, final: bool, at: datetime, inbox: str
    ) -> Words | None:
        """Do what a person does for it: press, tick and send, or open the dialog, fill it in and send."""
        who, place = self._people[person.key], self._channels[channel]
        if not self._teams.world.inside(who, place):
            self._bring(who, channel)  # A guest, brought along by somebody.
        match press:
            case Write(text=written) | Comment(text=written) | Tell(text=written):
                return await self._write(who, place, press, written, final=final)
            case Pick(picked=picked):
                done = await self._push(who, place, wire(press), picked)
                if done.dialog is not None and _wrong(done.dialog.card) is None:  # It is an order, which is made there.
                    order: dict[str, object] = {f"field.{PLACE}{number}": each for number, each in enumerate(picked, 1)}
                    done = await self._teams.people.submit(done.dialog, order)
                    await self._quiet()
            case Withdraw() if not await self._sees(who, place, wire(press)):
                await self._open_my_answers(who, place)
                done = await self._push(who, place, wire(press))
            case _:
                done = await self._push(who, place, wire(press))
        if final and _refused(done, who) is None:
            done = await self._push(who, place, wire(Send(press.token)))
        return _refused(done, who)

    def read(self, refs: Sequence[str]) -> list[Reading]:
        """The messages with their threads, as those in the channel read them."""
        read = []
        for ref in refs:
            first = self._teams.timeline.by_ref(ref)
            there = self._teams.world.conversations[first.conversation]
            key = next(key for key, each in self._channels.items() if each is there)
            read.append(reading(key, self._teams.timeline.thread(first.conversation, first.id)))
        return read

    def _people_the(self, stage: Setting) -> None:
        world, home = self._teams.world, self._teams.tenant
        home.name = stage.organisation
        tenants = {account.key: world.add_tenant(account.name) for account in stage.accounts}
        for each in (*stage.staff, *stage.people):
            guest_of = None if each.staff or each.account == self._foreign else home
            person = world.add_person(each.name, tenants.get(each.account, home), guest_of=guest_of)
            person.zone, person.locale = each.zone, LOCALES.get(each.language, each.language)
            self._people[each.key] = person

    def _open(self, channel: ChannelRow) -> None:
        world, home = self._teams.world, self._teams.tenant
        ours = [self._people[each.key] for each in self._stage.staff]
        theirs = [self._people[each.key] for each in self._stage.people if each.account in channel.accounts]
        shared = channel.accounts == (self._foreign,)
        team = world.add_team(channel.key, home, ours if shared else [*ours, *theirs])
        self._rooms[channel.key] = team
        first = world.conversations[team.id]
        self._channels[channel.key] = world.add_channel(channel.key, team, [*ours, *theirs]) if shared else first

    def _bring(self, who: Person, channel: str) -> None:
        home, place = self._teams.tenant, self._channels[channel]
        if place.members:
            place.members.add(who.aad)
        else:
            who.guest_of |= {home.id} - {who.tenant_id}
            self._rooms[channel].members.add(who.aad)

    async def _push(self, who: Person, place: Conversation, value: str, picked: Sequence[str] = ()) -> Outcome:
        message, card = await self._find(who, place, value)
        button = _offered(card, value)
        assert button is not None
        boxes = str(button.data.get("from", "picked"))
        ticked: dict[str, object] | None = {boxes: list(picked)} if picked and boxes in inputs(card) else None
        done = await self._teams.people.press_as_seen(message, card, dict(button.data), as_=who, inputs=ticked)
        await self._quiet()
        return done

    async def _write(self, who: Person, place: Conversation, press: Press, written: str, *, final: bool) -> str | None:
        done = await self._push(who, place, wire(press))
        if done.dialog is not None and "text" not in inputs(done.dialog.card):
            return _sentence(done.dialog.card)  # It does not open.
        while done.dialog is not None and "text" in inputs(done.dialog.card) and _wrong(done.dialog.card) is None:
            typed: dict[str, object] | None = (
                None if inputs(done.dialog.card)["text"].get("value") == written else {"text": written}
            )
            done = await self._teams.people.submit(done.dialog, typed)
            await self._quiet()
        return _refused(done, who)

    async def _open_my_answers(self, who: Person, place: Conversation) -> None:
        """Through the menu of the newest message that has one, as somebody does whose receipt is gone."""
        named = [say_in(language)(Phrase("menu.my_answers")) for language in LANGUAGES]
        for message in reversed(self._teams.people.sees(who, place)):
            for each in buttons(message.seen_by(who)):
                if each.label in named:
                    await self._teams.people.press_as_seen(
                        message, message.seen_by(who) or {}, dict(each.data), as_=who
                    )
                    await self._quiet()
                    return

    async def _sees(self, who: Person, place: Conversation, value: str) -> bool:
        """Whether they are offered it, once their client has shown them their own view of what is there."""
        if self._offers(who, place, value):
            return True
        for message in reversed(self._teams.people.sees(who, place)):
            if message.from_app:
                await self._teams.people.look(message, as_=who)
                if _offered(message.seen_by(who), value) is not None:
                    return True
        return False

    def _offers(self, who: Person, place: Conversation, value: str) -> bool:
        return any(_offered(each.seen_by(who), value) is not None for each in self._before_them(who, place))

    async def _find(self, who: Person, place: Conversation, value: str) -> tuple[Message, Json]:
        """The newest message with this button; where it is gone by now, as a client shows it that was not told yet."""
        seen = self._before_them(who, place)
        for message in seen:
            card = message.seen_by(who)
            if card is not None and _offered(card, value) is not None:
                return message, card
        for message in seen:
            for version in reversed(message.versions):
                card = card_in(version.activity)
                if card is not None and _offered(card, value) is not None:
                    return message, card
        raise Impossible(f"{who.name} sees no {value.partition(':')[0]} like this in {place.name}")

    def _before_them(self, who: Person, place: Conversation) -> list[Message]:
        """What somebody looks through for a button: the channel, then their own chat, each the newest first."""
        people = self._teams.people
        return [each for where in (place, None) for each in reversed(people.sees(who, where)) if each.from_app]


def _in_a_shared_channel(stage: Setting) -> str:
    """The company whose people stay in their own tenant: the first that sits in no room with others."""
    together = {each for channel in stage.channels if channel.key == ROOM for each in channel.accounts}
    return next(account.key for account in stage.accounts if account.key not in together)


def _offered(card: Json | None, value: str) -> Button | None:
    for each in buttons(card):
        wired = str(each.data.get("cab") or "")
        if wired == value or wired.startswith(f"{value}+"):
            return each
    return None


def _refused(done: Outcome, who: Person) -> str | None:
    """What the person read instead of a receipt: a refusal is a sentence without a headline."""
    if done.trouble:
        return done.trouble
    if done.dialog is not None:
        return _wrong(done.dialog.card)
    if done.card is None and done.note:
        shown = done.private[-1:]
        return _sentence(shown[0].seen_by(who)) if shown else done.note
    return None


def _sentence(card: Json | None) -> str | None:
    body = (card or {}).get("body") or []
    return text(card) if len(body) == 1 and not (card or {}).get("actions") else None


def _wrong(card: Json) -> str | None:
    """What is to be put right in a dialog."""
    for _, element, _ in walk(card):
        for run in element.get("inlines") or []:
            if isinstance(run, dict) and run.get("color") == WRONG:
                return str(run.get("text"))
    return None


@asynccontextmanager
async def in_teams(
    settings: Settings, clock: SetClock, key: bytes, stage: Setting
) -> AsyncIterator[tuple[House, Players]]:
    """A server connected to a stand-in for Teams, with everybody in it; both end with this."""
    async with Connector(clock=clock) as teams:
        chats = Platforms()

        async def quiet() -> None:
            await chats.quiet()

        players = TeamsPlayers(teams, stage, quiet)
        teams.people.courier.reuses_tokens = True
        async with opened(settings, clock=clock, key=key) as house:
            await found(house.bot, stage, players)  # Before the first start, so that the workspace is the board's.
        own = settings.model_copy(
            update={
                "host": "127.0.0.1",
                "port": 0,
                "public_url": "",
                "teams_app_id": teams.app_id,
                "teams_app_password": SecretStr(teams.password),
                "teams_tenant_id": teams.tenant.id,
                "teams_openid_metadata": teams.openid_url,
                "teams_login_url": teams.login_url,
                "teams_service_hosts": teams.host,
                "teams_local": False,
            }
        )
        async with (
            opened(own, clock=clock, key=key, works=True, platforms=True, trackers=trackers_in(own.home)) as house,
            answering(house, own) as address,
        ):
            chats = house.chats
            teams.people.request_url = f"{address}/teams/messages"
            await players.arrive()
            yield house, players
        if wrong := teams.mistakes():
            raise AssertionError("\n".join(wrong))
