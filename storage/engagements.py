"""Reusable asks, and their questions, which stay as they were once asked."""

from collections.abc import Iterable, Sequence

from sqlalchemy.engine import RowMapping

from bot.domain.engagements import Engagement
from bot.domain.questions import Question, kind_of, options_of
from bot.domain.wording import clean
from bot.ids import BoardId, EngagementId, QuestionId
from storage.codec import question_from
from storage.tables import engagement, question
from storage.upsert import add_new, put
from storage.work import Row, Rows, Work, row_of


async def save(work: Work, one: Engagement) -> None:
    """Add or replace an engagement; questions it no longer has are kept for the rounds that asked them.

    A question that was reworded needs a new id, since answers stand under the old one: else ValueError.
    """
    row = row_of(one)
    del row["questions"]
    row["question_ids"] = tuple(each.id for each in one.questions)
    await put(work, engagement, [row])
    await add_new(work, question, [_row(work, each) for each in one.questions])
    if await questions(work, [each.id for each in one.questions]) != one.questions:
        raise ValueError("a question was changed under the id of an earlier one")


async def get(work: Work, engagement_id: EngagementId) -> Engagement:
    """The engagement with this id; LookupError when there is none."""
    found = await _all(work, work.rows(engagement).where(engagement.c.id == engagement_id))
    if not found:
        raise LookupError("no such engagement")
    return found[0]


async def by_slug(work: Work, board_id: BoardId, slug: str) -> Engagement | None:
    """The board's engagement that people name so; none is named by what no database can hold."""
    if clean(slug).text != slug:
        return None
    found = await _all(work, work.rows(engagement).where(engagement.c.board_id == board_id, engagement.c.slug == slug))
    return found[0] if found else None


async def of_board(work: Work, board_id: BoardId) -> list[Engagement]:
    """Every engagement of a board, in the order they were made."""
    return await _all(
        work,
        work.rows(engagement)
        .where(engagement.c.board_id == board_id)
        .order_by(engagement.c.created_at, engagement.c.id),
    )


async def questions(work: Work, ids: Sequence[QuestionId]) -> tuple[Question, ...]:
    """The questions with these ids, in this order; LookupError when one is missing."""
    known = await _questions(work, ids)
    return tuple(known[id_] for id_ in ids)


async def _all(work: Work, query: Rows) -> list[Engagement]:
    rows = (await work.connection.execute(query)).mappings().all()
    known = await _questions(work, [id_ for row in rows for id_ in row["question_ids"]])
    return [_made(row, known) for row in rows]


def _made(row: RowMapping, known: dict[QuestionId, Question]) -> Engagement:
    fields = dict(row)
    ids = fields.pop("question_ids")
    return Engagement(**fields, questions=tuple(known[id_] for id_ in ids))


async def _questions(work: Work, ids: Iterable[QuestionId]) -> dict[QuestionId, Question]:
    found = await work.connection.execute(work.rows(question).where(question.c.id.in_(sorted(set(ids)))))
    return {
        QuestionId(row["id"]): question_from(row["kind"], QuestionId(row["id"]), row["text"], row["options"])
        for row in found.mappings()
    }


def _row(work: Work, one: Question) -> Row:
    return {
        "organisation_id": work.organisation_id,
        "id": one.id,
        "kind": kind_of(one),
        "text": one.text,
        "options": options_of(one),
    }
