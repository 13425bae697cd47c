"""Tells apart what Teams sends, with the vendor's own dispatcher: each kind of activity goes to one ear.

The door has verified the activity. Of the vendor's library only the schema and the dispatcher are used: its adapter
answers every button with an error, and waits for the network on the loop.
"""

import time
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

import structlog
from botbuilder.core import BotAdapter, TurnContext
from botbuilder.core.teams import TeamsActivityHandler
from botbuilder.schema import Activity as Schema
from botbuilder.schema import ConversationReference, InvokeResponse, ResourceResponse

from bot.actions.install import adopt_workspace, install, owner_of
from bot.actions.left_everywhere import back_somewhere, left_everywhere
from bot.bot import Bot
from bot.domain.installations import Grant
from bot.ids import OrganisationId
from handlers.inbox import Inbox
from handlers.teams.activities import PLATFORM, Activity, Caller, caller_of, lane_of, of, takes_the_bot_out, tenant_of
from handlers.teams.ear import Ear
from handlers.teams.happenings import Happenings
from handlers.teams.heard import OK, Reply
from handlers.teams.search import Search
from handlers.teams.tasks import Tasks
from handlers.teams.ways import Ways

log = structlog.get_logger()
LASTS = 60.0
"""Seconds for which it is not read anew whose a tenant is, and that the bot is still in it."""
RAW = "cab activity"
"""Under this name the activity as it was sent travels with a turn: the schema leaves out what it does not know."""
REPLY = "cab reply"
UNNAMED = "Teams"
Newcomers = list[Callable[[str], Coroutine[None, None, None]]]
"""Who is told of each tenant that is heard for the first time ever."""
NOT_FOR_US = Reply(status=501)
"""What the protocol answers to an invoke that a bot does not know."""


class Listeners(TeamsActivityHandler):  # type: ignore[misc]  # the library has no types
    """One bot's ears, reached through the vendor's dispatcher."""

    def __init__(
        self,
        bot: Bot,
        *,
        ear: Ear,
        tasks: Tasks,
        search: Search,
        happenings: Happenings,
        ways: Ways,
        inbox: Inbox,
        app_id: str,
        adopts: bool,
        newcomers: Newcomers,
    ) -> None:
        self._bot = bot
        self._ear = ear
        self._tasks = tasks
        self._search = search
        self._ways = ways
        self._inbox = inbox
        self._app_id = app_id
        self._adopts = adopts
        self._newcomers = newcomers
        self._adapter = _Replies()
        self._owners: dict[str, tuple[OrganisationId, float]] = {}
        """Whose each tenant is that was heard since the start, and when that was read."""
        self._happenings = happenings
        inbox.deal(PLATFORM, self._happen)

    async def hear(self, activity: Mapping[str, Any]) -> Reply:
        """Work on one verified activity; what it asks for is kept, or done, when this returns."""
        if not tenant_of(activity):
            return OK  # Somebody without a company: nobody vouches for them.
        owner = await self._owner(activity)
        if not takes_the_bot_out(activity):  # Which would open the way again that it closes.
            await self._ways.heard(owner, activity)
        turn = TurnContext(self._adapter, Schema().deserialize(dict(activity)))
        turn.turn_state[RAW] = activity
        await self.on_turn(turn)
        reply = turn.turn_state.get(REPLY)
        return reply if isinstance(reply, Reply) else OK

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        """A typed line, or a button of a client that sends it as one."""
        activity: Activity = turn_context.turn_state[RAW]
        if isinstance(activity.get("value"), Mapping) and not of(activity, "text").strip():
            caller = caller_of(activity)
            if caller is not None:
                turn_context.turn_state[REPLY] = await self._ear.submitted_in_place(activity, caller)
            return
        await self._keep(activity)

    async def on_conversation_update_activity(self, turn_context: TurnContext) -> None:
        """Members, channels and teams that come, change and go."""
        await self._keep(turn_context.turn_state[RAW])

    async def on_installation_update(self, turn_context: TurnContext) -> None:
        """The bot was added or removed."""
        await self._keep(turn_context.turn_state[RAW])

    async def on_message_delete_activity(self, turn_context: TurnContext) -> None:
        """Somebody took a message of their own back: what was said by it is not ours to keep or lose."""

    async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse | None:
        """A button, a dialog, an entry of a message's menu; the reply is what the person sees."""
        activity: Activity = turn_context.turn_state[RAW]
        caller = caller_of(activity)
        turn_context.turn_state[REPLY] = NOT_FOR_US if caller is None else await self._invoked(activity, caller)
        return None

    async def _invoked(self, activity: Activity, caller: Caller) -> Reply:
        match activity.get("name"):
            case "adaptiveCard/action":
                return await self._ear.press(activity, caller)
            case "task/fetch":
                return await self._tasks.fetch(activity, caller)
            case "task/submit":
                return await self._tasks.submit(activity, caller)
            case "application/search":
                return await self._search.offered(activity, caller)
            case "composeExtension/fetchTask" | "composeExtension/submitAction":
                return await self._tasks.menu(activity, caller)
            case _:
                return NOT_FOR_US

    async def _happen(self, activity: Activity, lane: str) -> None:
        """What a kept activity asks for; the platform never tells that the app left a whole tenant, so we look."""
        await self._happenings.happen(activity, lane)
        if takes_the_bot_out(activity):
            await left_everywhere(self._bot, lane)
        else:
            await back_somewhere(self._bot, lane)

    async def _keep(self, activity: Activity) -> None:
        lane = lane_of(activity)
        owner = await self._owner(activity)
        event_id = " ".join(
            of(activity, *path) for path in (("conversation", "id"), ("id",), ("type",), ("timestamp",))
        )
        kind = of(activity, "channelData", "eventType") or of(activity, "type")
        await self._inbox.keep(owner, lane=lane, event_id=event_id, kind=kind, event=activity)

    async def _owner(self, activity: Activity) -> OrganisationId:
        """Whose tenant it is; the first word from a tenant makes it known, and one after the bot had left it tells
        that it is back.
        """
        lane = lane_of(activity)
        known, read_at = self._owners.get(lane, (None, 0.0))
        if known is not None and time.monotonic() < read_at + LASTS:
            return known
        kept = await self._bot.database.organisation_of(lane)
        is_new = kept is None
        if kept is not None and takes_the_bot_out(activity):
            return kept
        if self._adopts:  # On one's own machine; elsewhere a tenant that was not named is somebody else's.
            await adopt_workspace(self._bot, lane)
        name = of(activity, "recipient", "name") or UNNAMED
        owner = await owner_of(self._bot, lane, name)
        if owner != known:
            await self._bot.database.name_organisation(owner, name, was=UNNAMED)
        grant = Grant(name=name, bot_token="", bot_user_id=of(activity, "recipient", "id"), app_id=self._app_id)
        await install(self._bot, lane, grant)
        self._owners[lane] = owner, time.monotonic()
        if is_new:
            for told in self._newcomers:
                self._ear.soon(told(lane))
        return owner


class _Replies(BotAdapter):  # type: ignore[misc]  # the library has no types
    """Ends each turn without a word: what is said goes out through our own calls, paced and sorted."""

    async def send_activities(self, context: TurnContext, activities: list[Schema]) -> list[ResourceResponse]:
        """Nothing is sent from within a turn."""
        return [ResourceResponse() for _ in activities]

    async def update_activity(self, context: TurnContext, activity: Schema) -> None:
        """Nothing is changed from within a turn."""

    async def delete_activity(self, context: TurnContext, reference: ConversationReference) -> None:
        """Nothing is deleted from within a turn."""
