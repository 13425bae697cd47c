"""Slack's mouth: paints a card, posts it marked with its token, draws it anew, and finds it again by that mark."""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import structlog

from bot.cards.parts import Card, Rule
from bot.domain.channels import Place
from bot.domain.pacing import Limits, Spacing
from bot.domain.people import Identity, Visitor
from bot.errors import Denied
from bot.ids import Token
from bot.ports import Permanent, Shut, Unknown, Unreadable
from bot.texts import Say
from handlers.slack.blocks import MARK, Painted, paint
from handlers.slack.channels import Channels
from handlers.slack.client import SlackCalls
from handlers.slack.people import Caller, People
from handlers.slack.pictures import Pictures

log = structlog.get_logger()

EVENT = "cab_message"
LIMITS = Limits(
    post=Spacing(each=timedelta(seconds=1), whole=timedelta(seconds=0.2)),
    redraw=Spacing(each=timedelta(seconds=3), whole=timedelta(seconds=60 / 45)),
    find=Spacing(whole=timedelta(seconds=1.5)),
)
"""One post a second in a channel, 300 a minute in a workspace; 45 redraws and 40 look-ups a minute, a little under
what Slack's third tier allows: https://docs.slack.dev/apis/web-api/rate-limits
"""
EARLIER = timedelta(minutes=5)
"""How far Slack's clock may be behind ours: further apart none of its requests is taken for genuine."""
PAGE = 200
MOST_PAGES = 10
UNKNOWN_ARGUMENT = frozenset({"invalid_arguments", "invalid_arg_name", "unknown_argument"})
"""What a service says that has never heard of metadata; nothing was posted then."""
LOOKED_UP = 50.0
"""Seconds for which a look at who reads along is good."""
MOST_TEXT = 3_900
"""`chat.update` takes texts of 4,000 characters."""


