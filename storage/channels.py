"""Places the bot posts to."""

from dataclasses import replace

from bot.domain.channels import Channel, ChannelKind, Place
from bot.ids import BoardId, ChannelId
from storage.tables import channel
from storage.upsert import put_value
from storage.work import Work


async def save(work: Work, one: Channel) -> None:
    """Add or replace a channel."""
    await put_value(work, channel, one)


async def goes_on(work: Work, one: Channel) -> None:
    """Let a channel that was silent take messages again."""
    await save(work, replace(one, paused_for=""))


async def get(work: Work, channel_id: ChannelId) -> Channel:
    """The channel with this id; LookupError when there is none."""
    return await work.only(Channel, work.rows(channel).where(channel.c.id == channel_id))


async def lock_all(work: Work, board_id: BoardId) -> None:
    """Keep a board's channels from other writers until the end."""
    await work.connection.execute(work.lock(work.rows(channel).where(channel.c.board_id == board_id)))


async def of_board(work: Work, board_id: BoardId) -> list[Channel]:
    """Every channel of a board, in the order they were added."""
    return await work.all(
        Channel, work.rows(channel).where(channel.c.board_id == board_id).order_by(channel.c.added_at, channel.c.id)
    )


async def product(work: Work, board_id: BoardId) -> list[Channel]:
    """The board's internal channels, in the order they were added; the others may be thousands."""
    return await work.all(
        Channel,
        work.rows(channel)
        .where(channel.c.board_id == board_id, channel.c.kind == ChannelKind.PRODUCT)
        .order_by(channel.c.added_at, channel.c.id),
    )


async def at(work: Work, place: Place) -> list[Channel]:
    """What a place is to each board it serves; a product channel may serve two."""
    return await work.all(
        Channel, work.rows(channel).where(channel.c.place == place).order_by(channel.c.added_at, channel.c.id)
    )
