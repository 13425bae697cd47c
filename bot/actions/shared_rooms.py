"""Keeps which companies sit in a room that several share, and refuses a room that would hold two rivals."""

import asyncio
from collections.abc import Sequence

import structlog

from bot.bot import Bot
from bot.domain.accounts import Account
from bot.domain.channels import RIVALS, Channel, ChannelKind
from bot.domain.rooms import RoomCompany, rivals_among
from bot.errors import Refusal
from bot.ids import AccountId
from bot.texts import Phrase, Phrases
from storage import channels, rooms
from storage.database import Work

log = structlog.get_logger()
WISH = 0.3
"""Seconds that an answer already kept waits at most for this; the platforms give us three for everything."""


async def say_who_sits_there(bot: Bot, work: Work, channel: Channel, named: Sequence[Account]) -> Channel:
    """Note that just these companies share a room; a room that was silent because of rivals goes on.

    Nothing happens where none is named. Refusal for two companies of one rival group: they must never see each other.
    """
    if not named:
        return channel
    if rivals := rivals_among(named):
        companies = Phrases(tuple(each.name for each in rivals))
        called = channel.name or str(channel.place)
        raise Refusal(Phrase("channel.rivals", {"place": called, "companies": companies}))
    await rooms.remove_others(work, channel.id, {each.id for each in named})
    await rooms.add(work, [sits_there(bot, channel, each.id) for each in named])
    if channel.paused_for != RIVALS:
        return channel
    await channels.goes_on(work, channel)
    return await channels.get(work, channel.id)


async def rivals_in(work: Work, channel: Channel) -> tuple[Account, ...]:
    """The companies in this room that must never see each other; mostly none."""
    return rivals_among(await rooms.companies_in(work, channel.id))


def sits_there(bot: Bot, channel: Channel, account_id: AccountId) -> RoomCompany:
    """The note that a company sits in a room, from today on."""
    return RoomCompany(
        organisation_id=channel.organisation_id,
        channel_id=channel.id,
        account_id=account_id,
        since=bot.now().replace(hour=0, minute=0, second=0, microsecond=0),
    )


async def note_company(bot: Bot, channel: Channel, account_id: AccountId) -> None:
    """Have it noted that a company was heard in a room; the next press there says it again where that fails.

    Asked once the answer is on disk: nothing here may keep it from being acknowledged.
    """
    now = bot.now()
    if channel.kind is ChannelKind.SHARED_ROOM and bot.heard_in_rooms.is_news(channel.id, account_id, now):
        key = f"{channel.organisation_id}/{channel.id}/{account_id}"
        try:
            async with asyncio.timeout(WISH):
                await bot.queue.enqueue(f"{key}/room/{int(now.timestamp())}", "room", key)
        except (Refusal, TimeoutError) as trouble:
            bot.heard_in_rooms.forget(channel.id, account_id)
            log.warning("company was not noted", channel=channel.id, why=type(trouble).__name__)
