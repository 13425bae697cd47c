"""What a board's people wrote in their own words: the texts that themes are made of, and whether they still stand."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Table, and_, select

from bot.domain.answers import Answer
from bot.domain.engagements import JourneyStage
from bot.domain.questions import Wrote
from bot.domain.rounds import Stage
from bot.domain.visibility import Visibility
from bot.ids import AnswerId, BoardId, PersonId
from storage.tables import answer, engagement, question, round_
from storage.work import Rows, Work, made

Mark = tuple[PersonId, int]
"""Whose an answer is, and in which version: where either is another, it is not what was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidRow:
    """One text in somebody's own words: an open answer, or the comment beside another answer."""

    answer: Answer
    text: str
    stage: JourneyStage

    @property
    def mark(self) -> Mark:
        """By which it is recognised later."""
        return self.answer.person_id, self.answer.version


async def texts_since(work: Work, board_id: BoardId, since: datetime, until: datetime | None = None) -> list[SaidRow]:
    """What the board's people wrote from `since` on and before `until`, in that order: open answers, then comments.

    Neither what was withdrawn nor anything of an anonymous round, nor of one still open: its words may change.
    """
    query = _written(work.rows(answer).add_columns(engagement.c.stage.label("stage")), board_id, since)
    if until is not None:
        query = query.where(answer.c.said_at < until)
    rows: list[SaidRow] = []
    for row in (await work.connection.execute(query.order_by(answer.c.said_at, answer.c.id))).mappings():
        said = made(Answer, {column.name: row[column] for column in answer.columns})
        texts = [said.value.text if isinstance(said.value, Wrote) else "", said.comment]
        rows.extend(SaidRow(answer=said, text=text, stage=row["stage"]) for text in texts if text.strip())
    return rows


async def marks_since(work: Work, board_id: BoardId, since: datetime) -> dict[AnswerId, Mark]:
    """The marks of those answers as they stand now; without their words, as others wait for whoever asks this."""
    own = select(answer.c.id, answer.c.person_id, answer.c.version).where(
        answer.c.organisation_id == work.organisation_id
    )
    found = await work.connection.execute(_written(own, board_id, since))
    return {AnswerId(id_): (PersonId(person_id), int(version)) for id_, person_id, version in found}


def _written(query: Rows, board_id: BoardId, since: datetime) -> Rows:
    return (
        query.join(round_, _same(answer, round_, "round_id"))
        .join(question, _same(answer, question, "question_id"))
        .join(engagement, _same(round_, engagement, "engagement_id"))
        .where(
            round_.c.board_id == board_id,
            round_.c.visibility != Visibility.ANONYMOUS,
            round_.c.stage.in_((Stage.CLOSED, Stage.REPORTED)),
            answer.c.said_at >= since,
            answer.c.withdrawn.is_(False),
            (question.c.kind == "open") | (answer.c.comment != ""),
        )
    )


def _same(table: Table, other: Table, column: str) -> ColumnElement[bool]:
    return and_(table.c.organisation_id == other.c.organisation_id, table.c[column] == other.c.id)
