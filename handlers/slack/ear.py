"""Hears what people press, type and send in Slack, lets the product act, and shows each of them what came of it.

An answer is kept before it is acknowledged. What needs a right is written down, acknowledged, and then done: looking
up who somebody is takes longer than a button may wait.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from dataclasses import replace

import structlog

from bot.actions.keep_house import channel_renamed
from bot.actions.learn import is_nameless
from bot.actions.once import first_time, not_done
from bot.actions.own_message import check_message
from bot.actions.prefill import prefill
from bot.actions.reader import Reader, Readers
from bot.actions.where import place_of_message
from bot.actions.wizard import form_of, submit_form
from bot.bot import Bot
from bot.cards.form import Wrong
from bot.cards.parts import Card
from bot.cards.receipt import refusal_card
from bot.domain.channels import Place
from bot.domain.people import Visitor
from bot.errors import Denied, Refusal
from bot.ids import Token
from bot.ports import NotPosted, Permanent, Unknown
from bot.presses import Decide, Do, Press, Tell, Why, parse
from bot.texts import Phrase, Say
from handlers import routes
from handlers.slack.asides import Aside, Asides
from handlers.slack.blocks import paint
from handlers.slack.channels import Channels
from handlers.slack.client import SlackCalls
from handlers.slack.heard import OK, TRY_AGAIN, Heard
from handlers.slack.modals import card_modal, form_modal, form_values, write_modal
from handlers.slack.names import Names
from handlers.slack.payloads import (
    Payload,
    Pressed,
    caller_of,
    is_channel_choice,
    mark_of,
    place_of,
    plain,
    pressed_in,
)
from handlers.slack.people import Caller, People

log = structlog.get_logger()
PATIENCE = 2.2
"""Seconds a command or a dialog may take before we say that we are still at it; the vendor gives us three."""
SayIn = Callable[[str, str | None], Say]


class _FieldsWrong(Exception):
    """A form has to be put right first."""

    def __init__(self, wrong: Wrong) -> None:
        super().__init__("fields to put right")
        self.wrong = wrong


class Ear:
    """One bot's ear in Slack; the doors hand it verified payloads together with the installation they came through."""

    def __init__(self, bot: Bot, calls: SlackCalls, people: People, say_in: SayIn) -> None:
        self._bot = bot
        self._calls = calls
        self._people = people
        self._asides = Asides(calls)
        self._channels = Channels(calls, people)
        self._readers = Readers(bot)
        self._names = Names(bot, people)
        self.say_in = say_in
        self._later: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        """Let the asides that are on their way arrive, for a moment."""
        if self._later:
            await asyncio.wait(self._later, timeout=3)
        await self._names.close()

    # A button, a select, a menu

    async def press(self, payload: Payload, lane: str) -> Heard:
        """A `block_actions` payload: keep the answer, then acknowledge; the receipt follows."""
        pressed = pressed_in(payload)
        if pressed is None:
            return OK
        caller, place, aside = caller_of(payload, lane), _place_of(payload, lane), _aside_of(payload, lane)
        try:
            press = parse(pressed.wire, typed=pressed.text, picked=pressed.picked)
            if not isinstance(press, Decide | Why | Tell | Do) and _stands_in_public(payload):
                where = place, mark_of(payload.get("message") or {})
                await check_message(self._bot, press.token, self._people.presumed(caller), *where)
            if pressed.field:
                await self._ask_for_text(payload, press, pressed, caller, place)
                return OK
            if isinstance(press, Decide | Why | Tell | Do):
                self.soon(self._act_with_rights(payload, press, pressed, caller, place, aside))
                return OK
            card = await self._answer(press, caller, place, pressed, self._inbox(payload, caller))
        except Refusal as refused:
            self.soon(self._show(_beside(aside), refusal_card(refused.phrase), caller, place))
            return TRY_AGAIN if refused.phrase.id.startswith("database.") else OK
        self.soon(self._show(aside, card, caller, place, learn=True))
        return OK

    async def _answer(self, press: Press, caller: Caller, place: Place, pressed: Pressed, inbox: str) -> Card:
        visitor = self._people.presumed(caller)
        try:
            return await routes.press(self._bot, press, visitor, place, said_at=pressed.at, inbox=inbox)
        except Denied:
            if not visitor.staff:
                raise
            # Guests sit in the vendor's own workspace: only whom the look-up calls staff is turned away as such.
            visitor = await self._people.told_apart(caller)
            if visitor.staff:
                raise
        return await routes.press(self._bot, press, visitor, place, said_at=pressed.at, inbox=inbox)

    async def _act_with_rights(
        self, payload: Payload, press: Press, pressed: Pressed, caller: Caller, place: Place, aside: Aside
    ) -> None:
        try:
            visitor = await self._people.vouched(caller)
            if isinstance(press, Do) and (form := await form_of(self._bot, press, visitor, place)) is not None:
                view = form_modal(form, await self._words(visitor, place), wire=pressed.wire, mark=_mark(payload))
                await self._open(payload, lane=caller.lane, view=view)
                return
            inbox = self._inbox(payload, caller)
            if not await first_time(self._bot, caller.lane, inbox, "press"):
                return
            if is_channel_choice(payload):
                name = await self._channels.for_inside(caller.lane, pressed.text)
            card = await routes.press(self._bot, press, visitor, place, said_at=pressed.at, inbox=inbox)
            if is_channel_choice(payload):
                await channel_renamed(self._bot, place_of(caller.lane, pressed.text), name)
        except Refusal as refused:
            card, aside = refusal_card(refused.phrase), _beside(aside)
        await self._show(aside, card, caller, place)

    async def _ask_for_text(
        self, payload: Payload, press: Press, pressed: Pressed, caller: Caller, place: Place
    ) -> None:
        visitor = await self._people.vouched(caller) if isinstance(press, Tell) else self._people.presumed(caller)
        say = await self._words(visitor, place)
        proposed = await prefill(self._bot, press, visitor, place)
        view = write_modal(
            title=pressed.label,
            proposed=proposed if isinstance(proposed, str) else say(proposed),
            wire=pressed.wire,
            mark=_mark(payload),
            say=say,
        )
        await self._open(payload, lane=caller.lane, view=view)

    async def _open(self, payload: Payload, *, lane: str, view: dict[str, object]) -> None:
        method = "views.push" if payload.get("view", {}).get("type") == "modal" else "views.open"
        try:
            await self._calls.call(lane, method, {"trigger_id": payload["trigger_id"], "view": view})
        except (NotPosted, Unknown, Permanent) as wrong:
            log.warning("dialog was not opened", lane=lane, why=str(wrong)[:80])

    # A dialog that is sent

    async def submit(self, payload: Payload, lane: str) -> Heard:
        """A `view_submission` payload: the receipt is shown in the dialog's place, a mistake at its field."""
        view = payload["view"]
        wire, _, mark = str(view.get("private_metadata") or "").partition("|")
        caller = caller_of(payload, lane)
        place = await self._place_behind(lane, mark)
        inbox = self._bot.ids.of("inbox", "slack", caller.team, caller.user, str(view["id"]), str(view["hash"]))
        say = await self._words(self._people.presumed(caller), place)
        doing = asyncio.ensure_future(self._submitted(view, wire, caller, place, inbox))
        try:
            card = await asyncio.wait_for(asyncio.shield(doing), PATIENCE)
        except _FieldsWrong as wrong:
            errors = {key: say(phrase)[:1900] for key, phrase in wrong.wrong.errors.items()}
            return Heard(body={"response_action": "errors", "errors": errors})
        except Refusal as refused:
            return Heard(body={"response_action": "errors", "errors": _at_fault(view, refused, say)})
        except TimeoutError:
            self.soon(self.show_when_done(doing, Aside(lane=lane, user=caller.user), caller, place))
            return OK
        return Heard(body={"response_action": "update", "view": card_modal(card, say)})

    async def _submitted(self, view: Payload, wire: str, caller: Caller, place: Place, inbox: str) -> Card:
        if view["callback_id"] != "form":
            press = parse(wire, typed=_typed_in(view))
            if not isinstance(press, Decide | Why | Tell | Do):
                pressed = Pressed(wire=wire, field=False, label="", picked=(), text="", at=self._bot.now())
                return await self._answer(press, caller, place, pressed, inbox)
        if not await first_time(self._bot, caller.lane, inbox, "view"):
            return refusal_card(Phrase("press.sent_before"))
        try:
            return await self._submitted_with_rights(view, wire, caller, place, inbox)
        except (Refusal, _FieldsWrong):
            await not_done(self._bot, caller.lane, inbox)
            raise

    async def _submitted_with_rights(self, view: Payload, wire: str, caller: Caller, place: Place, inbox: str) -> Card:
        if view["callback_id"] == "form":
            visitor = await self._people.vouched(caller)
            press = parse(wire)
            if not isinstance(press, Do):
                raise Refusal(Phrase("press.unknown"))
            taken = await submit_form(self._bot, press.token, form_values(view), visitor, place)
            if isinstance(taken, Wrong):
                raise _FieldsWrong(taken)
            return taken
        visitor = await self._people.vouched(caller)
        press = parse(wire, typed=_typed_in(view))
        return await routes.press(self._bot, press, visitor, place, said_at=self._bot.now(), inbox=inbox)

    # A command, typed after `/cab` or after a mention

    async def command(self, payload: Payload, lane: str) -> Heard:
        """A slash command; the reply is private, and comes with the acknowledgement where it is quick enough."""
        caller = caller_of(payload, lane)
        place = place_of(lane, str(payload["channel_id"]))
        aside = Aside(lane=lane, user=caller.user, channel=place.id, response_url=str(payload["response_url"]))
        doing = asyncio.ensure_future(self._commanded(payload, caller, place))
        try:
            card = await asyncio.wait_for(asyncio.shield(doing), PATIENCE)
        except TimeoutError:
            self.soon(self.show_when_done(doing, aside, caller, place))
            return OK
        if card is None:
            return OK
        painted = paint(card, await self._words(self._people.presumed(caller), place))
        return Heard(body={"response_type": "ephemeral", "text": painted.text, "blocks": painted.blocks})

    async def _commanded(self, payload: Payload, caller: Caller, place: Place) -> Card | None:
        """What a command brings about; None for one that was heard before."""
        try:
            if not await first_time(self._bot, caller.lane, str(payload["trigger_id"]), "command"):
                return None
        except Refusal as refused:
            return refusal_card(refused.phrase)
        return await self.typed(plain(str(payload.get("text") or "")), caller, place)

    async def typed(self, text: str, caller: Caller, place: Place, said_at: datetime | None = None) -> Card:
        """What a typed line brings about; what is wrong with it is said in the card."""
        try:
            visitor = await self._people.vouched(caller)
            return await routes.typed(self._bot, text, visitor, place, said_at=said_at or self._bot.now())
        except Refusal as refused:
            return refusal_card(refused.phrase)

    async def reply(self, text: str, caller: Caller, place: Place, aside: Aside, said_at: datetime) -> None:
        """The same for a line that came as a message, answered to its author alone."""
        await self._show(aside, await self.typed(plain(text), caller, place, said_at), caller, place)

    # What only the person sees

    async def show_when_done(self, doing: Awaitable[Card | None], aside: Aside, caller: Caller, place: Place) -> None:
        """Show what `doing` brings about, or why it did not happen."""
        try:
            card = await doing
        except Refusal as refused:
            card = refusal_card(refused.phrase)
        if card is not None:
            await self._show(aside, card, caller, place)

    async def _show(self, aside: Aside, card: Card, caller: Caller, place: Place, *, learn: bool = False) -> None:
        reader = await self._reader(self._people.presumed(caller), place)
        if learn and is_nameless(reader.name, caller.identity, caller.name):
            self._names.learn(caller, place)
        await self._asides.say(aside, card, self.say_in(reader.language, reader.zone))

    async def _words(self, visitor: Visitor, place: Place) -> Say:
        reader = await self._reader(visitor, place)
        return self.say_in(reader.language, reader.zone)

    async def _reader(self, visitor: Visitor, place: Place) -> Reader:
        try:
            return await self._readers.of(visitor, place)
        except Refusal:  # The database is away, which is what is to be said.
            return Reader(language=visitor.language or "en", zone=visitor.zone or "UTC")

    async def _place_behind(self, lane: str, mark: str) -> Place:
        """Where the message stands from which a dialog was opened; the dialog itself names the message only."""
        found = await place_of_message(self._bot, lane, Token(mark)) if mark else None
        return found or place_of(lane, "")

    def _inbox(self, payload: Payload, caller: Caller) -> str:
        action = payload["actions"][0]
        when, where = str(action.get("action_ts") or ""), str(action.get("block_id") or "")
        return self._bot.ids.of("inbox", "slack", caller.team, caller.user, when, where)

    def soon(self, deed: Coroutine[None, None, None]) -> None:
        """Do this after the acknowledgement; it is not forgotten meanwhile."""
        task = asyncio.ensure_future(_logged(deed))
        self._later.add(task)
        task.add_done_callback(self._later.discard)


