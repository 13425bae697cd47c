"""Knows amid a crowd who the people of a board are before they press, so that most presses look nobody up.

A third of what it took to keep a crowd's answers was to find out, press by press, who had pressed and whether they had
answered before. Of the board's people this is read beforehand, some hundreds at a time.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Generic, TypeVar

import structlog
from sqlalchemy import ColumnElement, and_, bindparam, select, true

from bot.domain.members import Member
from bot.domain.people import Identity, Person
from bot.ids import BoardId, OrganisationId, PersonId, QuestionId, RoundId
from storage.crowd import Crowd
from storage.database import Database
from storage.pressers import Behind, Press, each_of, row_made
from storage.straight import Straight
from storage.tables import answer, identity, member, person
from storage.work import Rows

log = structlog.get_logger(__name__)
LAG = 10.0
"""Seconds for which what was read is gone by; while people press, it is read anew at half of them."""
PAUSE = 1.0
"""Seconds until a reading that failed is tried again."""
PAGE = 200
"""People read at a time: no press waits for longer than it takes to make so many out of their rows."""
MOST_PEOPLE = 20_000
"""Of one board; who comes after them is looked up."""
MOST_BOARDS, MOST_QUESTIONS = 8, 64
"""Known at a time. Whoever presses for more is looked up: to take turns would be to read boards for every press."""
T = TypeVar("T")
Row = tuple[Any, ...]


@dataclass(slots=True)
class _Known:
    """Somebody, beside the rows they were made of: of whom nothing has changed nobody is made anew."""

    rows: list[Row]
    person_id: PersonId
    behind: Behind


@dataclass(slots=True, eq=False)
class _Read(Generic[T]):
    """What was read, and when."""

    found: T
    read_at: float = float("-inf")
    """By the monotonic clock, from before the reading began."""
    not_before: float = float("-inf")
    reading: asyncio.Task[None] | None = None

    @property
    def is_under_way(self) -> bool:
        """Whether it is being read."""
        return self.reading is not None and not self.reading.done()

    @property
    def is_due(self) -> bool:
        """Whether it should be read now."""
        return not self.is_under_way and time.monotonic() >= max(self.read_at + LAG / 2, self.not_before)

    @property
    def is_good(self) -> bool:
        """Whether it may be gone by."""
        return time.monotonic() < self.read_at + LAG


People = dict[Identity, _Known]
Board = tuple[OrganisationId, BoardId]
Asked = tuple[OrganisationId, RoundId, QuestionId]
Spoken = set[PersonId | Identity]
"""Who has answered, and by which accounts it was pressed meanwhile."""


@dataclass(slots=True)
class Ahead:
    """The people of the boards that crowds press for just now. Belongs to one event loop."""

    crowd: Crowd = field(default_factory=Crowd)
    _people: dict[Board, _Read[People]] = field(default_factory=dict)
    _spoken: dict[Asked, _Read[Spoken]] = field(default_factory=dict)
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)
    """However many boards are read, a press waits behind one page of one of them."""

    def behind(self, database: Database, press: Press) -> Behind | None:
        """Who stands behind a press that takes the place of whatever they said before; None where to be looked up.

        That is to be whoever has no seat on the board, has answered the question, or has pressed for it a moment ago.
        """
        if press.question_id is None or not (self.crowd.count() or time.monotonic() < self.crowd.last_at + LAG):
            return None
        board = press.organisation_id, press.board_id
        people = _held(self._people, board, MOST_BOARDS, {})
        if people is None:
            return None
        if people.is_due:
            reading = partial(_people_of, database, *board, people.found)
            people.reading = asyncio.create_task(self._read(people, reading))
        spoken = _held(self._spoken, _asked(press, press.question_id), MOST_QUESTIONS, set())
        if spoken is None:
            return None
        if spoken.is_due:
            spoken.reading = asyncio.create_task(self._read(spoken, partial(_spoken_on, database, press, spoken.found)))
        known = people.found.get(press.identity) if people.is_good and spoken.is_good else None
        if known is None or not spoken.found.isdisjoint((known.person_id, press.identity)):
            return None
        spoken.found.add(known.person_id)
        return known.behind

    def note(self, press: Press) -> None:
        """Who pressed is looked up: what they say now may come into the database behind the back of a reading."""
        if press.question_id is not None and (spoken := self._spoken.get(_asked(press, press.question_id))) is not None:
            spoken.found.add(press.identity)

    def forget(self, press: Press) -> None:
        """Who pressed is not who we took them for any more."""
        people = self._people.get((press.organisation_id, press.board_id))
        if people is not None:
            people.found.pop(press.identity, None)

    def forget_all(self, organisation_id: OrganisationId) -> None:
        """Somebody of the organisation has given up a seat: all of its people are read anew before they are known."""
        for board in [board for board in self._people if board[0] == organisation_id]:
            del self._people[board]

    async def _read(self, read: _Read[T], reading: Callable[[], Awaitable[T]]) -> None:
        try:
            async with self._one_at_a_time:
                began = time.monotonic()
                read.found = await reading()
        except Exception as wrong:  # Then they are looked up, and who presses is told what is wrong.
            read.not_before = time.monotonic() + PAUSE
            log.warning("nobody is known ahead", why=type(wrong).__name__)
        else:
            read.read_at = began
        asyncio.get_running_loop().call_later(LAG, self._let_go)

    def _let_go(self) -> None:
        """Keep nobody in memory for whose board nobody presses any more."""
        _sweep(self._people)
        _sweep(self._spoken)


def _held(held: dict[Any, _Read[T]], key: Hashable, most: int, nothing: T) -> _Read[T] | None:
    read = held.get(key)
    if read is None and len(held) < most:
        read = held[key] = _Read(nothing)
    return read


def _asked(press: Press, question_id: QuestionId) -> Asked:
    return press.organisation_id, press.round_id, question_id


def _sweep(held: dict[Any, _Read[T]]) -> None:
    for key, read in list(held.items()):
        if not read.is_good and not read.is_under_way:
            del held[key]


async def _people_of(database: Database, owner: OrganisationId, board_id: BoardId, before: People) -> People:
    found: People = {}
    last = ""
    while len(found) < MOST_PEOPLE:
        values = {"owner": owner, "board": board_id, "last": last}
        rows = await database.short_read(owner, partial(_PEOPLE.run, values=values), at_once=True)
        by_identity: dict[Identity, list[Row]] = {}
        for row in rows:
            if row[0] is not None:
                by_identity.setdefault(Identity(platform=row[0], workspace=row[1], user=row[2]), []).append(row)
        for who, of in by_identity.items():
            known = before.get(who)
            found[who] = known if known is not None and known.rows == of else _made(of)
        there = {row[_PERSON_ID] for row in rows}
        if len(there) < PAGE:
            break
        last = max(there)
    return found


def _made(rows: list[Row]) -> _Known:
    them = row_made(Person, person, rows[0][_PERSON:_SEAT])
    seats = sorted((row_made(Member, member, row[_SEAT:]) for row in rows), key=lambda seat: (seat.joined_at, seat.id))
    return _Known(rows, them.id, Behind(person=them, seats=seats))


async def _spoken_on(database: Database, press: Press, before: Spoken) -> Spoken:
    """Added to who was known to: those who press meanwhile are not in the database yet."""
    values = {"owner": press.organisation_id, "round": press.round_id, "question": press.question_id}
    rows = await database.short_read(press.organisation_id, partial(_SPOKEN.run, values=values), at_once=True)
    before.update(PersonId(person_id) for (person_id,) in rows)
    return before


def _of_people(on_sqlite: bool) -> Rows:
    owner: ColumnElement[str] = bindparam("owner")
    board: ColumnElement[str] = bindparam("board")
    here = and_(member.c.organisation_id == owner, member.c.board_id == board)
    page = select(member.c.person_id).distinct().where(here, member.c.person_id > bindparam("last"))
    next_ = page.order_by(member.c.person_id).limit(PAGE).subquery("next")
    whose = and_(person.c.organisation_id == owner, person.c.id == next_.c.person_id)
    them = person if on_sqlite else each_of(person, whose)
    seats = and_(member.c.organisation_id == owner, member.c.person_id == next_.c.person_id)
    seat = member if on_sqlite else each_of(member, seats)
    named = and_(identity.c.organisation_id == owner, identity.c.person_id == next_.c.person_id)
    who = identity if on_sqlite else each_of(identity, named)
    # Outer joins throughout: they keep SQLite from beginning with all the members of the board, page by page.
    joined = next_.outerjoin(them, whose if on_sqlite else true())
    joined = joined.outerjoin(seat, and_(seats, seat.c.board_id == board) if on_sqlite else seat.c.board_id == board)
    # Who is written down and was never seen on a platform counts for the page as well.
    joined = joined.outerjoin(who, named if on_sqlite else true())
    return select(who.c.platform, who.c.workspace, who.c.user, *them.c, *seat.c).select_from(joined)


def _of_spoken(on_sqlite: bool) -> Rows:
    return select(answer.c.person_id).where(
        answer.c.organisation_id == bindparam("owner"),
        answer.c.round_id == bindparam("round"),
        answer.c.question_id == bindparam("question"),
    )


_PEOPLE, _SPOKEN = Straight(_of_people), Straight(_of_spoken)
_PERSON = 3
_PERSON_ID = _PERSON + person.columns.keys().index("id")
_SEAT = _PERSON + len(person.columns)
