"""Every button beside the options on one page: which action its errand leads to, and who may take it."""

from bot.actions.who import known_person
from bot.bot import Bot
from bot.cards.parts import Card
from bot.domain.channels import Place
from bot.domain.errands import Errand
from bot.domain.people import Visitor
from bot.errors import Denied, Refusal
from bot.presses import Do
from bot.texts import Phrase
from storage import errands


async def run_errand(bot: Bot, pressed: Do, visitor: Visitor, place: Place) -> Card:
    """What an errand brings about; the card is for the person who pressed.

    Refusal for a token we never gave out, Denied when the button is somebody else's.
    """
    organisation_id = await bot.database.organisation_at(place)
    if organisation_id is None:
        raise Refusal(Phrase("press.unknown"))
    async with bot.database.read(organisation_id) as work:
        errand = await errands.of_token(work, pressed.token)
    if errand is None:
        raise Refusal(Phrase("press.unknown"))
    person = await known_person(bot, organisation_id, visitor.identity)
    if errand.person_id is not None and (person is None or person.id != errand.person_id):
        raise Denied(Phrase("press.not_yours"))
    return await _run(bot, errand, pressed.text, visitor, place)


async def _run(bot: Bot, errand: Errand, text: str, visitor: Visitor, place: Place) -> Card:
    match errand.kind:
        case _:
            raise Refusal(Phrase("press.unknown"))
