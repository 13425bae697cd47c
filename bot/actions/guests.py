"""Holds internal messages back while a guest reads along of whom no admin has said that they are a colleague.

Customers may sit as guests in the vendor's own workspace, and so may contractors; the platform cannot tell them apart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import structlog

from bot.access import Deed, check
from bot.actions.messages import message
from bot.actions.offer import offer
from bot.actions.rights import admins_of
from bot.bot import Bot
from bot.cards.guests import colleague_card, customer_card
from bot.cards.parts import Card
from bot.domain.channels import Channel
from bot.domain.deliveries import Delivery, Kind
from bot.domain.errands import Errand, ErrandKind, errand
from bot.domain.people import Person, Visitor
from bot.domain.wording import clean
from bot.errors import Refusal
from bot.ids import PersonId, Token
from bot.texts import Phrase
from storage import accounts, boards, channels, deliveries, errands, members, people
from storage.database import Work

log = structlog.get_logger()
SAID = "!"
"""Marks the errand of a "Colleague" button that was pressed: what an admin said stands until one says otherwise."""
LONGEST_NAME = 80


async def guests_hold_back(bot: Bot, row: Delivery, guests: Sequence[Visitor]) -> bool:
    """True when one of `guests` may be a customer, so that `row` has to wait; the admins are asked once of each."""
    async with bot.database.read(row.organisation_id) as work:
        if all([await _is_colleague(bot, work, each) for each in guests]):
            return False
    async with bot.database.begin(row.organisation_id) as work:
        channel = await channels.get(work, row.channel_id)
        for each in guests:
            if not await _is_colleague(bot, work, each):
                await _ask_once(bot, work, channel, each)
    return True


async def settle_guest(bot: Bot, person: Person, asked: Errand, *, is_colleague: bool) -> Card:
    """Let a guest read along from now on, or not; saying it twice is harmless, and the last word counts.

    Denied without the right to set up; Refusal for a guest who sits on a board for a customer.
    """
    by = check(person, Deed.SET_UP)
    guest_id = PersonId(asked.subject_id.removesuffix(SAID))
    async with bot.database.begin(by.organisation_id) as work:
        guest = await people.get(work, guest_id)
        said = _errand(bot, work, ErrandKind.GUEST_IS_COLLEAGUE, guest_id).token
        if not is_colleague:
            await errands.turn(work, said, guest_id + SAID, guest_id)
            await people.save(work, replace(guest, staff=False))
            return customer_card(guest.name)
        for board in await boards.all(work):
            for seat in await members.seats(work, board.id, guest_id):
                company = (await accounts.get(work, seat.account_id)).name
                raise Refusal(Phrase("guest.sits_on_board", {"guest": guest.name, "company": company}))
        await errands.turn(work, said, guest_id, guest_id + SAID)
        await people.save(work, replace(guest, staff=True))
        return colleague_card(guest.name)


async def guest_buttons(work: Work, person_id: PersonId) -> Mapping[ErrandKind, Token]:
    """What can be pressed about a guest, by its kind."""
    known = [*await errands.about(work, person_id), *await errands.about(work, person_id + SAID)]
    return {each.kind: each.token for each in known}


async def _is_colleague(bot: Bot, work: Work, guest: Visitor) -> bool:
    known = await people.find(work, guest.identity)
    if known is None:
        return False
    said = await errands.of_token(work, _errand(bot, work, ErrandKind.GUEST_IS_COLLEAGUE, known.id).token)
    return said is not None and said.subject_id.endswith(SAID)


async def _ask_once(bot: Bot, work: Work, channel: Channel, guest: Visitor) -> None:
    """Ask every admin who can be written to here; nobody is asked about the same guest again."""
    person = await people.find(work, guest.identity) or await _noted(bot, work, channel, guest)
    if ErrandKind.GUEST_IS_COLLEAGUE in await guest_buttons(work, person.id):
        return
    here = (channel.place.platform, channel.place.workspace)
    rows = [
        message(bot, channel, Kind.NOTICE, f"guest@{channel.id}@{person.id}", person_id=admin.id)
        for admin in await admins_of(work)
        if here in {(who.platform, who.workspace) for who in await people.identities(work, admin.id)}
    ]
    if not rows:
        log.warning("nobody to ask about a guest", channel=channel.id)
        return
    for kind in (ErrandKind.GUEST_IS_COLLEAGUE, ErrandKind.GUEST_IS_CUSTOMER):
        await offer(bot, work, kind, person.id)
    await deliveries.make(work, rows)


async def _noted(bot: Bot, work: Work, channel: Channel, guest: Visitor) -> Person:
    board = await boards.get(work, channel.board_id)
    person = Person(
        id=PersonId(bot.ids.of("person", work.organisation_id, str(guest.identity))),
        organisation_id=work.organisation_id,
        name=clean(guest.name, LONGEST_NAME).text.strip() or guest.identity.user,
        language=guest.language or board.language,
        zone=guest.zone or board.zone,
    )
    await people.save(work, person, guest.identity)
    return person


def _errand(bot: Bot, work: Work, kind: ErrandKind, person_id: PersonId) -> Errand:
    return errand(bot.ids, work.organisation_id, kind, person_id, bot.now())
