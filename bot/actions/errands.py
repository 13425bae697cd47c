"""Every button beside the options on one page: which action its errand leads to, and who may take it."""

from bot.actions.pressed import pressed_errand
from bot.actions.run_menu import FOR_MEMBERS, run_menu
from bot.actions.run_set_up import SET_UP, run_set_up
from bot.actions.run_staff import FOR_STAFF, run_staff
from bot.bot import Bot
from bot.cards.parts import Card
from bot.domain.channels import Place
from bot.domain.errands import Errand, ErrandKind
from bot.domain.people import Person, Visitor
from bot.errors import Refusal
from bot.presses import Do
from bot.texts import Phrase


async def run_errand(bot: Bot, pressed: Do, visitor: Visitor, place: Place) -> Card:
    """What an errand brings about; the card is for the person who pressed.

    Refusal for a token we never gave out, Denied when the button is somebody else's.
    """
    errand, person = await pressed_errand(bot, pressed.token, visitor, place)
    return await _run(bot, errand, person, pressed.text, visitor, place)


async def _run(bot: Bot, errand: Errand, person: Person | None, text: str, visitor: Visitor, place: Place) -> Card:
    match errand.kind:
        case kind if kind in FOR_MEMBERS:
            return await run_menu(bot, errand, text, visitor, place)
        case kind if kind in FOR_STAFF and (text or kind is not ErrandKind.NEW_POLL):
            return await run_staff(bot, errand, person, text, visitor, place)
        case kind if kind in SET_UP:
            return await run_set_up(bot, errand, person, text, visitor, place)
        case _:
            raise Refusal(Phrase("press.unknown"))
