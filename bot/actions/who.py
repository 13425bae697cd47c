"""Recognises who pressed a staff button, and what the button stands for."""

from bot.access import Deed, check
from bot.actions.lent_places import real_owner_of
from bot.actions.rights import actor
from bot.bot import Bot
from bot.domain.aims import Aim
from bot.domain.channels import Place
from bot.domain.people import Identity, Person, Visitor
from bot.errors import Denied, Refusal
from bot.ids import OrganisationId, Token
from bot.texts import Phrase
from storage import aims, people


async def recognised(bot: Bot, visitor: Visitor, place: Place, token: Token) -> tuple[Person, Aim]:
    """The person behind `visitor` and the aim behind `token`; who has no rights is denied before that is looked up."""
    organisation_id = await real_owner_of(bot, place)
    if organisation_id is None:
        raise Refusal(Phrase("press.unknown"))
    person = await actor(bot, organisation_id, visitor)
    if person is None or not person.staff:
        raise Denied(Phrase("access.staff_only"))
    check(person, Deed.SEE)
    async with bot.database.read(organisation_id) as work:
        aim = await aims.of_token(work, token)
    if aim is None:
        raise Refusal(Phrase("press.unknown"))
    return person, aim


async def known_person(bot: Bot, organisation_id: OrganisationId, identity: Identity) -> Person | None:
    """The person with this identity, or None for a stranger."""
    async with bot.database.read(organisation_id) as work:
        return await people.find(work, identity)
