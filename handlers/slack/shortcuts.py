"""What people do to messages from Slack's own menus: keep one as feedback, report a problem; and ask something new."""

import structlog

from bot.actions.once import first_time
from bot.actions.report_problem import report_problem, save_feedback
from bot.actions.wizard import new_form
from bot.bot import Bot
from bot.cards.parts import Card
from bot.cards.receipt import refusal_card
from bot.domain.channels import Place
from bot.domain.people import Identity
from bot.errors import Refusal
from bot.ports import NotPosted, Permanent, Unknown
from bot.presses import Do, wire
from bot.texts import Phrase
from handlers.slack.asides import Aside
from handlers.slack.client import SlackCalls
from handlers.slack.ear import Ear
from handlers.slack.heard import OK, Heard
from handlers.slack.modals import card_modal, form_modal, loading_modal
from handlers.slack.payloads import Payload, caller_of, place_of, plain
from handlers.slack.people import Caller, People

log = structlog.get_logger()


class Shortcuts:
    """The three entries of the app in Slack's menus."""

    def __init__(self, bot: Bot, ear: Ear, people: People, calls: SlackCalls) -> None:
        self._bot = bot
        self._ear = ear
        self._people = people
        self._calls = calls

    async def use(self, payload: Payload, lane: str) -> Heard:
        """A `message_action` or `shortcut` payload; what came of it is shown to the person alone."""
        caller = caller_of(payload, lane)
        place = place_of(lane, str((payload.get("channel") or {}).get("id") or ""))
        aside = Aside(
            lane=lane,
            user=caller.user,
            channel=place.id.removeprefix("-"),
            response_url=str(payload.get("response_url") or ""),
        )
        self._ear.soon(self._ear.show_when_done(self._do(payload, caller, lane), aside, caller, place))
        return OK

    async def _do(self, payload: Payload, caller: Caller, lane: str) -> Card | None:
        if not await first_time(self._bot, lane, str(payload["trigger_id"]), "shortcut"):
            return None
        place = place_of(lane, str((payload.get("channel") or {}).get("id") or ""))
        if payload.get("callback_id") == "new_poll":
            return await self._new_poll(payload, caller, place)
        visitor = await self._people.vouched(caller)
        message = payload.get("message") or {}
        text = plain(str(message.get("text") or ""))
        team = str(message.get("team") or message.get("user_team") or lane.partition(":")[2])
        author = Identity(platform="slack", workspace=team, user=str(message.get("user") or ""))
        match payload.get("callback_id"):
            case "save_feedback":
                return await save_feedback(self._bot, visitor, place, text, author)
            case "report_problem":
                return await report_problem(self._bot, visitor, place, text, author)
            case _:
                raise Refusal(Phrase("press.unknown"))

    async def _new_poll(self, payload: Payload, caller: Caller, place: Place) -> Card | None:
        """Open the form at once; where Slack opens nothing, the card of what can be done now is shown instead.

        What was pressed opens a dialog for three seconds only, so one that says "a moment" is there before we look up
        who this is; the form takes its place, or the reason why there is none.
        """
        say = await self._ear.words(self._people.presumed(caller), place)
        opening = {"trigger_id": payload.get("trigger_id"), "view": loading_modal(say)}
        try:
            opened = await self._calls.call(caller.lane, "views.open", opening)
        except (NotPosted, Unknown, Permanent) as wrong:
            log.warning("dialog was not opened", lane=caller.lane, why=str(wrong)[:80])
            return await self._ear.typed("", caller, place)
        try:
            visitor = await self._people.vouched(caller)
            form = await new_form(self._bot, visitor, place)
            view = form_modal(form, await self._ear.words(visitor, place), wire=wire(Do(form.token)))
        except Refusal as refused:
            view = card_modal(refusal_card(refused.phrase), say)
        try:
            await self._calls.call(caller.lane, "views.update", {"view_id": opened["view"]["id"], "view": view})
        except (NotPosted, Unknown, Permanent) as wrong:
            log.warning("dialog was not filled", lane=caller.lane, why=str(wrong)[:80])
            return await self._ear.typed("", caller, place)
        return None
