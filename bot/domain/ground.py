"""What companies of different kinds agree on: one row per statement, with the votes of every segment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.domain.answers import Answer
from bot.domain.questions import Agree, Stance, Stances
from bot.ids import AccountId

FEWEST_SEGMENTS = 2
"""Segments that must have voted before anything can be common to them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentVotes:
    """How one segment voted on one statement, each person once."""

    segment: str
    agree: int
    disagree: int
    passed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundRow:
    """One statement: how likely one member of each segment, asked at random, would all agree with it."""

    text: str
    consensus: float
    votes: tuple[SegmentVotes, ...]

    @property
    def shared(self) -> bool:
        """True when in every segment more people agree than disagree."""
        return all(each.agree > each.disagree for each in self.votes)


def stances_by_segment(
    question: Agree, said: Iterable[Answer], segments: Mapping[AccountId, str]
) -> tuple[dict[str, dict[str, Stance]], dict[str, str]]:
    """Each voter's stance on each statement, and each voter's segment; companies without a segment are left out."""
    votes: dict[str, dict[str, Stance]] = {}
    groups: dict[str, str] = {}
    for each in said:
        segment = segments.get(each.account_id, "")
        if each.question_id == question.id and not each.withdrawn and segment and isinstance(each.value, Stances):
            votes[each.person_id] = {str(key): stance for key, stance in each.value.stances.items()}
            groups[each.person_id] = segment
    return votes, groups
