"""What people said under their own or their company's name, with every earlier version."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Insert,
    Text,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    insert,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

from bot.domain.answers import Answer
from bot.domain.questions import Stances
from bot.ids import AnswerId, PersonId, QuestionId, RoundId
from storage.bulk import among, insert_all, listed, packed
from storage.columns import Said
from storage.direct import Direct
from storage.straight import Straight
from storage.tables import answer, answer_version, skip
from storage.upsert import add_if_all_are_new, add_new
from storage.work import Work, row_of

STANCES = '{"stances":'
"""How the stored form of a value begins when it holds stances."""
FIELDS = tuple(column.name for column in answer.columns)
Adding = postgresql.Insert | sqlite.Insert
VOICE = ("round_id", "question_id", "person_id")


async def get(work: Work, answer_id: AnswerId) -> Answer | None:
    """The answer with this id, or None when it was erased."""
    return await work.one(Answer, work.rows(answer).where(answer.c.id == answer_id))


async def of_round(work: Work, round_id: RoundId) -> list[Answer]:
    """Every answer of a round, withdrawn ones too, in the order they were said."""
    return await work.all(
        Answer, work.rows(answer).where(answer.c.round_id == round_id).order_by(answer.c.said_at, answer.c.id)
    )


async def count_standing(work: Work, round_id: RoundId, questions: Collection[QuestionId]) -> int:
    """How many answers to these questions of a round stand."""
    found = await work.connection.scalar(
        select(func.count())
        .select_from(answer)
        .where(
            answer.c.organisation_id == work.organisation_id,
            answer.c.round_id == round_id,
            answer.c.question_id.in_(sorted(questions)),
            answer.c.withdrawn.is_(False),
        )
    )
    return int(found or 0)


async def one(work: Work, round_id: RoundId, question_id: QuestionId, person_id: PersonId) -> Answer | None:
    """What the person last said to the question in that round."""
    return await work.one(
        Answer,
        work.rows(answer).where(
            answer.c.round_id == round_id, answer.c.question_id == question_id, answer.c.person_id == person_id
        ),
    )


async def of_person(work: Work, person_id: PersonId) -> list[Answer]:
    """Every answer of a person, in the order they were said."""
    return await work.all(
        Answer, work.rows(answer).where(answer.c.person_id == person_id).order_by(answer.c.said_at, answer.c.id)
    )


async def versions(work: Work, answer_id: AnswerId) -> list[Answer]:
    """Every version of an answer that once stood, the first one first; the last is the one that stands."""
    return await work.all(
        Answer,
        work.rows(answer_version).where(answer_version.c.id == answer_id).order_by(answer_version.c.version),
    )


async def people_who_answered(work: Work, round_id: RoundId) -> int:
    """How many people have an answer in the round that stands."""
    found = await work.connection.scalar(
        select(func.count(answer.c.person_id.distinct())).where(
            answer.c.organisation_id == work.organisation_id,
            answer.c.round_id == round_id,
            answer.c.withdrawn.is_(False),
        )
    )
    return int(found or 0)


async def participation(work: Work, round_id: RoundId) -> tuple[int, int]:
    """How many people and how many companies have an answer in the round that stands."""
    query = select(func.count(answer.c.person_id.distinct()), func.count(answer.c.account_id.distinct())).where(
        answer.c.organisation_id == work.organisation_id,
        answer.c.round_id == round_id,
        answer.c.withdrawn.is_(False),
    )
    people, accounts = (await work.connection.execute(query)).one()
    return int(people), int(accounts)


async def speakers(work: Work, round_id: RoundId) -> set[PersonId]:
    """Who has an answer in the round that stands."""
    found = await work.connection.scalars(
        select(answer.c.person_id)
        .where(
            answer.c.organisation_id == work.organisation_id,
            answer.c.round_id == round_id,
            answer.c.withdrawn.is_(False),
        )
        .distinct()
    )
    return {PersonId(each) for each in found}


async def has_spoken(work: Work, round_id: RoundId, person_id: PersonId) -> bool:
    """True when somebody has an answer in the round that stands, or said that it is not for them."""
    mine = and_(answer.c.organisation_id == work.organisation_id, answer.c.round_id == round_id)
    said = exists().where(mine, answer.c.person_id == person_id, answer.c.withdrawn.is_(False))
    skipped = exists().where(
        skip.c.organisation_id == work.organisation_id, skip.c.round_id == round_id, skip.c.person_id == person_id
    )
    return bool(await work.connection.scalar(select(or_(said, skipped))))


async def skips(work: Work, round_id: RoundId) -> set[PersonId]:
    """Who said that a round is not for them."""
    found = await work.connection.scalars(
        select(skip.c.person_id).where(skip.c.organisation_id == work.organisation_id, skip.c.round_id == round_id)
    )
    return {PersonId(each) for each in found}


async def add_skips(work: Direct, said: Iterable[tuple[RoundId, PersonId, datetime]]) -> None:
    """Note who skipped which round; the first time counts."""
    await add_new(
        work,
        skip,
        (
            {"organisation_id": work.organisation_id, "round_id": round_id, "person_id": person_id, "skipped_at": at}
            for round_id, person_id, at in said
        ),
    )


async def save_all(work: Direct, said: Sequence[Answer]) -> list[Answer]:
    """Keep answers, each only where it was said later than the one that stands; returns those that made a difference.

    The version is counted here: it is one more than that of the answer replaced. Of two stances on different
    statements both stay, even when neither tap had seen the other.
    """
    standing: list[Answer] = []
    for layer in layers(said):
        rows = packed(work, answer, [row_of(each) for each in layer])
        if all(each.version == 1 for each in layer) and await add_if_all_are_new(work, answer, rows):
            ids, kept = [each.id for each in layer], layer
        else:
            changed = {row[1:]: row[0] for row in await _keeping(speaks_of_statements(layer)).run(work, rows)}
            ids, kept = list(changed.values()), [each for each in layer if voice_in(each) in changed]
        await _KEEP_VERSIONS.run(work, {"owner": work.organisation_id, "ids": listed(sorted(ids))})
        standing.extend(kept)
    return standing


def _version(on_sqlite: bool) -> Insert:
    which = among(answer.c.id, "ids", on_sqlite)
    kept = select(answer).where(answer.c.organisation_id == bindparam("owner"), which)
    return insert(answer_version).from_select(FIELDS, kept)


_KEEP_VERSIONS = Straight(_version)


@cache
def _keeping(stances: bool) -> Straight:
    return Straight(lambda on_sqlite: _saved(on_sqlite, stances))


def _saved(on_sqlite: bool, stances: bool) -> ReturningInsert[*tuple[Any, ...]]:
    return on_conflict_later(insert_all(answer, on_sqlite), on_sqlite, stances).returning(
        answer.c.id, *(answer.c[name] for name in VOICE)
    )


def speaks_of_statements(said: Iterable[Answer]) -> bool:
    """True when one of them holds stances, which are kept over those that stand."""
    return any(isinstance(each.value, Stances) for each in said)


def on_conflict_later(statement: Adding, on_sqlite: bool, stances: bool) -> Adding:
    """An INSERT of answers that replaces the one that stands where the new one was said later."""
    new = statement.excluded
    kept = ("organisation_id", "id", "version", *VOICE)
    changed: dict[str, object] = {name: new[name] for name in FIELDS if name not in kept}
    changed["version"] = answer.c.version + 1
    # Who had not seen the answer that stands says nothing about the comment beside it.
    unseen = and_(answer.c.withdrawn.is_(False), new["version"] <= answer.c.version)
    changed["comment"] = case((unseen, answer.c.comment), else_=new["comment"])
    if stances:
        changed["value"] = _with_earlier_stances(on_sqlite, new["value"])
    return statement.on_conflict_do_update(
        index_elements=["organisation_id", *VOICE], set_=changed, where=new["said_at"] > answer.c.said_at
    )


def voice_in(said: Answer) -> tuple[str, str, str]:
    """Whose word on what: of each such voice one answer stands; the columns `VOICE`."""
    return said.round_id, said.question_id, said.person_id


def layers(said: Sequence[Answer]) -> list[list[Answer]]:
    """The answers such that each layer has one per voice, the earliest in the first: one statement cannot change a
    row twice. Sorted within, so that two processes never wait for each other crosswise."""
    found: list[list[Answer]] = []
    depth: dict[tuple[str, str, str], int] = {}
    for each in sorted(said, key=lambda each: (each.said_at, each.id)):
        level = depth.get(voice_in(each), 0)
        depth[voice_in(each)] = level + 1
        if level == len(found):
            found.append([])
        found[level].append(each)
    return [sorted(layer, key=voice_in) for layer in found]


def _with_earlier_stances(on_sqlite: bool, value: ColumnElement[object]) -> ColumnElement[object]:
    """The new value, over the stances that stand: statements are judged one tap at a time."""
    standing, new = type_coerce(answer.c.value, Text), type_coerce(value, Text)
    both = and_(answer.c.withdrawn.is_(False), standing.startswith(STANCES), new.startswith(STANCES))
    if on_sqlite:
        merged: ColumnElement[str] = func.json_patch(standing, new)
    else:
        old_ones, new_ones = (cast(each, postgresql.JSONB)["stances"] for each in (standing, new))
        merged = cast(func.jsonb_build_object("stances", old_ones.concat(new_ones)), Text)
    return type_coerce(case((both, merged), else_=new), Said)
