"""What people do to messages from Slack's own menus: keep one as feedback, report a problem; and ask something new."""

from bot.actions.once import first_time
from bot.actions.report_problem import report_problem, save_feedback
from bot.bot import Bot
from bot.cards.parts import Card
from bot.domain.people import Identity
from bot.errors import Refusal
from bot.texts import Phrase
from handlers.slack.asides import Aside
from handlers.slack.ear import Ear
from handlers.slack.heard import OK, Heard
from handlers.slack.payloads import Payload, caller_of, place_of, plain
from handlers.slack.people import Caller, People


class Shortcuts:
    """The three entries of the app in Slack's menus."""

    def __init__(self, bot: Bot, ear: Ear, people: People) -> None:
        self._bot = bot
        self._ear = ear
        self._people = people

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
        visitor = await self._people.vouched(caller)
        place = place_of(lane, str((payload.get("channel") or {}).get("id") or ""))
        message = payload.get("message") or {}
        text = plain(str(message.get("text") or ""))
        team = str(message.get("team") or message.get("user_team") or lane.partition(":")[2])
        author = Identity(platform="slack", workspace=team, user=str(message.get("user") or ""))
        match payload.get("callback_id"):
            case "save_feedback":
                return await save_feedback(self._bot, visitor, place, text, author)
            case "report_problem":
                return await report_problem(self._bot, visitor, place, text, author)
            case "new_poll":
                return await self._ear.typed("", caller, place)
            case _:
                raise Refusal(Phrase("press.unknown"))
