"""Counts how likely people are to recommend something, as three counts and never as one number."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.answers import Answer, Choice, company_of
from bot.domain.questions import Likely

PROMOTERS_FROM, PASSIVES_FROM = 9, 7
"""The scale's own lines (Reichheld, Harvard Business Review, December 2003): 9 and 10, 7 and 8, and all below."""


class Camp(StrEnum):
    """What a score says of somebody."""

    PROMOTERS = "promoters"
    PASSIVES = "passives"
    DETRACTORS = "detractors"


@dataclass(frozen=True, slots=True, kw_only=True)
class CampCount:
    """How many stand in one camp."""

    camp: Camp
    people: int
    accounts: int
    """Companies with at least one person there; a company that disagrees with itself counts in each of its camps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NpsTally:
    """Three counts, promoters first.

    The usual "score", one share minus another, is left out on purpose: with the numbers of an advisory board one
    person moves it by ten points and more, and it hides whether two agree or one is delighted and one is leaving.
    """

    camps: tuple[CampCount, ...]
    people: int


def camp_of(score: int) -> Camp:
    """The camp of a score from 0 to 10."""
    if score >= PROMOTERS_FROM:
        return Camp.PROMOTERS
    return Camp.PASSIVES if score >= PASSIVES_FROM else Camp.DETRACTORS


def count_camps(answers: Sequence[Answer | Choice]) -> NpsTally:
    """The three counts of answers that stand."""
    people = defaultdict[Camp, int](int)
    companies = defaultdict[Camp, set[str]](set)
    for said in answers:
        if isinstance(said.value, Likely):
            camp = camp_of(said.value.score)
            people[camp] += 1
            companies[camp].add(company_of(said))
    camps = tuple(CampCount(camp=each, people=people[each], accounts=len(companies[each])) for each in Camp)
    return NpsTally(camps=camps, people=sum(people.values()))
