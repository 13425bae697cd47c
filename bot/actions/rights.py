"""Who acts, as far as their rights go; and how a colleague asks for rights and gets them."""

from dataclasses import replace

from bot.access import Deed, check
from bot.actions.messages import message
from bot.bot import Bot
from bot.cards.parts import Card
from bot.cards.rights import asked_card, asked_nobody_card, given_card, refused_card
from bot.domain.channels import Channel, ChannelKind
from bot.domain.deliveries import Delivery, Kind
from bot.domain.errands import ErrandKind, errand
from bot.domain.people import Person, Role, Visitor
from bot.domain.wording import clean
from bot.errors import Denied, Refusal
from bot.ids import OrganisationId, PersonId
from bot.texts import Phrase
from storage import boards, channels, deliveries, errands, people
from storage.database import Work

ANSWERS = (ErrandKind.MAKE_PRODUCT_MANAGER, ErrandKind.MAKE_ADMIN, ErrandKind.REFUSE_RIGHTS)
"""What an admin may do about somebody who asks for rights."""


async def actor(bot: Bot, organisation_id: OrganisationId, visitor: Visitor) -> Person | None:
    """The person behind `visitor`, with just the rights that hold now; None for a stranger.

    Who is no employee at this moment (a guest, a customer, somebody whom the platform could not vouch for) is no
    staff, whatever a row says. Whom the operator named as an admin becomes one here.
    """
    async with bot.database.read(organisation_id) as work:
        person = await _found(work, visitor)
    if not visitor.staff:
        return replace(person, staff=False) if person is not None else None
    named = any(str(each) in bot.policy.admins for each in (visitor.identity, *visitor.also))
    is_admin = person is not None and person.staff and person.role is Role.ADMIN
    if named and not is_admin and (person is None or person.gone_at is None):
        return await make(bot, organisation_id, visitor, Role.ADMIN)
    return person


async def _found(work: Work, visitor: Visitor) -> Person | None:
    """Whoever is known by the account that acted, under any of its spellings."""
    for spelling in (visitor.identity, *visitor.also):
        person = await people.find(work, spelling)
        if person is not None:
            return person
    return None


async def make(bot: Bot, organisation_id: OrganisationId, visitor: Visitor, role: Role) -> Person:
    """One of the staff with this role; Denied for anybody else. Whoever is known already keeps their name."""
    if not visitor.staff:
        raise Denied(Phrase("access.employees_only"))
    async with bot.database.begin(organisation_id) as work:
        known = await _found(work, visitor)
        board = next(iter(await boards.all(work)), None)
        person = known or Person(
            id=PersonId(bot.ids.of("person", organisation_id, str(visitor.identity))),
            organisation_id=organisation_id,
            name=clean(visitor.name, 80).text.strip() or visitor.identity.user,
            language=visitor.language or (board.language if board else "en"),
            zone=visitor.zone or (board.zone if board else "UTC"),
        )
        person = replace(person, staff=True, role=role)
        await people.save(work, person, visitor.identity)
    return person


async def ask_for_rights(bot: Bot, organisation_id: OrganisationId, visitor: Visitor) -> Card:
    """Tell every admin, privately, that a colleague would like to become a product manager; once a day at most."""
    person = await actor(bot, organisation_id, visitor)
    if not visitor.staff or (person is not None and person.gone_at is not None):
        raise Denied(Phrase("access.employees_only"))
    if person is not None and person.staff and person.role is not Role.NONE:
        raise Refusal(Phrase("rights.has_them"))
    asker = person if person is not None and person.staff else await make(bot, organisation_id, visitor, Role.NONE)
    now = bot.now()
    async with bot.database.begin(organisation_id) as work:
        admins = await admins_of(work)
        rows = await notices_to(bot, work, admins, f"rights@{asker.id}@{now:%Y-%m-%d}")
        await errands.save_all(work, [errand(bot.ids, organisation_id, kind, asker.id, now) for kind in ANSWERS])
        await deliveries.make(work, rows)
    names = [each.name for each in admins]
    return asked_card(names) if rows else asked_nobody_card(names)


async def give_rights(
    bot: Bot, organisation_id: OrganisationId, person_id: PersonId, role: Role, by: Person | None
) -> Card:
    """Appoint somebody who asked (`Role.NONE`: politely not) and tell them so, privately."""
    check(by, Deed.SET_UP)
    now = bot.now()
    async with bot.database.begin(organisation_id) as work:
        person = await people.get(work, person_id)
        if not person.staff or person.gone_at is not None:
            raise Refusal(Phrase("rights.not_staff", {"name": person.name}))
        if role is Role.NONE and person.role is not Role.NONE:
            raise Refusal(Phrase("rights.given_meanwhile", {"name": person.name}))
        told = replace(person, role=role)
        await people.save(work, told)
        word = "refused" if role is Role.NONE else "granted"
        await deliveries.make(work, await notices_to(bot, work, [told], f"{word}@{person.id}@{int(now.timestamp())}"))
    return refused_card(person.name) if role is Role.NONE else given_card(person.name, role)


async def admins_of(work: Work) -> list[Person]:
    """Everybody who is an admin now."""
    return [each for each in await people.all(work) if each.staff and each.role is Role.ADMIN and each.gone_at is None]


async def notices_to(bot: Bot, work: Work, readers: list[Person], subject_id: str) -> list[Delivery]:
    """A private message to each of `readers` who can be reached in a channel of the product team."""
    rows = []
    internal = [
        channel
        for board in await boards.all(work)
        for channel in await channels.of_board(work, board.id)
        if channel.kind is ChannelKind.PRODUCT and not channel.paused_for
    ]
    for reader in readers:
        lanes = {(who.platform, who.workspace) for who in await people.identities(work, reader.id)}
        shared: list[Channel] = [each for each in internal if (each.place.platform, each.place.workspace) in lanes]
        if shared:
            rows.append(message(bot, shared[0], Kind.NOTICE, subject_id, person_id=reader.id))
    return rows
