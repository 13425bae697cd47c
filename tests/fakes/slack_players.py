"""The season's people in the stand-in for Slack: users of their companies' workspaces, in shared channels.

They do what people do in the client, and every press reaches the running server as a signed request or over a socket.
"""

import html
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime

from pydantic import SecretStr

from bot.actions.put_in_order import PLACE
from bot.app import House, answering, opened
from bot.cards.parts import Words
from bot.clock import SetClock
from bot.config import Settings
from bot.domain.channels import ChannelKind, Place
from bot.domain.people import Identity
from bot.platforms import Platforms
from bot.presses import Comment, Pick, Press, Send, Tell, Withdraw, Write, wire
from bot.texts import Phrase
from handlers.console.developers import trackers_in
from handlers.console.founding import found
from handlers.console.players import Players, Reading
from handlers.console.season.cast import PersonRow
from handlers.console.season.setting import Setting
from prompts.catalogue import say_in
from tests.fakes.slack import Impossible, Outcome, SlackStandIn
from tests.fakes.slack.controls import Control, controls
from tests.fakes.slack.messages import Message
from tests.fakes.slack.world import Channel, User
from tests.fakes.slack_reading import reading

LANGUAGES = ("en", "de")
FIELD = "field:"
"""In front of a press that wants a text first."""


class SlackPlayers:
    """Implements `handlers.console.players.Players` in a stand-in for Slack.

    `quiet` returns once the server has done everything it acknowledged.
    """

    platform = "slack"

    def __init__(self, slack: SlackStandIn, stage: Setting, quiet: Callable[[], Awaitable[None]]) -> None:
        self._slack = slack
        self._quiet = quiet
        self._users: dict[str, User] = {}
        self._channels: dict[str, Channel] = {}
        self._people_the(stage)
        self._connect_the(stage)

    @property
    def page(self) -> str:
        """The stand-in's own page with every channel."""
        return self._slack.url

    def identity_of(self, person: PersonRow) -> Identity:
        """A user of their own company's workspace."""
        user = self._users[person.key]
        return Identity(platform=self.platform, workspace=user.team_id, user=user.id)

    def place_of(self, channel: str) -> Place:
        """A channel of the vendor's workspace."""
        return Place(platform=self.platform, workspace=self._slack.team.id, id=self._channels[channel].id)

    async def press(
        self, person: PersonRow, channel: str, press: Press, *, final: bool, at: datetime, inbox: str
    ) -> Words | None:
        """Do what a person does for it: press, tick and send, or open the dialog, fill it in and send."""
        user, place = self._users[person.key], self._channels[channel]
        if user.id not in place.members:
            self._slack.world.join(place, user)  # A guest, brought along by somebody.
        match press:
            case Write(text=text) | Comment(text=text) | Tell(text=text):
                why = await self._fill_in(user, place, press, {"text": text})
            case Pick():
                why = await self._pick(user, place, press)
            case Withdraw() if not self._sees(user, place, wire(press)):
                await self._open_my_answers(user, place)
                why = await self._push(user, place, wire(press))
            case _:
                why = await self._push(user, place, wire(press))
        if final and why is None:
            why = await self._push(user, place, wire(Send(press.token)))
        return why

    def read(self, refs: Sequence[str]) -> list[Reading]:
        """The messages with their threads, as those in the channel read them."""
        read = []
        for ref in refs:
            channel, _, ts = ref.partition(":")
            messages = self._slack.timeline.thread(channel, ts)
            read.append(reading(self._slack.world.channel(channel).name, messages))
        return read

    def _people_the(self, stage: Setting) -> None:
        world = self._slack.world
        self._slack.team.name = stage.organisation
        teams = {account.key: world.add_team(account.name) for account in stage.accounts}
        for person in (*stage.staff, *stage.people):
            user = world.add_user(person.name, teams.get(person.account, self._slack.team))
            user.name, user.title, user.tz, user.locale = person.key, person.works_as, person.zone, person.language
            self._users[person.key] = user

    def _connect_the(self, stage: Setting) -> None:
        ours = [self._users[person.key] for person in stage.staff]
        for channel in stage.channels:
            theirs = [self._users[each.key] for each in stage.people if each.account in channel.accounts]
            members = [*ours, self._slack.bot, *theirs]
            private = channel.kind is ChannelKind.PRODUCT
            self._channels[channel.key] = self._slack.world.add_channel(
                channel.key, self._slack.team, members, private=private
            )

    async def _push(self, user: User, place: Channel, value: str) -> str | None:
        return _refused(await self._pushed(user, place, value))

    async def _pushed(self, user: User, place: Channel, value: str) -> Outcome:
        message, control = self._find(user, place, value)
        people = self._slack.people
        if control.kind == "button":
            done = await people.press(message, control.action_id, as_=user)
        else:
            done = await people.choose(message, value, as_=user, action_id=control.action_id)
        await self._quiet()
        return done

    async def _pick(self, user: User, place: Channel, press: Pick) -> str | None:
        ticks = [f"vote:{token}" for token in press.picked]
        try:
            message, boxes = self._find(user, place, ticks[0])
        except Impossible:  # There is nothing to tick: it is an order, which is made in a dialog.
            order: dict[str, object] = {f"{PLACE}{number}": each for number, each in enumerate(press.picked, 1)}
            return await self._fill_in(user, place, press, order)
        await self._slack.people.tick(message, ticks, as_=user, action_id=boxes.action_id)
        return await self._push(user, place, wire(press))

    async def _fill_in(self, user: User, place: Channel, press: Press, fields: dict[str, object]) -> str | None:
        done = await self._pushed(user, place, wire(press))
        view = done.opened
        if view is None:
            return _refused(done)
        sent = await self._slack.people.submit(view, fields, as_=user)
        await self._quiet()
        if not view.closed:
            await self._slack.people.close(view, as_=user)
        return "\n".join(sent.errors.values()) or _refused(sent)

    async def _open_my_answers(self, user: User, place: Channel) -> None:
        """Through the menu of the newest message that has one, as somebody does whose receipt is gone."""
        people, entry = self._slack.people, Phrase("menu.my_answers")
        named = [say_in(language)(entry) for language in LANGUAGES]
        for message in reversed(people.sees(user, place)):
            for each in controls(message.blocks):
                for option in each.options if each.kind == "overflow" else ():
                    if option["text"]["text"] in named:
                        await people.choose(message, option["value"], as_=user, action_id=each.action_id)
                        await self._quiet()
                        return

    def _sees(self, user: User, place: Channel, value: str) -> bool:
        return any(
            _offers(each, value)
            for message in self._slack.people.sees(user, place)
            for each in controls(message.blocks)
        )

    def _find(self, user: User, place: Channel, value: str) -> tuple[Message, Control]:
        """The newest message with this button; where it is gone by now, as a client shows it that was not told yet."""
        seen = [*reversed(self._slack.people.sees(user, place))]
        for message in seen:
            for each in controls(message.blocks):
                if _offers(each, value):
                    return message, each
        for message in seen:
            for _, blocks in reversed(message.versions):
                for each in controls(blocks):
                    if _offers(each, value):
                        return replace(message, blocks=blocks), each
        raise Impossible(f"{user.name} sees no {value.partition(':')[0]} like this in #{place.name}")


