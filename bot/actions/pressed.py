"""Finds out what a button beside the options is for, and who pressed it."""

from bot.actions.rights import actor
from bot.bot import Bot
from bot.domain.channels import Place
from bot.domain.errands import Errand
from bot.domain.people import Person, Visitor
from bot.errors import Denied, Refusal
from bot.ids import Token
from bot.texts import Phrase
from storage import errands


async def pressed_errand(bot: Bot, token: Token, visitor: Visitor, place: Place) -> tuple[Errand, Person | None]:
    """The errand behind a token, and the person in the organisation it belongs to (None for a stranger).

    Refusal for a token we never gave out, Denied when the button is somebody else's.
    """
    errand = await errand_behind(bot, token, place)
    person = await actor(bot, errand.organisation_id, visitor)
    if errand.person_id is not None and (person is None or person.id != errand.person_id):
        raise Denied(Phrase("press.not_yours"))
    return errand, person


async def errand_behind(bot: Bot, token: Token, place: Place) -> Errand:
    """The errand behind a token; Refusal for one we never gave out.

    A place may be lent to a rehearsal: what is not found there is looked for where the workspace belongs.
    """
    owners = [await bot.database.organisation_at(place), await bot.database.organisation_of(place.lane)]
    for organisation_id in dict.fromkeys(owners):
        if organisation_id is None:
            continue
        async with bot.database.read(organisation_id) as work:
            errand = await errands.of_token(work, token)
        if errand is not None:
            return errand
    raise Refusal(Phrase("press.unknown"))
