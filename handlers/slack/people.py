"""Who somebody in Slack is: an outsider, a guest or the vendor's own staff; in doubt, nobody.

A matching workspace is not enough: guests sit in the vendor's own. So the vendor's people are looked up, and whoever
cannot be looked up has no rights. Outsiders are never looked up before their answer is kept.
"""

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import structlog

from bot.domain.cadence_zone import zone_known
from bot.domain.people import Identity, Visitor
from bot.errors import Denied
from bot.ports import NotPosted, Permanent, Unknown
from bot.texts import Phrase
from handlers.slack.client import SlackCalls

log = structlog.get_logger()
FRESH = 60.0
"""Seconds for which a look-up vouches for a right: who is removed loses access within a minute."""
KNOWN = 24 * 3600.0
"""Seconds for which a look-up tells a guest from staff where no right hangs on it."""
PATIENCE = 1.5
"""Seconds for which an answer waits for a look-up of who gave it; the vendor gives us three for all of it."""
MOST = 20_000
GROUP = "E"
"""How the id of a group of workspaces begins."""
HIDDEN = frozenset({"user_not_found", "user_not_visible"})
"""What the vendor says of people whom it does not show us."""
A_MINUTE = 90
"""Look-ups a minute in one workspace; the vendor allows about a hundred."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Somebody as a verified payload names them: the workspace they belong to, and through which one we heard them."""

    lane: str
    user: str
    team: str
    enterprise: str = ""
    name: str = ""

    @property
    def identity(self) -> Identity:
        """The account by which they are recognised."""
        return Identity(platform="slack", workspace=self.team, user=self.user)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a look-up said, and when (on the clock that never jumps)."""

    name: str
    language: str
    zone: str
    team: str
    staff: bool
    guest: bool
    """True for somebody in the vendor's workspace who is no full member of it."""
    teams: tuple[str, ...]
    """Every workspace in which the same account is known, and the group of workspaces; the first is its home."""
    at: float


