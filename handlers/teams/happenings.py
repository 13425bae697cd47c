"""What happens in Teams by itself: the bot is added or removed, a channel renamed, a team deleted; and typed lines."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import structlog

from bot.actions import keep_house
from bot.actions.awaited import take_awaited
from bot.actions.find_way import ways_of_team
from bot.actions.invited import invited
from bot.actions.still_staff import heard_of
from bot.bot import Bot
from bot.domain.channels import Place
from bot.domain.invitations import UNCOUNTED, ChannelFacts
from bot.domain.people import Identity
from bot.domain.references import Reference, Scope
from bot.ids import OrganisationId
from bot.ports import NotPosted, Permanent, Unknown
from handlers.teams.activities import Activity, Caller, caller_of, is_personal, of, place_of, root_of, team_of
from handlers.teams.calls import TeamsCalls
from handlers.teams.ear import Ear
from handlers.teams.messenger import TeamsMessenger
from handlers.teams.people import People
from handlers.teams.ways import Ways

log = structlog.get_logger()
SHUT_OUT = ("left", "restricted")
"""Why a channel was silent that did not let the bot in."""
OVER_AGAIN = {
    "teamUnarchived": ("archived", "restricted"),
    "teamRestored": ("deleted", "left"),
    "channelRestored": ("deleted", "left"),
}
"""What each event puts an end to: what is gone answers as if the bot had been removed."""
MOST_COUNTED = 500
"""Members of a channel among whom the outsiders are counted."""


class Happenings:
    """Does what an event asks for; doing it twice is harmless, or is avoided."""

    def __init__(
        self, bot: Bot, ear: Ear, calls: TeamsCalls, people: People, ways: Ways, messenger: TeamsMessenger
    ) -> None:
        self._bot = bot
        self._ear = ear
        self._calls = calls
        self._people = people
        self._ways = ways
        self._messenger = messenger

    async def happen(self, activity: Activity, lane: str) -> None:
        """Do what a kept activity asks for, also when an earlier try was cut off."""
        match activity:
            case {"type": "message"}:
                await self._typed(activity)
            case {"type": "installationUpdate", "action": str(action)} if action.startswith("remove"):
                await self._removed(activity, lane)
            case {"type": "installationUpdate", "action": "add-upgrade"}:
                await self._upgraded(activity, lane)
            case {"type": "installationUpdate"}:
                await self._added(activity, lane)
            case {"type": "conversationUpdate", "membersRemoved": list(gone)}:
                await self._members_gone(activity, lane, gone)
            case {"type": "conversationUpdate", "membersAdded": list(come)}:
                await self._members_come(activity, lane, come)
            case {"type": "conversationUpdate", "channelData": {"eventType": str(event)}}:
                await self._changed(activity, lane, event)
            case _:
                return

    async def _typed(self, activity: Activity) -> None:
        caller = caller_of(activity)
        if caller is None:
            return
        place = place_of(caller.lane, caller.conversation)
        if not caller.personal and await self._is_new_here(caller, place):
            visitor = await self._people.told_apart(caller)
            if visitor.staff:
                await self._ask_whose(activity, caller.lane)
        await self._ear.line(activity, caller)

    async def _is_new_here(self, caller: Caller, place: Place) -> bool:
        """True in a channel of which nobody has said yet whose it is."""
        organisation_id = await self._bot.database.organisation_of(caller.lane)
        return organisation_id is not None and not await keep_house.is_known(self._bot, organisation_id, place)

    async def _members_come(self, activity: Activity, lane: str, come: list[Mapping[str, Any]]) -> None:
        for each in come:
            self._people.forget(lane, of(each, "aadObjectId"))
        self._messenger.look_again(await self._of_team(activity, lane))
        if of(activity, "recipient", "id") in {of(each, "id") for each in come}:
            await self._added(activity, lane)

    async def _members_gone(self, activity: Activity, lane: str, gone: list[Mapping[str, Any]]) -> None:
        organisation_id = await self._bot.database.organisation_of(lane)
        for each in gone:
            user = of(each, "aadObjectId")
            self._people.forget(lane, user)
            if user and organisation_id is not None:  # Out of a team, or out of the company?
                identity = Identity(platform="teams", workspace=lane.partition(":")[2], user=user)
                await heard_of(self._bot, organisation_id, identity)
        self._messenger.look_again(await self._of_team(activity, lane))
        if of(activity, "recipient", "id") in {of(each, "id") for each in gone}:
            await self._removed(activity, lane)

    async def _added(self, activity: Activity, lane: str) -> None:
        if caller_of(activity) is None:
            activity = await self._ways.named(activity)
        if is_personal(activity):
            if (caller := caller_of(activity)) is not None and await self._first_greeting(lane, caller):
                place = place_of(lane, caller.conversation)
                await self._ear.show(await self._ear.typed("", caller, place), caller, place)
            return
        await self._open_again(activity, lane, SHUT_OUT)
        await self._ask_whose(activity, lane)

    async def _upgraded(self, activity: Activity, lane: str) -> None:
        """A newer version of the app: what was asked and settled stands, and nobody is greeted twice."""
        organisation_id = await self._bot.database.organisation_of(lane)
        chosen = of(activity, "channelData", "settings", "selectedChannel", "id")
        place = place_of(lane, chosen or of(activity, "conversation", "id"))
        known = organisation_id is not None and await keep_house.is_known(self._bot, organisation_id, place)
        if is_personal(activity) or not known:
            await self._added(activity, lane)
            return
        await self._open_again(activity, lane, SHUT_OUT)

    async def _first_greeting(self, lane: str, caller: Caller) -> bool:
        """False when this chat was greeted already: two kinds of events tell of the same installation."""
        return await self._ear.first(lane, f"greeting {caller.user} {caller.conversation}", "greeting")

    async def _ask_whose(self, activity: Activity, lane: str) -> None:
        """Ask whoever added the bot, or else every admin, whose channel it is; nothing is posted there."""
        organisation_id = await self._bot.database.organisation_of(lane)
        if organisation_id is None:
            return
        place, facts = await self._where(organisation_id, activity, lane)
        if await keep_house.channel_back(self._bot, place):
            return
        caller = caller_of(activity)
        taken = await take_awaited(self._bot, organisation_id, place, facts)
        who = caller.identity if caller is not None else None
        for asked in taken or await invited(self._bot, organisation_id, place, facts, who):
            if not await self._ear.first(lane, f"invitation {asked.token}", "invitation"):
                continue
            say = self._ear.say_in(asked.language, None)
            try:
                await self._messenger.tell(lane, asked.identity, asked.card, say)
            except (NotPosted, Unknown, Permanent) as lost:
                log.warning("nobody could be asked whose channel it is", lane=lane, why=str(lost)[:80])

    async def _where(
        self, organisation_id: OrganisationId, activity: Activity, lane: str
    ) -> tuple[Place, ChannelFacts]:
        """The channel that is meant, and what is known of it. A team is added by one of its channels."""
        chosen = of(activity, "channelData", "settings", "selectedChannel", "id")
        conversation = chosen or root_of(of(activity, "conversation", "id"))
        place, service_url = place_of(lane, conversation), of(activity, "serviceUrl")
        team, team_name = team_of(activity), of(activity, "channelData", "team", "name")
        name = of(activity, "channelData", "channel", "name")
        if team and not (team_name and name):
            team_name, name = await self._names(lane, service_url, team, conversation, team_name, name)
        called = _called(team_name, name) or of(activity, "conversation", "name")
        await self._ways.note(
            Reference(
                organisation_id=organisation_id,
                address=str(place),
                scope=Scope.CHANNEL if team else Scope.GROUP,
                service_url=service_url,
                conversation=conversation,
                bot_user=of(activity, "recipient", "id"),
                team=of(activity, "channelData", "team", "id"),
                name=called,
                seen_at=self._bot.now(),
            )
        )
        outside, foreign = await self._outsiders(service_url, conversation, lane)
        return place, ChannelFacts(name=called or conversation, ext_shared=foreign > 0, outsiders=outside)

    async def _names(self, lane: str, url: str, team: str, channel: str, team_name: str, name: str) -> tuple[str, str]:
        try:
            if not team_name:
                team_name = of(await self._calls.within(lane).team(url, team), "name")
            if not name:
                listed = await self._calls.within(lane).channels(url, team)
                name = {of(each, "id"): of(each, "name") for each in listed}.get(channel, "")
        except (NotPosted, Unknown, Permanent):
            pass  # Then the channel has no name yet.
        return team_name, name

    async def _outsiders(self, service_url: str, conversation: str, lane: str) -> tuple[int, int]:
        """How many of those who read along are not the vendor's own, and how many live in another tenant.

        UNCOUNTED, and none, where the platform does not say.
        """
        try:
            members = await self._calls.within(lane).members(service_url, conversation, most=MOST_COUNTED)
        except (NotPosted, Unknown, Permanent) as wrong:
            # Posting asks again, and waits.
            log.info("nobody knows yet who reads along", lane=lane, why=type(wrong).__name__)
            return UNCOUNTED, 0
        known = [profile for each in members if (profile := self._people.learn(lane, each)) is not None]
        home = lane.partition(":")[2]
        return sum(not each.staff for each in known), sum(each.tenant != home for each in known)

    async def _removed(self, activity: Activity, lane: str) -> None:
        if is_personal(activity) and (caller := caller_of(activity)) is not None:
            await self._ways.lost(lane, str(caller.identity))
        else:
            for place in await self._of_team(activity, lane):
                await keep_house.channel_silent(self._bot, place, "left")
                await self._ways.lost(lane, str(place))

    async def _open_again(self, activity: Activity, lane: str, after: Collection[str]) -> None:
        """The bot is let in again in every channel of a team: what was silent for one of these reasons goes on."""
        places = await self._of_team(activity, lane)
        await self._ways.open_again(lane, places)
        for place in places:
            await keep_house.channel_back(self._bot, place, after)

    async def _of_team(self, activity: Activity, lane: str) -> list[Place]:
        here = place_of(lane, of(activity, "conversation", "id"))
        # A team is called like its first channel, in which it is told of.
        team = of(activity, "channelData", "team", "id") or root_of(of(activity, "conversation", "id"))
        ways = await ways_of_team(self._bot, lane, team)
        return list(dict.fromkeys([here, *(place_of(lane, each.conversation) for each in ways)]))

    async def _changed(self, activity: Activity, lane: str, event: str) -> None:
        channel = of(activity, "channelData", "channel", "id")
        place = place_of(lane, channel)
        self._messenger.look_again([place])
        match event:
            case "channelRenamed" if channel:
                team = of(activity, "channelData", "team", "name")
                name = _called(team, of(activity, "channelData", "channel", "name"))
                await keep_house.channel_renamed(self._bot, place, name)
                await self._renamed(lane, place, name)
            case "channelDeleted" if channel:
                await keep_house.channel_silent(self._bot, place, "deleted")
            case "channelRestored" if channel:
                await self._ways.open_again(lane, [place])
                await keep_house.channel_back(self._bot, place, OVER_AGAIN[event])
            case "channelShared" if channel:
                await keep_house.channel_opened_up(self._bot, place)
            case "channelUnshared" if channel:
                await self._unshared(activity, lane, place)
            case "teamRenamed":
                await self._team_renamed(activity, lane)
            case "teamArchived" | "teamDeleted" | "teamHardDeleted":
                why = "archived" if event == "teamArchived" else "deleted"
                for each in await self._of_team(activity, lane):
                    await keep_house.channel_silent(self._bot, each, why)
                    if event == "teamHardDeleted":  # The others can come back.
                        await self._ways.lost(lane, str(each))
            case "teamUnarchived" | "teamRestored":
                await self._open_again(activity, lane, OVER_AGAIN[event])
            case _:
                return

    async def _unshared(self, activity: Activity, lane: str, place: Place) -> None:
        """A channel may be shared with several teams: it is severed once nobody from outside is left in it.

        Raises what the call raises while nobody can tell, so that the event comes again.
        """
        others = (activity.get("channelData") or {}).get("unsharedFromTeams")
        tenants = [of(each, "tenantId").lower() for each in others or () if isinstance(each, Mapping)]
        if tenants and set(tenants) == {lane.partition(":")[2]}:
            return  # One of the vendor's own teams.
        try:
            members = await self._calls.within(lane).members(of(activity, "serviceUrl"), place.id, most=MOST_COUNTED)
        except Permanent:
            members = []
        home = lane.partition(":")[2]
        if all(profile.tenant == home for each in members if (profile := self._people.learn(lane, each)) is not None):
            await keep_house.channel_severed(self._bot, place)

    async def _team_renamed(self, activity: Activity, lane: str) -> None:
        team, team_name = of(activity, "channelData", "team", "id"), of(activity, "channelData", "team", "name")
        for way in await ways_of_team(self._bot, lane, team) if team and team_name else ():
            _, channel = await self._names(lane, of(activity, "serviceUrl"), team, way.conversation, team_name, "")
            place, name = place_of(lane, way.conversation), _called(team_name, channel)
            await keep_house.channel_renamed(self._bot, place, name)
            await self._renamed(lane, place, name)

    async def _renamed(self, lane: str, place: Place, name: str) -> None:
        try:
            way = await self._ways.to_place(place)
        except Permanent:
            return
        await self._ways.note(replace(way, name=name, seen_at=self._bot.now()))


def _called(team: str, channel: str) -> str:
    """What people call a channel: the team's name says more than `General`, which every team has."""
    if not team or (channel and channel.casefold() not in ("general", "allgemein")):
        return f"{team} › {channel}" if team and channel else channel
    return team
