"""The buttons of an admin's first ten minutes: what each of them leads to, written down each time."""

from bot.access import Deed
from bot.actions.audit import audited
from bot.actions.first_poll import (
    offer_library,
    propose_from_library,
    repeat_poll,
    reword_why,
    send_poll,
    tried,
    try_poll,
)
from bot.actions.guests import settle_guest
from bot.actions.invited import settle_invitation
from bot.actions.rehearse import close_rehearsal, end_rehearsal, plan_rehearsal, rehearse
from bot.actions.same_person import settle_same
from bot.actions.set_up import choose_product_channel, explain_customers
from bot.actions.steps import then_steps
from bot.actions.their_boards import check_somewhere
from bot.bot import Bot
from bot.cards.parts import Card
from bot.cards.wizard import typed_instead_card
from bot.domain.channels import Place
from bot.domain.errands import Errand, ErrandKind
from bot.domain.people import Person, Visitor
from bot.errors import Refusal
from bot.ids import BoardId, OrganisationId, RehearsalId
from bot.texts import Phrase

SET_UP = frozenset(
    {
        ErrandKind.PRODUCT_CHANNEL,
        ErrandKind.CUSTOMERS,
        ErrandKind.REHEARSE,
        ErrandKind.FIRST_POLL,
        ErrandKind.NEW_POLL,
        ErrandKind.LIBRARY,
        ErrandKind.TRY_POLL,
        ErrandKind.TRIED,
        ErrandKind.SEND_POLL,
        ErrandKind.REWORD_WHY,
        ErrandKind.REPEAT,
        ErrandKind.IS_CUSTOMER,
        ErrandKind.OTHER_NAME,
        ErrandKind.SEVERAL_CUSTOMERS,
        ErrandKind.IS_INTERNAL,
        ErrandKind.GUEST_IS_COLLEAGUE,
        ErrandKind.GUEST_IS_CUSTOMER,
        ErrandKind.SAME_PERSON,
        ErrandKind.DIFFERENT_PEOPLE,
        ErrandKind.REHEARSAL_CLOSE,
        ErrandKind.REHEARSAL_PLAN,
        ErrandKind.REHEARSAL_END,
    }
)


async def run_set_up(
    bot: Bot, errand: Errand, person: Person | None, text: str, visitor: Visitor, place: Place
) -> Card:
    """What a button of setting up brings about; Denied for whoever has no right to ask customers, or to set up.

    Every try is written down, also one that is denied; but a button that is only tried out leaves no note.
    """
    if errand.kind is ErrandKind.TRIED:
        await _asks_somewhere(bot, errand.organisation_id, person)
        return tried()
    who = person.id if person is not None else None
    async with audited(bot, errand.organisation_id, who, errand.kind.value, errand.subject_id):
        by = await _asks_somewhere(bot, errand.organisation_id, person)
        return await _set_up(bot, errand, by, text, visitor, place)


async def _asks_somewhere(bot: Bot, owner: OrganisationId, person: Person | None) -> Person:
    """Who has no business with any of these buttons is denied before it is looked up what one is about."""
    async with bot.database.read(owner) as work:
        return await check_somewhere(work, person, Deed.ASK)


async def _set_up(bot: Bot, errand: Errand, by: Person, text: str, visitor: Visitor, place: Place) -> Card:
    subject = errand.subject_id
    match errand.kind:
        case ErrandKind.PRODUCT_CHANNEL:
            if not text:
                raise Refusal(Phrase("set_up.no_channel"))
            chosen = Place(platform=visitor.identity.platform, workspace=place.workspace, id=text)
            return await choose_product_channel(bot, by, BoardId(subject), chosen)
        case ErrandKind.CUSTOMERS:
            return await explain_customers(by)
        case ErrandKind.REHEARSE:
            return await rehearse(bot, by, visitor.identity, BoardId(subject))
        case ErrandKind.REHEARSAL_CLOSE:
            return await close_rehearsal(bot, by, RehearsalId(subject))
        case ErrandKind.REHEARSAL_PLAN:
            return await plan_rehearsal(bot, by, RehearsalId(subject))
        case ErrandKind.REHEARSAL_END:
            return await then_steps(bot, by, await end_rehearsal(bot, by, RehearsalId(subject)))
        case ErrandKind.FIRST_POLL:
            return await offer_library(bot, by, BoardId(subject))
        case ErrandKind.LIBRARY:
            return await propose_from_library(bot, by, subject)
        case ErrandKind.NEW_POLL:
            return typed_instead_card()
        case ErrandKind.TRY_POLL:
            return await try_poll(bot, by, subject)
        case ErrandKind.SEND_POLL:
            return await send_poll(bot, by, errand)
        case ErrandKind.REWORD_WHY:
            return await reword_why(bot, by, subject, text)
        case ErrandKind.REPEAT:
            return await repeat_poll(bot, by, subject)
        case (
            ErrandKind.IS_CUSTOMER | ErrandKind.OTHER_NAME | ErrandKind.SEVERAL_CUSTOMERS | ErrandKind.IS_INTERNAL
        ) as kind:
            return await then_steps(bot, by, await settle_invitation(bot, by, kind, subject, text))
        case ErrandKind.GUEST_IS_COLLEAGUE | ErrandKind.GUEST_IS_CUSTOMER as kind:
            return await settle_guest(bot, by, errand, is_colleague=kind is ErrandKind.GUEST_IS_COLLEAGUE)
        case ErrandKind.SAME_PERSON | ErrandKind.DIFFERENT_PEOPLE as kind:
            return await settle_same(bot, by, errand, is_same=kind is ErrandKind.SAME_PERSON)
        case _:
            raise Refusal(Phrase("press.unknown"))
