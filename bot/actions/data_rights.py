"""The doors to people's data: one's own for everybody, another's for admins, and each of it written down."""

from bot.access import Deed, check
from bot.actions.erase import check_may_be_erased, wish_to_erase
from bot.actions.offer import offer
from bot.actions.person_meant import person_meant
from bot.actions.take_out import link_to_data
from bot.actions.tick import erase_key
from bot.bot import Bot
from bot.cards.data_rights import (
    erase_mine_card,
    erase_person_card,
    erasing_mine_card,
    erasing_person_card,
    export_person_card,
    link_card,
    sent_to_chat_card,
)
from bot.cards.parts import Card
from bot.domain.errands import ErrandKind
from bot.domain.people import Person, Visitor
from bot.errors import Refusal
from bot.ids import OrganisationId, PersonId, Token, fresh_key
from bot.ports import Chats, NotPosted, Permanent, Unknown
from bot.texts import Phrase
from storage import answers, people

PEOPLE_DATA = frozenset({ErrandKind.ERASE_PERSON, ErrandKind.EXPORT_PERSON})
"""Buttons of admins about somebody's data."""


async def explain_erasing(bot: Bot, organisation_id: OrganisationId, person_id: PersonId) -> Card:
    """What happens when you are erased, with the button that does it; Refusal for the only admin."""
    async with bot.database.begin(organisation_id) as work:
        await check_may_be_erased(work, person_id)
        now = await offer(bot, work, ErrandKind.ERASE_MINE_NOW, person_id, person_id=person_id)
    return erase_mine_card(now)


async def erase_myself(bot: Bot, organisation_id: OrganisationId, person_id: PersonId) -> Card:
    """Have yourself erased; within a minute it is done."""
    await _begin(bot, organisation_id, person_id)
    return erasing_mine_card()


async def offer_to_erase(bot: Bot, by: Person, named: str) -> Card:
    """To an admin: what happens when somebody is erased. Refusal when nobody or several are called so."""
    meant = await person_meant(bot, by.organisation_id, named)
    async with bot.database.begin(by.organisation_id) as work:
        await check_may_be_erased(work, meant.id)
        said = await answers.of_person(work, meant.id)
        press = await offer(bot, work, ErrandKind.ERASE_PERSON, meant.id, person_id=by.id)
    return erase_person_card(name=meant.name, answers=len(said), erase=press)


async def offer_to_export(bot: Bot, by: Person, named: str) -> Card:
    """To an admin: what taking out somebody's data means. Refusal when nobody or several are called so."""
    meant = await person_meant(bot, by.organisation_id, named)
    async with bot.database.begin(by.organisation_id) as work:
        press = await offer(bot, work, ErrandKind.EXPORT_PERSON, meant.id, person_id=by.id)
    return export_person_card(name=meant.name, export=press)


async def run_people_data(bot: Bot, kind: ErrandKind, person_id: PersonId, by: Person | None, visitor: Visitor) -> Card:
    """What an admin confirmed; Denied for anybody else, Refusal when the person is gone already."""
    admin = check(by, Deed.SET_UP if kind is ErrandKind.ERASE_PERSON else Deed.EXPORT)
    async with bot.database.read(admin.organisation_id) as work:
        meant = next((each for each in await people.all(work) if each.id == person_id), None)
    if meant is None:
        raise Refusal(Phrase("erase.nobody"))
    if kind is ErrandKind.ERASE_PERSON:
        await _begin(bot, admin.organisation_id, person_id)
        return erasing_person_card(meant.name)
    return await _hand_over(bot, meant, admin, visitor)


async def _begin(bot: Bot, organisation_id: OrganisationId, person_id: PersonId) -> None:
    wish = await wish_to_erase(bot, organisation_id, person_id)
    key = erase_key(wish)
    if bot.queue.is_running:  # Else whoever says what is due finds the wish, within a second.
        await bot.queue.enqueue(f"{key}:0", "erase", key)


async def _hand_over(bot: Bot, meant: Person, by: Person, visitor: Visitor) -> Card:
    """Put the link into the admin's own chat with the bot, where nobody reads along; where there is none, show it."""
    card = link_card(name=meant.name, link=link_to_data(bot, meant, by))
    mouth = bot.messengers.get(visitor.identity.platform)
    if mouth is None or not isinstance(mouth, Chats):
        return card
    try:
        chat = await mouth.chat_with(visitor.identity)
        await mouth.post(chat, card, Token(bot.ids.of("handed over", fresh_key().hex())), visitor.language or "en")
    except (NotPosted, Unknown, Permanent):
        return card  # What the admin pressed is answered to them alone as well.
    return sent_to_chat_card(meant.name)
