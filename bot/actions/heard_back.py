"""Reads which polls customers have heard back about, and what a company is to be reminded of with its next ask."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.actions.compose_title import title_for_customers
from bot.domain.loops import LastTime
from bot.domain.rounds import Round, Stage
from bot.domain.themes import Excerpt
from bot.domain.visibility import Visibility
from bot.ids import AccountId, BoardId, PersonId, RoundId
from storage import deliveries, rounds, suggestions
from storage.database import Work


async def heard_back(work: Work, board_id: BoardId, known: Iterable[Round]) -> dict[RoundId, datetime]:
    """When customers first heard what became of each poll, of those they heard about.

    What no suggestion rests on cannot be told by itself: there, any news since its close will do.
    """
    told = await suggestions.told_about(work, board_id)
    spoken_of = await suggestions.rest_on(work, board_id)
    for each in known:
        if each.id in told or each.id in spoken_of or each.closed_at is None:
            continue
        at = await deliveries.first_told_since(work, board_id, each.closed_at)
        if at is not None:
            told[each.id] = at
    return told


async def last_times(work: Work, asked: Round) -> Mapping[AccountId, LastTime]:
    """What was told since the board's poll before, by company: only where its own answers, by name, led to it."""
    found: dict[AccountId, LastTime] = {}
    for told, excerpts in await _told_since_the_last(work, asked):
        found |= {each.account_id: told for each in excerpts}
    return found


async def last_time_of(work: Work, asked: Round, person_id: PersonId) -> LastTime | None:
    """The same for one person: only where an answer of their own, by name, led to it."""
    known = await _told_since_the_last(work, asked)
    own = [told for told, excerpts in known if any(each.person_id == person_id for each in excerpts)]
    return own[-1] if own else None


async def _told_since_the_last(work: Work, asked: Round) -> list[tuple[LastTime, list[Excerpt]]]:
    """Each decision that customers were told since the poll before and that holds, with the named answers behind it."""
    if asked.opened_at is None:
        return []
    earlier = [
        each.opened_at
        for each in await rounds.of_board(work, asked.board_id)
        if each.opened_at is not None and each.opened_at < asked.opened_at and each.stage is not Stage.CANCELLED
    ]
    if not earlier:
        return []
    found: list[tuple[LastTime, list[Excerpt]]] = []
    named: dict[RoundId, bool] = {}
    for decision in await suggestions.told_between(work, asked.board_id, max(earlier), asked.opened_at):
        suggestion = await suggestions.get(work, decision.suggestion_id)
        if (await suggestions.decisions(work, suggestion.id))[-1].id != decision.id:
            continue
        title = await title_for_customers(work, suggestion)
        if not title or decision.told_at is None:
            continue
        for excerpt in suggestion.evidence:
            if excerpt.round_id not in named:
                named[excerpt.round_id] = (await rounds.get(work, excerpt.round_id)).visibility is Visibility.NAMED
        told = LastTime(title=title, verdict=decision.verdict, told_at=decision.told_at)
        found.append((told, [each for each in suggestion.evidence if named[each.round_id]]))
    return found