class People:
    """Looks people up, remembers them for a while, and never asks more often than the vendor allows."""

    def __init__(self, calls: SlackCalls) -> None:
        self._calls = calls
        self._known: OrderedDict[tuple[str, str], Profile] = OrderedDict()
        self._under_way: dict[tuple[str, str], asyncio.Future[Profile]] = {}
        self._asked: dict[str, deque[float]] = {}

    def presumed(self, caller: Caller) -> Visitor:
        """The caller without any look-up, as a vote needs them: the vendor's own people count as staff.

        A guest of the vendor's workspace is taken for staff here until `told_apart`.
        """
        profile = self._known.get((caller.lane, caller.user))
        visitor = Visitor(identity=caller.identity, name=caller.name, staff=_of_the_vendor(caller, profile))
        return visitor if profile is None else _filled(visitor, profile)

    async def told_apart(self, caller: Caller) -> Visitor:
        """The caller, guests told from staff; one look-up a day. Denied when that cannot be found out now.

        An answer waits for it: so a slow look-up goes on by itself, and the next press finds what it found.
        """
        try:
            return await asyncio.wait_for(self._visitor(caller, KNOWN), PATIENCE)
        except TimeoutError:
            raise Denied(Phrase("slack.cannot_check_you")) from None

    async def vouched(self, caller: Caller) -> Visitor:
        """The caller as rights need them, looked up within the last minute. Denied when that cannot be found out."""
        return await self._visitor(caller, FRESH)

    async def described(self, caller: Caller) -> Visitor | None:
        """The caller with name, language and zone, outsiders too; None where the vendor will not say."""
        try:
            profile = await self._profile(caller.lane, caller.user, KNOWN)
        except (NotPosted, Unknown, Permanent):
            return None
        visitor = Visitor(identity=caller.identity, name=caller.name, staff=_of_the_vendor(caller, profile))
        return _filled(visitor, profile)

    async def settled(self, caller: Caller) -> Caller:
        """The caller under the workspace that buttons name: what happens by itself may name the group instead.

        One look-up a day; where the vendor will not say, the caller as they are.
        """
        if not caller.team.startswith(GROUP):
            return caller
        try:
            profile = await self._profile(caller.lane, caller.user, KNOWN)
        except (NotPosted, Unknown, Permanent):
            return caller
        home = caller.lane.partition(":")[2]
        single = [each for each in profile.teams if not each.startswith(GROUP)]
        team = home if home in single else next(iter(single), caller.team)
        return replace(caller, team=team, enterprise=caller.team)

    async def is_outside(self, lane: str, user: str) -> bool:
        """True when the vendor places somebody in another workspace than the bot's; False where it will not say."""
        try:
            profile = await self._profile(lane, user, KNOWN)
        except (NotPosted, Unknown, Permanent):
            return False
        return bool(profile.team) and profile.team != lane.partition(":")[2]

    def is_known(self, lane: str, user: str) -> bool:
        """True when nothing has to be looked up to tell a guest from staff."""
        known = self._known.get((lane, user))
        return known is not None and time.monotonic() < known.at + KNOWN

    async def as_guest(self, lane: str, user: str) -> Visitor | None:
        """Somebody who is a guest of the bot's workspace; None for anybody else. Raises what the look-up raises.

        Whom the vendor does not show us may be anybody, and counts as a guest.
        """
        home = lane.partition(":")[2]
        try:
            profile = await self._profile(lane, user, KNOWN)
        except Permanent as hidden:
            if hidden.reason not in HIDDEN:
                raise
            return Visitor(identity=Identity(platform="slack", workspace=home, user=user), name=user)
        if not profile.guest:
            return None
        identity = Identity(platform="slack", workspace=profile.team or home, user=user)
        return _filled(Visitor(identity=identity, name=user), profile)

    def forget(self, lane: str, user: str) -> None:
        """Look this person up anew next time: something about them has changed."""
        self._known.pop((lane, user), None)

    async def _visitor(self, caller: Caller, lasts: float) -> Visitor:
        caller = await self.settled(caller)
        visitor = Visitor(identity=caller.identity, name=caller.name)
        in_groups = caller.lane.partition(":")[2].startswith(GROUP)  # Then a workspace's id does not say whose it is.
        if not _of_the_vendor(caller) and not in_groups:
            return visitor
        try:
            profile = await self._profile(caller.lane, caller.user, lasts)
            return _filled(replace(visitor, staff=_of_the_vendor(caller, profile)), profile)
        except (NotPosted, Unknown, Permanent) as wrong:
            log.warning("person cannot be looked up", lane=caller.lane, why=type(wrong).__name__)
            raise Denied(Phrase("slack.cannot_check_you")) from wrong

    async def _profile(self, lane: str, user: str, lasts: float) -> Profile:
        key = (lane, user)
        known = self._known.get(key)
        if known is not None and time.monotonic() < known.at + lasts:
            self._known.move_to_end(key)
            return known
        if key not in self._under_way:
            self._under_way[key] = asyncio.ensure_future(self._look_up(lane, user))
            self._under_way[key].add_done_callback(lambda _: self._under_way.pop(key, None))
        return await asyncio.shield(self._under_way[key])

    async def _look_up(self, lane: str, user: str) -> Profile:
        now = time.monotonic()
        asked = self._asked.setdefault(lane, deque())
        while asked and asked[0] <= now - 60:
            asked.popleft()
        if len(asked) >= A_MINUTE or self._calls.left_alone(lane, "users.info"):
            raise NotPosted(60)
        asked.append(now)
        said = await self._calls.call(lane, "users.info", {"user": user, "include_locale": True})
        profile = _read(said["user"])
        self._known[lane, user] = profile
        while len(self._known) > MOST:
            self._known.popitem(last=False)
        return profile


def _of_the_vendor(caller: Caller, profile: Profile | None = None) -> bool:
    """True for people of the workspace (or the group of workspaces) in which the bot is installed.

    Where they were looked up, that counts alone: an event need not say whose somebody is, and then names the bot's own.
    """
    home = caller.lane.partition(":")[2]
    if profile is not None and profile.teams:
        return home in profile.teams
    return home in (caller.team, caller.enterprise)


def _filled(visitor: Visitor, profile: Profile) -> Visitor:
    own = visitor.identity
    return replace(
        visitor,
        name=profile.name or visitor.name,
        language=profile.language,
        zone=profile.zone,
        staff=visitor.staff and profile.staff,
        also=tuple(replace(own, workspace=team) for team in profile.teams if team != own.workspace),
    )


def _read(user: Mapping[str, Any]) -> Profile:
    about = user.get("profile") or {}
    names = (about.get("real_name"), about.get("display_name"), user.get("real_name"), user.get("name"))
    shut_out = ("deleted", "is_bot", "is_restricted", "is_ultra_restricted", "is_stranger", "is_workflow_bot")
    return Profile(
        name=str(next((name for name in names if name), "")),
        language=str(user.get("locale") or "").split("-")[0],
        zone=zone_known(str(user.get("tz") or "")),
        team=str(user.get("team_id") or ""),
        staff=not any(user.get(flag) for flag in shut_out),
        teams=_teams(user),
        guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")) and not user.get("deleted"),
        at=time.monotonic(),
    )


def _teams(user: Mapping[str, Any]) -> tuple[str, ...]:
    """Where an account is known: at home, and in a group of workspaces in each of them and in the group as such."""
    group = user.get("enterprise_user") or {}
    named = [user.get("team_id"), *(group.get("teams") or ()), group.get("enterprise_id")]
    return tuple(dict.fromkeys(str(team) for team in named if team))
