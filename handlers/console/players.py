"""The people of a season on some chat platform: who they are there, how they press, what they read.

The season's script says who does what and when; players are how it is done. One kind sits at the terminal, others in
a stand-in for a real platform.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from rich.console import RenderableType

from bot.bot import Bot
from bot.cards.parts import Words
from bot.domain.channels import Place
from bot.domain.people import Identity, Visitor
from bot.errors import Refusal
from bot.presses import Pick, Press, Send, Vote, Write
from handlers import routes
from handlers.console.painter import Drawn
from handlers.console.rooms import Painted, Rooms
from handlers.console.season.cast import PersonRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One message as those read it who sit in its room."""

    text: str
    """The words alone: by them equal messages in several rooms are known to be one."""
    shown: RenderableType
    top: RenderableType
    """The same without what stands beneath it, in its thread."""


class Players(Protocol):
    """Everybody on stage, on one platform; rows are the season's, everything else is the platform's."""

    @property
    def platform(self) -> str:
        """The platform's name, as in places and identities."""
        ...

    @property
    def page(self) -> str:
        """Where a browser shows all rooms while the play is on; empty where there is no such page."""
        ...

    def identity_of(self, person: PersonRow) -> Identity:
        """The account by which the platform names somebody."""
        ...

    def place_of(self, channel: str) -> Place:
        """The channel with this key of the season."""
        ...

    async def press(
        self, person: PersonRow, channel: str, press: Press, *, final: bool, at: datetime, inbox: str
    ) -> Words | None:
        """Press a button, or send what was ticked or written, in a channel; what the person reads if it is refused.

        `final` says that they are asked whether they mean it, and do. `at` is the time of the press and `inbox` names
        it, where the platform does not do so itself. Returns when all that follows for the person has happened.
        """
        ...

    def read(self, refs: Sequence[str]) -> list[Reading]:
        """The messages that the messenger calls by these names, each with what stands beneath it."""
        ...


class ConsolePlayers:
    """Implements `Players` at the terminal: a press goes straight to the door."""

    platform = "console"
    page = ""

    def __init__(self, bot: Bot, rooms: Rooms, workspace: str) -> None:
        self._bot = bot
        self._rooms = rooms
        self._workspace = workspace

    def identity_of(self, person: PersonRow) -> Identity:
        """The person's key is their user name."""
        return Identity(platform=self.platform, workspace=self._workspace, user=person.key)

    def place_of(self, channel: str) -> Place:
        """The channel's key is its id."""
        return Place(platform=self.platform, workspace=self._workspace, id=channel)

    async def press(
        self, person: PersonRow, channel: str, press: Press, *, final: bool, at: datetime, inbox: str
    ) -> Words | None:
        """Press it; with `final` what is sent is the confirmation."""
        visitor = Visitor(
            identity=self.identity_of(person),
            name=person.name,
            language=person.language,
            zone=person.zone,
            staff=person.staff,
        )
        meant = confirmed(press) if final else press
        try:
            await routes.press(self._bot, meant, visitor, self.place_of(channel), said_at=at, inbox=inbox)
        except Refusal as refused:
            return refused.phrase
        return None

    def read(self, refs: Sequence[str]) -> list[Reading]:
        """The messages as the terminal draws them."""
        found = [self._rooms.message(ref) for ref in refs]
        return [_reading(each.painted, f"#{each.place.rpartition(':')[2]}") for each in found]


def _reading(painted: Painted, room: str) -> Reading:
    """In the terminal a line parts a message from what a chat would put beneath it."""
    beneath = next((place for place, part in enumerate(painted) if part[0] == "rule"), len(painted))
    return Reading(text=str(painted), shown=Drawn(painted, room=room), top=Drawn(painted[:beneath], room=room))


def confirmed(press: Press) -> Press:
    """The button that sends an anonymous answer for good."""
    match press:
        case Vote(token=token):
            return Send(token)
        case Pick(token=token, picked=picked):
            return Send(token, picked)
        case Write(token=token, text=text):
            return Send(token, (), text)
        case _:
            return press
