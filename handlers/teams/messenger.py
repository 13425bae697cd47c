"""The mouth in Teams: paints a card, posts it where a way leads, and draws it anew.

The platform does not let a bot read back what it posted. So a message whose outcome is unknown stays in doubt, until
somebody presses a button of it: that proves it is there.
"""

import asyncio
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote
from zlib import crc32

import structlog

from bot.cards.parts import Card, Rule
from bot.clock import Clock, SystemClock
from bot.domain.channels import Place
from bot.domain.pacing import Limits, Spacing
from bot.domain.people import Identity, Visitor
from bot.domain.references import Reference, Scope
from bot.ids import Token
from bot.ports import NotPosted, Permanent, Shut, Unreachable, Unreadable
from bot.texts import Say
from handlers.teams.activities import PLATFORM, of, ref_of
from handlers.teams.adaptive import attachment, paint
from handlers.teams.calls import TeamsCalls
from handlers.teams.people import People, Profile
from handlers.teams.ways import Ways

log = structlog.get_logger()
LIMITS = Limits(
    post=Spacing(each=timedelta(seconds=0.5), whole=timedelta(seconds=1 / 40)),
    redraw=Spacing(each=timedelta(seconds=2), whole=timedelta(seconds=1 / 20)),
    find=Spacing(),
)
"""60 in 30 seconds in one conversation; what is looked up meanwhile takes its share of the tenant's pace.
https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
"""
LOOKED_UP = 50.0
"""Seconds for which a look at who reads along is good."""
ROSTER = 600.0
"""Seconds for which the list of those whose own view is kept up to date is good."""
MOST_OWN_VIEWS = 60
"""People whose own view of a message the platform asks for; it allows no more."""
MOST_ROSTERS = 5_000
MOST_MEMBERS = 500
"""Members of a channel who are looked through; in a larger one nobody knows who reads along."""
SOON = (0.2, 0.5, 1.0)
"""Seconds until a private reply is tried again that met a moment of too much, and up to as much more by chance."""
WAITED_FOR = 3.0
"""Seconds of which such waits are worth it: a press is answered after four."""
NOT_THERE = frozenset({"MemberNotFoundInConversation"})
"""What is said of somebody whose account is gone, also in their own chat."""
GONE = frozenset(
    {"ConversationNotFound", "BotNotInConversationRoster", "MessageWritesBlocked", "ConversationBlockedByUser"}
)


