"""Lists who can be played at the terminal, and sees to it that a product manager and an admin are among them."""

from dataclasses import dataclass

from bot.actions.enrol import the_organisation
from bot.bot import Bot
from bot.domain.boards import Board
from bot.domain.channels import Channel
from bot.domain.people import Identity, Person, Role
from bot.errors import Refusal
from bot.ids import AccountId, PersonId
from bot.texts import Phrase
from storage import accounts, boards, channels, members, people

PLATFORM = "console"
STAFF = {"admin": Role.ADMIN, "pm": Role.PRODUCT_MANAGER}


@dataclass(frozen=True, slots=True, kw_only=True)
class Character:
    """Somebody to be."""

    handle: str
    person: Person
    identity: Identity
    company: str
    """Whom a member speaks for; empty for staff."""
    accounts: tuple[AccountId, ...]


async def first_board(bot: Bot) -> Board:
    """The board to play on: the only one, or the oldest."""
    organisation = await the_organisation(bot)
    async with bot.database.read(organisation.id) as work:
        known = await boards.all(work)
    if not known:
        raise Refusal(Phrase("board.none_yet"))
    return min(known, key=lambda board: board.created_at)


async def rooms_of(bot: Bot, board: Board) -> list[Channel]:
    """The board's rooms at the terminal."""
    async with bot.database.read(board.organisation_id) as work:
        found = [each for each in await channels.of_board(work, board.id) if each.place.platform == PLATFORM]
    if not found:
        raise Refusal(Phrase("play.no_rooms", {"board": board.slug}))
    return found


async def cast_of(bot: Bot, board: Board) -> list[Character]:
    """Everybody with an identity at the terminal; whoever sits there owns the database and may be an admin or a pm.

    A board without an admin or a product manager is given one. Members without such an identity (they came from a
    file) are given one made of their name.
    """
    workspace = (await rooms_of(bot, board))[0].place.workspace
    async with bot.database.begin(board.organisation_id) as work:
        everybody = await people.all(work)
        for handle, role in STAFF.items():
            identity = Identity(platform=PLATFORM, workspace=workspace, user=handle)
            if not any(person.staff and person.role is role for person in everybody):
                staff = Person(
                    id=PersonId(bot.ids.of("person", board.organisation_id, str(identity))),
                    organisation_id=board.organisation_id,
                    name=handle.title() if handle == "admin" else "PM",
                    language=board.language,
                    zone=board.zone,
                    staff=True,
                    role=role,
                )
                await people.save(work, staff, identity)
        names = {account.id: account.name for account in await accounts.all(work)}
        found: list[Character] = []
        for person in await people.all(work):
            seats = await members.seats(work, board.id, person.id)
            known = [each for each in await people.identities(work, person.id) if each.platform == PLATFORM]
            if not known and seats:
                known = [Identity(platform=PLATFORM, workspace=workspace, user=_handle(person, found))]
                await people.save(work, person, *known)
            if known and (seats or person.staff):
                found.append(
                    Character(
                        handle=known[0].user,
                        person=person,
                        identity=known[0],
                        company=", ".join(names[seat.account_id] for seat in seats),
                        accounts=tuple(seat.account_id for seat in seats),
                    )
                )
    ranks = list(reversed(Role))
    return sorted(found, key=lambda each: (ranks.index(each.person.role), each.company, each.handle))


def _handle(person: Person, taken: list[Character]) -> str:
    first = person.name.split()[0].casefold() if person.name.split() else "member"
    used = {each.handle for each in taken}
    names = (first if number == 1 else f"{first}{number}" for number in range(1, 10_000))
    return next(name for name in names if name not in used)
