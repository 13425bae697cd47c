"""What happens in channels and workspaces, told to the app as events, with the vendor's repeats."""

import asyncio
from dataclasses import dataclass, field

from bot.clock import SetClock
from tests.fakes.objects import Json
from tests.fakes.slack.courier import Courier, Delivery
from tests.fakes.slack.installs import Installation
from tests.fakes.slack.messages import Message
from tests.fakes.slack.payloads import TOKEN, Payloads, typed
from tests.fakes.slack.vendor import APP_ID, Vendor
from tests.fakes.slack.world import Channel, Team, User

REPEATS = (0, 60, 300)
"""Seconds after a failure at which an event comes again."""


@dataclass(slots=True, kw_only=True)
class Told:
    """One event, and every attempt to tell it."""

    envelope: Json
    attempts: list[Delivery] = field(default_factory=list)

    @property
    def event_id(self) -> str:
        """What stays the same in every attempt."""
        return str(self.envelope["event_id"])

    @property
    def ok(self) -> bool:
        """Whether the app took it at last."""
        return bool(self.attempts) and self.attempts[-1].ok


class Events:
    """One happening per method; each changes the world first, then tells."""

    def __init__(self, vendor: Vendor, courier: Courier) -> None:
        self._vendor = vendor
        self._payloads = Payloads(vendor)
        self.courier = courier

    async def event(
        self,
        event: Json | str,
        *,
        team: Team | str | None = None,
        actor: User | None = None,
        channel: Channel | None = None,
        event_id: str | None = None,
        copies: int = 1,
        repeats: bool = True,
    ) -> Told:
        """Tell an event (its body, or only its type) `copies` times at once under one id, and again while it fails.

        `team` is the workspace whose installation hears it; by default the channel's host.
        Waiting between repeats moves a set clock and is skipped on a real one.
        """
        installation = self._listening(team, channel)
        body: Json = {"type": event} if isinstance(event, str) else event
        envelope = self._payloads.event(body, installation, actor=actor, channel=channel, event_id=event_id)
        told = Told(envelope=envelope)
        told.attempts += await asyncio.gather(*(self.courier.event(envelope) for _ in range(copies)))
        for number, pause in enumerate(REPEATS if repeats else (), 1):
            last = told.attempts[-1]
            if last.ok or last.answer_headers.get("x-slack-no-retry") == "1":
                break
            if isinstance(self._vendor.clock, SetClock):
                await self._vendor.clock.sleep(pause)
            told.attempts.append(await self.courier.event(envelope, retry=number, reason=last.failure or ""))
        return told

    async def repeat(self, told: Told, *, reason: str = "http_timeout", number: int = 1) -> Delivery:
        """Tell the same event once more, under its old id."""
        delivery = await self.courier.event(told.envelope, retry=number, reason=reason)
        told.attempts.append(delivery)
        return delivery

    async def write(
        self, text: str, *, as_: User | str, channel: Channel | str, thread: Message | None = None
    ) -> tuple[Message, Told]:
        """Write in a channel, or in a thread; a mention of the bot is told as one more event.

        Where the bot is not inside it hears nothing, and there is no attempt to tell it.
        """
        user, place = self._vendor.world.user(as_), self._vendor.world.channel(channel)
        message = self._vendor.timeline.post(place, user, typed(text))
        message.thread_ts = thread.thread_ts or thread.ts if thread else None
        installation = self._listening(None, place)
        event = message.wire() | {"channel": place.id, "channel_type": place.kind, "event_ts": message.ts}
        event["client_msg_id"] = self._vendor.ids.secret()
        if thread is not None:
            event["parent_user_id"] = thread.user
        if installation.bot_user_id not in place.members:
            return message, Told(envelope={})
        told = await self.event(event, actor=user, channel=place, team=installation.team_id)
        if f"<@{installation.bot_user_id}>" in message.text:
            mention = {k: v for k, v in event.items() if k not in ("channel_type", "parent_user_id")}
            mention |= {"type": "app_mention", "team": installation.team_id}
            if user.team_id != installation.team_id:
                home = self._vendor.world.teams[user.team_id]
                mention |= {"user_team": home.enterprise_id or home.id, "source_team": home.enterprise_id or home.id}
            told = await self.event(mention, actor=user, channel=place, team=installation.team_id)
        return message, told

    async def mention(self, text: str, *, as_: User | str, channel: Channel | str) -> tuple[Message, Told]:
        """Write `@bot text`; what comes back tells of the app_mention event."""
        place = self._vendor.world.channel(channel)
        bot = self._listening(None, place).bot_user_id
        return await self.write(f"<@{bot}> {text}", as_=as_, channel=place)

    async def reply_in_thread(self, message: Message, text: str, *, as_: User | str) -> tuple[Message, Told]:
        """Answer under a message."""
        return await self.write(text, as_=as_, channel=message.channel, thread=message)

    async def open_home(self, user: User | str, *, tab: str = "home", team: Team | str | None = None) -> Told:
        """Open the app's Home tab (or its Messages tab)."""
        who = self._vendor.world.user(user)
        installation = self._listening(team or who.team_id, None)
        direct = self._vendor.world.direct(self._vendor.bot_of(installation), who)
        event: Json = {"type": "app_home_opened", "user": who.id, "channel": direct.id, "tab": tab}
        home = self._vendor.views.homes.get((installation.team_id, who.id))
        if home is not None and tab == "home":
            event["view"] = home.wire()
        return await self.event(event, actor=who, team=installation.team_id)

    async def join_channel(
        self, channel: Channel | str, *, inviter: User | str, team: Team | str | None = None
    ) -> Told:
        """The bot is invited into a channel; it hears of its own joining, and by whom."""
        place, who = self._vendor.world.channel(channel), self._vendor.world.user(inviter)
        installation = self._listening(team, place)
        return await self.joined(place, self._vendor.bot_of(installation), inviter=who, team=team)

    async def joined(
        self,
        channel: Channel | str,
        user: User | str,
        *,
        inviter: User | None = None,
        team: Team | str | None = None,
        post_only: bool = False,
    ) -> Told:
        """Somebody joins a channel."""
        place, who = self._vendor.world.channel(channel), self._vendor.world.user(user)
        self._vendor.world.join(place, who, post_only=post_only)
        event = self._membership("member_joined_channel", place, who)
        if inviter is not None:
            event["inviter"] = inviter.id
        return await self.event(event, actor=who, channel=place, team=team)

    async def left(self, channel: Channel | str, user: User | str, *, team: Team | str | None = None) -> Told:
        """Somebody leaves a channel, or the bot is removed from it."""
        place, who = self._vendor.world.channel(channel), self._vendor.world.user(user)
        installation = self._listening(team, place)
        self._vendor.world.leave(place, who)
        event = self._membership("member_left_channel", place, who)
        return await self.event(event, actor=who, channel=place, team=installation.team_id)

    async def rate_limited(self, team: Team | str) -> Delivery:
        """The vendor says it holds events back, because there were too many in a minute."""
        team_id = team if isinstance(team, str) else team.id
        minute = int(self._vendor.stamps.now() // 60 * 60)
        body: Json = {"token": TOKEN, "type": "app_rate_limited", "team_id": team_id, "minute_rate_limited": minute}
        return await self.courier.event(body | {"api_app_id": APP_ID})

    async def verify_url(self) -> Delivery:
        """The vendor asks the address to prove itself: the challenge must come back."""
        challenge = self._vendor.ids.secret()
        return await self.courier.event({"token": TOKEN, "type": "url_verification", "challenge": challenge})

    def _membership(self, kind: str, channel: Channel, user: User) -> Json:
        letter = "G" if channel.is_private else "C"
        return {"type": kind, "user": user.id, "channel": channel.id, "channel_type": letter, "team": user.team_id}

    def _listening(self, team: Team | str | None, channel: Channel | None) -> Installation:
        wanted = [team if isinstance(team, str) else team.id] if team is not None else []
        if not wanted and channel is not None:
            inside = [i for i in self._vendor.installs.all if i.bot_user_id in channel.members and not i.removed]
            inside.sort(key=lambda i: i.team_id != channel.team_id)
            wanted = [*(i.team_id for i in inside), channel.team_id, *sorted(channel.connected_teams)]
        for team_id in wanted:
            for installation in self._vendor.installs.all:
                if installation.team_id == team_id:
                    return installation
        if team is None and self._vendor.installs.all:
            return self._vendor.installs.all[0]
        raise LookupError(f"the app is not installed in {wanted}")
