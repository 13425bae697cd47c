"""The ways by which Teams lets us reach a conversation or a person, learned from verified activities alone."""

import time
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from bot.actions.find_way import chat_begun, learn_ways, way_lost, way_to, ways_reopened
from bot.bot import Bot
from bot.domain.channels import Place
from bot.domain.people import Identity
from bot.domain.references import Reference, Scope, same_way
from bot.ids import OrganisationId
from bot.ports import Permanent
from handlers.teams.activities import Activity, caller_of, is_personal, lane_of, of, place_of, root_of
from handlers.teams.calls import TeamsCalls
from handlers.teams.people import People

MOST = 20_000
LASTS = 60.0
"""Seconds for which a way is not read anew: another process may have heard of a better one."""
SCOPES = {"personal": Scope.PERSONAL, "groupChat": Scope.GROUP, "channel": Scope.CHANNEL}


class Ways:
    """Learns and finds ways. Belongs to one event loop."""

    def __init__(self, bot: Bot, calls: TeamsCalls, people: People) -> None:
        self._bot = bot
        self._calls = calls
        self._people = people
        self._known: OrderedDict[str, tuple[float, Reference]] = OrderedDict()

    async def heard(self, organisation_id: OrganisationId, activity: Activity) -> None:
        """Note where an activity came from, and how its author is reached; what is known already costs nothing."""
        told = [each for each in _told(organisation_id, activity, self._bot.now()) if self._is_new(each)]
        for each in await learn_ways(self._bot, told):
            self._keep(each)

    async def named(self, activity: Activity) -> Activity:
        """The same with its author's directory id, which not every event carries, and the way to them noted."""
        organisation_id = await self._bot.database.organisation_of(lane_of(activity))
        found = await self._people.named(activity)
        if organisation_id is not None:
            await self.heard(organisation_id, found)
        return found

    async def note(self, way: Reference) -> None:
        """Note a way that was told otherwise than by an activity from there."""
        for each in await learn_ways(self._bot, [way]):
            self._keep(each)

    async def to_place(self, place: Place) -> Reference:
        """The way to a channel or chat; Permanent where there is none."""
        return await self._to(place.lane, str(place))

    async def to_person(self, lane: str, identity: Identity) -> Reference:
        """The way to one person, with a chat opened where there was none yet.

        Permanent where they cannot be written to: people of another tenant, and whoever has not let the bot in.
        Raises what the call raises.
        """
        way = await self._to(lane, str(identity))
        if way.conversation:
            return way
        if not way.outside and self._people.lives_elsewhere(lane, identity.user):
            await self.note(replace(way, outside=True, seen_at=self._bot.now()))
            way = replace(way, outside=True)
        if way.outside:  # The platform would refuse; known from now on, it is not even asked.
            raise Permanent("outside_the_tenant")
        tenant = lane.partition(":")[2]
        opened = await self._calls.within(lane).create_conversation(
            way.service_url,
            {
                "isGroup": False,
                "bot": {"id": way.bot_user},
                "members": [{"id": way.user or identity.user}],
                "tenantId": tenant,
                "channelData": {"tenant": {"id": tenant}},
            },
        )
        way = await chat_begun(self._bot, way.organisation_id, way, of(opened, "id"))
        self._keep(way)
        return way

    async def lost(self, lane: str, address: str) -> None:
        """Nothing gets through there any more."""
        self._known.pop(address, None)
        await way_lost(self._bot, lane, address)

    async def open_again(self, lane: str, places: Collection[Place]) -> None:
        """The bot is let in again at these places, as far as it ever was there."""
        for way in await ways_reopened(self._bot, lane, [str(each) for each in places]):
            self._keep(way)

    async def _to(self, lane: str, address: str) -> Reference:
        known = self._known.get(address)
        if known is not None and time.monotonic() < known[0] + LASTS:
            return known[1]
        found = await way_to(self._bot, lane, address)
        if found is None:
            raise Permanent("no_way_there")
        self._keep(found)
        return found

    def _is_new(self, heard: Reference) -> bool:
        known = self._known.get(heard.address)
        if known is None or time.monotonic() >= known[0] + LASTS:
            return True
        now = replace(heard, conversation=heard.conversation or known[1].conversation, name=known[1].name)
        return not same_way(replace(now, team=heard.team or known[1].team, outside=known[1].outside), known[1])

    def _keep(self, way: Reference) -> None:
        self._known[way.address] = (time.monotonic(), way)
        self._known.move_to_end(way.address)
        while len(self._known) > MOST:
            self._known.popitem(last=False)


def _told(organisation_id: OrganisationId, activity: Activity, now: datetime) -> list[Reference]:
    lane, conversation = lane_of(activity), of(activity, "conversation", "id")
    # What happens to a channel is told in the team's first one.
    told_of = of(activity, "channelData", "channel", "id")
    scope = SCOPES.get(of(activity, "conversation", "conversationType"))
    base = Reference(
        organisation_id=organisation_id,
        address=str(place_of(lane, conversation)),
        scope=scope or Scope.GROUP,
        service_url=of(activity, "serviceUrl"),
        conversation=root_of(conversation),
        bot_user=of(activity, "recipient", "id"),
        team=of(activity, "channelData", "team", "id"),
        name=of(activity, "channelData", "channel", "name") if told_of == root_of(conversation) else "",
        seen_at=now,
    )
    found = [base] if scope is not None and conversation else []
    if (caller := caller_of(activity)) is not None:
        own_chat = root_of(conversation) if is_personal(activity) else ""
        found.append(
            replace(
                base,
                address=str(caller.identity),
                scope=Scope.PERSONAL,
                conversation=own_chat,
                user=caller.member,
                team="",
                name="",
            )
        )
    return found
