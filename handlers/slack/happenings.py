"""What each event of Slack means to the product, one by one."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import structlog

from bot.actions import install, keep_house
from bot.actions.app_home import home_of
from bot.actions.awaited import take_awaited
from bot.actions.count_reply import heard_reply
from bot.actions.invited import invited
from bot.actions.open_threads import Threads
from bot.actions.reader import reader_of
from bot.actions.still_staff import heard_of
from bot.bot import Bot
from bot.cards.receipt import refusal_card
from bot.domain.people import Identity
from bot.errors import Denied, Refusal
from bot.ports import NotPosted, Permanent, Unknown
from bot.texts import Phrase
from handlers.slack.asides import Aside, Asides
from handlers.slack.channels import Channels
from handlers.slack.client import SlackCalls
from handlers.slack.ear import Ear
from handlers.slack.installations import Installations
from handlers.slack.modals import home_view
from handlers.slack.payloads import moment, place_of, plain, without_mention
from handlers.slack.people import Caller, People

log = structlog.get_logger()
LATE = timedelta(hours=1)
"""What was typed longer ago is not done any more: the vendor tells again for a day what nobody took, and by then the
author has found another way, or a poll would go out at night.
"""
Event = Mapping[str, Any]


class Happenings:
    """Does what an event asks for; doing it twice is harmless, or is avoided."""

    def __init__(self, bot: Bot, ear: Ear, calls: SlackCalls, people: People, installations: Installations) -> None:
        self._bot = bot
        self._ear = ear
        self._calls = calls
        self._people = people
        self._installations = installations
        self._asides = Asides(calls)
        self._channels = Channels(calls, people)
        self._threads = Threads(bot)

    async def bot_user(self, lane: str) -> str:
        """The bot's own user there."""
        return await self._installations.bot_user(lane)

    def changed(self, lane: str, user: str) -> None:
        """Something about a person has changed: what was known of them no longer vouches for anything."""
        self._people.forget(lane, user)

    async def happen(self, event: Event, lane: str) -> None:
        """Do what `event` asks for, also when an earlier try was cut off: what was done by then is not done again."""
        match event:
            case {"type": "app_mention", "channel": str(), "user": str()}:
                await self._typed(event, lane, without_mention(str(event.get("text") or "")))
            case {"type": "app_home_opened", "user": str()} if event.get("tab", "home") == "home":
                await self.show_home(lane, await self._author(event, lane))
            case {"type": "message", "subtype": "message_deleted"}:
                place = place_of(lane, str(event["channel"]))
                await keep_house.message_removed(self._bot, place, f"{place.id}:{event['deleted_ts']}")
            case {"type": "message", "channel_type": "im"}:
                await self._typed(event, lane, str(event.get("text") or ""))
            case {"type": "message", "thread_ts": str(thread)}:
                await self._replied(event, lane, thread)
            case {"type": "user_change", "user": {"id": str(user), "deleted": True, **rest}}:
                await self._person_gone(lane, user, str(rest.get("team_id") or lane.partition(":")[2]))
            case {"type": "user_change", "user": {"id": str(user), **rest}}:
                await self._person_changed(lane, user, str(rest.get("team_id") or lane.partition(":")[2]))
            case {"type": "member_joined_channel", "channel": str(channel)}:
                await self._invited(lane, channel, str(event.get("inviter") or ""))
            case _:
                await self._moved(event, lane)

    async def show_home(self, lane: str, caller: Caller) -> None:
        """Draw somebody's own page; where pages are switched off, nothing is lost but the page."""
        try:
            visitor = await self._people.vouched(caller)
        except Denied:
            visitor = self._people.presumed(caller)
        place = place_of(lane, "")
        organisation_id = await self._bot.database.organisation_of(lane)
        if organisation_id is None:
            return
        reader = await reader_of(self._bot, visitor, place)
        cards = await home_of(self._bot, organisation_id, visitor)
        view = home_view(cards, self._ear.say_in(reader.language, reader.zone))
        try:
            await self._calls.call(lane, "views.publish", {"user_id": caller.user, "view": view})
        except (NotPosted, Unknown, Permanent) as wrong:
            log.warning("home was not shown", lane=lane, why=str(wrong)[:80])

    async def _author(self, event: Event, lane: str) -> Caller:
        """Who wrote it; in a shared channel the workspace of an outsider stands beside the user."""
        home = lane.partition(":")[2]
        team = str(event.get("user_team") or event.get("source_team") or event.get("team") or home)
        return await self._people.settled(Caller(lane=lane, user=str(event["user"]), team=team))

    async def _typed(self, event: Event, lane: str, text: str) -> None:
        caller, place = await self._author(event, lane), place_of(lane, str(event["channel"]))
        thread = str(event.get("thread_ts") or "")
        aside = Aside(lane=lane, user=caller.user, channel=place.id, thread=thread)
        said_at = moment(str(event["ts"]))
        if self._bot.now() > said_at + LATE:
            say = await self._ear.words(self._people.presumed(caller), place)
            await self._asides.say(aside, refusal_card(Phrase("slack.too_late")), say)
            return
        await self._ear.reply(text, caller, place, aside, said_at)

    async def _replied(self, event: Event, lane: str, thread: str) -> None:
        place = place_of(lane, str(event["channel"]))
        round_id = await self._threads.round_of(lane, place.id, thread)
        if round_id is None:
            return
        caller = await self._author(event, lane)
        visitor = self._people.presumed(caller)
        said_at, message = moment(str(event["ts"])), f"{place.id}:{event['ts']}"
        words = plain(str(event.get("text") or ""))
        try:
            card = await heard_reply(self._bot, visitor, place, round_id, words, said_at=said_at, message=message)
        except Refusal:
            return  # Talk in a thread is no mistake: who has no voice there is left alone.
        if card is not None:
            reader = await reader_of(self._bot, visitor, place)
            aside = Aside(lane=lane, user=caller.user, channel=place.id, thread=thread)
            await self._asides.say(aside, card, self._ear.say_in(reader.language, reader.zone))

    async def _invited(self, lane: str, channel: str, inviter: str) -> None:
        place = place_of(lane, channel)
        if await keep_house.channel_back(self._bot, place):
            return
        organisation_id = await self._bot.database.organisation_of(lane)
        if organisation_id is None:
            return
        facts = await self._channels.facts(lane, channel)
        home = lane.partition(":")[2]
        who = Identity(platform="slack", workspace=home, user=inviter) if inviter else None
        taken = await take_awaited(self._bot, organisation_id, place, facts)
        for asked in taken or await invited(self._bot, organisation_id, place, facts, who):
            user = asked.identity.user
            aside = Aside(lane=lane, user=user, channel=channel if user == inviter else "")
            await self._asides.say(aside, asked.card, self._ear.say_in(asked.language, None))

    async def _person_gone(self, lane: str, user: str, team: str) -> None:
        organisation_id = await self._bot.database.organisation_of(lane)
        if organisation_id is not None:
            identity = Identity(platform="slack", workspace=team, user=user)
            await keep_house.person_gone(self._bot, organisation_id, identity)

    async def _person_changed(self, lane: str, user: str, team: str) -> None:
        organisation_id = await self._bot.database.organisation_of(lane)
        if organisation_id is not None:
            await heard_of(self._bot, organisation_id, Identity(platform="slack", workspace=team, user=user))

    async def _moved(self, event: Event, lane: str) -> None:
        match event:
            case {"type": "channel_archive" | "group_archive", "channel": str(channel)}:
                await keep_house.channel_silent(self._bot, place_of(lane, channel), "archived")
            case {"type": "channel_deleted" | "group_deleted", "channel": str(channel)}:
                await keep_house.channel_silent(self._bot, place_of(lane, channel), "deleted")
            case {"type": "channel_left" | "group_left", "channel": str(channel)}:
                await keep_house.channel_silent(self._bot, place_of(lane, channel), "left")
            case {"type": "channel_unarchive" | "group_unarchive", "channel": str(channel)}:
                await keep_house.channel_back(self._bot, place_of(lane, channel))
            case {"type": "channel_rename" | "group_rename", "channel": {"id": str(channel), "name": str(name)}}:
                await keep_house.channel_renamed(self._bot, place_of(lane, channel), name)
            case {"type": "channel_id_changed", "old_channel_id": str(old), "new_channel_id": str(new)}:
                await keep_house.channel_moved(self._bot, place_of(lane, old), place_of(lane, new))
            case {"type": "channel_shared", "channel": str(channel)}:
                await keep_house.channel_opened_up(self._bot, place_of(lane, channel))
            case {"type": "channel_unshared", "channel": str(channel)} if not event.get("is_ext_shared"):
                await keep_house.channel_severed(self._bot, place_of(lane, channel))
            case {"type": "app_uninstalled"}:
                await install.uninstall(self._bot, lane)
                self._installations.forget(lane)
            case {"type": "tokens_revoked", "tokens": {"bot": [*bots]}}:
                await install.revoke(self._bot, lane, tuple(str(each) for each in bots))
                self._installations.forget(lane)
            case _:
                return
