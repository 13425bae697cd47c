"""Group-informed consensus: which statements every group agrees with, however small the group."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.questions import Stance


@dataclass(frozen=True, slots=True, kw_only=True)
class Votes:
    """How one group voted on one statement."""

    agree: int = 0
    disagree: int = 0
    passed: int = 0

    @property
    def likely_agrees(self) -> float:
        """The chance that a member of the group agrees: (agree + 1) / (votes + 2), Laplace's rule of succession."""
        return (self.agree + 1) / (self.agree + self.disagree + self.passed + 2)


def group_informed_consensus(groups: Iterable[Votes]) -> float:
    """The chance that one member of each group, asked at random, would agree: the product over groups.

    Small et al. (2021), "Polis: Scaling Deliberation by Mapping High Dimensional Opinion Spaces". A statement that one
    group rejects stays low however large the others are.
    """
    product = 1.0
    for votes in groups:
        product *= votes.likely_agrees
    return product


def votes_by_group(
    stances: Mapping[str, Mapping[str, Stance]], groups: Mapping[str, str]
) -> dict[str, dict[str, Votes]]:
    """For every statement the votes of every group: `stances` by voter and statement, `groups` by voter.

    Every group stands in every statement, with zero votes if need be: all statements then have equally many factors.
    Voters without a group do not count.
    """
    names = sorted(set(groups.values()))
    statements = sorted({statement for each in stances.values() for statement in each})
    counts = {statement: {name: dict.fromkeys(Stance, 0) for name in names} for statement in statements}
    for voter, each in stances.items():
        if voter in groups:
            for statement, stance in each.items():
                counts[statement][groups[voter]][stance] += 1
    return {
        statement: {
            name: Votes(agree=tally[Stance.AGREE], disagree=tally[Stance.DISAGREE], passed=tally[Stance.PASS])
            for name, tally in by_group.items()
        }
        for statement, by_group in counts.items()
    }


def consensus_order(votes: Mapping[str, Mapping[str, Votes]], order: Sequence[str] = ()) -> list[tuple[str, float]]:
    """Statements with their consensus, the most agreed on first; equals in the given `order`, then by name."""
    place = {statement: number for number, statement in enumerate(order)}
    valued = [(statement, group_informed_consensus(groups.values())) for statement, groups in votes.items()]
    return sorted(valued, key=lambda pair: (-pair[1], place.get(pair[0], len(place)), pair[0]))
