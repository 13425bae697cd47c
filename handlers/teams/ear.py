"""Hears what people press, type and send in Teams, lets the product act, and shows each of them what came of it.

Everybody in a channel sees the same message; what concerns one person alone stands in their own copy of it, which goes
back with the answer to their press, or in their own chat with the bot. A press is kept before it is answered.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace

import structlog

from bot.actions.count_reply import heard_reply
from bot.actions.forms_among import forms_among
from bot.actions.once import first_time
from bot.actions.open_threads import Threads
from bot.actions.own_message import check_message
from bot.actions.own_view import proved, said_before, shared_view, with_reply
from bot.actions.where import message_of
from bot.bot import Bot
from bot.cards.parts import Card
from bot.cards.receipt import refusal_card
from bot.domain.channels import Place
from bot.domain.deliveries import Delivery
from bot.errors import Refusal
from bot.ids import Token
from bot.ports import NotPosted, Permanent, Unknown
from bot.presses import Press, parse
from bot.texts import Phrase, Say
from handlers import routes
from handlers.hearing import Hearing, SayIn, needs_rights
from handlers.teams.activities import Activity, Caller, caller_of, of, place_of, pressed_ref, root_of, said_at, typed_in
from handlers.teams.adaptive import attachment, paint
from handlers.teams.calls import TeamsCalls
from handlers.teams.heard import OK, Reply
from handlers.teams.messenger import TeamsMessenger
from handlers.teams.people import People
from handlers.teams.pressed import Pressed, pressed_in

log = structlog.get_logger()
CARD = "application/vnd.microsoft.card.adaptive"
MESSAGE = "application/vnd.microsoft.activity.message"


class Ear(Hearing[Caller]):
    """One bot's ear in Teams; it is handed verified activities."""

    def __init__(self, bot: Bot, calls: TeamsCalls, people: People, messenger: TeamsMessenger, say_in: SayIn) -> None:
        super().__init__(bot, people, say_in)
        self._calls = calls
        self._people = people
        self._messenger = messenger
        self._threads = Threads(bot)

    # A button

    async def press(self, activity: Activity, caller: Caller) -> Reply:
        """An `adaptiveCard/action`: the answer is kept, then the person's own copy of the card goes back."""
        data = _data_of(activity)
        if data is None or (pressed := pressed_in(data)) is None:
            return Reply(status=400)
        place = place_of(caller.lane, caller.conversation)
        behind = self._behind(activity, pressed, caller, place)
        try:
            if pressed.sees:
                return await self._seen_anew(await behind, caller, place)
            card = await self._act(activity, pressed, caller, place)
        except Refusal as refused:
            if refused.phrase.id.startswith("database."):
                raise  # Nothing is kept, and nothing is acknowledged.
            say = await self.words(self._people.presumed(caller), place)
            if refused.phrase.args.get("ask"):
                return await self._beside(refusal_card(refused.phrase), caller, place)
            return replace(_toast(say(refused.phrase)), told=refusal_card(refused.phrase))
        return await self._shown(card, pressed, await behind, caller, place)

    async def submitted_in_place(self, activity: Activity, caller: Caller) -> Reply:
        """A button of a client that knows no better: the same press, sent as a message; the reply is a message too."""
        pressed = pressed_in(activity.get("value"))
        if pressed is None:
            return OK
        place = place_of(caller.lane, caller.conversation)
        self._behind(activity, pressed, caller, place)
        try:
            card = await self._act(activity, pressed, caller, place)
        except Refusal as refused:
            if refused.phrase.id.startswith("database."):
                raise
            card = refusal_card(refused.phrase)
        self.soon(self.show_later(card, caller, place))
        return OK

    def _behind(
        self, activity: Activity, pressed: Pressed, caller: Caller, place: Place
    ) -> "asyncio.Task[Delivery | None]":
        """The message on which something is pressed, read once, while the press is worked on."""
        task = asyncio.create_task(self._pressed_on(activity, pressed, caller, place), name="the message of a press")
        task.add_done_callback(_noticed)
        return task

    async def _pressed_on(self, activity: Activity, pressed: Pressed, caller: Caller, place: Place) -> Delivery | None:
        row = await message_of(self._bot, caller.lane, Token(pressed.mark)) if pressed.mark else None
        if row is not None and not pressed.sees:
            self.soon(proved(self._bot, row, place, pressed_ref(activity)))
        return row

    async def _act(self, activity: Activity, pressed: Pressed, caller: Caller, place: Place) -> Card:
        """What a press brings about."""
        press = parse(pressed.wire, typed=pressed.text, picked=pressed.picked)
        inbox = self._inbox(activity, caller)
        await self.check(press, pressed, caller, place)
        if not needs_rights(press):
            return await self.answer(press, caller, place, said_at(activity, self._bot.now()), inbox)
        return await self._with_rights(activity, press, caller, place, inbox)

    async def check(self, press: Press, pressed: Pressed, caller: Caller, place: Place) -> None:
        """Refusal for an answer's button, or a dialog behind one, that is none of the message it is said to be in."""
        mark = Token(pressed.mark) if pressed.mark else None
        if not needs_rights(press) and (mark is not None or not caller.personal):
            await check_message(self._bot, press.token, self._people.presumed(caller), place, mark)

    async def _with_rights(self, activity: Activity, press: Press, caller: Caller, place: Place, inbox: str) -> Card:
        self.not_in_haste(place, caller)
        visitor = await self._people.vouched(caller)
        if not await first_time(self._bot, caller.lane, inbox, "press"):
            return refusal_card(Phrase("press.sent_before"))
        when = said_at(activity, self._bot.now())
        return await routes.press(self._bot, press, visitor, place, said_at=when, inbox=inbox)

    async def tell_late(self, activity: Activity, card: Card) -> None:
        """Write to somebody's own chat what came of a press that took longer than they could wait for."""
        caller = caller_of(activity)
        if caller is not None:
            await self.show(card, caller, place_of(caller.lane, caller.conversation))

    async def show_later(self, card: Card, caller: Caller, place: Place) -> None:
        """Write to somebody's own chat what they need again after a window is closed."""
        await self.show(card, caller, place)

    # What only the person sees

    async def _shown(self, card: Card, pressed: Pressed, row: Delivery | None, caller: Caller, place: Place) -> Reply:
        """The card as this person's copy of what they pressed, or beside it where that is to stay as it is."""
        lasts = card.lasting and (row is None or not caller.personal)
        if lasts or card.more or (row is not None and _is_kept(pressed, caller)):
            return await self._beside(card, caller, place)
        if row is None:
            if card.beside or not caller.personal:
                return await self._beside(card, caller, place)
            return await self._copy(card, caller, place, "")
        # Where they have no chat with us, their own copy has to do.
        told = await self._told(card, caller, place) if card.personal else None
        return told if told is not None else await self._own_copy(card, row, caller, place)

    async def _seen_anew(self, row: Delivery | None, caller: Caller, place: Place) -> Reply:
        """The message as this person sees it now: as all do, and above it what they have said."""
        if row is None:
            return _toast((await self.words(self._people.presumed(caller), place))(Phrase("press.unknown")))
        return await self._own_copy(None, row, caller, place)

    async def _own_copy(self, card: Card | None, row: Delivery, caller: Caller, place: Place) -> Reply:
        visitor = self._people.presumed(caller)
        shared = await shared_view(self._bot, row, visitor, place)
        reply = card if card is not None else await said_before(self._bot, row, visitor)
        if shared is None and reply is None:
            raise Refusal(Phrase("answer.wrong_place"))
        if shared is None or reply is None:
            shown = shared.card if shared is not None else reply
            assert shown is not None
        else:
            shown = with_reply(reply, shared.card)
        copy = await self._copy(replace(shown, more=()), caller, place, row.token)
        return replace(copy, told=card)

    async def _copy(self, card: Card, caller: Caller, place: Place, mark: str) -> Reply:
        say = await self.words(self._people.presumed(caller), place)
        refresh: Sequence[str] = (caller.member,) if mark and caller.member else ()
        forms = await forms_among(self._bot, card, place)
        painted = paint(card, say, token=Token(mark) if mark else None, refresh=refresh, forms=forms)
        return Reply(body={"statusCode": 200, "type": CARD, "value": painted.content}, told=card)

    async def _beside(self, card: Card, caller: Caller, place: Place) -> Reply:
        """The card in the person's own chat; what was pressed stays."""
        say = await self.words(self._people.presumed(caller), place)
        told = await self._told(card, caller, place)
        return told or _toast(card.summary if isinstance(card.summary, str) else say(card.summary))

    async def _told(self, card: Card, caller: Caller, place: Place) -> Reply | None:
        """The card in the person's own chat, and a line that says so; None where nothing gets through to them."""
        if not await self.show(card, caller, place):
            return None
        say = await self.words(self._people.presumed(caller), place)
        done = card.summary if isinstance(card.summary, str) else say(card.summary)
        return _toast(done if caller.personal else say(Phrase("teams.in_your_chat", {"what": done})))

    async def show(self, card: Card, caller: Caller, place: Place, *, thread: str = "") -> bool:
        """Write to somebody's own chat; with a `thread` there, where nothing gets through to them otherwise."""
        reader = await self.reader(self._people.presumed(caller), place)
        say = self.say_in(reader.language, reader.zone)
        try:
            forms = await forms_among(self._bot, card, place)
            await self._messenger.tell(caller.lane, caller.identity, card, say, forms)
        except (NotPosted, Unknown, Permanent) as lost:
            log.warning("aside was not shown", lane=caller.lane, why=str(lost)[:80])
            if thread:
                await self._in_thread(card, caller, say, thread)
            return False
        return True

    async def _in_thread(self, card: Card, caller: Caller, say: Say, thread: str) -> None:
        message = {"type": "message", "attachments": [attachment(paint(card, say))]}
        try:
            await self._calls.within(caller.lane).send(caller.service_url, thread, message)
        except (NotPosted, Unknown, Permanent) as lost:
            log.warning("nobody was told", lane=caller.lane, why=str(lost)[:80])

    # A line, typed in the own chat or after a mention

    async def line(self, activity: Activity, caller: Caller) -> None:
        """What a typed line brings about; the reply is private, wherever it was typed."""
        place = place_of(caller.lane, caller.conversation)
        words, when = typed_in(activity), said_at(activity, self._bot.now())
        if not caller.personal and await self._replied(activity, caller, place, words):
            return
        card = await self.typed(words, caller, place, when)
        if not await self.show(card, caller, place) and not caller.personal:
            # Nothing private gets through to them, and what they asked for is not for the others.
            say = await self.words(self._people.presumed(caller), place)
            await self._in_thread(refusal_card(Phrase("teams.no_chat")), caller, say, caller.conversation)

    async def _replied(self, activity: Activity, caller: Caller, place: Place, words: str) -> bool:
        """True for a reply in the thread of an open poll by somebody who is no colleague: it may be an answer."""
        head = caller.conversation.partition(";messageid=")[2]
        thread = f"{caller.conversation}|{head}".rpartition(":")[2]
        round_id = await self._threads.round_of(caller.lane, place.id, thread) if head else None
        if round_id is None:
            return False
        visitor = await self._people.told_apart(caller)
        if visitor.staff:
            return False
        when, message = said_at(activity, self._bot.now()), f"{root_of(caller.conversation)}|{of(activity, 'id')}"
        try:
            card = await heard_reply(self._bot, visitor, place, round_id, words, said_at=when, message=message)
        except Refusal:
            return True  # Talk in a thread is no mistake: who has no voice there is left alone.
        if card is not None:
            await self.show(card, caller, place, thread=caller.conversation)
        return True

    async def first(self, lane: str, what: str, kind: str) -> bool:
        """False when just this was done before."""
        return await first_time(self._bot, lane, self._bot.ids.of("once", lane, what), kind)

    def _inbox(self, activity: Activity, caller: Caller) -> str:
        """Names a press, so that the same one sent twice counts once."""
        return self._bot.ids.of("inbox", caller.lane, caller.user, of(activity, "id"))


def _is_kept(pressed: Pressed, caller: Caller) -> bool:
    """What is long, or what is to be gone on with: one's own copy in a channel lasts until the client looks anew."""
    return pressed.wire.startswith("why:") or (pressed.wire.startswith("decide:") and not caller.personal)


def _data_of(activity: Activity) -> object | None:
    value = activity.get("value")
    action = value.get("action") if isinstance(value, Mapping) else None
    return action.get("data") if isinstance(action, Mapping) else None


def _noticed(task: "asyncio.Task[Delivery | None]") -> None:
    """Nobody may wait for it any more; what went wrong was said to them already."""
    if not task.cancelled():
        task.exception()


def _toast(text: str) -> Reply:
    """A line that the client shows for a moment."""
    return Reply(body={"statusCode": 200, "type": MESSAGE, "value": text})
