"""What Slack tells about a channel: its name, which other companies read along, and how many of their people."""

from collections.abc import Mapping
from typing import Any

from bot.domain.invitations import ChannelFacts
from bot.errors import Refusal
from bot.ports import NotPosted, Permanent, Unknown
from bot.texts import Phrase
from handlers.slack.client import SlackCalls
from handlers.slack.people import People

MOST_LOOKED_UP = 40
"""Members of a channel who are looked up to count the outsiders; a larger channel is estimated from these."""


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
            return 0
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
