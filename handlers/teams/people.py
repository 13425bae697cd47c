"""Knows who somebody in Teams is: the vendor's own staff, a guest of its tenant, or somebody of another company.

Everybody in a conversation has an id in a directory, but not everybody in it is an employee: guests live in the
vendor's tenant, people of shared channels in their own. So they are looked up where they are, and in doubt nobody has
a right.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from bot.domain.people import Visitor
from bot.errors import Denied
from bot.ports import NotPosted, Permanent, Unknown
from bot.texts import Phrase
from handlers.teams.activities import Activity, Caller, lane_of, of, root_of
from handlers.teams.calls import TeamsCalls

log = structlog.get_logger()
FRESH = 60.0
"""Seconds for which a look-up vouches for a right: who is removed loses access within a minute."""
KNOWN = 24 * 3600.0
"""Seconds for which a look-up tells a guest from staff where no right hangs on it."""
MOST = 20_000
LIST_AGAIN = 10.0
"""Seconds until everybody in a conversation is looked up again for the sake of one who was not among them."""
LISTED = 2_000
"""People of a conversation who are looked up at once; beyond that, one by one."""
EMPLOYEE = "user"
"""What the platform calls a full member of a tenant; others are `guest` or `anonymous`."""
GUEST = "guest"
"""Somebody of elsewhere who was invited into the tenant."""
FOREIGN = "#EXT#"
"""In the sign-in name of whoever was invited into a tenant from elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a look-up said, and when (on the clock that never jumps)."""

    user: str
    member: str
    name: str
    tenant: str
    staff: bool
    elsewhere: bool
    """True for somebody of another tenant who is not even a guest of this one: nobody can write to them alone."""
    own_chat: bool = False
    """True where they were looked up in their own chat with the app."""
    at: float


class People:
    """Looks people up where they are, and remembers them for a while."""

    def __init__(self, calls: TeamsCalls) -> None:
        self._calls = calls
        self._known: OrderedDict[tuple[str, str], Profile] = OrderedDict()
        self._under_way: dict[tuple[str, str], asyncio.Future[Profile]] = {}
        self._listed: OrderedDict[tuple[str, str], tuple[float, asyncio.Future[None]]] = OrderedDict()

    def presumed(self, caller: Caller) -> Visitor:
        """The caller without any look-up, as a vote needs them: whom we do not know yet counts as staff.

        A customer is taken for staff here until `told_apart`.
        """
        profile = self._known.get((caller.lane, caller.user))
        return _visitor(caller, profile, staff=profile is None or profile.staff)

    async def told_apart(self, caller: Caller) -> Visitor:
        """The caller, customers told from staff; one look-up a day. Denied when that cannot be found out now."""
        return await self._looked_up(caller, KNOWN)

    async def vouched(self, caller: Caller) -> Visitor:
        """The caller as rights need them, looked up within the last minute. Denied when that cannot be found out."""
        return await self._looked_up(caller, FRESH)

    def learn(self, lane: str, member: Mapping[str, Any], *, own_chat: bool = False) -> Profile | None:
        """Remember what a look-up says of one; None for somebody without a directory id."""
        profile = profile_of(lane, member, own_chat=own_chat)
        if profile is not None:
            self._keep(lane, profile)
        return profile

    async def named(self, activity: Activity) -> Activity:
        """An activity whose author is told by the platform's own id alone, with their directory id; looked up there.

        The same as it came where nobody knows them.
        """
        where, member = root_of(of(activity, "conversation", "id")), of(activity, "from", "id")
        if not where or not member:
            return activity
        try:
            said = await self._calls.within(lane_of(activity)).member(of(activity, "serviceUrl"), where, member)
        except (NotPosted, Unknown, Permanent) as wrong:
            log.info("author cannot be looked up", lane=lane_of(activity), why=type(wrong).__name__)
            return activity
        profile = self.learn(lane_of(activity), said)
        if profile is None or profile.member != member:
            return activity
        return {**activity, "from": {**activity["from"], "aadObjectId": profile.user}}

    def lately(self, lane: str, user: str) -> Profile | None:
        """What a look-up said within the last minute, if it told whose they are."""
        known = self._known.get((lane, user))
        if known is None or time.monotonic() >= known.at + FRESH:
            return None
        return known if known.tenant or known.own_chat else None

    def lives_elsewhere(self, lane: str, user: str) -> bool:
        """True for somebody who is known to be in a conversation from another tenant, without an account in its own."""
        profile = self._known.get((lane, user))
        return profile is not None and profile.elsewhere

    def forget(self, lane: str, user: str) -> None:
        """Look this person up anew next time: something about them has changed."""
        self._known.pop((lane, user), None)
        for key in [each for each in self._listed if each[0] == lane]:
            del self._listed[key]

    async def _looked_up(self, caller: Caller, lasts: float) -> Visitor:
        try:
            profile = await self._profile(caller, lasts)
        except (NotPosted, Unknown, Permanent) as wrong:
            log.warning("person cannot be looked up", lane=caller.lane, why=type(wrong).__name__)
            raise Denied(Phrase("teams.cannot_check_you")) from wrong
        return _visitor(caller, profile, staff=profile.staff)

    async def _profile(self, caller: Caller, lasts: float) -> Profile:
        key = (caller.lane, caller.user)
        if (known := self._fresh(caller, lasts)) is not None:
            self._known.move_to_end(key)
            return known
        if key not in self._under_way:
            self._under_way[key] = asyncio.ensure_future(self._look_up(caller, lasts))
            self._under_way[key].add_done_callback(lambda _: self._under_way.pop(key, None))
        return await asyncio.shield(self._under_way[key])

    def _fresh(self, caller: Caller, lasts: float) -> Profile | None:
        known = self._known.get((caller.lane, caller.user))
        if known is None or time.monotonic() >= known.at + lasts:
            return None
        # Of whom a channel names no tenant, their own chat may tell more.
        return known if known.tenant or known.own_chat or not caller.personal else None

    async def _look_up(self, caller: Caller, lasts: float) -> Profile:
        if lasts > FRESH and not caller.personal:
            await self._list(caller)
            if (known := self._fresh(caller, lasts)) is not None:
                return known
        calls = self._calls.within(caller.lane)
        said = await calls.member(caller.service_url, caller.conversation, caller.member or caller.user)
        profile = profile_of(caller.lane, said, own_chat=caller.personal)
        if profile is None or profile.user != caller.user:
            raise Permanent("member_not_found")
        self._keep(caller.lane, profile)
        return profile

    async def _list(self, caller: Caller) -> None:
        """Look up everybody in a conversation, anew only after a while, or when somebody has come or gone.

        When a crowd answers at once of whom nobody was heard before, one look-up each is more than the vendor allows.
        """
        key, now = (caller.lane, root_of(caller.conversation)), time.monotonic()
        known = self._listed.get(key)
        if known is None or now >= known[0] + LIST_AGAIN:
            known = self._listed[key] = (now, asyncio.ensure_future(self._learn_all(caller)))
            while len(self._listed) > MOST:
                self._listed.popitem(last=False)
        await asyncio.shield(known[1])

    async def _learn_all(self, caller: Caller) -> None:
        try:
            calls = self._calls.within(caller.lane)
            there = await calls.members(caller.service_url, root_of(caller.conversation), most=LISTED)
        except (NotPosted, Unknown, Permanent) as wrong:
            log.warning("members cannot be listed", lane=caller.lane, why=type(wrong).__name__)
            return  # Then they are looked up one by one.
        for each in there:
            self.learn(caller.lane, each)

    def _keep(self, lane: str, profile: Profile) -> None:
        self._known[lane, profile.user] = profile
        self._known.move_to_end((lane, profile.user))
        while len(self._known) > MOST:
            self._known.popitem(last=False)


def profile_of(lane: str, member: Mapping[str, Any], *, own_chat: bool = False) -> Profile | None:
    """What the platform says of a member of a conversation in the tenant of `lane`; None without a directory id.

    An employee is who lives in that tenant and was not invited into it; what is not said, is not so. Some services
    leave the tenant out. In somebody's own chat with the app that may be made up for: only who has an account in the
    tenant has one, so a full member with a sign-in name of the tenant's own is an employee. In a channel it may not:
    the people with whom it is shared are full members of elsewhere.
    """
    user = of(member, "aadObjectId") or of(member, "objectId")
    if not user:
        return None
    home = lane.partition(":")[2]
    tenant, role = of(member, "tenantId").lower(), of(member, "userRole").lower()
    sign_in = of(member, "userPrincipalName").upper()
    lives_here = tenant == home and role in ("", EMPLOYEE)
    seems_to = own_chat and not member.get("tenantId") and role == EMPLOYEE and bool(sign_in)
    return Profile(
        user=user,
        member=of(member, "id"),
        name=of(member, "name"),
        tenant=tenant,
        staff=(lives_here or seems_to) and FOREIGN not in sign_in,
        elsewhere=bool(tenant) and tenant != home and role != GUEST,
        own_chat=own_chat,
        at=time.monotonic(),
    )


def _visitor(caller: Caller, profile: Profile | None, *, staff: bool) -> Visitor:
    return Visitor(
        identity=caller.identity,
        name=(profile.name if profile is not None else "") or caller.name,
        language=caller.language,
        zone=caller.zone,
        staff=staff,
    )
