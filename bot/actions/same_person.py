"""Finds members who are probably one person with two accounts, asks once, and makes them one: one person is one voice.

Somebody may sit in one channel as a guest of the vendor and as a member of their own workspace. The platform tells
neither their address nor that the two belong together, only what both are called.
"""

from dataclasses import replace

from bot.access import Deed, check, may
from bot.actions.ask import tell_product
from bot.actions.offer import offer
from bot.actions.their_boards import theirs
from bot.bot import Bot
from bot.cards.parts import Card
from bot.cards.same_person import apart_card, same_person_card, united_card
from bot.domain.audit import AuditEntry, Outcome
from bot.domain.boards import Board
from bot.domain.deliveries import Kind
from bot.domain.errands import Errand, ErrandKind
from bot.domain.members import Member
from bot.domain.people import Person
from bot.errors import Refusal
from bot.ids import BoardId, PersonId, fresh_key
from bot.texts import Phrase
from storage import accounts, audit, boards, errands, members, people
from storage.database import Work
from storage.uniting import unite

SEVERAL_ACCOUNTS = frozenset({"teams", "web"})
"""Platforms where somebody may be met twice in one workspace: as a guest of it, and from a tenant of their own.

On the web each of somebody's accounts has a link of its own, all of them in the one place of the organisation.
"""


async def ask_whether_same(bot: Bot, work: Work, person: Person) -> None:
    """Ask the product team, once about each pair, whether somebody of that name at that company is this person."""
    for board in await boards.all(work):
        for seat in await members.seats(work, board.id, person.id):
            for other in await _namesakes(work, board, seat, person):
                await _ask_once(bot, work, board, seat, *sorted((person.id, other.id)))


async def ask_about_namesakes(bot: Bot, work: Work, board: Board) -> None:
    """The same for everybody on a board: whoever joined under a name that was known needed no look-up then."""
    for account_id, name in await members.namesakes(work, board.id):
        for person in await people.called(work, name):
            for seat in await members.seats(work, board.id, person.id):
                if seat.account_id == account_id:
                    for other in await _namesakes(work, board, seat, person):
                        await _ask_once(bot, work, board, seat, *sorted((person.id, other.id)))


async def settle_same(bot: Bot, person: Person, asked: Errand, *, is_same: bool) -> Card:
    """Make two people one, or leave them two; saying it twice is harmless. Denied without the right to ask customers.

    Who joined first stays, with the name and the settings of that account; a pause of either holds.
    """
    one_id, other_id = (PersonId(each) for each in asked.subject_id.split("/"))
    async with bot.database.begin(person.organisation_id) as work:
        await _check_on_theirs(work, person, one_id, other_id)
        everybody = {each.id: each for each in await people.all(work)}
        known = [everybody[each] for each in (one_id, other_id) if each in everybody]
        if not known:
            raise Refusal(Phrase("press.unknown"))
        if not is_same:
            return apart_card(known[0].name)
        if len(known) > 1:
            known = [await one_of(work, *known)]
    return united_card(known[0].name)


async def one_of(work: Work, one: Person, other: Person) -> Person:
    """The two as one: who joined first stays, the other goes."""
    kept, gone = sorted((one, other), key=lambda each: (not each.staff, each.id))
    first = {each.person_id: each.joined_at for each in reversed(await _seats(work, one, other))}
    if len(first) > 1 and not kept.staff:
        kept, gone = sorted((one, other), key=lambda each: first[each.id])
    pauses = [each.paused_until for each in (kept, gone) if each.paused_until is not None]
    await unite(work, kept.id, gone.id)
    whole = replace(kept, paused_until=max(pauses, default=None))
    await people.save(work, whole)
    return whole


async def found_same(bot: Bot, work: Work, one: Person, other: Person) -> Person:
    """The two as one, since the platform itself says so; the list of tries names both ids, of which one goes on."""
    whole = await one_of(work, one, other)
    entry = AuditEntry(
        id=fresh_key().hex()[:32],
        organisation_id=work.organisation_id,
        at=bot.now(),
        person_id=None,
        deed="found_same",
        subject_id="/".join(sorted((one.id, other.id))),
        outcome=Outcome.DONE.value,
    )
    await audit.add(work, entry)
    return whole


async def same_card(work: Work, board_id: BoardId, one_id: PersonId, other_id: PersonId) -> tuple[Card, Board]:
    """The question about two members; where they are one by now, that."""
    board = await boards.get(work, board_id)
    everybody = {each.id: each for each in await people.all(work)}
    known = [everybody[each] for each in (one_id, other_id) if each in everybody]
    if len(known) < 2:
        return united_card(known[0].name if known else ""), board
    seats = await members.seats(work, board_id, one_id)
    account = (await accounts.get(work, seats[0].account_id)).name if seats else ""
    buttons = {each.kind: each.token for each in await errands.about(work, f"{one_id}/{other_id}")}
    return same_person_card(board=board, name=known[0].name, account=account, buttons=buttons), board


async def _namesakes(work: Work, board: Board, seat: Member, person: Person) -> list[Person]:
    """Other members for that company with the same full name; not of the same workspace, which has two of them."""
    if " " not in person.name:
        return []
    named = [
        each
        for each in await people.called(work, person.name)
        if each.id != person.id
        and any(other.account_id == seat.account_id for other in await members.seats(work, board.id, each.id))
    ]
    here = await _workspaces(work, person)
    return [each for each in named if not here & await _workspaces(work, each)]


async def _check_on_theirs(work: Work, by: Person, *some: PersonId) -> None:
    """Denied for who may not ask customers on a board where both sit, and so was never asked about them."""
    if may(by, Deed.ASK):
        return
    for board in await theirs(work, by, Deed.ASK):
        if all([await members.seats(work, board.id, each) for each in some]):
            return
    check(by, Deed.ASK)


async def _ask_once(bot: Bot, work: Work, board: Board, seat: Member, one: PersonId, other: PersonId) -> None:
    subject = f"{one}/{other}"
    if await errands.about(work, subject):
        return
    for kind in (ErrandKind.SAME_PERSON, ErrandKind.DIFFERENT_PEOPLE):
        await offer(bot, work, kind, subject)
    await tell_product(bot, work, board, Kind.NOTICE, f"same@{seat.board_id}@{one}@{other}")


async def _workspaces(work: Work, person: Person) -> set[tuple[str, str]]:
    """Where a second account of the same name is somebody else's."""
    known = await people.identities(work, person.id)
    return {(each.platform, each.workspace) for each in known if each.platform not in SEVERAL_ACCOUNTS}


async def _seats(work: Work, *some: Person) -> list[Member]:
    found = [
        seat
        for board in await boards.all(work)
        for each in some
        for seat in await members.seats(work, board.id, each.id)
    ]
    return sorted(found, key=lambda seat: seat.joined_at)
