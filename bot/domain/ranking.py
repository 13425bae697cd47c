"""Counts orders: which option stands first on average, each company with one vote however many of its people answered.

By mean place, which gives the same order as Borda's count, because every answer hands out the same places: 1 to n, one
each. It was chosen over counts of firsts alone since those forget everything but the first place, and over pairwise
methods (Condorcet) since those may end in a circle, and a product team has to be able to check a result by hand.
Options that somebody gave no place share the places that were left. Equal means are a tie, and are said to be one.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from bot.domain.answers import Answer, Choice, company_of
from bot.domain.questions import Rank, Ranked
from bot.ids import OptionId


@dataclass(frozen=True, slots=True, kw_only=True)
class RankCount:
    """How one option stands."""

    option_id: OptionId
    text: str
    place: Fraction | None
    """The mean of the companies' mean places, 1 is the best; None where nobody answered."""
    people: int
    """How many put it first."""
    accounts: int
    """Companies with at least one person who put it first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RankTally:
    """Options by their mean place, then by how many put them first, then in the asked order."""

    rows: tuple[RankCount, ...]
    people: int
    flips: int | None
    """The fewest companies whose change of mind puts another option ahead; None where nobody answered."""

    @property
    def leaders(self) -> tuple[RankCount, ...]:
        """The first row and all that are level with it; nothing where nobody answered."""
        best = self.rows[0].place
        return () if best is None else tuple(row for row in self.rows if row.place == best)

    @property
    def ties(self) -> tuple[tuple[RankCount, ...], ...]:
        """Rows that are level with each other, the best first."""
        level = defaultdict[Fraction, list[RankCount]](list)
        for row in self.rows:
            if row.place is not None:
                level[row.place].append(row)
        return tuple(tuple(rows) for rows in level.values() if len(rows) > 1)


def places(question: Rank, order: Sequence[OptionId]) -> dict[OptionId, Fraction]:
    """The place of every option in somebody's order; those without one share the places that are left."""
    found = {option_id: Fraction(place) for place, option_id in enumerate(order, 1)}
    shared = Fraction(len(order) + 1 + len(question.options), 2)
    return found | {option.id: shared for option in question.options if option.id not in found}


def count_orders(question: Rank, answers: Sequence[Answer | Choice]) -> RankTally:
    """The tally of answers that stand."""
    by_company = defaultdict[str, list[dict[OptionId, Fraction]]](list)
    people = defaultdict[OptionId, int](int)
    companies = defaultdict[OptionId, set[str]](set)
    for said in answers:
        if isinstance(said.value, Ranked) and said.value.order:
            by_company[company_of(said)].append(places(question, said.value.order))
            people[said.value.order[0]] += 1
            companies[said.value.order[0]].add(company_of(said))
    votes = [
        {option.id: _mean([each[option.id] for each in orders]) for option in question.options}
        for orders in by_company.values()
    ]
    rows = [
        RankCount(
            option_id=option.id,
            text=option.text,
            place=_mean([vote[option.id] for vote in votes]) if votes else None,
            people=people[option.id],
            accounts=len(companies[option.id]),
        )
        for option in question.options
    ]
    rows.sort(key=lambda row: (row.place or 0, -row.people))
    return RankTally(rows=tuple(rows), people=sum(people.values()), flips=_flips(rows, votes))


def _mean(of: Sequence[Fraction]) -> Fraction:
    return sum(of, Fraction()) / len(of)


def _flips(rows: Sequence[RankCount], votes: Sequence[Mapping[OptionId, Fraction]]) -> int | None:
    """Of each rival: a company that turns to it brings it from where it stands there to first, and the leader to last.

    Those whose turning brings most turn first.
    """
    if not votes:
        return None
    leader, farthest = rows[0].option_id, Fraction(len(rows) - 1)
    fewest = len(votes)
    for row in rows[1:]:
        ahead = [vote[row.option_id] - vote[leader] for vote in votes]
        distance, needed = sum(ahead, Fraction()), 0
        for gain in sorted((each + farthest for each in ahead), reverse=True):
            if distance < 0:
                break
            distance -= gain
            needed += 1
        fewest = min(fewest, needed)
    return fewest
