"""Recognises who pressed a staff button, and what the button stands for."""

from bot.access import Deed
from bot.actions.lent_places import real_owner_of
from bot.actions.rights import actor
from bot.actions.their_boards import check_about, check_somewhere
from bot.bot import Bot
from bot.domain.aims import Aim
from bot.domain.channels import Place
from bot.domain.people import Identity, Person, Visitor
from bot.domain.suggestions import Suggestion
from bot.errors import Denied, Refusal
from bot.ids import OrganisationId, Token
from bot.texts import Phrase
from storage import aims, people, suggestions
from storage.database import Work


async def recognised(bot: Bot, visitor: Visitor, place: Place, token: Token) -> tuple[Person, Aim]:
    """The person behind `visitor` and the aim behind `token`; who has no rights is denied before that is looked up.

    Denied too for who has none on the board that it is about.
    """
    organisation_id = await real_owner_of(bot, place)
    if organisation_id is None:
        raise Refusal(Phrase("press.unknown"))
    person = await actor(bot, organisation_id, visitor)
    if person is None or not person.staff:
        raise Denied(Phrase("access.staff_only"))
    async with bot.database.read(organisation_id) as work:
        await check_somewhere(work, person, Deed.SEE)
        aim = await aims.of_token(work, token)
        if aim is None:
            raise Refusal(Phrase("press.unknown"))
        if (about := await _suggestion_of(work, aim)) is not None:
            await check_about(work, person, Deed.SEE, about.board_id)
    return person, aim


async def _suggestion_of(work: Work, aim: Aim) -> Suggestion | None:
    """What a button beside a decision is about; None for one that stands beside a question."""
    suggestion_id = aim.suggestion_id
    if suggestion_id is None and aim.decision_id is not None:
        suggestion_id = (await suggestions.decision(work, aim.decision_id)).suggestion_id
    return await suggestions.get(work, suggestion_id) if suggestion_id is not None else None


async def known_person(bot: Bot, organisation_id: OrganisationId, identity: Identity) -> Person | None:
    """The person with this identity, or None for a stranger."""
    async with bot.database.read(organisation_id) as work:
        return await people.find(work, identity)
