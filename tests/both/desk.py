"""What a journey needs of a chat platform, in words that are none of its own."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from bot.actions import enrol
from bot.actions.adopt_channel import adopt_channel
from bot.app import House
from bot.bot import Bot
from bot.domain.channels import ChannelKind, Place


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody, by the platform's id."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Where:
    """A channel, by the platform's id."""

    id: str
    name: str


class Desk(Protocol):
    """A vendor's workspace with customers in it, the product beside it, on one clock that the test sets.

    Whatever somebody does returns all that this person alone was shown because of it.
    """

    @property
    def platform(self) -> str:
        """The platform's name, as in places."""
        ...

    @property
    def house(self) -> House:
        """The product."""
        ...

    @property
    def address(self) -> str:
        """Where browsers reach the product."""
        ...

    @property
    def pat(self) -> Who:
        """The vendor's product manager, who may configure from the first minute."""
        ...

    @property
    def product(self) -> Where:
        """Where results go."""
        ...

    @property
    def customers(self) -> list[Where]:
        """The customers' channels."""
        ...

    async def customer(self, name: str, *people: str) -> tuple[Where, list[Who]]:
        """A company, its channel, and some of its people in there."""
        ...

    async def company_apart(self, name: str, *people: str) -> tuple[Where, list[Who]]:
        """The same, where its people come from a workspace or tenant of their own."""
        ...

    async def room(self, name: str, *people: Who) -> Where:
        """A room that several companies share, with some of their people in it; nobody has said whose they are."""
        ...

    def colleague(self, name: str) -> Who:
        """One more of the vendor's own people, in the product channel."""
        ...

    async def meet(self, who: Who) -> None:
        """Somebody opens their own chat with the product for the first time, where the platform wants that."""
        ...

    async def leave(self, name: str, *, told: bool) -> None:
        """The account of one of the vendor's own people is closed; the platform tells so, or not."""
        ...

    def hide_who_reads_along(self) -> None:
        """The platform does not say any more who is in a channel, until it is `clear`."""
        ...

    def hide_people(self) -> None:
        """The platform does not say any more who somebody is, until it is `clear`."""
        ...

    def clear(self) -> None:
        """Everything works again."""
        ...

    def outsiders_come_into_the_product_channel(self) -> None:
        """It is shared with another company, and the platform tells nobody."""
        ...

    async def say(self, line: str, *, as_: Who | None = None, where: Where | None = None) -> str:
        """Type a command: Pat's, and where one does this beside the customers, if nobody says otherwise."""
        ...

    async def press(self, label: str, *, as_: Who, where: Where | None = None) -> str:
        """Press this button on the newest message that offers it, in the open window first; confirm where asked."""
        ...

    async def seen(self, label: str, *, as_: Who, where: Where) -> Callable[[], Awaitable[str]]:
        """The button as it is now, to be pressed later by a client that was not told of what changed."""
        ...

    async def tick(self, *labels: str, as_: Who, where: Where) -> str:
        """Tick these boxes of the newest message that has them, and send them."""
        ...

    async def write(self, text: str, *, as_: Who, behind: str, where: Where | None = None) -> str:
        """Press the button that opens a place to write, write, and send it."""
        ...

    async def order(self, *labels: str, as_: Who, behind: str, where: Where | None = None) -> str:
        """Press the button that opens an order, put these at the first places, and send it."""
        ...

    async def send_window(self, *, as_: Who, text: str = "") -> str:
        """Send the window that is open, as it is or with this text written in it."""
        ...

    async def reads(self, who: Who, where: Where | None = None) -> str:
        """What the bot's messages show somebody in a channel, or where they write with the bot alone."""
        ...

    def public(self, where: Where) -> str:
        """What everybody reads in a channel."""
        ...

    async def wait(self, **spans: float) -> None:
        """Let time pass, halting wherever something falls due."""
        ...

    async def settle(self) -> None:
        """Let everything happen that is due, and what follows from it."""
        ...


async def open_room(bot: Bot, board: str, place: str, name: str) -> None:
    """Let the board post to a place that several customers share, under a name."""
    async with bot.database.read((await enrol.the_organisation(bot)).id) as work:
        meant = await enrol.board_named(work, board)
    await adopt_channel(bot, meant, Place.parse(place), kind=ChannelKind.SHARED_ROOM, name=name)
