"""Keeps which companies sit in a room that several share, and refuses a room that would hold two rivals."""

from collections.abc import Sequence

from bot.bot import Bot
from bot.domain.accounts import Account
from bot.domain.channels import RIVALS, Channel
from bot.domain.rooms import RoomCompany, rivals_among
from bot.errors import Refusal
from bot.ids import AccountId
from bot.texts import Phrase, Phrases
from storage import channels, rooms
from storage.database import Work


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
