"""Who runs a board and who looks after a company, besides the admins: an admin says so, and takes it back."""

from dataclasses import replace

from bot.actions.enrol import slug_of
from bot.actions.rights import notices_to
from bot.bot import Bot
from bot.cards.owners import (
    account_owner_card,
    board_owner_card,
    no_account_owner_card,
    no_board_owner_card,
    you_look_after_card,
    you_run_card,
)
from bot.cards.parts import Card
from bot.commands import AccountOwner, BoardOwner
from bot.domain.boards import Board
from bot.domain.people import Identity, Person
from bot.errors import Refusal
from bot.ids import AccountId, BoardId, OrganisationId, PersonId
from bot.texts import Phrase
from storage import accounts, boards, deliveries, people
from storage.database import Work


async def set_board_owner(bot: Bot, board: Board, typed: BoardOwner) -> Card:
    """Let one of the own staff run the board, or nobody any more; without a name, say who does.

    Whoever runs a board asks and decides there too, and gets no right on any other by it.
    """
    async with bot.database.begin(board.organisation_id) as work:
        now = await boards.get(work, board.id)
        if typed.nobody:
            await boards.save(work, replace(now, owner_id=None))
            return no_board_owner_card(now)
        if not typed.identity:
            known = await _person(work, now.owner_id)
            return board_owner_card(now, known) if known is not None else no_board_owner_card(now)
        person = await _colleague(work, typed.identity)
        await boards.save(work, replace(now, owner_id=person.id))
        if now.owner_id != person.id:
            await _tell(bot, work, person, f"runs@{now.id}@{person.id}")
    return board_owner_card(now, person)


async def set_account_owner(bot: Bot, organisation_id: OrganisationId, typed: AccountOwner) -> Card:
    """Let one of the own staff look after a company, or nobody any more."""
    async with bot.database.begin(organisation_id) as work:
        account = await accounts.by_key(work, slug_of(typed.account))
        if account is None:
            raise Refusal(Phrase("account.unknown", {"account": typed.account[:40]}))
        if typed.nobody:
            await accounts.save(work, replace(account, owner_id=None))
            return no_account_owner_card(account)
        person = await _colleague(work, typed.identity)
        await accounts.save(work, replace(account, owner_id=person.id))
        if account.owner_id != person.id:
            await _tell(bot, work, person, f"looks@{account.id}@{person.id}")
    return account_owner_card(account, person)


async def let_go(work: Work, person: Person) -> None:
    """Take back every board they run or hear of each month, and every company they look after."""
    for board in await boards.all(work):
        if board.owner_id == person.id:
            board = replace(board, owner_id=None)
            await boards.save(work, board)
        if board.sponsor_id == person.id:
            await boards.save(work, replace(board, sponsor_id=None, next_sponsor_at=None))
    for account in await accounts.all(work):
        if account.owner_id == person.id:
            await accounts.save(work, replace(account, owner_id=None))


async def told_owner(work: Work, what: str, subject_id: str) -> Card:
    """What somebody reads who runs a board from now on (`runs`), or looks after a company (`looks`)."""
    if what == "runs":
        return you_run_card(await boards.get(work, BoardId(subject_id)))
    return you_look_after_card(await accounts.get(work, AccountId(subject_id)))


async def _tell(bot: Bot, work: Work, person: Person, subject: str) -> None:
    stamp = int(bot.now().timestamp())
    await deliveries.make(work, await notices_to(bot, work, [person], f"{subject}@{stamp}"))


async def _colleague(work: Work, identity: str) -> Person:
    person = await people.find(work, Identity.parse(identity))
    if person is None or not person.staff or person.gone_at is not None:
        raise Refusal(Phrase("rights.not_staff", {"name": person.name if person else identity}))
    return person


async def _person(work: Work, person_id: PersonId | None) -> Person | None:
    return {each.id: each for each in await people.staff(work)}.get(person_id) if person_id is not None else None