class SlackMessenger:
    """Implements `bot.ports.Messenger` over the Web API; a message's reference is spelt `channel:ts`."""

    limits = LIMITS
    threads = True

    def __init__(
        self,
        calls: SlackCalls,
        say_in: Callable[[str], Say],
        people: People | None = None,
        bot_user: Callable[[str], Awaitable[str]] | None = None,
    ) -> None:
        self._calls = calls
        self._bot_user = bot_user
        self._people = people or People(calls)
        self._channels = Channels(calls, self._people)
        self._say_in = say_in
        self._plain: set[str] = set()
        """Workspaces that take no metadata."""
        self.degraded: dict[str, str] = {}
        """What Slack did not let us use, by method, with its word for why; everything was said all the same."""
        self._pictures = Pictures(calls, self._degrade)
        self._shared: dict[str, tuple[float, bool]] = {}
        self._guests: dict[str, tuple[float, tuple[Visitor, ...]]] = {}

    async def post(self, place: Place, card: Card, token: Token, language: str, under: str = "") -> str:
        """Put a message in a channel, or under another one."""
        thread = {"thread_ts": under.partition(":")[2]} if under else {}
        return await self._post(place.lane, place.id, replace(card, more=()), token, language, thread)

    async def redraw(self, place: Place, ref: str, card: Card, token: Token, language: str) -> None:
        """Replace a message; Permanent when it is gone or may not be changed any more."""
        channel, _, ts = ref.partition(":")
        where: dict[str, object] = {"channel": channel if channel.startswith("D") else place.id, "ts": ts}
        await self._say(place.lane, "chat.update", where, replace(card, more=()), token, language)

    async def whisper(self, identity: Identity, place: Place, card: Card, token: Token, language: str) -> str:
        """Write to one person directly; where Slack does not let us, show it to them alone in the channel."""
        whole = Card(summary=card.summary, parts=(*card.parts, Rule(), *card.more)) if card.more else card
        try:
            return await self._post(place.lane, identity.user, whole, token, language, {})
        except Shut:
            raise
        except Permanent as unreachable:
            reason = unreachable.reason
        shown = paint(whole, self._say_in(language), token=token)
        aside: dict[str, object] = {"channel": place.id, "user": identity.user, **_content(shown)}
        try:
            await self._calls.call(place.lane, "chat.postEphemeral", aside)
        except Unknown:
            log.info("aside in doubt", lane=place.lane)  # Cannot be looked for; to say it twice would be worse.
        except Shut:
            raise
        except Permanent:
            raise Permanent(reason) from None
        return ""

    async def find(
        self, place: Place, tokens: Sequence[Token], since: datetime, *, under: str = "", to: Identity | None = None
    ) -> dict[Token, str] | Unreadable:
        """Read what stands in a channel, a thread or a direct conversation, and recognise ours by their marks."""
        try:
            channel = place.id if to is None else await self._direct(place.lane, to)
            return await self._search(place.lane, channel, frozenset(tokens), since - EARLIER, under)
        except Permanent as refused:
            if isinstance(refused, Shut) or (refused.paused_for and to is None):
                raise
            self._degrade("conversations.history", refused.reason)
            return Unreadable()

    async def outsiders_in(self, place: Place) -> bool:
        """True when the channel is shared with another company; looked up at most once a minute.

        Where Slack does not let us look, nobody is taken to read along: the event that says so still counts.
        """
        known = self._shared.get(place.id)
        if known is not None and time.monotonic() < known[0] + LOOKED_UP:
            return known[1]
        try:
            said = (await self._calls.call(place.lane, "conversations.info", {"channel": place.id}))["channel"]
            shared = bool(said.get("is_ext_shared") or said.get("is_pending_ext_shared"))
        except Permanent as refused:
            if isinstance(refused, Shut):
                raise
            self._degrade("conversations.info", refused.reason)
            shared = False
        self._shared[place.id] = (time.monotonic(), shared)
        return shared

    async def guests_in(self, place: Place) -> tuple[Visitor, ...]:
        """The guests of the vendor's workspace in a channel; looked up at most once a minute.

        Where Slack never lets us look (a scope is missing) nobody is taken to be one, as with outsiders.
        """
        if place.id.startswith("D"):
            return ()  # A rehearsal in somebody's own chat.
        known = self._guests.get(place.id)
        if known is not None and time.monotonic() < known[0] + LOOKED_UP:
            return known[1]
        try:
            own = await self._bot_user(place.lane) if self._bot_user is not None else ""
            guests = await self._channels.guests(place.lane, place.id, own)
        except Permanent as refused:
            if isinstance(refused, Shut) or refused.paused_for:
                raise
            self._degrade("conversations.members", refused.reason)
            guests = ()
        self._guests[place.id] = (time.monotonic(), guests)
        return guests

    async def mentioned(self, place: Place, user: str) -> Visitor:
        """Whom a user's id means; people of other companies have a workspace of their own."""
        about = (await self._calls.call(place.lane, "users.info", {"user": user}))["user"]
        team = str(about.get("team_id") or place.workspace)
        profile = about.get("profile") or {}
        name = str(about.get("real_name") or profile.get("real_name") or about.get("name") or user)
        visitor = Visitor(identity=Identity(platform="slack", workspace=team, user=user), name=name)
        known = await self._people.described(Caller(lane=place.lane, user=user, team=team, name=name))
        return visitor if known is None else replace(visitor, staff=known.staff)

    async def still_staff(self, identity: Identity) -> bool | None:
        """Whether an account of the vendor's workspace is open, and no guest's."""
        lane = f"slack:{identity.workspace}"
        try:
            caller = Caller(lane=lane, user=identity.user, team=identity.workspace)
            return (await self._people.vouched(caller)).staff
        except Denied:
            return None

    async def chat_with(self, identity: Identity) -> Place:
        """The direct conversation with one person, as presses in it name it."""
        home = Place(platform=identity.platform, workspace=identity.workspace, id=identity.user)
        return replace(home, id=await self._direct(home.lane, identity))

    def link_to(self, place: Place, ref: str) -> str:
        """Where Slack opens a message (https://docs.slack.dev/interactivity/deep-linking)."""
        channel, _, ts = ref.partition(":")
        asked = urlencode({"team": place.workspace, "channel": channel, "message_ts": ts})
        return f"https://slack.com/app_redirect?{asked}" if channel and ts else ""

    async def take_back(self, place: Place, ref: str) -> None:
        """Delete a message; Permanent when it is gone already."""
        channel, _, ts = ref.partition(":")
        await self._calls.call(place.lane, "chat.delete", {"channel": channel, "ts": ts})

    async def _direct(self, lane: str, to: Identity) -> str:
        answer = await self._calls.call(lane, "conversations.open", {"users": to.user})
        return str(answer["channel"]["id"])

    async def _search(
        self, lane: str, channel: str, tokens: frozenset[Token], since: datetime, under: str
    ) -> dict[Token, str] | Unreadable:
        method = "conversations.replies" if under else "conversations.history"
        wanted: dict[str, object] = {
            "channel": channel,
            "oldest": f"{since.timestamp():.6f}",
            "include_all_metadata": True,
            "limit": PAGE,
        }
        if under:
            wanted["ts"] = under.partition(":")[2]
        found: dict[Token, str] = {}
        for _ in range(MOST_PAGES):
            page = await self._calls.call(lane, method, wanted)
            for message in page.get("messages") or ():
                for token in tokens & _marks(message):
                    found[token] = f"{channel}:{message['ts']}"
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor or len(found) == len(tokens):
                return found
            wanted["cursor"] = cursor
        return Unreadable()

    async def _post(
        self, lane: str, channel: str, card: Card, token: Token, language: str, thread: Mapping[str, object]
    ) -> str:
        where = {"channel": channel, **thread, "unfurl_links": False, "unfurl_media": False}
        answer = await self._say(lane, "chat.postMessage", where, card, token, language)
        if not answer.get("channel") or not answer.get("ts"):
            raise Unknown  # It says that all is well, and not where.
        return f"{answer['channel']}:{answer['ts']}"

    async def _say(
        self, lane: str, method: str, where: Mapping[str, object], card: Card, token: Token, language: str
    ) -> dict[str, Any]:
        """Post or update with all that Slack can do; what it refuses is left out, and said without at once."""
        say = self._say_in(language)
        painted = paint(card, say, token=token)
        pictures = await self._pictures.of(lane, painted.charts, say) if painted.charts else []
        if pictures:
            painted = paint(card, say, token=token, pictures=pictures)
        try:
            return await self._marked(lane, method, where, painted, token)
        except Permanent as refused:
            if isinstance(refused, Shut) or refused.paused_for or not pictures or "block" not in refused.reason:
                raise
            # The pictures are the likeliest cause: Slack may still be busy with the files. Nothing was posted.
            self._degrade(f"{method} slack_file", refused.reason)
            return await self._marked(lane, method, where, paint(card, say, token=token), token)

    async def _marked(
        self, lane: str, method: str, where: Mapping[str, object], painted: Painted, token: Token
    ) -> dict[str, Any]:
        plain = {**where, **_content(painted)}
        if lane in self._plain:
            return await self._calls.call(lane, method, plain)
        metadata = {"event_type": EVENT, "event_payload": {"token": token}}
        try:
            return await self._calls.call(lane, method, {**plain, "metadata": metadata})
        except Permanent as refused:
            if "metadata" not in refused.reason and refused.reason not in UNKNOWN_ARGUMENT:
                raise
            # It says so before it posts anything; the token in the first block's name marks the message as well.
            self._plain.add(lane)
            self._degrade(f"{method} metadata", refused.reason)
            return await self._calls.call(lane, method, plain)

    def _degrade(self, method: str, word: str) -> None:
        if self.degraded.get(method) != word:
            self.degraded[method] = word
            log.warning("slack does without", method=method, reason=word)


def _content(painted: Painted) -> dict[str, object]:
    return {"text": painted.text[:MOST_TEXT], "blocks": painted.blocks}


def _marks(message: Mapping[str, Any]) -> frozenset[Token]:
    """The tokens that a message carries: in its metadata, and in the names of its blocks."""
    payload = (message.get("metadata") or {}).get("event_payload") or {}
    names = [str(block.get("block_id") or "") for block in message.get("blocks") or ()]
    marked = {name.removeprefix(MARK) for name in names if name.startswith(MARK)}
    return frozenset(Token(each) for each in {str(payload.get("token") or ""), *marked} if each)