async def _logged(deed: Coroutine[None, None, None]) -> None:
    try:
        await deed
    except Refusal as refused:
        log.warning("nobody was told", why=refused.phrase.id)
    except Exception as broken:
        log.error("something broke after the acknowledgement", error=type(broken).__name__, exc_info=broken)


def _place_of(payload: Payload, lane: str) -> Place:
    channel = payload.get("channel") or {}
    container = payload.get("container") or {}
    return place_of(lane, str(channel.get("id") or container.get("channel_id") or ""))


def _aside_of(payload: Payload, lane: str) -> Aside:
    container = payload.get("container") or {}
    return Aside(
        lane=lane,
        user=str(payload["user"]["id"]),
        channel=_place_of(payload, lane).id.removeprefix("-"),
        response_url=str(payload.get("response_url") or ""),
        replaces=bool(container.get("is_ephemeral")),
    )


def _beside(aside: Aside) -> Aside:
    """A refusal takes the place of nothing: what was pressed is still there to be pressed again."""
    return replace(aside, replaces=False)


def _stands_in_public(payload: Payload) -> bool:
    """True for a press on a message that several people see, or on one that carries a mark; an aside has none."""
    container, message = payload.get("container") or {}, payload.get("message") or {}
    if container.get("type") != "message" or container.get("is_ephemeral"):
        return False
    direct = str(container.get("channel_id") or "").startswith("D")
    return not direct or mark_of(message) is not None


def _mark(payload: Payload) -> str:
    return str(mark_of(payload.get("message") or {}) or "")


def _typed_in(view: Payload) -> str:
    for fields in ((view.get("state") or {}).get("values") or {}).values():
        for field in fields.values():
            if field.get("type") == "plain_text_input":
                return str(field.get("value") or "")
    return ""


def _at_fault(view: Payload, refused: Refusal, say: Say) -> dict[str, str]:
    """Which field is wrong; a refusal that names none stands at the first one that can be filled in."""
    fields = list(((view.get("state") or {}).get("values") or {}).keys())
    named = str(refused.phrase.args.get("field") or "")
    at = named if named in fields else (fields[0] if fields else "")
    return {at: say(refused.phrase)[:1900]}
