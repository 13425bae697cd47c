"""Proposed roadmap items, the answers they rest on, and what was decided about them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from bot.domain.decisions import Decision
from bot.domain.suggestions import Suggestion
from bot.domain.themes import Excerpt
from bot.ids import BoardId, DecisionId, QuestionId, RoundId, SuggestionId, ThemeId
from storage import excerpts
from storage.tables import counter, evidence, suggestion
from storage.tables import decision as decided
from storage.tables import own_evidence as own
from storage.upsert import next_in_line, put, put_value
from storage.work import Rows, Work, row_of


async def next_number(work: Work) -> int:
    """The number of the next suggestion, in the organisation's own count; no two callers get the same."""
    return await next_in_line(work, counter, "suggestion")


async def save(work: Work, one: Suggestion) -> None:
    """Add or replace a suggestion with its evidence."""
    row = row_of(one)
    del row["evidence"]
    await put(work, suggestion, [row])
    await excerpts.replace_all(work, evidence, "suggestion_id", {one.id: one.evidence})


async def get(work: Work, suggestion_id: SuggestionId, *, lock: bool = False) -> Suggestion:
    """The suggestion with this id; LookupError when there is none. `lock` keeps it from other writers until the end."""
    query = work.rows(suggestion).where(suggestion.c.id == suggestion_id)
    found = await _all(work, work.lock(query) if lock else query)
    if not found:
        raise LookupError("no such suggestion")
    return found[0]


async def by_number(work: Work, number: int) -> Suggestion | None:
    """The suggestion that people call S and this number."""
    return await _first(work, work.rows(suggestion).where(suggestion.c.number == number))


async def of_board(work: Work, board_id: BoardId) -> list[Suggestion]:
    """Every suggestion of a board, by number."""
    return await _all(
        work, work.rows(suggestion).where(suggestion.c.board_id == board_id).order_by(suggestion.c.number)
    )


async def by_theme(work: Work, theme_id: ThemeId) -> Suggestion | None:
    """The suggestion drawn from a theme, the first if there are more."""
    return await _first(work, work.rows(suggestion).where(suggestion.c.theme_id == theme_id))


async def by_question(work: Work, round_id: RoundId, question_id: QuestionId) -> Suggestion | None:
    """The suggestion drawn from a question's leading option, the first if there are more."""
    return await _first(
        work,
        work.rows(suggestion).where(suggestion.c.round_id == round_id, suggestion.c.question_id == question_id),
    )


async def merged_into(work: Work, suggestion_id: SuggestionId) -> list[Suggestion]:
    """What was merged into a suggestion, by number."""
    query = work.rows(suggestion).where(suggestion.c.merged_into == suggestion_id).order_by(suggestion.c.number)
    return await _all(work, query)


async def own_evidence(work: Work, suggestion_id: SuggestionId) -> tuple[Excerpt, ...]:
    """What a suggestion rests on without those that were merged into it, as it was kept then."""
    return (await excerpts.of(work, own, "suggestion_id", [suggestion_id]))[suggestion_id]


async def keep_own_evidence(work: Work, suggestion_id: SuggestionId, some: Sequence[Excerpt]) -> None:
    """Remember that, so that a merge can be undone; with nothing, forget it."""
    await excerpts.replace_all(work, own, "suggestion_id", {suggestion_id: some})


async def save_decision(work: Work, one: Decision) -> None:
    """Add or replace a decision."""
    await put_value(work, decided, one)


async def decision(work: Work, decision_id: DecisionId) -> Decision:
    """The decision with this id; LookupError when there is none."""
    return await work.only(Decision, work.rows(decided).where(decided.c.id == decision_id))


async def decisions(work: Work, suggestion_id: SuggestionId) -> list[Decision]:
    """Every decision about a suggestion, the first one first."""
    return await work.all(
        Decision, work.rows(decided).where(decided.c.suggestion_id == suggestion_id).order_by(decided.c.number)
    )


async def told_about(work: Work, board_id: BoardId) -> dict[RoundId, datetime]:
    """When customers were first told about a suggestion that rests on a poll, by poll."""
    first: dict[RoundId, datetime] = {}
    told = (decided.c.told_at.is_not(None), suggestion.c.board_id == board_id)
    for round_id, at in await work.connection.execute(
        _resting(work, decided.c.told_at).join(decided, _about()).where(*told).order_by(decided.c.told_at)
    ):
        first.setdefault(round_id, at)
    return first


async def rest_on(work: Work, board_id: BoardId) -> set[RoundId]:
    """The polls that some suggestion of the board rests on."""
    query = _resting(work).where(suggestion.c.board_id == board_id).distinct()
    return {row[0] for row in await work.connection.execute(query)}


async def told_between(work: Work, board_id: BoardId, since: datetime, until: datetime) -> list[Decision]:
    """The decisions that customers of a board were told after `since` and not later than `until`, in that order."""
    return await work.all(
        Decision,
        work.rows(decided)
        .join(suggestion, _about())
        .where(suggestion.c.board_id == board_id, decided.c.told_at > since, decided.c.told_at <= until)
        .order_by(decided.c.told_at, decided.c.id),
    )


def _about() -> ColumnElement[bool]:
    return and_(decided.c.organisation_id == suggestion.c.organisation_id, decided.c.suggestion_id == suggestion.c.id)


def _resting(work: Work, *more: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    """Each suggestion with each poll it rests on."""
    behind = and_(
        evidence.c.organisation_id == suggestion.c.organisation_id, evidence.c.suggestion_id == suggestion.c.id
    )
    polls = func.coalesce(evidence.c.round_id, suggestion.c.round_id).label("round_id")
    return (
        select(polls, *more)
        .select_from(suggestion)
        .outerjoin(evidence, behind)
        .where(suggestion.c.organisation_id == work.organisation_id, polls.is_not(None))
    )


async def _first(work: Work, query: Rows) -> Suggestion | None:
    found = await _all(work, query.order_by(suggestion.c.number).limit(1))
    return found[0] if found else None


async def _all(work: Work, query: Rows) -> list[Suggestion]:
    rows = [dict(row) for row in (await work.connection.execute(query)).mappings()]
    behind = await excerpts.of(work, evidence, "suggestion_id", [str(row["id"]) for row in rows])
    return [Suggestion(**row, evidence=behind[row["id"]]) for row in rows]
