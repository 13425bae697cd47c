"""What hearing people is on every chat platform: who may be believed to be whom, and what came of what they sent.

A platform's ear reads its payloads and shows the cards that come back; what a press, a line or a dialog brings about
is the same everywhere and stands here.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, Protocol, TypeVar

import structlog

from bot.actions.once import first_time, not_done
from bot.actions.put_in_order import ordered
from bot.actions.reader import Reader, Readers
from bot.actions.wizard import submit_form
from bot.bot import Bot
from bot.cards.form import FormValue, Wrong
from bot.cards.parts import Buttons, Card
from bot.cards.receipt import refusal_card
from bot.domain.channels import Place
from bot.domain.haste import MOST_LINES, Haste
from bot.domain.people import Visitor
from bot.errors import Denied, Refusal
from bot.ids import Token
from bot.presses import Decide, Do, Pick, Press, Send, Tell, Why, parse
from bot.texts import Phrase, Say
from handlers import routes

log = structlog.get_logger()
SayIn = Callable[[str, str | None], Say]
C = TypeVar("C")
Caller = TypeVar("Caller", contravariant=True)


class Knows(Protocol[Caller]):
    """Tells a platform's callers apart: colleagues, guests, outsiders."""

    def presumed(self, caller: Caller) -> Visitor:
        """The caller without any look-up, as a vote needs them."""
        ...

    async def told_apart(self, caller: Caller) -> Visitor:
        """The caller, guests told from staff. Denied when that cannot be found out now."""
        ...

    async def vouched(self, caller: Caller) -> Visitor:
        """The caller as rights need them, looked up within the last minute. Denied when that cannot be found out."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What somebody sent from a dialog."""

    wire: str
    """The press that the dialog completes."""
    text: str = ""
    picked: tuple[Token, ...] = ()
    is_form: bool = False
    fields: Mapping[str, FormValue] = field(default_factory=dict)


class FieldsWrong(Exception):
    """A form has to be put right first."""

    def __init__(self, wrong: Wrong) -> None:
        super().__init__("fields to put right")
        self.wrong = wrong


def needs_rights(press: Press) -> bool:
    """True for a press that only staff may make, or that is done under somebody's name: it is done once, and noted."""
    return isinstance(press, Decide | Why | Tell | Do)


def to_confirm(card: Card) -> Send | None:
    """What was filled in and is to be confirmed before it counts, a text or an order; None for every other card."""
    for part in card.parts:
        if isinstance(part, Buttons):
            for button in part.buttons:
                if isinstance(button.press, Send) and (button.press.text or button.press.picked):
                    return button.press
    return None


class Hearing(Generic[C]):
    """One bot's hearing on one platform, whose callers `people` tells apart. Belongs to one event loop."""

    def __init__(self, bot: Bot, people: Knows[C], say_in: SayIn) -> None:
        self._bot = bot
        self._known = people
        self._readers = Readers(bot)
        self._later: set[asyncio.Task[None]] = set()
        self._lines = Haste(MOST_LINES)
        self.say_in = say_in

    async def answer(
        self, press: Press, caller: C, place: Place, said_at: datetime, inbox: str, visitor: Visitor | None = None
    ) -> Card:
        """Keep an answer; the card is its receipt. `visitor` is the caller as presumed, where that is known already."""
        visitor = visitor or self._known.presumed(caller)
        try:
            return await routes.press(self._bot, press, visitor, place, said_at=said_at, inbox=inbox)
        except Denied:
            if not visitor.staff:
                raise
            # Guests sit in the vendor's own workspace: only whom the look-up calls staff is turned away as such.
            visitor = await self._known.told_apart(caller)
            if visitor.staff:
                raise
        return await routes.press(self._bot, press, visitor, place, said_at=said_at, inbox=inbox)

    async def typed(self, text: str, caller: C, place: Place, said_at: datetime | None = None) -> Card:
        """What a typed line brings about; what is wrong with it is said in the card."""
        try:
            self.not_in_haste(place, caller)
            visitor = await self._known.vouched(caller)
            return await routes.typed(self._bot, text, visitor, place, said_at=said_at or self._bot.now())
        except Refusal as refused:
            return refusal_card(refused.phrase)

    async def submitted(self, sent: Sent, caller: C, place: Place, inbox: str) -> Card:
        """What a dialog brings about, once; FieldsWrong for a form to be put right, Refusal for anything else."""
        if sent.is_form and isinstance(order := parse(sent.wire), Pick):
            taken = ordered(order, sent.fields)
            if isinstance(taken, Wrong):
                raise FieldsWrong(taken)
            return await self.answer(taken, caller, place, self._bot.now(), inbox)
        if not sent.is_form:
            press = parse(sent.wire, typed=sent.text, picked=sent.picked)
            if not needs_rights(press):
                return await self.answer(press, caller, place, self._bot.now(), inbox)
        if not await first_time(self._bot, place.lane, inbox, "view"):
            return refusal_card(Phrase("press.sent_before"))
        try:
            return await self._submitted_with_rights(sent, caller, place, inbox)
        except (Refusal, FieldsWrong):
            await not_done(self._bot, place.lane, inbox)
            raise

    async def _submitted_with_rights(self, sent: Sent, caller: C, place: Place, inbox: str) -> Card:
        self.not_in_haste(place, caller)
        visitor = await self._known.vouched(caller)
        if sent.is_form:
            press = parse(sent.wire)
            if not isinstance(press, Do):
                raise Refusal(Phrase("press.unknown"))
            taken = await submit_form(self._bot, press.token, dict(sent.fields), visitor, place)
            if isinstance(taken, Wrong):
                raise FieldsWrong(taken)
            return taken
        press = parse(sent.wire, typed=sent.text, picked=sent.picked)
        return await routes.press(self._bot, press, visitor, place, said_at=self._bot.now(), inbox=inbox)

    def not_in_haste(self, place: Place, caller: C) -> None:
        """TooFast for somebody who types, or presses what needs a right, as no human does; before any look-up."""
        self._lines.count((place.lane, str(self._known.presumed(caller).identity)), "line.too_fast", self._bot.now())

    async def words(self, visitor: Visitor, place: Place) -> Say:
        """How this person is spoken to."""
        reader = await self.reader(visitor, place)
        return self.say_in(reader.language, reader.zone)

    async def reader(self, visitor: Visitor, place: Place) -> Reader:
        """How this person reads, also while the database is away."""
        try:
            return await self._readers.of(visitor, place)
        except Refusal:  # The database is away, which is what is to be said.
            return Reader(language=visitor.language or "en", zone=visitor.zone or "UTC")

    def soon(self, deed: Coroutine[None, None, None]) -> None:
        """Do this after the acknowledgement; it is not forgotten meanwhile."""
        task = asyncio.ensure_future(logged(deed))
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    async def close(self) -> None:
        """Let what is to follow an acknowledgement arrive, for a moment."""
        if self._later:
            await asyncio.wait(self._later, timeout=3)


async def logged(deed: Coroutine[None, None, None]) -> None:
    """Do what follows an acknowledgement; what goes wrong then is written down, for nobody waits for it."""
    try:
        await deed
    except Refusal as refused:
        log.warning("nobody was told", why=refused.phrase.id)
    except Exception as broken:
        log.error("something broke after the acknowledgement", error=type(broken).__name__, exc_info=broken)
