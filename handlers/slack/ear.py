"""Hears what people press, type and send in Slack, lets the product act, and shows each of them what came of it.

An answer is kept before it is acknowledged. What needs a right is written down, acknowledged, and then done: looking
up who somebody is takes longer than a button may wait.
"""

import asyncio
import re
from collections.abc import Awaitable
from dataclasses import replace
from datetime import UTC, datetime

import structlog

from bot.actions.keep_house import channel_renamed
from bot.actions.learn import is_nameless
from bot.actions.once import first_time
from bot.actions.own_message import check_message
from bot.actions.prefill import prefill
from bot.actions.put_in_order import order_form
from bot.actions.wizard import form_of
from bot.actions.writing import writing
from bot.bot import Bot
from bot.cards.parts import Card
from bot.cards.receipt import refusal_card
from bot.domain.channels import Place
from bot.domain.haste import TooFast
from bot.errors import Refusal
from bot.ids import fresh_key
from bot.ports import NotPosted, Permanent, Unknown
from bot.presses import Do, Pick, Press, Tell, Why, parse
from handlers import routes
from handlers.hearing import Hearing, SayIn, logged, needs_rights
from handlers.slack.asides import Aside, Asides, aside_of
from handlers.slack.blocks import paint
from handlers.slack.channels import Channels
from handlers.slack.chosen import name_of_chosen
from handlers.slack.client import SlackCalls
from handlers.slack.heard import OK, TRY_AGAIN, Heard
from handlers.slack.modals import form_modal, write_modal
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
    stands_in_public,
)
from handlers.slack.people import Caller, People
from handlers.slack.receipts import LONGEST, Calm, Owed, Receipt, Receipts

log = structlog.get_logger()
PATIENCE = 2.2
"""Seconds a command or a dialog may take before we say that we are still at it; the vendor gives us three."""
TRIGGER = re.compile(r"\d+\.\d+\.[0-9a-f]+")
"""How the vendor spells what tells one command from every other."""
PARTING = 3.0
"""Seconds in which receipts that wait are still shown at the end."""
LONG_AGO = datetime(2013, 1, 1, tzinfo=UTC)
"""Before the vendor opened: no press is that old."""


