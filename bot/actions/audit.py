"""Writes down every try to do something that needs a right, also those that were denied; and lists them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.actions.who import known_person
from bot.bot import Bot
from bot.cards.audit import audit_card
from bot.cards.parts import Card
from bot.domain.audit import AuditEntry, Outcome
from bot.domain.boards import Board
from bot.domain.channels import Place
from bot.domain.people import Visitor
from bot.errors import Denied, Refusal
from bot.ids import OrganisationId, PersonId, fresh_key
from storage import audit, boards, people, suggestions

SHOWN = 20


@asynccontextmanager
async def audited(
    bot: Bot, organisation_id: OrganisationId, person_id: PersonId | None, deed: str, subject_id: str
) -> AsyncIterator[None]:
    """Write one row about what happens inside, however it ends; what it raises goes on."""
    outcome = Outcome.FAILED
    try:
        yield
        outcome = Outcome.DONE
    except Denied:
        outcome = Outcome.DENIED
        raise
    except Refusal:
        outcome = Outcome.REFUSED
        raise
    finally:
        await note(bot, organisation_id, person_id, deed, subject_id, outcome)


@dataclass(slots=True)
class Subject:
    """What a press turns out to be about, once it is known."""

    id: str = ""


@asynccontextmanager
async def tried(bot: Bot, deed: str, visitor: Visitor, place: Place) -> AsyncIterator[Subject]:
    """Write one row about a press that needs a right; what it was about is said inside."""
    subject = Subject()
    outcome = Outcome.FAILED
    try:
        yield subject
        outcome = Outcome.DONE
    except Denied:
        outcome = Outcome.DENIED
        raise
    except Refusal:
        outcome = Outcome.REFUSED
        raise
    finally:
        organisation_id = await bot.database.organisation_at(place)
        if organisation_id is not None:
            person = await known_person(bot, organisation_id, visitor.identity)
            await note(bot, organisation_id, person.id if person is not None else None, deed, subject.id, outcome)


async def note(
    bot: Bot, organisation_id: OrganisationId, person_id: PersonId | None, deed: str, subject_id: str, outcome: Outcome
) -> None:
    """Write one row; it holds ids and words of ours, never what anybody said."""
    entry = AuditEntry(
        id=fresh_key().hex()[:32],
        organisation_id=organisation_id,
        at=bot.now(),
        person_id=person_id,
        deed=deed,
        subject_id=subject_id,
        outcome=outcome.value,
    )
    async with bot.database.begin(organisation_id) as work:
        await audit.add(work, entry)


async def audit_of(bot: Bot, board: Board) -> Card:
    """The newest tries of the organisation, with the names of those we know."""
    async with bot.database.read(board.organisation_id) as work:
        entries = await audit.latest(work, SHOWN)
        names = {each.id: each.name for each in await people.all(work)}
        known = await boards.all(work)
        subjects: dict[str, str] = {each.id: each.name for each in known}
        for each in known:
            subjects |= {one.id: one.label for one in await suggestions.of_board(work, each.id)}
    return audit_card(entries=entries, names=names, subjects=subjects, zone=board.zone)
