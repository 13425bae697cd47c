"""Companies in rooms that several share."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete

from bot.domain.accounts import Account
from bot.domain.channels import Channel, ChannelKind
from bot.domain.rooms import RoomCompany
from bot.ids import AccountId, ChannelId
from storage.tables import account, channel, room_company
from storage.upsert import add_new
from storage.work import Work, row_of


async def add(work: Work, some: Sequence[RoomCompany]) -> None:
    """Note companies; those that are known there stay as they are."""
    await add_new(work, room_company, [row_of(each) for each in some])


async def remove_others(work: Work, channel_id: ChannelId, staying: Collection[AccountId]) -> None:
    """Forget every company of a room but those `staying`."""
    await work.change(
        delete(room_company).where(
            room_company.c.organisation_id == work.organisation_id,
            room_company.c.channel_id == channel_id,
            room_company.c.account_id.not_in(sorted(staying)),
        )
    )


async def companies_in(work: Work, channel_id: ChannelId) -> list[Account]:
    """The companies of a room, by their short names."""
    mine = (room_company.c.organisation_id == account.c.organisation_id) & (room_company.c.account_id == account.c.id)
    return await work.all(
        Account,
        work.rows(account)
        .join(room_company, mine)
        .where(room_company.c.channel_id == channel_id)
        .order_by(account.c.key),
    )


async def shared(work: Work) -> list[Channel]:
    """Every room of the organisation that several companies share."""
    return await work.all(
        Channel, work.rows(channel).where(channel.c.kind == ChannelKind.SHARED_ROOM).order_by(channel.c.id)
    )
