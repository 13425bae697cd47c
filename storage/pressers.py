"""Finds out who stands behind presses: people, their seats on the board asked, and what they said before."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Table, and_, bindparam, literal_column, select, true

from bot.domain.answers import Answer
from bot.domain.channels import Place
from bot.domain.members import Member
from bot.domain.people import Identity, Person
from bot.ids import BoardId, OrganisationId, QuestionId, RoundId
from storage.bulk import listed, rows_given
from storage.direct import Direct
from storage.straight import Straight
from storage.tables import answer, identity, member, person, tombstone
from storage.work import Rows, V, made


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """What the wire and the ask tell of a press."""

    organisation_id: OrganisationId
    board_id: BoardId
    round_id: RoundId
    identity: Identity
    place: Place
    question_id: QuestionId | None = None
    """The question whose earlier answer matters; None where it does not."""
    final: bool = False
    """True when the round's key is needed, to note an anonymous voice."""
    replaces: bool = False
    """True for an answer that takes the place of any earlier one, which is of no matter to it but for the receipt."""
    mark: str = ""
    """What is kept of this account if its owner was erased; empty where that does not matter."""


@dataclass(slots=True)
class Behind:
    """Who stands behind a press: nobody we know, at first."""

    person: Person | None = None
    seats: list[Member] = field(default_factory=list)
    said: Answer | None = None
    erased_at: datetime | None = None


async def people_behind(work: Direct, who: Collection[Identity]) -> dict[Identity, Person]:
    """The people whom these identities belong to; who is not known is not there. One query, however many they are."""
    wanted = sorted(who, key=str)
    found = zip(wanted, await those_behind(work, [(each, None) for each in wanted]), strict=True)
    return {each: behind.person for each, behind in found if behind.person is not None}


async def those_behind(work: Direct, presses: Sequence[tuple[Identity, Press | None]]) -> list[Behind]:
    """Who stands behind each of these, their seats on the board asked, and what they said before; in one query."""
    wanted = [
        (
            who.platform,
            who.workspace,
            who.user,
            *((of.board_id, of.round_id, of.question_id or "", of.mark) if of else _NOTHING),
        )
        for who, of in presses
    ]
    found = [Behind() for _ in presses]
    for row in await _PRESSERS.run(work, {"owner": work.organisation_id, "wanted": listed(wanted)}):
        behind = found[row[0]]
        behind.erased_at = row[_ERASED]
        if row[1] is None:
            continue  # Nobody we know.
        behind.person = behind.person or row_made(Person, person, row[1:_SEAT])
        if row[_SEAT] is not None:
            behind.seats.append(row_made(Member, member, row[_SEAT:_SAID]))
        if row[_SAID] is not None:
            behind.said = row_made(Answer, answer, row[_SAID:_ERASED])
    for behind in found:
        behind.seats.sort(key=lambda seat: (seat.joined_at, seat.id))
    return found


def row_made(kind: type[V], table: Table, values: Sequence[Any]) -> V:
    """One of these, made of the values of a row of its table in the order of the columns."""
    return made(kind, dict(zip(_fields(table), values, strict=True)))


@cache
def _fields(table: Table) -> tuple[str, ...]:
    return tuple(table.columns.keys())


# To build a statement takes longer than to run it; that of every press is built once.


def _of_pressers(on_sqlite: bool) -> Rows:
    given = rows_given("wanted", ("platform", "workspace", "user", "board", "round", "question", "mark"), on_sqlite)
    owner: ColumnElement[str] = bindparam("owner")
    named = and_(
        identity.c.organisation_id == owner,
        identity.c.platform == given.c.platform,
        identity.c.workspace == given.c.workspace,
        identity.c.user == given.c.user,
    )
    who = identity if on_sqlite else each_of(identity, named)
    whose = and_(person.c.organisation_id == owner, person.c.id == who.c.person_id)
    them = person if on_sqlite else each_of(person, whose)
    seats = and_(member.c.organisation_id == owner, member.c.person_id == them.c.id)
    # Of a young table PostgreSQL holds a key that begins with the board for as good: of their seats, this board's.
    seat = member if on_sqlite else each_of(member, seats)
    seated = and_(seats, member.c.board_id == given.c.board) if on_sqlite else seat.c.board_id == given.c.board
    spoken = and_(
        answer.c.organisation_id == owner,
        answer.c.round_id == given.c.round,
        answer.c.question_id == given.c.question,
        answer.c.person_id == them.c.id,
    )
    said = answer if on_sqlite else each_of(answer, spoken)
    buried = and_(tombstone.c.organisation_id == owner, tombstone.c.mark == given.c.mark)
    erased = tombstone if on_sqlite else each_of(tombstone, buried)
    # Outer joins throughout: they keep SQLite from beginning with all the identities there are.
    found = given.outerjoin(who, named if on_sqlite else true()).outerjoin(them, whose if on_sqlite else true())
    found = found.outerjoin(seat, seated).outerjoin(said, spoken if on_sqlite else true())
    found = found.outerjoin(erased, buried if on_sqlite else true())
    return select(given.c.at, *them.c, *seat.c, *said.c, erased.c.erased_at).select_from(found)


def each_of(table: Table, which: ColumnElement[bool]) -> FromClause:
    """The rows that belong to one row on the left: looked for by an index, whatever the planner believes it knows.

    PostgreSQL thinks that a young table has two rows, and would compare all rows with all.
    """
    return select(table).where(which).offset(literal_column("0")).lateral(f"{table.name}_there")


_PRESSERS = Straight(_of_pressers)
_NOTHING = ("", "", "", "")
_SEAT = 1 + len(person.columns)
_SAID = _SEAT + len(member.columns)
_ERASED = _SAID + len(answer.columns)
