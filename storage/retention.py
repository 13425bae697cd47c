"""Deletes finished polls with all that was said in them once a board's time for them is over, a few rows at a time."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Table, and_, delete, func, or_, select, tuple_, update

from bot.domain.rounds import Stage
from bot.ids import BoardId
from storage.tables import (
    aim,
    answer,
    answer_version,
    case,
    choice,
    correction,
    delivery,
    digest,
    errand,
    evidence,
    moment_ask,
    own_evidence,
    participation,
    proxy,
    reply,
    round_,
    round_key,
    skip,
    suggestion,
    target,
    theme,
    theme_answer,
    theme_quote,
    wording,
)
from storage.work import Work

MOST = 1000
"""Rows that one transaction deletes: a crowd's presses are never kept waiting by a big clean-up."""
ENDED = (Stage.CLOSED, Stage.REPORTED, Stage.CANCELLED)
OF_A_ROUND = (
    own_evidence, evidence, theme_answer, theme_quote, answer_version, answer, choice, participation, proxy, skip,
    round_key, target, reply, aim,
)  # fmt: skip
"""Tables whose rows belong to a round, those that point to others first."""


async def purge_some(work: Work, board_id: BoardId, before: datetime, most: int = MOST) -> int:
    """Delete up to `most` rows of what the board need not keep any more; returns how many, 0 once all is gone.

    What goes: polls that ended before then with everything said in them, weekly summaries and themes made before then,
    what a model wrote about either, problems reported before then, and what was set right by hand about themes that are
    no more. Polls that run, suggestions, decisions and the list of tries stay.
    """
    over = select(round_.c.id).where(
        _own(work, round_),
        round_.c.board_id == board_id,
        round_.c.stage.in_(ENDED),
        func.coalesce(round_.c.closed_at, round_.c.closes_at) < before,
    )
    old_digests = select(digest.c.id).where(
        _own(work, digest), digest.c.board_id == board_id, digest.c.made_at < before
    )
    old_themes = select(theme.c.id).where(_own(work, theme), theme.c.board_id == board_id, theme.c.computed_at < before)
    steps: list[tuple[Table, ColumnElement[bool]]] = [(table, table.c.round_id.in_(over)) for table in OF_A_ROUND]
    about = or_(delivery.c.subject_id.in_(over), delivery.c.subject_id.in_(old_digests))
    steps += [
        (errand, errand.c.subject_id.in_(over)),
        (delivery, about),
        (theme_answer, theme_answer.c.theme_id.in_(old_themes)),
        (theme_quote, theme_quote.c.theme_id.in_(old_themes)),
        (theme, theme.c.id.in_(old_themes)),
        (digest, digest.c.id.in_(old_digests)),
        # Titles and translations in a model's words say what is being deleted; what is read again is written again.
        (wording, and_(wording.c.board_id == board_id, or_(wording.c.made_at < before, over.exists()))),
        (case, and_(case.c.board_id == board_id, case.c.opened_at < before)),
    ]
    gone = 0
    for table, where in steps:
        if gone < most:
            gone += await _delete(work, table, where, most - gone)
    if gone < most:
        for table in (suggestion, moment_ask):
            await work.change(update(table).where(_own(work, table), table.c.round_id.in_(over)).values(round_id=None))
        gone += await _delete(work, round_, round_.c.id.in_(over), most - gone)
    if gone < most:
        spent = (await _spent(work, board_id, before))[: most - gone]
        gone += await _delete(work, correction, correction.c.id.in_(spent), most - gone)
    work.sealed = gone > 0
    return gone


async def _spent(work: Work, board_id: BoardId, before: datetime) -> list[str]:
    """What was set right by hand before then and is of no use now: taken back, or about answers that have all gone.

    A title that somebody typed may say what an answer said, so it stays no longer than the last of those answers.
    """
    mine = and_(_own(work, correction), correction.c.board_id == board_id)
    taken_back = select(correction.c.id).where(mine, correction.c.undone_at < before)
    spent = [str(each) for each in await work.connection.scalars(taken_back)]
    standing = select(theme.c.id).where(_own(work, theme), theme.c.board_id == board_id)
    old = select(correction.c.id, correction.c.answers, correction.c.others).where(
        mine, correction.c.undone_at.is_(None), correction.c.at < before, correction.c.theme_id.not_in(standing)
    )
    for one in (await work.connection.execute(old)).all():
        if not await _any_left(work, (*one.answers, *one.others)):
            spent.append(one.id)
    return spent


async def _any_left(work: Work, answers: Sequence[str]) -> bool:
    for start in range(0, len(answers), MOST):
        ids = answers[start : start + MOST]
        query = select(answer.c.id).where(_own(work, answer), answer.c.id.in_(ids)).limit(1)
        if await work.connection.scalar(query) is not None:
            return True
    return False


async def _delete(work: Work, table: Table, where: ColumnElement[bool], most: int) -> int:
    keys = [column for column in table.primary_key.columns if column.name != "organisation_id"]
    found: Sequence[tuple[object, ...]] = [
        tuple(row) for row in await work.connection.execute(select(*keys).where(_own(work, table), where).limit(most))
    ]
    if not found:
        return 0
    return await work.change(delete(table).where(_own(work, table), tuple_(*keys).in_(found)))


def _own(work: Work, table: Table) -> ColumnElement[bool]:
    return table.c.organisation_id == work.organisation_id
