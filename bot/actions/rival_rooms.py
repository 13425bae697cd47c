"""Posts nothing more in a shared room in which rivals have met, and tells whoever can part them, once."""

from bot.actions.keep_house import silence
from bot.actions.shared_rooms import rivals_in, sits_there
from bot.bot import Bot
from bot.domain.channels import RIVALS, Channel, ChannelKind
from bot.ids import AccountId, ChannelId, OrganisationId
from storage import channels, rooms
from storage.database import Work


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
