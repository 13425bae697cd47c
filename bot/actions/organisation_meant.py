"""Finds out which vendor's organisation the operator means at the command line, where a server has several.

Whoever types there may read and change all of them, so nothing but the line tells whose members are imported or whose
answers are taken out: where it could be two, nothing is guessed.
"""

from bot.bot import Bot
from bot.domain.channels import Place
from bot.domain.organisations import Organisation
from bot.domain.questions import alike
from bot.errors import Refusal
from bot.ids import OrganisationId
from bot.texts import Phrase, Phrases
from storage import boards, rehearsals

MOST_NAMED = 10


async def real_organisations(bot: Bot) -> list[Organisation]:
    """Every organisation but those that exist for a rehearsal only, the oldest first."""
    known = await bot.database.organisations()
    staged: set[OrganisationId] = set()
    for each in known if len(known) > 1 else ():
        async with bot.database.read(each.id) as work:
            staged |= {one.stage_id for one in await rehearsals.standing(work)}
    return [each for each in known if each.id not in staged]


async def organisation_meant(bot: Bot, *, slug: str = "", place: Place | None = None) -> Organisation | None:
    """The only one; else what the operator's setting names, whose workspace `place` is in, or whose board `slug` is.

    None where there is none yet. Refusal that lists them where that leaves a choice, and where the setting fits none.
    """
    known = await real_organisations(bot)
    if bot.policy.organisation:
        return await _set(bot, known)
    if len(known) <= 1:
        return known[0] if known else None
    fitting = known
    if place is not None and (owner := await bot.database.organisation_of(place.lane)) is not None:
        fitting = [each for each in known if each.id == owner]
    elif slug:
        fitting = [each for each in known if await _has_board(bot, each, slug)]
    if len(fitting) != 1:
        raise Refusal(Phrase("organisation.which", {"known": _named(fitting or known)}))
    return fitting[0]


async def _set(bot: Bot, known: list[Organisation]) -> Organisation:
    """The one that the setting names, by its name or by a workspace of it."""
    wanted = bot.policy.organisation
    owner = await bot.database.organisation_of(wanted)
    fitting = [each for each in known if each.id == owner or alike(each.name) == alike(wanted)]
    if len(fitting) != 1:
        raise Refusal(Phrase("organisation.unknown", {"name": wanted, "known": _named(known)}))
    return fitting[0]


async def _has_board(bot: Bot, one: Organisation, slug: str) -> bool:
    async with bot.database.read(one.id) as work:
        return await boards.by_slug(work, slug) is not None


def _named(known: list[Organisation]) -> Phrases:
    return Phrases(tuple(sorted({each.name for each in known})[:MOST_NAMED]))
