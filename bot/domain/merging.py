"""Which suggestions are probably one, which of two stays, and what it rests on once the other was merged into it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import combinations

from bot.domain.suggestions import State, Suggestion, merged
from bot.domain.themes import Excerpt
from bot.errors import Refusal
from bot.ids import SuggestionId
from bot.texts import Phrase

MOST = 0.5
"""Two suggestions are probably one when more than this part of the smaller one's answers stands behind both."""
FEWEST = 2
"""Answers that both must share: one person may well have said two things in one breath."""
LIVE = (State.PLANNED, State.EXPLORING, State.PROPOSED)
"""What can be merged; the one that has come further stays."""


def probably_one(suggestions: Sequence[Suggestion]) -> list[tuple[Suggestion, Suggestion]]:
    """The pairs that share most of their answers, each with the one that would stay first."""
    live = [each for each in suggestions if each.state in LIVE]
    behind = {each.id: {excerpt.answer_id for excerpt in each.evidence} for each in live}
    found = []
    for one, other in combinations(sorted(live, key=lambda each: each.number), 2):
        shared = len(behind[one.id] & behind[other.id])
        smaller = min(len(behind[one.id]), len(behind[other.id]))
        if shared >= FEWEST and shared > smaller * MOST:
            found.append(in_order(one, other))
    return found


def in_order(one: Suggestion, other: Suggestion) -> tuple[Suggestion, Suggestion]:
    """The one that stays, then the one that goes: further along stays, of two alike the older one."""
    kept, gone = sorted((one, other), key=lambda each: (_progress(each), each.number))
    return kept, gone


def check_mergeable(one: Suggestion, other: Suggestion) -> None:
    """Refusal unless both are of one board, neither is settled, and each rests on answers that can be told apart."""
    if one.board_id != other.board_id:
        raise Refusal(Phrase("merge.other_board"))
    for each in (one, other):
        if each.state not in LIVE:
            state = Phrase(f"state.{each.state.value}")
            raise Refusal(Phrase("merge.settled", {"suggestion": each.label, "state": state}))
        if not each.evidence:  # What nobody can tell apart cannot be counted once.
            raise Refusal(Phrase("merge.anonymous", {"suggestion": each.label}))


def folded(gone: Suggestion, into: SuggestionId, now: datetime) -> Suggestion:
    """The suggestion that carries on within another one, and remembers what it was."""
    return replace(merged(gone, into, now), state_before=gone.state)


def unfolded(gone: Suggestion, now: datetime) -> Suggestion:
    """The suggestion as it was before it was merged; Refusal when it was not."""
    if gone.state is not State.MERGED or gone.state_before is None:
        raise Refusal(Phrase("merge.not_merged", {"suggestion": gone.label}))
    return replace(gone, state=gone.state_before, merged_into=None, state_before=None, updated_at=now)


def resting_on(kept: Suggestion, own: Sequence[Excerpt], others: Iterable[Suggestion]) -> Suggestion:
    """`kept` with its own answers and those of everything that was merged into it, each answer counted once."""
    said = tuple(dict.fromkeys([*own, *(excerpt for each in others for excerpt in each.evidence)]))
    people = len({each.person_id for each in said})
    accounts = len({each.account_id for each in said})
    return replace(
        kept,
        evidence=said,
        answers=len({each.answer_id for each in said}),
        people=people,
        people_asked=max(kept.people_asked, people) if kept.people_asked else 0,
        accounts=accounts,
        accounts_asked=max(kept.accounts_asked, accounts),
    )


def _progress(suggestion: Suggestion) -> int:
    return LIVE.index(suggestion.state) if suggestion.state in LIVE else len(LIVE)