def _offers(control: Control, value: str) -> bool:
    if str(control.element.get("value") or "").removeprefix(FIELD) == value:
        return True
    return any(option["value"] == value for option in control.options)


def _refused(done: Outcome) -> str | None:
    """What the person read instead of a receipt: a refusal is a sentence without a headline."""
    if done.trouble:
        return done.trouble
    for shown in done.private[-1:]:
        if len(shown.blocks) == 1 and shown.blocks[0]["type"] != "header":
            return html.unescape(shown.text)
    return None


@asynccontextmanager
async def in_slack(
    settings: Settings, clock: SetClock, key: bytes, stage: Setting, *, socket: bool = False
) -> AsyncIterator[tuple[House, Players]]:
    """A server connected to a stand-in for Slack, with everybody in it; both end with this."""
    async with SlackStandIn(clock=clock) as slack:
        chats = Platforms()

        async def quiet() -> None:
            await chats.quiet()

        players = SlackPlayers(slack, stage, quiet)
        async with opened(settings, clock=clock, key=key) as house:
            await found(house.bot, stage, players)  # Before the first start, so that the workspace is the board's.
        own = settings.model_copy(
            update={
                "host": "127.0.0.1",
                "port": 0,
                "public_url": "",
                "slack_bot_token": SecretStr(slack.bot_token),
                "slack_signing_secret": SecretStr(slack.signing_secret),
                "slack_app_token": SecretStr(slack.app_token if socket else ""),
                "slack_client_id": "",
                "slack_client_secret": SecretStr(""),
                "slack_api_url": slack.api_url,
            }
        )
        async with (
            opened(own, clock=clock, key=key, works=True, platforms=True, trackers=trackers_in(own.home)) as house,
            answering(house, own) as address,
        ):
            chats = house.chats
            slack.people.request_url = f"{address}/slack/events"
            slack.people.via = "socket" if socket else "http"
            if socket:
                await slack.sockets.connected(within=20)
            yield house, players
