"""Finds places: the one in which a message of ours stands, and every channel for the operator."""

from bot.bot import Bot
from bot.domain.channels import Channel, Place
from bot.domain.deliveries import Delivery
from bot.ids import Token
from storage import boards, channels, rehearsals, standing


async def message_of(bot: Bot, lane: str, mark: Token) -> Delivery | None:
    """The message that carries a mark, be it in a rehearsal; None when it is none of this workspace's owner."""
    organisation_id = await bot.database.organisation_of(lane)
    if organisation_id is None:
        return None
    async with bot.database.read(organisation_id) as work:
        found = await standing.of_token(work, mark)
        stages = [each.stage_id for each in await rehearsals.standing(work)] if found is None else []
    for stage_id in stages:
        async with bot.database.read(stage_id) as work:
            found = found or await standing.of_token(work, mark)
    return found


async def place_of_message(bot: Bot, lane: str, mark: Token) -> Place | None:
    """Where the message with a mark stands."""
    found = await message_of(bot, lane, mark)
    return found.place if found is not None else None


async def every_channel(bot: Bot) -> list[Channel]:
    """Every channel of this installation, for its operator."""
    found: list[Channel] = []
    for organisation in await bot.database.organisations():
        async with bot.database.read(organisation.id) as work:
            for board in await boards.all(work):
                found += await channels.of_board(work, board.id)
    return found
