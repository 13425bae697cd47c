"""The dialogs of Teams: what opens behind a button, what people send from there, and the entries of a message's menu.

A dialog that was sent is answered with another one: the receipt, or the form again with what is wrong in it.
"""

from collections.abc import Mapping
from dataclasses import replace

import structlog

from bot.actions.channels_to_choose import channels_to_choose
from bot.actions.find_way import ways_in
from bot.actions.keep_house import channel_renamed
from bot.actions.once import first_time
from bot.actions.prefill import prefill
from bot.actions.put_in_order import order_form
from bot.actions.report_problem import report_problem, save_feedback
from bot.actions.wizard import form_of
from bot.actions.writing import writing
from bot.bot import Bot
from bot.cards.form import Form, FormValue
from bot.cards.parts import Card, Words
from bot.cards.receipt import refusal_card
from bot.domain.channels import Place
from bot.domain.people import Identity, Visitor
from bot.domain.references import Reference
from bot.errors import Refusal
from bot.ports import NotPosted, Permanent, Unknown
from bot.presses import Do, Pick, Press, Tell, parse
from bot.presses import wire as spelt
from bot.texts import Phrase, Say
from handlers.hearing import FieldsWrong, Sent, needs_rights, to_confirm
from handlers.teams.activities import PLATFORM, Activity, Caller, of, place_of, without_markup
from handlers.teams.dialogs import Dialog, card_dialog, choose_dialog, confirm_dialog, form_dialog, text_dialog
from handlers.teams.ear import Ear
from handlers.teams.elements import Opens
from handlers.teams.heard import Reply
from handlers.teams.messenger import TeamsMessenger
from handlers.teams.people import People
from handlers.teams.pressed import Pressed, pressed_in

log = structlog.get_logger()
OF_A_CHANNEL = frozenset({"teams.channel_has_outsiders", "teams.cannot_see_channel", "channel.has_outsiders"})
"""Why a channel that was chosen is not taken: another one is chosen in its place."""


