"""Keeps a crowd's answers on PostgreSQL in one statement: the answers, their versions, and what they change besides.

Each statement is a round trip, and a busy process gets to its next one only after all that came meanwhile.
"""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import ColumnElement, Select, Table, and_, bindparam, func, insert, literal_column, select, true, update
from sqlalchemy.sql.selectable import CTE, LateralFromClause

from bot.domain.answers import Answer, Source
from storage.answers import FIELDS, VOICE, layers, saving, speaks_of_statements, voice_in
from storage.bulk import any_of, packed
from storage.direct import Direct
from storage.straight import Straight
from storage.tables import answer, answer_version, member, round_
from storage.work import row_of


async def keep_all(work: Direct, said: Sequence[Answer]) -> list[Answer]:
    """As `storage.answers.save_all`; also the rounds grow, and the members among the speakers have answered once."""
    standing: list[Answer] = []
    for layer in layers(said):
        values = {"owner": work.organisation_id, **packed(work, answer, [row_of(each) for each in layer])}
        changed = set(await _keeping(speaks_of_statements(layer)).run(work, values))
        standing.extend(each for each in layer if voice_in(each) in changed)
    return standing


@cache
def _keeping(stances: bool) -> Straight:
    return Straight(lambda on_sqlite: _statement(on_sqlite, stances))


def _statement(on_sqlite: bool, stances: bool) -> Select[*tuple[str, str, str]]:
    assert not on_sqlite, "SQLite does not change tables within a query"
    kept = saving(on_sqlite, stances).returning(*answer.c).cte("kept")
    versions = insert(answer_version).from_select(FIELDS, select(*(kept.c[name] for name in FIELDS))).cte("versions")
    changes = (versions, _grown(kept), _marked(kept))
    return select(*(kept.c[name] for name in VOICE)).add_cte(*changes)


def _grown(kept: CTE) -> CTE:
    spoken = select(func.count()).select_from(kept).where(kept.c.round_id == round_.c.id).scalar_subquery()
    mine = and_(round_.c.organisation_id == bindparam("owner"), any_of(round_.c.id, select(kept.c.round_id).distinct()))
    return update(round_).where(mine).values(version=round_.c.version + spoken).cte("grown")


def _there(table: Table, which: ColumnElement[bool]) -> LateralFromClause:
    return select(table).where(which).offset(literal_column("0")).lateral()


def _marked(kept: CTE) -> CTE:
    """Seat by seat by an index: the planner would look at all the members there are."""
    boards = _there(round_, and_(round_.c.organisation_id == bindparam("owner"), round_.c.id == kept.c.round_id))
    seat = and_(
        member.c.organisation_id == bindparam("owner"),
        member.c.person_id == kept.c.person_id,
        member.c.board_id == boards.c.board_id,
        member.c.answered_once.is_(False),
    )
    seats = _there(member, seat)
    said = kept.join(boards, true()).join(seats, true())
    spoken = select(seats.c.id).select_from(said).where(kept.c.source == Source.MEMBER)
    mine = and_(member.c.organisation_id == bindparam("owner"), any_of(member.c.id, spoken))
    return update(member).where(mine).values(answered_once=True).cte("marked")
