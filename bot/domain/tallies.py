"""Counts: arithmetic over answers, never stored and never a model's word."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import assert_never

from bot.domain.answers import Answer, Choice, company_of
from bot.domain.nps import NpsTally, count_camps
from bot.domain.questions import (
    HIGHEST_RATING,
    LOWEST_RATING,
    Agree,
    Chosen,
    Multi,
    Nps,
    Open,
    Question,
    Rank,
    Rated,
    Rating,
    Single,
    Stance,
    Stances,
    Wrote,
    kind_of,
)
from bot.domain.ranking import RankTally, count_orders
from bot.domain.visibility import Turnout
from bot.ids import AccountId, OptionId, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionCount:
    """How many picked one option."""

    option_id: OptionId
    text: str
    people: int
    accounts: int
    """How many companies have at least one person who picked it."""
    weight: Fraction
    """Companies, each with one vote shared equally among its people who answered and then among what each picked.

    Of an anonymous poll the answers.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionTally:
    """A single or multiple choice, the most-wanted first (by company votes, then people, then the asked order)."""

    rows: tuple[OptionCount, ...]
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingTally:
    """Scores: how many gave each, lowest first, and the mean of the companies' means."""

    counts: tuple[tuple[int, int], ...]
    people: int
    mean: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementCount:
    """How one statement fared."""

    option_id: OptionId
    text: str
    agree: int
    disagree: int
    passed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementTally:
    """Statements in the order asked."""

    rows: tuple[StatementCount, ...]
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TextTally:
    """Answers in people's own words, in the order they were said (anonymous: in no order)."""

    texts: tuple[Answer | Choice, ...]
    people: int


Tally = OptionTally | RatingTally | NpsTally | RankTally | StatementTally | TextTally


def tally(question: Question, answers: Iterable[Answer | Choice]) -> Tally:
    """The counts of `question` over the answers that stand; anonymous choices count as a company each."""
    mine = [said for said in answers if said.question_id == question.id and not _withdrawn(said)]
    match question:
        case Single() | Multi():
            return _count_options(question, mine)
        case Rating():
            return _count_scores(mine)
        case Nps():
            return count_camps(mine)
        case Rank():
            return count_orders(question, mine)
        case Agree():
            return _count_stances(question, mine)
        case Open():
            return TextTally(texts=tuple(mine), people=len(mine))
        case _:
            assert_never(question)


def turnout(answers: Sequence[Answer], *, people_asked: int, accounts_asked: int) -> Turnout:
    """How many people and companies spoke in a named or account round."""
    standing = [answer for answer in answers if not answer.withdrawn]
    people: set[PersonId] = {answer.person_id for answer in standing}
    accounts: set[AccountId] = {answer.account_id for answer in standing}
    return Turnout(
        people=len(people),
        accounts=len(accounts),
        people_asked=max(people_asked, len(people)),
        accounts_asked=max(accounts_asked, len(accounts)),
    )


def _withdrawn(said: Answer | Choice) -> bool:
    return isinstance(said, Answer) and said.withdrawn


def _count_options(question: Single | Multi, answers: Sequence[Answer | Choice]) -> OptionTally:
    people_of = defaultdict[str, int](int)
    for said in answers:
        people_of[company_of(said)] += 1
    people = defaultdict[OptionId, int](int)
    companies = defaultdict[OptionId, set[str]](set)
    weights = defaultdict[OptionId, Fraction](Fraction)
    for said in answers:
        if not isinstance(said.value, Chosen):
            continue
        for option_id in said.value.options:
            people[option_id] += 1
            companies[option_id].add(company_of(said))
            weights[option_id] += _vote(said, len(said.value.options), people_of[company_of(said)])
    rows = [
        OptionCount(
            option_id=option.id,
            text=option.text,
            people=people[option.id],
            accounts=len(companies[option.id]),
            weight=weights[option.id],
        )
        for option in question.options
    ]
    rows.sort(key=lambda row: (-row.weight, -row.people))
    return OptionTally(rows=tuple(rows), people=len(answers))


def _vote(said: Answer | Choice, ticked: int, people: int) -> Fraction:
    """What an answer adds to each option in it.

    An anonymous one adds a whole vote to each: shares would tell what somebody ticked beside it.
    """
    return Fraction(1, people * ticked) if isinstance(said, Answer) else Fraction(1)


def _count_scores(answers: Sequence[Answer | Choice]) -> RatingTally:
    by_company = defaultdict[str, list[int]](list)
    counts = dict.fromkeys(range(LOWEST_RATING, HIGHEST_RATING + 1), 0)
    for said in answers:
        if isinstance(said.value, Rated):
            counts[said.value.score] += 1
            by_company[company_of(said)].append(said.value.score)
    means = [sum(scores) / len(scores) for scores in by_company.values()]
    mean = sum(sorted(means)) / len(means) if means else None
    return RatingTally(counts=tuple(counts.items()), people=len(answers), mean=mean)


def _count_stances(question: Agree, answers: Sequence[Answer | Choice]) -> StatementTally:
    counts = defaultdict[tuple[OptionId, Stance], int](int)
    for said in answers:
        if isinstance(said.value, Stances):
            for option_id, stance in said.value.stances.items():
                counts[option_id, stance] += 1
    rows = tuple(
        StatementCount(
            option_id=option.id,
            text=option.text,
            agree=counts[option.id, Stance.AGREE],
            disagree=counts[option.id, Stance.DISAGREE],
            passed=counts[option.id, Stance.PASS],
        )
        for option in question.options
    )
    return StatementTally(rows=rows, people=len(answers))


def written(said: Answer | Choice) -> str:
    """The free text of an answer; empty for the other kinds."""
    return said.value.text if isinstance(said.value, Wrote) else ""


def own_words(said: Answer) -> str:
    """What somebody said in their own words: an open answer's text, or the comment beside an answer of another kind."""
    return written(said) or said.comment


def as_json(question: Question, counted: Tally, *, anonymous: bool = False) -> dict[str, object]:
    """The counts for machines: plain numbers, no texts of answers. Of anonymous ones nobody knows the companies."""
    head: dict[str, object] = {"text": question.text, "kind": kind_of(question), "people": counted.people}
    match counted:
        case OptionTally(rows=rows):
            return head | {
                "options": [
                    {
                        "text": row.text,
                        "people": row.people,
                        "accounts": None if anonymous else row.accounts,
                        "weight": round(float(row.weight), 6),
                    }
                    for row in rows
                ]
            }
        case RatingTally(counts=counts, mean=mean):
            return head | {"scores": {str(score): n for score, n in counts}, "mean": mean}
        case NpsTally(camps=camps):
            return head | {
                camp.camp.value: {"people": camp.people, "accounts": None if anonymous else camp.accounts}
                for camp in camps
            }
        case RankTally(rows=ranked):
            return head | {
                "options": [
                    {
                        "text": row.text,
                        "place": None if row.place is None else round(float(row.place), 6),
                        "first_people": row.people,
                        "first_accounts": None if anonymous else row.accounts,
                    }
                    for row in ranked
                ]
            }
        case StatementTally(rows=statements):
            return head | {
                "statements": [
                    {"text": row.text, "agree": row.agree, "disagree": row.disagree, "pass": row.passed}
                    for row in statements
                ]
            }
        case TextTally():
            return head
        case _:
            assert_never(counted)
