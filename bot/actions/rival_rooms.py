"""Posts nothing more in a shared room in which rivals have met, and tells whoever can part them, once."""

import asyncio

import structlog

from bot.actions.keep_house import silence
from bot.actions.shared_rooms import rivals_in, sits_there
from bot.bot import Bot
from bot.domain.channels import RIVALS, Channel, ChannelKind
from bot.errors import Refusal
from bot.ids import AccountId, ChannelId, OrganisationId
from storage import channels, rooms
from storage.database import Work

log = structlog.get_logger()
WISH = 0.3
"""Seconds that an answer already kept waits at most for this; the platforms give us three for everything."""


async def note_company(bot: Bot, channel: Channel, account_id: AccountId) -> None:
    """Have it noted that a company was heard in a room; the next press there says it again where that fails.

    Asked once the answer is on disk: nothing here may keep it from being acknowledged.
    """
    now = bot.now()
    if channel.kind is ChannelKind.SHARED_ROOM and bot.heard_in_rooms.is_news(channel.id, account_id, now):
        key = f"{channel.organisation_id}/{channel.id}/{account_id}"
        try:
            async with asyncio.timeout(WISH):
                if bot.queue.is_running:
                    await bot.queue.enqueue(f"{key}/room/{int(now.timestamp())}", "room", key)
                else:
                    await company_heard(bot, channel.organisation_id, channel.id, account_id)
        except (Refusal, TimeoutError) as trouble:
            bot.heard_in_rooms.forget(channel.id, account_id)
            log.warning("company was not noted", channel=channel.id, why=type(trouble).__name__)


async def company_heard(
    bot: Bot, organisation_id: OrganisationId, channel_id: ChannelId, account_id: AccountId
) -> None:
    """Note that somebody of a company was heard in a room; doing it twice is harmless."""
    async with bot.database.read(organisation_id) as work:
        if account_id in {each.id for each in await rooms.companies_in(work, channel_id)}:
            return
    async with bot.database.begin(organisation_id) as work:
        channel = await channels.get(work, channel_id)
        if channel.kind is ChannelKind.SHARED_ROOM:
            await rooms.add(work, [sits_there(bot, channel, account_id)])
            await _part(bot, work, channel)


async def part_rivals(bot: Bot, work: Work) -> list[Channel]:
    """Look at every shared room, after companies have changed; returns those that are silent now because of rivals.

    A room in which nobody is anybody's rival any more goes on by itself.
    """
    return [each for each in await rooms.shared(work) if await _part(bot, work, each)]


async def _part(bot: Bot, work: Work, channel: Channel) -> bool:
    rivals = await rivals_in(work, channel)
    if rivals and not channel.paused_for:
        await silence(bot, work, channel, RIVALS)
    elif not rivals and channel.paused_for == RIVALS:
        await channels.goes_on(work, channel)
    return bool(rivals)
