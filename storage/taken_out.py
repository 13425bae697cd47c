"""Reads answers as they are taken out of the product: bare columns, for there may be a hundred thousand of them."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import String, bindparam, select

from bot.domain.answers import Source
from bot.domain.questions import Value
from bot.ids import AccountId, PersonId, QuestionId, RoundId
from storage.straight import Straight
from storage.tables import answer
from storage.work import Rows, Work


class Said(NamedTuple):
    """What of an answer goes into a sheet; a tuple, since to make one takes a tenth of what a value takes."""

    question_id: QuestionId
    account_id: AccountId
    person_id: PersonId
    value: Value
    comment: str
    said_at: datetime
    source: Source


async def of_round(work: Work, round_id: RoundId) -> list[Said]:
    """Every answer of a round that stands, in the order they were said."""
    found = await _SAID.run(work, {"owner": work.organisation_id, "round_id": round_id})
    return [Said(*each) for each in found]


def _said(_: bool) -> Rows:
    return (
        select(*(answer.c[name] for name in Said._fields))
        .where(
            answer.c.organisation_id == bindparam("owner", type_=String),
            answer.c.round_id == bindparam("round_id", type_=String),
            answer.c.withdrawn.is_(False),
        )
        .order_by(answer.c.said_at, answer.c.id)
    )


_SAID = Straight(_said)
