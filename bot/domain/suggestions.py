"""Proposed roadmap items, each tied to the answers it was drawn from, and the states they pass through."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.domain.decisions import Verdict
from bot.domain.themes import COMPANIES_TO_STAND, Excerpt, Theme
from bot.errors import IllegalMove
from bot.ids import AccountId, BoardId, OptionId, OrganisationId, QuestionId, RoundId, SuggestionId, ThemeId
from bot.texts import Phrase

TERMS_APART = " · "
"""Stands between the terms of a title that was drawn from answers."""
SHORT = 5
"""Letters below which a word is the beginning of too many others."""
UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")


class State(StrEnum):
    """What has become of a suggestion."""

    PROPOSED = "proposed"
    EXPLORING = "exploring"
    PLANNED = "planned"
    SHIPPED = "shipped"
    DECLINED = "declined"
    MERGED = "merged"


LEADS_TO = {
    Verdict.EXPLORE: State.EXPLORING,
    Verdict.PLAN: State.PLANNED,
    Verdict.DECLINE: State.DECLINED,
    Verdict.SHIP: State.SHIPPED,
}
MOVES: dict[State, frozenset[State]] = {
    State.PROPOSED: frozenset({State.EXPLORING, State.PLANNED, State.DECLINED, State.MERGED}),
    State.EXPLORING: frozenset({State.PLANNED, State.DECLINED, State.SHIPPED, State.MERGED}),
    State.PLANNED: frozenset({State.SHIPPED, State.DECLINED, State.EXPLORING, State.MERGED}),
    State.DECLINED: frozenset({State.EXPLORING, State.PLANNED, State.MERGED}),
    State.SHIPPED: frozenset(),
    State.MERGED: frozenset(),
}
OVER = frozenset({State.SHIPPED, State.DECLINED, State.MERGED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One proposed roadmap item; people call it S7.

    It comes from a theme (`theme_id`) or from the leading option of a closed choice question (`round_id` and so on).
    """

    id: SuggestionId
    organisation_id: OrganisationId
    board_id: BoardId
    number: int
    title: str
    theme_id: ThemeId | None = None
    round_id: RoundId | None = None
    question_id: QuestionId | None = None
    option_id: OptionId | None = None
    evidence: tuple[Excerpt, ...]
    """The answers behind it; empty where they were anonymous, or where all who said so were erased."""
    answers: int
    people: int
    accounts: int
    accounts_asked: int
    people_asked: int = 0
    """Of how many `people` are a part; 0 where nobody noted it."""
    intensity: float | None = None
    value_rank: int | None = None
    flips: bool = False
    """True when two companies with another mind would change its place."""
    state: State = State.PROPOSED
    merged_into: SuggestionId | None = None
    state_before: State | None = None
    """What it was before it was merged, so that this can be undone."""
    heard_at: datetime
    """When customers first said so."""
    created_at: datetime
    updated_at: datetime

    @property
    def label(self) -> str:
        """What people call it."""
        return f"S{self.number}"

    @property
    def anonymous(self) -> bool:
        """True when only the number of answers may be known; no theme is drawn from anonymous answers."""
        return self.theme_id is None and not self.evidence


def allowed(suggestion: Suggestion) -> tuple[Verdict, ...]:
    """The verdicts that can follow the suggestion's state, in the order of the buttons."""
    return tuple(verdict for verdict in Verdict if LEADS_TO[verdict] in MOVES[suggestion.state])


def decided(suggestion: Suggestion, verdict: Verdict, now: datetime) -> Suggestion:
    """The suggestion after `verdict`; IllegalMove when that cannot follow its state."""
    return replace(suggestion, state=_moved(suggestion, LEADS_TO[verdict]), updated_at=now)


def merged(suggestion: Suggestion, into: SuggestionId, now: datetime) -> Suggestion:
    """The suggestion folded into another one, which carries on."""
    return replace(suggestion, state=_moved(suggestion, State.MERGED), merged_into=into, updated_at=now)


def say_the_same(known: Sequence[Suggestion], themes: Sequence[Theme]) -> list[tuple[Suggestion, Suggestion]]:
    """Pairs of suggestions of which the first could go into the second, by number.

    The theme of the first is gone, and half of its answers or more lie in the theme of the second.
    """
    by_theme = {each.theme_id: each for each in known if each.theme_id is not None and each.state not in OVER}
    there = {theme.id: set(theme.answer_ids) for theme in themes}
    found = []
    for each in sorted(by_theme.values(), key=lambda one: one.number):
        mine = {one.answer_id for one in each.evidence}
        if each.theme_id in there or not mine:
            continue
        shared = {
            theme_id: len(mine & answers)
            for theme_id, answers in there.items()
            if theme_id in by_theme and len(mine & answers) * 2 >= len(mine)
        }
        if shared:
            into = min(shared, key=lambda theme_id: (-shared[theme_id], by_theme[theme_id].number))
            found.append((each, by_theme[into]))
    return found


def rank_key(suggestion: Suggestion) -> tuple[int, int, float, int]:
    """Sorts suggestions: companies, then people, then intensity (a low rating burns more), then the older first."""
    burning = suggestion.intensity if suggestion.intensity is not None else 3.0
    return (-suggestion.accounts, -suggestion.people, burning, suggestion.number)


def shared_terms(title: str, texts: Mapping[AccountId, Sequence[str]]) -> str:
    """`title` without the terms that fewer than two companies used in `texts`; empty when none is left.

    A term was used by a company when every word of it begins a word there, so that "export" is found in "exports".
    """
    kept = []
    for term in title.split(TERMS_APART):
        words = [word.casefold() for word in term.split()]
        users = [
            account
            for account, said in texts.items()
            if any(all(_begins_a_word(word, text.casefold()) for word in words) for text in said)
        ]
        if words and len(users) >= COMPANIES_TO_STAND:
            kept.append(term)
    return TERMS_APART.join(kept)


def _begins_a_word(word: str, text: str) -> bool:
    """Whether `text` has the word, or a longer one that begins with it; of a short one its plural at most.

    `port` is in `ports`, and not in `portal`. Scripts without blanks have no beginnings of words.
    """
    if not UNSPACED.search(word):
        ends = r"\w?(?!\w)" if len(word) < SHORT else ""
        return re.search(rf"(?<!\w){re.escape(word)}{ends}", text) is not None
    return word in text


def _moved(suggestion: Suggestion, to: State) -> State:
    if to is suggestion.state:
        now = Phrase(f"state.{to.value}")
        raise IllegalMove(Phrase("suggestion.already", {"suggestion": suggestion.label, "state": now}))
    if to not in MOVES[suggestion.state]:
        raise IllegalMove(
            Phrase(
                "suggestion.illegal_move",
                {
                    "suggestion": suggestion.label,
                    "state": Phrase(f"state.{suggestion.state.value}"),
                    "to": Phrase(f"state.{to.value}"),
                },
            )
        )
    return to
