"""What Slack tells about a channel: its name, which companies and guests read along, and how many of their people."""

import asyncio
from collections.abc import Mapping
from typing import Any

from bot.domain.invitations import UNCOUNTED, ChannelFacts
from bot.domain.people import Visitor
from bot.errors import Refusal
from bot.ports import NotPosted, Permanent, Unknown
from bot.texts import Phrase
from handlers.slack.client import SlackCalls
from handlers.slack.people import People

MOST_LOOKED_UP = 40
"""Members of a channel who are looked up to count the outsiders; a larger channel is estimated from these."""
PAGE = 200
MOST_PAGES = 50
LOOKED_UP_AT_ONCE = 30
"""New faces that are looked up in one go, once a minute; rights and names need their share of the vendor's hundred."""
NEXT_GO = 60.0


class Channels:
    """Looks channels up."""

    def __init__(self, calls: SlackCalls, people: People) -> None:
        self._calls = calls
        self._people = people

    async def facts(self, lane: str, channel: str) -> ChannelFacts:
        """What is known of a channel; what the vendor does not say is left out. Permanent when it is not there."""
        said = (await self._calls.call(lane, "conversations.info", {"channel": channel}))["channel"]
        home = lane.partition(":")[2]
        others = [str(team) for team in _teams(said) if team != home]
        shared = bool(said.get("is_ext_shared")) or bool(others)
        return ChannelFacts(
            name=str(said.get("name") or channel),
            is_private=bool(said.get("is_private")),
            ext_shared=shared,
            companies=tuple([name for team in others if (name := await self._company(lane, team))]),
            outsiders=await self._outsiders(lane, channel) if shared else 0,
        )

    async def for_inside(self, lane: str, channel: str) -> str:
        """The name of a channel that is to hear internal things.

        Refusal when people of another company read along there, or we cannot find out; and when the bot is not in it.
        """
        try:
            said = (await self._calls.call(lane, "conversations.info", {"channel": channel}))["channel"]
        except (NotPosted, Unknown, Permanent) as wrong:
            raise Refusal(Phrase("slack.cannot_see_channel")) from wrong
        name = str(said.get("name") or channel)
        if said.get("is_ext_shared") or said.get("is_pending_ext_shared"):
            raise Refusal(Phrase("slack.channel_has_outsiders", {"channel": name}))
        if said.get("is_member") is False:
            raise Refusal(Phrase("slack.invite_me_first", {"channel": name}))
        return name

    async def guests(self, lane: str, channel: str, bot_user: str = "") -> tuple[Visitor, ...]:
        """The guests of the bot's workspace who read along; the bot itself is none.

        NotPosted while not everybody in a large channel has been looked up yet; raises what a look-up raises.
        """
        members = [user for user in await self._members(lane, channel) if user != bot_user]
        new = [user for user in members if not self._people.is_known(lane, user)]
        looked_up = await asyncio.gather(*(self._people.as_guest(lane, user) for user in new[:LOOKED_UP_AT_ONCE]))
        if len(new) > LOOKED_UP_AT_ONCE:
            raise NotPosted(NEXT_GO)
        known = [await self._people.as_guest(lane, user) for user in members if user not in set(new)]
        return tuple(each for each in (*known, *looked_up) if each is not None)

    async def _members(self, lane: str, channel: str) -> list[str]:
        wanted: dict[str, object] = {"channel": channel, "limit": PAGE}
        found: list[str] = []
        for _ in range(MOST_PAGES):
            said = await self._calls.call(lane, "conversations.members", wanted)
            found += [str(member) for member in said.get("members") or ()]
            cursor = (said.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return found
            wanted["cursor"] = cursor
        raise NotPosted(NEXT_GO)  # Nobody has read the list to its end, so nobody knows who is in it.

    async def _company(self, lane: str, team: str) -> str:
        try:
            said = await self._calls.call(lane, "team.info", {"team": team})
        except (NotPosted, Unknown, Permanent):
            return ""
        return str(said["team"].get("name") or "")

    async def _outsiders(self, lane: str, channel: str) -> int:
        try:
            said = await self._calls.call(lane, "conversations.members", {"channel": channel, "limit": 200})
        except (NotPosted, Unknown, Permanent):
            return UNCOUNTED
        members = [str(member) for member in said.get("members") or ()]
        looked_up = members[:MOST_LOOKED_UP]
        outside = sum([await self._people.is_outside(lane, user) for user in looked_up])
        return round(outside * len(members) / len(looked_up)) if looked_up else 0


def _teams(said: Mapping[str, Any]) -> list[str]:
    found: list[str] = []
    for key in ("connected_team_ids", "shared_team_ids", "internal_team_ids"):
        if key != "internal_team_ids":
            found += [str(team) for team in said.get(key) or ()]
    return list(dict.fromkeys(found))
