"""Tells whose a place really is while it is lent to a rehearsal: what is typed there is meant for the real boards."""

from bot.bot import Bot
from bot.domain.channels import Place
from bot.ids import OrganisationId
from storage import rehearsals


async def real_owner_of(bot: Bot, place: Place) -> OrganisationId | None:
    """The organisation that a place belongs to, never the temporary one of a rehearsal; None when it is nobody's."""
    owner = await bot.database.organisation_at(place)
    behind = await bot.database.organisation_of(place.lane)
    if owner is None or behind is None or owner == behind:
        return owner
    async with bot.database.read(behind) as work:
        lent = {each.stage_id for each in await rehearsals.standing(work)}
    return behind if owner in lent else owner
