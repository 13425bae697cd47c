"""Keeps a crowd's answers on PostgreSQL in one statement: taps, newcomers, answers, and what they change besides.

Each statement is a round trip, and a busy process gets to its next one only after all that came meanwhile. One that
stands alone is a transaction by itself: it needs no beginning and no end, and once it has returned it is on disk.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import orjson
from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    Text,
    and_,
    bindparam,
    cast,
    func,
    insert,
    literal_column,
    select,
    true,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.selectable import CTE, LateralFromClause

from bot.domain.answers import Answer, Source
from bot.domain.rounds import Round, Stage
from bot.domain.visibility import Visibility
from bot.ids import RoundId
from storage.answers import FIELDS, VOICE, on_conflict_later, speaks_of_statements, voice_in
from storage.bulk import among, as_objects, given_rows, listed
from storage.direct import Direct
from storage.kept import Joining, Kept
from storage.straight import Straight
from storage.tables import answer, answer_version, identity, inbox, member, person, round_
from storage.work import made, row_of

KEY = "inbox"
"""The column, beside a row's own, that says to which tap it belongs."""
_ROUND = round_.columns.keys()


def fits(taps: Sequence[Kept]) -> bool:
    """True for taps that one statement can keep: answers under names, none of which is about the same as another."""
    said = [tap.answer for tap in taps if tap.answer is not None]
    if len(said) < len(taps):
        return False
    return len({tap.inbox for tap in taps}) == len(taps) == len({voice_in(each) for each in said})


async def keep_all(work: Direct, taps: Sequence[Kept]) -> tuple[dict[RoundId, Round], set[str]]:
    """Keep the taps whose round takes answers and which nobody has noted; returns the rounds, and the keys of those.

    The rounds are taken first, in the order of their ids: so none closes meanwhile. An answer that was said earlier
    than the one that stands is noted, and changes nothing.
    """
    said = [(tap.inbox, tap.answer) for tap in taps if tap.answer is not None]
    # One statement cannot change a row that it adds: who has a seat because of an answer has answered.
    joins = {tap.inbox: _seated(tap.joins, tap.answer) for tap in taps if tap.joins and tap.answer}
    values = {
        "owner": work.organisation_id,
        "ids": listed(sorted({tap.round_id for tap in taps})),
        "answers": as_objects(work, answer, [(key, row_of(each)) for key, each in said], KEY),
    }
    if joins:
        values |= _newcomers(work, joins)
    keeping = _keeping(speaks_of_statements([each for _, each in said]), bool(joins))
    rows = await keeping.run(work, values)
    rounds = [made(Round, dict(zip(_ROUND, row, strict=False))) for row in rows]
    return {each.id: each for each in rounds}, {key for row in rows[:1] for key in orjson.loads(row[-1])}


def _seated(joining: Joining, said: Answer) -> Joining:
    if said.source is not Source.MEMBER or joining.member.answered_once:
        return joining
    return replace(joining, member=replace(joining.member, answered_once=True))


def _newcomers(work: Direct, joins: Mapping[str, Joining]) -> dict[str, str]:
    """Who joins with which tap, sorted so that two processes never wait for each other crosswise; each of them once."""
    people = {each.person.id: (key, row_of(each.person)) for key, each in joins.items()}
    members = {each.member.id: (key, row_of(each.member)) for key, each in joins.items()}
    identities = {
        (str(each.identity), each.person.id): (
            key,
            {"organisation_id": work.organisation_id, "person_id": each.person.id, **row_of(each.identity)},
        )
        for key, each in joins.items()
    }
    return {
        "people": as_objects(work, person, [people[id_] for id_ in sorted(people)], KEY),
        "identities": as_objects(work, identity, [identities[who] for who in sorted(identities)], KEY),
        "members": as_objects(work, member, [members[id_] for id_ in sorted(members)], KEY),
    }


@cache
def _keeping(stances: bool, joins: bool) -> Straight:
    return Straight(lambda on_sqlite: _statement(on_sqlite, stances, joins))


