"""A small advisory board at the terminal: what its people see, press and type, on a clock the test sets."""

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.actions import enrol
from bot.actions.cast import cast_of, first_board
from bot.actions.settle import pass_time, settle
from bot.app import House
from bot.cards.parts import Card
from bot.clock import SetClock
from bot.commands import parse
from bot.domain.boards import BoardKind
from bot.domain.channels import ChannelKind, Place
from bot.domain.people import Identity, Person, Visitor
from bot.presses import Press
from handlers import routes
from handlers.console.keys import keys, pressed
from handlers.console.messenger import paint
from handlers.console.painter import Drawn
from handlers.console.rooms import Message, Painted
from handlers.console.terminal import plain
from prompts.catalogue import say_in

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
BOARD = "northwind-council"
POLL = """
title = "Next quarter"
why = "It decides what we build first."
[[question]]
kind = "single"
text = "What should we build next?"
options = ["Offline mode", "Single sign-on", "Faster search"]
"""


@dataclass(slots=True)
class Terminal:
    """Everything a test does, it does as a person would: by looking at a room, pressing a number, typing a line."""

    house: House
    clock: SetClock
    private: Painted = field(default_factory=list)
    """What the last press or command brought back, for whoever presses something in it."""

    async def set_up(self, *accounts: str, toml: str = POLL, kind: BoardKind = BoardKind.CUSTOMER) -> None:
        """A board with a channel for each account and a product channel, and one engagement called `poll`."""
        bot = self.house.bot
        await enrol.create_board(bot, "Northwind Council", kind=kind, zone="Europe/Berlin", language="en")
        for account in accounts:
            await enrol.add_channel(
                bot, BOARD, f"console:home:{account.casefold()}", kind=ChannelKind.CUSTOMER, account=account
            )
        await enrol.add_channel(bot, BOARD, "console:home:product", kind=ChannelKind.PRODUCT, account=None)
        await enrol.add_engagement(bot, BOARD, toml, slug="poll")
        await cast_of(bot, await first_board(bot))

    async def schedule(self, rule: str = "weekly on Tue at 10:00", *, turns: int = 1) -> None:
        """Put the engagement on a schedule; with more `turns` others that ask for something else in the same words."""
        slugs = ["poll"]
        for turn in range(2, turns + 1):
            slugs.append(f"poll-{turn}")
            toml = POLL.replace("next?", f"next, of {turn}?")
            await enrol.add_engagement(self.house.bot, BOARD, toml, slug=slugs[-1])
        await enrol.set_cadence(self.house.bot, BOARD, rule, engagement_slugs=tuple(slugs), zone=None, start=None)

    async def wait(self, **length: float) -> None:
        """Let time pass with the bot at work: whatever falls due in between is done at its own instant."""
        await pass_time(self.house.bot, self.house.queue, self.clock, self.clock.now() + timedelta(**length))

    def room(self, name: str, who: str = "") -> list[Message]:
        """The messages of a room, as `who` sees them."""
        reader = f"console:home:{who}" if who else None
        return [each for each in self.house.rooms.room(f"console:home:{name}", reader) if who or not each.to]

    def text(self, name: str, who: str = "") -> str:
        """Everything that stands in a room, as plain text."""
        return "\n".join(read(each.painted) for each in self.room(name, who))

    def history(self, name: str) -> str:
        """Everything that ever stood in a room, also what was replaced since and what only one person read."""
        place = f"console:home:{name}"
        deeds = [json.loads(line) for line in self.house.rooms.path.read_text("utf-8").splitlines()]
        here = {each["id"] for each in deeds if each.get("place") == place}
        return "\n".join(read(each["painted"]) for each in deeds if each["id"] in here)

    def rows(self, query: str, *, write: bool = False) -> list[tuple[object, ...]]:
        """What the database itself holds, asked for without any of the product's own code; or changed, with `write`."""
        with closing(sqlite3.connect(self.house.rooms.path.with_name("app.db"))) as database:
            if write:
                database.execute(query)
                database.commit()
                return []
            return list(database.execute(query))

    def rooms(self) -> list[str]:
        """The names of all rooms in which something was ever said."""
        found = [message.place.rpartition(":")[2] for message in self.house.rooms.since(0)[0]]
        return list(dict.fromkeys(found))

    async def press(
        self,
        room: str,
        who: str,
        typed: str,
        *,
        message: Painted | None = None,
        staff: bool | None = None,
        at: str = "",
    ) -> str:
        """Press a number (and write, where words are wanted) in a room's last message; returns the private reply."""
        painted = message or self.room(room, who)[-1].painted
        return await self.send(room, who, pressed(painted, typed), staff=staff, inbox=at)

    async def visitor(self, who: str, *, staff: bool | None = None) -> Visitor:
        """Somebody as the platform vouches for them; `staff` as it says, else as the bot knows them already."""
        if staff is None:
            known = self.rows(
                f"SELECT staff FROM person JOIN identity ON person.id = person_id WHERE identity.user = '{who}'"
            )
            staff = any(flag for (flag,) in known)
        return Visitor(identity=Identity(platform="console", workspace="home", user=who), name=who.title(), staff=staff)

    async def send(self, room: str, who: str, press: Press, *, staff: bool | None = None, inbox: str = "") -> str:
        """What a press brings back, as plain text; a Refusal is raised as it is."""
        self.clock.put(self.clock.now() + timedelta(seconds=1))
        card = await routes.press(
            self.house.bot,
            press,
            await self.visitor(who, staff=staff),
            Place.parse(f"console:home:{room}"),
            said_at=self.clock.now(),
            inbox=inbox or f"{who} at {self.clock.now()}",
        )
        self.private = paint(card, say_in("en"))
        return words(card)

    async def type(self, line: str, who: str = "pm", *, room: str = "product", staff: bool | None = None) -> str:
        """Type a line in a room as anybody; what comes back is for them alone."""
        bot = self.house.bot
        place = Place.parse(f"console:home:{room}")
        card = await routes.typed(bot, line, await self.visitor(who, staff=staff), place, self.clock.now())
        self.private = paint(card, say_in("en"))
        await settle(bot, self.house.queue)
        return words(card)

    async def order(self, line: str, person: Person | None) -> str:
        """Type a command at the operator's own machine, where the person is known already."""
        bot = self.house.bot
        card = await routes.command(bot, parse(line), person, await first_board(bot))
        self.private = paint(card, say_in("en"))
        await settle(bot, self.house.queue)
        return words(card)


def number(painted: Painted, label: str) -> str:
    """The number beside the first button of that label."""
    labels = [key.label for key in keys(painted)]
    return str(labels.index(label) + 1)


def words(card: Card) -> str:
    """A card as plain text in English."""
    return read(paint(card, say_in("en")))


def read(painted: Painted) -> str:
    """A painted message as plain text."""
    return plain(Drawn(painted))