class TeamsMessenger:
    """Implements `bot.ports.Messenger` over the Connector; a message's reference is `conversation|activity`."""

    limits = LIMITS
    threads = True

    def __init__(
        self, calls: TeamsCalls, ways: Ways, people: People, say_in: Callable[[str], Say], clock: Clock | None = None
    ) -> None:
        self._clock = clock or SystemClock()
        self._calls = calls
        self._ways = ways
        self._people = people
        self._say_in = say_in
        self._rosters: dict[str, tuple[float, tuple[Profile, ...]]] = {}

    async def post(self, place: Place, card: Card, token: Token, language: str, under: str = "") -> str:
        """Put a message in a channel, a chat, or under another message."""
        way = await self._ways.to_place(place)
        message = self._message(replace(card, more=()), token, language, await self._views_at_first(way, place))
        if under:
            thread = under.partition("|")[0]
            return ref_of(
                thread, await self._sent(place.lane, str(place), way.service_url, thread, message, patient=True)
            )
        if way.scope is not Scope.CHANNEL:
            sent = await self._sent(place.lane, str(place), way.service_url, way.conversation, message, patient=True)
            return ref_of(way.conversation, sent)
        try:
            made = await self._calls.within(place.lane, patient=True).create_conversation(
                way.service_url,
                {
                    "isGroup": True,
                    "bot": {"id": way.bot_user},
                    "tenantId": place.workspace,
                    "channelData": {"channel": {"id": place.id}, "tenant": {"id": place.workspace}},
                    "activity": message,
                },
            )
        except Permanent as never:
            raise await self._lost(place.lane, str(place), never) from None
        return ref_of(of(made, "id") or place.id, of(made, "activityId"))

    async def redraw(self, place: Place, ref: str, card: Card, token: Token, language: str) -> None:
        """Replace a message; Permanent when it is gone."""
        conversation, _, message = ref.partition("|")
        way = await self._ways.to_place(place)
        refresh = await self._own_views(way, place)
        shown = self._message(replace(card, more=()), token, language, refresh)
        calls = self._calls.within(place.lane, patient=True)
        await calls.update(way.service_url, conversation, message, {**shown, "id": message})

    async def whisper(self, identity: Identity, place: Place, card: Card, token: Token, language: str) -> str:
        """Write to one person in their own chat with the bot; Unreachable where none can be opened."""
        try:
            way = await self._ways.to_person(place.lane, identity)
        except Shut:
            raise
        except Permanent as never:
            raise Unreachable(never.reason) from None
        whole = Card(summary=card.summary, parts=(*card.parts, Rule(), *card.more)) if card.more else card
        message = self._message(whole, token, language, ())
        sent = await self._sent(place.lane, str(identity), way.service_url, way.conversation, message, patient=True)
        return ref_of(way.conversation, sent)

    async def tell(self, lane: str, identity: Identity, card: Card, say: Say, forms: Collection[Token] = ()) -> None:
        """A private reply, in the person's own chat; without a mark, since nothing looks for it. Raises as above."""
        painted = paint(Card(summary=card.summary, parts=(*card.parts, *card.more)), say, forms=forms)
        message = {"type": "message", "summary": painted.summary, "attachments": [attachment(painted)]}
        ends = time.monotonic() + WAITED_FOR
        for soon in SOON:  # No lane puts a private reply off, and somebody looks for it.
            try:
                await self._told(lane, identity, message)
            except NotPosted as busy:
                wait = busy.retry_after or soon * (1 + crc32(f"{identity} {soon}".encode()) / 2**32)
                if busy.everywhere or time.monotonic() + wait > ends:
                    raise
                await asyncio.sleep(wait)
            else:
                return
        await self._told(lane, identity, message)

    async def _told(self, lane: str, identity: Identity, message: Mapping[str, object]) -> None:
        way = await self._ways.to_person(lane, identity)
        await self._sent(lane, str(identity), way.service_url, way.conversation, message, patient=False)

    async def find(
        self, place: Place, tokens: Sequence[Token], since: datetime, *, under: str = "", to: Identity | None = None
    ) -> Unreadable:
        """Nobody lets a bot read here."""
        return Unreadable()

    async def chat_with(self, identity: Identity) -> Place:
        """Somebody's own chat with the bot."""
        lane = f"{identity.platform}:{identity.workspace}"
        way = await self._ways.to_person(lane, identity)
        chat = Place(platform=PLATFORM, workspace=identity.workspace, id=way.conversation)
        await self._ways.note(replace(way, address=str(chat), scope=Scope.PERSONAL))
        return chat

    async def mentioned(self, place: Place, user: str) -> Visitor:
        """Whom a mention means, looked up where it was made."""
        way = await self._ways.to_place(place)
        said = await self._calls.within(place.lane).member(way.service_url, way.conversation, user)
        profile = self._people.learn(place.lane, said)
        if profile is None:
            raise Permanent("member_not_found")
        identity = Identity(platform=PLATFORM, workspace=place.workspace, user=profile.user)
        return Visitor(identity=identity, name=profile.name, staff=profile.staff)

    async def still_staff(self, identity: Identity) -> bool | None:
        """Whether they are in their own chat with the app as an employee; None where there can be no such chat."""
        lane = f"{PLATFORM}:{identity.workspace}"
        if (fresh := self._people.lately(lane, identity.user)) is not None:
            return fresh.staff
        try:
            way = await self._ways.to_person(lane, identity)  # To begin a chat shows nothing to anybody.
        except Permanent:
            return None
        try:
            said = await self._calls.within(lane).member(way.service_url, way.conversation, identity.user)
        except Permanent as never:
            if isinstance(never, Shut) or never.reason not in NOT_THERE:
                return None
            return False
        profile = self._people.learn(lane, said, own_chat=True)
        return profile.staff if profile is not None else None

    async def outsiders_in(self, place: Place) -> bool:
        """True when people of another tenant read along; looked up at most once a minute."""
        way = await self._ways.to_place(place)
        if way.scope is Scope.PERSONAL:
            return False
        return any(each.tenant != place.workspace for each in await self._all_of(way, place))

    async def guests_in(self, place: Place) -> tuple[Visitor, ...]:
        """The guests of the vendor's own tenant who read along; looked up at most once a minute."""
        way = await self._ways.to_place(place)
        if way.scope is Scope.PERSONAL:
            return ()  # A rehearsal in somebody's own chat.
        return tuple(
            Visitor(
                identity=Identity(platform=PLATFORM, workspace=place.workspace, user=each.user),
                name=each.name or each.user,
            )
            for each in await self._all_of(way, place)
            if each.tenant == place.workspace and not each.staff
        )

    def look_again(self, places: Collection[Place]) -> None:
        """Somebody has come or gone there: who reads along is looked up anew."""
        for place in places:
            self._rosters.pop(place.id, None)

    def link_to(self, place: Place, ref: str) -> str:
        """Where Teams opens a message (https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/deep-links)."""
        conversation, _, message = ref.partition("|")
        channel = conversation.partition(";")[0]
        tenant = quote(place.workspace, safe="")
        where = f"{quote(channel, safe='')}/{quote(message, safe='')}"
        return f"https://teams.microsoft.com/l/message/{where}?tenantId={tenant}" if channel and message else ""

    async def take_back(self, place: Place, ref: str) -> None:
        """Delete a message; Permanent when it is gone already."""
        conversation, _, message = ref.partition("|")
        way = await self._ways.to_place(place)
        await self._calls.within(place.lane).delete(way.service_url, conversation, message)

    async def _sent(
        self,
        lane: str,
        address: str,
        service_url: str,
        conversation: str,
        message: Mapping[str, object],
        *,
        patient: bool,
    ) -> str:
        try:
            return await self._calls.within(lane, patient=patient).send(service_url, conversation, message)
        except Permanent as never:
            raise await self._lost(lane, address, never) from None

    async def _lost(self, lane: str, address: str, never: Permanent) -> Permanent:
        """The same refusal; where nobody gets through any more, the way is forgotten until somebody is heard there."""
        if not isinstance(never, Shut) and never.reason in GONE:
            log.warning("way lost", lane=lane, reason=never.reason)
            await self._ways.lost(lane, address)
        return never

    async def _views_at_first(self, way: Reference, place: Place) -> Sequence[str]:
        """The same for a message that is new, in which nobody has anything of their own to see yet.

        In a large round a look-up before each post would be as many calls again, and a tenant allows no more of both
        together: then those are named who are known, and all of them when the message is drawn anew.
        """
        if way.scope is Scope.PERSONAL or self._calls.within(place.lane).at_leisure():
            return await self._own_views(way, place)
        _, known = self._rosters.get(place.id, (0.0, ()))
        return [each.member for each in known if each.member][:MOST_OWN_VIEWS]

    async def _own_views(self, way: Reference, place: Place) -> Sequence[str]:
        """Whose own view of a message the platform is to ask for: everybody's who is in a small channel."""
        if way.scope is Scope.PERSONAL:
            return (way.user,) if way.user else ()
        try:
            return [each.member for each in await self._roster(way, place, ROSTER, patient=True) if each.member][
                :MOST_OWN_VIEWS
            ]
        except (NotPosted, Permanent):
            return ()  # Then everybody sees the message that all see; what is answered counts all the same.

    async def _all_of(self, way: Reference, place: Place) -> tuple[Profile, ...]:
        """Everybody who reads along; NotPosted where there are too many to look at: then nobody knows who does."""
        found = await self._roster(way, place, LOOKED_UP, patient=False)
        if len(found) > MOST_MEMBERS:
            raise NotPosted(ROSTER)
        return found

    async def _roster(self, way: Reference, place: Place, lasts: float, *, patient: bool) -> tuple[Profile, ...]:
        known = self._rosters.get(place.id)
        if known is not None and time.monotonic() < known[0] + lasts:
            return known[1]
        calls = self._calls.within(place.lane, patient=patient)
        members = await calls.members(way.service_url, way.conversation, most=MOST_MEMBERS + 1)
        found = tuple(each for member in members if (each := self._people.learn(place.lane, member)) is not None)
        self._rosters[place.id] = (time.monotonic(), found)
        while len(self._rosters) > MOST_ROSTERS:
            del self._rosters[next(iter(self._rosters))]
        return found

    def _message(self, card: Card, token: Token, language: str, refresh: Sequence[str]) -> dict[str, Any]:
        painted = paint(card, self._say_in(language), token=token, refresh=refresh)
        return {"type": "message", "summary": painted.summary, "attachments": [attachment(painted)]}
