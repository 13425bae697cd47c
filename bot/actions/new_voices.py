"""Tells whoever looks after a company that somebody there has answered for the first time."""

from datetime import timedelta

from bot.actions.rights import notices_to
from bot.bot import Bot
from bot.cards.owners import new_voice_card
from bot.cards.parts import Card
from bot.ids import MemberId, OrganisationId
from storage import accounts, boards, deliveries, members, people
from storage.database import Work

LATELY = timedelta(days=1)
"""Who joined longer ago is no news, also to somebody who looks after the company only since."""


async def tell_new_voices(bot: Bot, organisation_id: OrganisationId) -> int:
    """Write to the owners of the companies in question, once about each voice; returns how many messages are new."""
    since = bot.now() - LATELY
    async with bot.database.read(organisation_id) as work:
        if not await members.new_voices(work, since):
            return 0
    async with bot.database.begin(organisation_id) as work:
        rows = [
            row
            for member_id, owner_id in await members.new_voices(work, since)
            for row in await notices_to(bot, work, [await people.get(work, owner_id)], f"voice@{member_id}")
        ]
        return await deliveries.make(work, rows)


async def new_voice(work: Work, member_id: MemberId) -> Card:
    """What the owner reads: who it is, of which company, on which board."""
    seat = await members.get(work, member_id)
    return new_voice_card(
        board=await boards.get(work, seat.board_id),
        account=await accounts.get(work, seat.account_id),
        name=(await people.get(work, seat.person_id)).name,
    )