class Ear(Hearing[Caller]):
    """One bot's ear in Slack; the doors hand it verified payloads together with the installation they came through."""

    def __init__(self, bot: Bot, calls: SlackCalls, people: People, say_in: SayIn) -> None:
        super().__init__(bot, people, say_in)
        self._calls = calls
        self._people = people
        self._asides = Asides(calls)
        self._channels = Channels(calls, people)
        self._names = Names(bot, people)
        self._receipts = Receipts()
        self._calm = Calm()
        self._owed = Owed(self._calm, self._hand_over)

    async def quiet(self) -> None:
        """Let receipts and other asides that are on their way arrive, for a moment."""
        await self._owed.rest(PARTING)
        await super().close()
        await self._names.close()

    async def close(self) -> None:
        """The same; what has not arrived by then is not shown."""
        await self.quiet()
        await self._owed.close()

    # A button, a select, a menu

    async def press(self, payload: Payload, lane: str) -> Heard:
        """A `block_actions` payload: keep the answer, then acknowledge; the receipt follows."""
        with self._calm:
            return await self._pressed(payload, lane)

    async def _pressed(self, payload: Payload, lane: str) -> Heard:
        pressed = pressed_in(payload)
        if pressed is None:
            return OK
        caller, place, aside = caller_of(payload, lane), _place_of(payload, lane), aside_of(payload, lane)
        try:
            press = parse(pressed.wire, typed=pressed.text, picked=pressed.picked)
            visitor = self._people.presumed(caller)
            if not needs_rights(press) and stands_in_public(payload):
                where = place, mark_of(payload.get("message") or {})
                await check_message(self._bot, press.token, visitor, *where)
            if pressed.field:
                self.soon(self._ask_for_text(payload, press, pressed, caller, place, aside))
                return OK
            if needs_rights(press):
                self.soon(self._act_with_rights(payload, press, pressed, caller, place, aside))
                return OK
            said_at, inbox = self._said_at(pressed), self._inbox(payload, caller)
            card = await self.answer(press, caller, place, said_at, inbox, visitor)
        except TooFast as hasty:
            if not hasty.told:
                self.soon(self._show(_beside(aside), refusal_card(hasty.phrase), caller, place))
            return OK
        except Refusal as refused:
            self.soon(self._show(_beside(aside), refusal_card(refused.phrase), caller, place))
            return TRY_AGAIN if refused.phrase.id.startswith("database.") else OK
        self._owed.owe(Receipt(aside, card, caller, place))
        return OK

    async def _act_with_rights(
        self, payload: Payload, press: Press, pressed: Pressed, caller: Caller, place: Place, aside: Aside
    ) -> None:
        try:
            self.not_in_haste(place, caller)
            visitor = await self._people.vouched(caller)
            if isinstance(press, Do) and (form := await form_of(self._bot, press, visitor, place)) is not None:
                view = form_modal(form, await self.words(visitor, place), wire=pressed.wire, mark=_mark(payload))
                await self._open(payload, lane=caller.lane, view=view)
                return
            inbox = self._inbox(payload, caller)
            if not await first_time(self._bot, caller.lane, inbox, "press"):
                return
            if is_channel_choice(payload):
                name = await name_of_chosen(self._bot, self._channels, press, visitor, place, pressed.text)
            card = await routes.press(self._bot, press, visitor, place, said_at=self._said_at(pressed), inbox=inbox)
            if is_channel_choice(payload):
                await channel_renamed(self._bot, place_of(caller.lane, pressed.text), name)
        except Refusal as refused:
            card, aside = refusal_card(refused.phrase), _beside(aside)
        await self._show(_beside(aside) if card.beside or isinstance(press, Why) else aside, card, caller, place)

    async def _ask_for_text(
        self, payload: Payload, press: Press, pressed: Pressed, caller: Caller, place: Place, aside: Aside
    ) -> None:
        try:
            visitor = await self._people.vouched(caller) if isinstance(press, Tell) else self._people.presumed(caller)
            say = await self.words(visitor, place)
            if isinstance(press, Pick):
                form = await order_form(self._bot, press, visitor, place)
                view = form_modal(form, say, wire=pressed.wire, mark=_mark(payload))
                await self._open(payload, lane=caller.lane, view=view)
                return
            proposed = await prefill(self._bot, press, visitor, place)
            view = write_modal(
                title=pressed.label,
                proposed=proposed if isinstance(proposed, str) else say(proposed),
                wire=pressed.wire,
                mark=_mark(payload),
                say=say,
                writing=await writing(self._bot, press, place),
            )
        except Refusal as refused:
            await self._show(_beside(aside), refusal_card(refused.phrase), caller, place)
            return
        await self._open(payload, lane=caller.lane, view=view)

    async def _open(self, payload: Payload, *, lane: str, view: dict[str, object]) -> None:
        method = "views.push" if payload.get("view", {}).get("type") == "modal" else "views.open"
        try:
            await self._calls.call(lane, method, {"trigger_id": payload.get("trigger_id"), "view": view})
        except (NotPosted, Unknown, Permanent) as wrong:
            log.warning("dialog was not opened", lane=lane, why=str(wrong)[:80])

    # A command, typed after `/cab` or after a mention

    async def command(self, payload: Payload, lane: str) -> Heard:
        """A slash command; the reply is private, and comes with the acknowledgement where it is quick enough."""
        caller = caller_of(payload, lane)
        place = place_of(lane, str(payload["channel_id"]))
        reply_to = str(payload.get("response_url") or "")
        aside = Aside(lane=lane, user=caller.user, channel=place.id, response_url=reply_to)
        doing = asyncio.ensure_future(self._commanded(payload, caller, place))
        try:
            card = await asyncio.wait_for(asyncio.shield(doing), PATIENCE)
        except TimeoutError:
            self.soon(self.show_when_done(doing, aside, caller, place))
            return OK
        if card is None:
            return OK
        painted = paint(card, await self.words(self._people.presumed(caller), place))
        return Heard(body={"response_type": "ephemeral", "text": painted.text, "blocks": painted.blocks})

    async def _commanded(self, payload: Payload, caller: Caller, place: Place) -> Card | None:
        """What a command brings about; None for one that was heard before."""
        try:
            trigger = str(payload.get("trigger_id") or "")
            if TRIGGER.fullmatch(trigger) and not await first_time(self._bot, caller.lane, trigger, "command"):
                return None
        except Refusal as refused:
            return refusal_card(refused.phrase)
        return await self.typed(plain(str(payload.get("text") or "")), caller, place)

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

    async def _show(self, aside: Aside, card: Card, caller: Caller, place: Place) -> None:
        await self._calm.wait(LONGEST)
        await self._shown(aside, card, caller, place)

    async def _hand_over(self, receipt: Receipt) -> None:
        """Show a receipt, whatever goes wrong; and learn the name of somebody who has just become a member."""
        deed = self._shown(receipt.aside, receipt.card, receipt.caller, receipt.place, learn=True)
        await logged(deed)

    async def _shown(self, aside: Aside, card: Card, caller: Caller, place: Place, *, learn: bool = False) -> None:
        reader = await self.reader(self._people.presumed(caller), place)
        if learn and is_nameless(reader.name, caller.identity, caller.name):
            self._names.learn(caller, place)
        await self._asides.show(aside, self._receipts.painted(card, self.say_in, reader))

    def _said_at(self, pressed: Pressed) -> datetime:
        """The vendor's time of a press; ours where it gives none."""
        return pressed.at if pressed.at > LONG_AGO else self._bot.now()

    def _inbox(self, payload: Payload, caller: Caller) -> str:
        action = payload["actions"][0]
        # Without a time of its own a press would be taken for an earlier one in the same place.
        when = str(action.get("action_ts") or payload.get("trigger_id") or fresh_key().hex())
        where = str(action.get("block_id") or "")
        return self._bot.ids.of("inbox", "slack", caller.team, caller.user, when, where)


def _place_of(payload: Payload, lane: str) -> Place:
    channel = payload.get("channel") or {}
    container = payload.get("container") or {}
    return place_of(lane, str(channel.get("id") or container.get("channel_id") or ""))


def _beside(aside: Aside) -> Aside:
    """The same, in the place of nothing: what was pressed stays, to be pressed again."""
    return replace(aside, replaces=False)


def _mark(payload: Payload) -> str:
    return str(mark_of(payload.get("message") or {}) or "")