def _statement(on_sqlite: bool, stances: bool, joins: bool) -> Select[*tuple[Any, ...]]:
    assert not on_sqlite, "SQLite does not change tables within a query"
    mine = and_(round_.c.organisation_id == bindparam("owner"), among(round_.c.id, "ids", on_sqlite))
    # It never waits for a round: the wait would end in a commit, and a caller who gave up meanwhile was told no.
    taking = select(round_).where(mine).order_by(round_.c.id)
    taken = taking.with_for_update(nowait=True, key_share=True, of=round_).cte("taken")
    given = given_rows(answer, "answers", KEY)
    to = and_(
        taken.c.id == given.c.round_id,
        taken.c.stage == Stage.OPEN,
        taken.c.visibility != Visibility.ANONYMOUS,
        given.c.received_at < taken.c.closes_at,
    )
    live = select(given).join_from(given, taken, to).cte("live")
    noting = select(live.c.organisation_id, live.c[KEY], live.c.received_at).order_by(live.c[KEY])
    noted = (
        postgresql.insert(inbox)
        .from_select(["organisation_id", "key", "received_at"], noting, include_defaults=False)
        .on_conflict_do_nothing()
        .returning(inbox.c.key)
        .cte("noted")
    )
    new = select(*(live.c[name] for name in FIELDS)).join_from(live, noted, noted.c.key == live.c[KEY])
    new = new.order_by(*(live.c[name] for name in VOICE))
    saving = postgresql.insert(answer).from_select(FIELDS, new, include_defaults=False)
    kept = on_conflict_later(saving, on_sqlite, stances).returning(*answer.c).cte("kept")
    versions = insert(answer_version).from_select(FIELDS, select(*(kept.c[name] for name in FIELDS))).cte("versions")
    changes = [versions, _grown(kept), _marked(kept)]
    if joins:
        them = ((person, "people"), (identity, "identities"), (member, "members"))
        changes += [_joining(table, parameter, noted) for table, parameter in them]
    keys = select(func.coalesce(cast(func.jsonb_agg(noted.c.key), Text), "[]")).scalar_subquery()
    return select(*taken.c, keys).add_cte(*changes)


def _joining(table: Table, parameter: str, noted: CTE) -> CTE:
    given = given_rows(table, parameter, KEY)
    names = [each.name for each in table.columns]
    new = select(*(given.c[name] for name in names)).join_from(given, noted, noted.c.key == given.c[KEY])
    adding = postgresql.insert(table).from_select(names, new, include_defaults=False)
    return adding.on_conflict_do_nothing().returning(literal_column("1")).cte(f"new_{table.name}")


def _grown(kept: CTE) -> CTE:
    """Joined with what is counted: so it holds too where another process has changed the round a moment ago."""
    spoken = select(kept.c.round_id, func.count().label("times")).group_by(kept.c.round_id).subquery("spoken")
    mine = and_(round_.c.organisation_id == bindparam("owner"), round_.c.id == spoken.c.round_id)
    return update(round_).where(mine).values(version=round_.c.version + spoken.c.times).cte("grown")


def _there(table: Table, which: ColumnElement[bool]) -> LateralFromClause:
    return select(table).where(which).offset(literal_column("0")).lateral()


def _marked(kept: CTE) -> CTE:
    """Seat by seat, each by a key that is its own: the planner would look at all the members there are.

    It knows little of a young table, and holds any index that begins with the organisation or the board for as good.
    So it is given one to look for at a time.
    """
    boards = _there(round_, and_(round_.c.organisation_id == bindparam("owner"), round_.c.id == kept.c.round_id))
    seats = _there(member, and_(member.c.organisation_id == bindparam("owner"), member.c.person_id == kept.c.person_id))
    here = and_(seats.c.board_id == boards.c.board_id, seats.c.answered_once.is_(False))
    said = kept.join(boards, true()).join(seats, here)
    spoken = select(seats.c.organisation_id, seats.c.id).select_from(said).where(kept.c.source == Source.MEMBER)
    new = spoken.distinct().subquery("new")
    mine = and_(member.c.organisation_id == new.c.organisation_id, member.c.id == new.c.id)
    return update(member).where(mine).values(answered_once=True).cte("marked")