class Tasks:
    """What dialogs need; it is handed verified activities."""

    def __init__(self, bot: Bot, ear: Ear, people: People, messenger: TeamsMessenger) -> None:
        self._bot = bot
        self._ear = ear
        self._people = people
        self._messenger = messenger

    async def fetch(self, activity: Activity, caller: Caller) -> Reply:
        """A `task/fetch`: the dialog behind a button."""
        pressed = pressed_in(_data_of(activity))
        if pressed is None:
            return Reply(status=400)
        place = place_of(caller.lane, caller.conversation)
        say = await self._ear.words(self._people.presumed(caller), place)
        try:
            return _shown(await self._opened(pressed, caller, place, say))
        except Refusal as refused:
            return _shown(card_dialog(refusal_card(refused.phrase), say))

    async def _opened(self, pressed: Pressed, caller: Caller, place: Place, say: Say) -> Dialog:
        press = parse(pressed.wire, typed=pressed.text, picked=pressed.picked)
        await self._ear.check(press, pressed, caller, place)
        title: Words = pressed.label or Phrase("teams.for_you")
        if pressed.opens is Opens.CONFIRM and pressed.asking is not None:
            return confirm_dialog(pressed.asking, say, pressed.mark)
        if pressed.opens is Opens.CHANNEL:
            return await self._choice(title, press, pressed, caller, place, say)
        if (form := await self._form(press, caller, place)) is not None:
            return form_dialog(form, say, wire=pressed.wire, mark=pressed.mark)
        visitor = await self._visitor(press, caller)
        proposed = await prefill(self._bot, press, visitor, place)
        return text_dialog(
            title=title,
            say=say,
            wire=pressed.wire,
            mark=pressed.mark,
            proposed=proposed if isinstance(proposed, str) else say(proposed),
            writing=await writing(self._bot, press, place),
        )

    async def submit(self, activity: Activity, caller: Caller) -> Reply:
        """A `task/submit`: the receipt, or what is to be put right, in the dialog's place."""
        data = _data_of(activity)
        pressed = pressed_in(data)
        if pressed is None:
            return Reply(status=400)
        if pressed.opens is not None:
            return await self.fetch(activity, caller)  # A button within a dialog that opens another one.
        place = place_of(caller.lane, caller.conversation)
        say = await self._ear.words(self._people.presumed(caller), place)
        inbox = self._bot.ids.of("inbox", caller.lane, caller.user, of(activity, "id"))
        try:
            card = await self._submitted(pressed, caller, place, inbox)
        except FieldsWrong as wrong:
            why = refusal_card(next(iter(wrong.wrong.errors.values())))
            return _shown(await self._put_right(pressed, caller, place, say, wrong), told=why)
        except Refusal as refused:
            told = await self._refused(pressed, caller, place, say, refused)
            return replace(told, told=refusal_card(refused.phrase))
        if card.lasting:
            self._ear.soon(self._ear.show_later(card, caller, place))
        if (send := to_confirm(card)) is not None and send.text:
            final = Phrase("confirm.final")
            again = text_dialog(
                title=Phrase("confirm.send_title"),
                label=final,
                proposed=send.text,
                wire=spelt(send),
                mark=pressed.mark,
                say=say,
                submit=Phrase("confirm.send_short"),
            )
            return _shown(again, told=card)
        return _shown(card_dialog(card, say, mark=pressed.mark), told=None if card.lasting else card)

    async def _submitted(self, pressed: Pressed, caller: Caller, place: Place, inbox: str) -> Card:
        press = parse(pressed.wire, typed=pressed.text)
        await self._ear.check(press, pressed, caller, place)
        sent = Sent(
            wire=pressed.wire,
            text=pressed.text,
            picked=pressed.picked,
            is_form=isinstance(press, Do | Pick) and bool(pressed.fields),
            fields=pressed.fields,
        )
        chosen = await self._chosen(press, caller, place, pressed.text) if not pressed.fields else None
        card = await self._ear.submitted(sent, caller, place, inbox)
        if chosen is not None:
            await channel_renamed(self._bot, place_of(caller.lane, chosen.conversation), chosen.name)
        return card

    async def _chosen(self, press: Press, caller: Caller, place: Place, chosen: str) -> Reference | None:
        """The channel that was chosen for results; Refusal when somebody from outside reads along there, or may.

        Denied for whoever may not set up: what is said of a channel is for nobody else.
        """
        if not isinstance(press, Do) or all(
            each.conversation != chosen for each in await ways_in(self._bot, caller.lane)
        ):
            return None  # Words, not a channel.
        offered = await channels_to_choose(self._bot, press.token, await self._people.vouched(caller), place)
        way = next(each for each in offered if each.conversation == chosen)
        chosen_place = place_of(caller.lane, chosen)
        try:
            if await self._messenger.outsiders_in(chosen_place) or await self._messenger.guests_in(chosen_place):
                raise Refusal(Phrase("teams.channel_has_outsiders", {"channel": way.name or chosen}))
        except (NotPosted, Unknown, Permanent) as wrong:
            raise Refusal(Phrase("teams.cannot_see_channel")) from wrong
        return way

    async def _refused(self, pressed: Pressed, caller: Caller, place: Place, say: Say, refused: Refusal) -> Reply:
        """Why it was not taken: above the text as it was written, so that nothing is lost."""
        if refused.phrase.id.startswith("database.") and not pressed.text:
            raise refused
        if not pressed.text or pressed.fields:
            return _shown(card_dialog(refusal_card(refused.phrase), say))
        if refused.phrase.id in OF_A_CHANNEL:
            press, title = parse(pressed.wire), Phrase("set_up.pick_product")
            return _shown(await self._choice(title, press, pressed, caller, place, say, error=refused.phrase))
        again = text_dialog(
            title=Phrase("teams.for_you"),
            say=say,
            wire=pressed.wire,
            mark=pressed.mark,
            proposed=pressed.text,
            error=refused.phrase,
        )
        return _shown(again)

    async def _put_right(self, pressed: Pressed, caller: Caller, place: Place, say: Say, wrong: FieldsWrong) -> Dialog:
        press = parse(pressed.wire)
        form = await self._form(press, caller, place)
        if form is None:
            return card_dialog(refusal_card(next(iter(wrong.wrong.errors.values()))), say)
        values: Mapping[str, FormValue] = pressed.fields
        return form_dialog(form, say, wire=pressed.wire, mark=pressed.mark, errors=wrong.wrong.errors, values=values)

    # The entries in the menu of somebody's message

    async def menu(self, activity: Activity, caller: Caller) -> Reply:
        """A `composeExtension/fetchTask`: keep a message as feedback, or report a problem."""
        value = activity.get("value")
        message = value.get("messagePayload") if isinstance(value, Mapping) else None
        if not isinstance(value, Mapping) or not isinstance(message, Mapping):
            return Reply(status=400)
        place = place_of(caller.lane, caller.conversation)
        say = await self._ear.words(self._people.presumed(caller), place)
        author = of(message, "from", "user", "id")
        text = without_markup(of(message, "body", "content"))
        whose = Identity(platform=PLATFORM, workspace=caller.lane.partition(":")[2], user=author)
        try:
            visitor = await self._people.vouched(caller)
            inbox = self._bot.ids.of("inbox", caller.lane, caller.user, of(activity, "id"))
            if not await first_time(self._bot, caller.lane, inbox, "menu"):
                raise Refusal(Phrase("press.sent_before"))
            match value.get("commandId"):
                case "save_feedback":
                    card = await save_feedback(self._bot, visitor, place, text, whose)
                case "report_problem":
                    card = await report_problem(self._bot, visitor, place, text, whose)
                case _:
                    raise Refusal(Phrase("press.unknown"))
        except Refusal as refused:
            if refused.phrase.id.startswith("database."):
                raise
            card = refusal_card(refused.phrase)
        return _shown(card_dialog(card, say), told=card)

    async def _form(self, press: Press, caller: Caller, place: Place) -> Form | None:
        """The form behind a button; None where there is none."""
        if isinstance(press, Pick):
            return await order_form(self._bot, press, self._people.presumed(caller), place)
        if not isinstance(press, Do):
            return None
        return await form_of(self._bot, press, await self._people.vouched(caller), place)

    async def _visitor(self, press: Press, caller: Caller) -> Visitor:
        if isinstance(press, Tell) or needs_rights(press):
            return await self._people.vouched(caller)
        return self._people.presumed(caller)

    async def _choice(
        self,
        title: Words,
        press: Press,
        pressed: Pressed,
        caller: Caller,
        place: Place,
        say: Say,
        *,
        error: Words = "",
    ) -> Dialog:
        offers = await self._channels(press, caller, place)
        label = Phrase("teams.which_channel" if offers else "teams.no_channels")
        return choose_dialog(
            title=title, label=label, offers=offers, say=say, wire=pressed.wire, mark=pressed.mark, error=error
        )

    async def _channels(self, press: Press, caller: Caller, place: Place) -> list[tuple[str, Words]]:
        """The channels where the bot is, for whoever may set up: their names tell who the customers are."""
        visitor = await self._people.vouched(caller)
        ways = await channels_to_choose(self._bot, press.token, visitor, place)
        return [(each.conversation, each.name or each.conversation) for each in ways]


def _data_of(activity: Activity) -> object | None:
    value = activity.get("value")
    return value.get("data") if isinstance(value, Mapping) else None


def _shown(dialog: Dialog, *, told: Card | None = None) -> Reply:
    return Reply(body=dialog.task(), told=told)
