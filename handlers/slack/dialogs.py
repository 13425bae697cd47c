"""Hears the dialogs that people send in Slack: a text they wrote, a form they filled in, a list they ticked."""

import asyncio
from collections.abc import Mapping

from bot.actions.where import place_of_message
from bot.bot import Bot
from bot.cards.parts import Card
from bot.cards.receipt import refusal_card
from bot.domain.channels import Place
from bot.errors import Refusal
from bot.ids import Token
from bot.presses import Send
from bot.presses import wire as spelt
from bot.texts import Phrase, Say
from handlers.hearing import FieldsWrong, Sent, to_confirm
from handlers.slack.asides import Aside
from handlers.slack.ear import PATIENCE, Ear
from handlers.slack.heard import OK, Heard
from handlers.slack.modals import ViewJson, card_modal, final_modal, form_values, write_modal
from handlers.slack.payloads import Payload, caller_of, place_of
from handlers.slack.people import People

MOST_SAID = 1900
"""Characters of what is said at one field; the vendor takes 2,000."""


class Dialogs:
    """What is sent from a dialog; the receipt takes the dialog's place, a mistake stands at its field."""

    def __init__(self, bot: Bot, ear: Ear, people: People) -> None:
        self._bot = bot
        self._ear = ear
        self._people = people

    async def submit(self, payload: Payload, lane: str) -> Heard:
        """A `view_submission` payload: the receipt is shown in the dialog's place, a mistake at its field."""
        view = payload["view"]
        wire, _, mark = str(view.get("private_metadata") or "").partition("|")
        caller = caller_of(payload, lane)
        place = await self._place_behind(lane, mark)
        inbox = self._bot.ids.of(
            "inbox", "slack", caller.team, caller.user, str(view.get("id") or ""), str(view.get("hash") or "")
        )
        say = await self._ear.words(self._people.presumed(caller), place)
        doing = asyncio.ensure_future(self._ear.submitted(_sent(view, wire), caller, place, inbox))
        try:
            card = await asyncio.wait_for(asyncio.shield(doing), PATIENCE)
        except FieldsWrong as wrong:
            return _put_right(view, wrong.wrong.errors, say)
        except Refusal as refused:
            return _put_right(view, {str(refused.phrase.args.get("field") or ""): refused.phrase}, say)
        except TimeoutError:
            self._ear.soon(self._ear.show_when_done(doing, Aside(lane=lane, user=caller.user), caller, place))
            return OK
        if card.lasting:
            self._ear.soon(self._ear.show_when_done(doing, Aside(lane=lane, user=caller.user), caller, place))
        view = card_modal(card, say) if (send := to_confirm(card)) is None else self._confirming(card, send, mark, say)
        return Heard(body={"response_action": "update", "view": view})

    def _confirming(self, card: Card, send: Send, mark: str, say: Say) -> ViewJson:
        """What was filled in once more, to be sent for good: until then it stands nowhere but in this dialog.

        It is sent as a dialog is, not by a button in it, which would not tell from where the dialog was opened.
        """
        if not send.text:
            return final_modal(card, say, wire=spelt(send), mark=mark, submit=Phrase("confirm.send_short"))
        final = Phrase("confirm.final")
        return write_modal(
            title=Phrase("confirm.send_title"),
            label=final,
            proposed=send.text,
            wire=spelt(send),
            mark=mark,
            say=say,
            submit=Phrase("confirm.send_short"),
        )

    async def _place_behind(self, lane: str, mark: str) -> Place:
        """Where the message stands from which a dialog was opened; the dialog itself names the message only."""
        found = await place_of_message(self._bot, lane, Token(mark)) if mark else None
        return found or place_of(lane, "")


def _sent(view: Payload, wire: str) -> Sent:
    if view.get("callback_id") == "form":
        return Sent(wire=wire, is_form=True, fields=form_values(view))
    return Sent(wire=wire, text=_typed_in(view))


def _typed_in(view: Payload) -> str:
    for fields in ((view.get("state") or {}).get("values") or {}).values():
        for field in fields.values():
            if field.get("type") == "plain_text_input":
                return str(field.get("value") or "")
    return ""


def _put_right(view: Payload, wrong: Mapping[str, Phrase], say: Say) -> Heard:
    """What is wrong, each at its field; what belongs to none that stands there is shown at the first one.

    The vendor shows nothing at all but a fault of ours when one error names a field that is not in the dialog.
    """
    fields = list(((view.get("state") or {}).get("values") or {}).keys())
    if not fields:
        return Heard(body={"response_action": "update", "view": card_modal(refusal_card(*wrong.values()), say)})
    found: dict[str, list[str]] = {}
    for key, phrase in wrong.items():
        found.setdefault(key if key in fields else fields[0], []).append(say(phrase))
    errors = {key: " ".join(dict.fromkeys(said))[:MOST_SAID] for key, said in found.items()}
    return Heard(body={"response_action": "errors", "errors": errors})
