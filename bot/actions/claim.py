"""Makes the first admin: whoever types, as an employee, the one-time code on the operator's screen."""

from bot.actions.audit import note
from bot.actions.rights import admins_of, make
from bot.actions.set_up import set_up_card_for
from bot.bot import Bot
from bot.cards.parts import Card
from bot.domain.audit import Outcome
from bot.domain.claims import MOST_TRIES, TRIES_WITHIN, Claim, spelt, tidied
from bot.domain.organisations import Organisation
from bot.domain.people import Role, Visitor
from bot.errors import Denied, Refusal
from bot.ids import OrganisationId, fresh_key
from bot.texts import Phrase
from storage import audit, claims
from storage.database import Work

DEED = "claim"


async def make_code(bot: Bot, organisation: Organisation) -> str | None:
    """A new code to print on the operator's screen, e.g. `K7QM-4X`; every older one is worthless from now on.

    None where there is an admin already: rights are theirs to give.
    """
    code = spelt(fresh_key())
    async with bot.database.begin(organisation.id) as work:
        if await admins_of(work):
            return None
        kept = Claim(organisation_id=organisation.id, code_hash=_hash(bot, organisation.id, code), made_at=bot.now())
        await claims.replace_all(work, kept)
    return code


async def first_code(bot: Bot, lane: str) -> str | None:
    """A new code for whoever has just installed the bot in a workspace, while nobody is admin there."""
    owner = await bot.database.organisation_of(lane)
    known = [each for each in await bot.database.organisations() if each.id == owner]
    if not known or any(each.startswith(f"{lane}:") for each in bot.policy.admins):
        return None
    return await make_code(bot, known[0])


async def claim(bot: Bot, organisation_id: OrganisationId, code: str, visitor: Visitor) -> Card:
    """Make `visitor` the first admin, and show them what there is to set up; each code works once.

    Denied for whoever is no employee. Refusal for a wrong or used code, after five wrong ones within a minute, and
    where there is an admin already.
    """
    subject = bot.ids.of("visitor", organisation_id, str(visitor.identity))
    try:
        await _use(bot, organisation_id, code, visitor, subject)
        person = await make(bot, organisation_id, visitor, Role.ADMIN)
    except Refusal as refused:
        outcome = Outcome.DENIED if isinstance(refused, Denied) else Outcome.REFUSED
        await note(bot, organisation_id, None, DEED, subject, outcome)
        raise
    await note(bot, organisation_id, person.id, DEED, subject, Outcome.DONE)
    return await set_up_card_for(bot, organisation_id, person)


async def _use(bot: Bot, organisation_id: OrganisationId, code: str, visitor: Visitor, subject: str) -> None:
    if not visitor.staff:
        raise Denied(Phrase("access.employees_only"))
    now = bot.now()
    async with bot.database.begin(organisation_id) as work:
        if await audit.failures(work, DEED, subject, now - TRIES_WITHIN) >= MOST_TRIES:
            raise Refusal(Phrase("claim.too_many"))
        if await _has_admin(work):
            raise Refusal(Phrase("claim.has_admin"))
        if not await claims.use(work, _hash(bot, organisation_id, tidied(code)), now):
            raise Refusal(Phrase("claim.wrong"))


async def _has_admin(work: Work) -> bool:
    return bool(await admins_of(work))


def _hash(bot: Bot, organisation_id: OrganisationId, code: str) -> str:
    return bot.ids.of("claim", organisation_id, code)
