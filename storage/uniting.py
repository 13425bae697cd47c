"""Makes two people one: everything that points to the second points to the first from then on."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Table, UniqueConstraint, and_, delete, exists, select, update
from sqlalchemy.sql.schema import ForeignKeyConstraint

from bot.domain.deliveries import Kind
from bot.ids import PersonId, voice_token
from storage.erasing import RUNNING, draw_anew
from storage.recounted import recounted
from storage.tables import (
    answer,
    answer_version,
    delivery,
    evidence,
    metadata,
    own_evidence,
    participation,
    person,
    round_,
    round_key,
    theme_answer,
    theme_quote,
)
from storage.work import Work

NAMED = frozenset({"person_id", "asked_by", "set_by", "sponsor_id", "owner_id"})
"""Columns that hold a person, also where the database does not know it; others are found by their references."""
KEPT_AS_WRITTEN = frozenset({"audit_entry"})
"""Tables whose rows never change: an entry of the audit goes on naming the id under which somebody acted."""
QUOTING = (theme_answer, theme_quote, evidence, own_evidence)
"""Tables that cite answers."""


async def unite(work: Work, kept: PersonId, gone: PersonId) -> None:
    """Hand everything of `gone` over to `kept`, and delete `gone`; both are people of this organisation.

    Where both answered the same question, what was said later stands: one person is one voice. Anonymous answers stay
    as they are, since nobody can tell whose they were; but whoever gave one does not give another as the other, and
    who gave two counts as one of the people whom it takes for a result.
    """
    async with recounted(work, kept, gone):
        await _one_voice(work, kept, gone)
        await _one_mark(work, kept, gone)
        for table in metadata.sorted_tables:
            for column in _people_in(table):
                await _hand_over(work, table, column, kept, gone)
    await work.change(delete(person).where(person.c.organisation_id == work.organisation_id, person.c.id == gone))


async def _one_voice(work: Work, kept: PersonId, gone: PersonId) -> None:
    one, other = answer.alias("one"), answer.alias("other")
    both = (
        select(one.c.id, other.c.id, one.c.said_at, other.c.said_at, one.c.round_id)
        .join(
            other,
            (other.c.organisation_id == one.c.organisation_id)
            & (other.c.round_id == one.c.round_id)
            & (other.c.question_id == one.c.question_id),
        )
        .where(
            one.c.organisation_id == work.organisation_id,
            one.c.person_id == kept,
            other.c.person_id == gone,
        )
    )
    found = (await work.connection.execute(both)).all()
    earlier = sorted({mine if mine_at <= theirs_at else theirs for mine, theirs, mine_at, theirs_at, _ in found})
    if not earlier:
        return
    for citing in QUOTING:
        await work.change(delete(citing).where(_own(work, citing), citing.c.answer_id.in_(earlier)))
    for said in (answer_version, answer):
        await work.change(delete(said).where(_own(work, said), said.c.id.in_(earlier)))
    rounds = sorted({each[4] for each in found})  # Their messages show how many answered, and are drawn anew.
    # Of what is over customers go on reading what they read: drawn anew, the two could be compared.
    running = (_own(work, round_), round_.c.id.in_(rounds), round_.c.stage.in_(RUNNING))
    await work.change(update(round_).where(*running).values(version=round_.c.version + 1))
    await draw_anew(work, and_(delivery.c.kind == Kind.RESULTS, delivery.c.subject_id.in_(rounds)))


async def _one_mark(work: Work, kept: PersonId, gone: PersonId) -> None:
    """In anonymous rounds that are not sealed, let the mark of `gone` be that of `kept`; where both spoke, theirs goes.

    A mark has nothing in common with a choice, so that this tells no more of anybody than the marks did.
    """
    keys = select(round_key.c.round_id, round_key.c.secret).where(_own(work, round_key))
    for round_id, secret in (await work.connection.execute(keys)).all():
        twin = participation.alias("twin")
        mark = voice_token(bytes(secret), kept)
        spoke = exists(
            select(1)
            .select_from(twin)
            .where(twin.c.organisation_id == work.organisation_id, twin.c.round_id == round_id, twin.c.token == mark)
        )
        theirs = (
            _own(work, participation)
            & (participation.c.round_id == round_id)
            & (participation.c.token == voice_token(bytes(secret), gone))
        )
        await work.change(update(participation).where(theirs, ~spoke).values(token=mark))
        await work.change(delete(participation).where(theirs))


async def _hand_over(work: Work, table: Table, column: str, kept: PersonId, gone: PersonId) -> None:
    """Point a column to the other person; a row that would then be there twice goes."""
    for unique in _keys(table):
        if column not in unique:
            continue
        twin = table.alias("twin")
        same: list[ColumnElement[bool]] = [twin.c[name] == table.c[name] for name in unique if name != column]
        there = exists(select(1).select_from(twin).where(twin.c[column] == kept, *same))
        await work.change(delete(table).where(_own(work, table), table.c[column] == gone, there))
    await work.change(update(table).where(_own(work, table), table.c[column] == gone).values({column: kept}))


def _people_in(table: Table) -> list[str]:
    """The columns of a table that hold a person's id."""
    if "organisation_id" not in table.c or table.name in KEPT_AS_WRITTEN:
        return []
    pointing = {
        each.parent.name
        for constraint in table.constraints
        if isinstance(constraint, ForeignKeyConstraint)
        for each in constraint.elements
        if each.target_fullname == "person.id"
    }
    return sorted(pointing | {name for name in NAMED if name in table.c})


def _keys(table: Table) -> Iterable[set[str]]:
    yield {each.name for each in table.primary_key.columns}
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield {each.name for each in constraint.columns}


def _own(work: Work, table: Table) -> ColumnElement[bool]:
    return table.c.organisation_id == work.organisation_id
