"""Counts who stands behind a theme, and puts themes in order: arithmetic over rows, nothing a model says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from math import sqrt

from bot.domain.value import value_order, worth
from bot.ids import AccountId
from bot.insights.said import Reach, Said

INTERVAL_FROM = 30
"""Answers below which an interval would be so wide that it only looks like knowledge."""
PERCENT_FROM = 20
"""Answers below which a percentage pretends to know more than it does."""
Z = 1.959963984540054
"""The normal distribution's 97.5 % point."""
PRIOR = 5
"""Accounts' worth of the mean of all that is mixed into a theme's mean rating."""
MIDDLE = 3.0
FEW = 2
"""Accounts whose other mind would change a place: then the order is fragile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Who stands behind one theme."""

    key: str
    reach: Reach
    intensity: float | None
    accounts: frozenset[AccountId]


@dataclass(frozen=True, slots=True, kw_only=True)
class ByValue:
    """The order by revenue, beside the order by accounts, and what to be warned of."""

    order: tuple[str, ...]
    leader_changes: bool
    one_account_decides: bool


def reach(said: Sequence[Said], accounts_asked: int, answers_in_all: int) -> Reach:
    """Distinct answers, people and accounts; one account is one voice however often it spoke."""
    accounts = {each.account_id for each in said if each.account_id is not None}
    interval = None
    if answers_in_all >= INTERVAL_FROM and accounts_asked >= max(len(accounts), 1):
        interval = wilson(len(accounts), accounts_asked)
    return Reach(
        answers=len({each.answer_id for each in said}),
        people=len({each.person_id for each in said if each.person_id is not None}),
        accounts=len(accounts),
        interval=interval,
    )


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The 95 % score interval of a share (Wilson 1927), good at small n and at 0 or 1 where the usual one is not."""
    if not 0 <= hits <= n or n == 0:
        raise ValueError(f"{hits} of {n} is no share")
    share, square = hits / n, Z * Z
    middle = share + square / (2 * n)
    half = Z * sqrt(share * (1 - share) / n + square / (4 * n * n))
    return max(0.0, (middle - half) / (1 + square / n)), min(1.0, (middle + half) / (1 + square / n))


def difference(hits: int, n: int, hits_before: int, n_before: int) -> tuple[float, float]:
    """The 95 % interval of how far one share is above another, from two Wilson intervals (Newcombe 1998, method 10)."""
    share_, before = hits / n, hits_before / n_before
    (low, high), (low_before, high_before) = wilson(hits, n), wilson(hits_before, n_before)
    return (
        share_ - before - sqrt((share_ - low) ** 2 + (high_before - before) ** 2),
        share_ - before + sqrt((high - share_) ** 2 + (before - low_before) ** 2),
    )


def share(hits: int, n: int) -> float | None:
    """The share as a number from 0 to 1, or None where a percentage would mislead."""
    return hits / n if n >= PERCENT_FROM else None


def ratings_by_account(said: Sequence[Said]) -> dict[AccountId, float]:
    """One rating for each account: the mean over its people, each of whom counts once with their own mean."""
    people: dict[AccountId, dict[str, list[float]]] = {}
    for each in sorted(said, key=lambda one: one.answer_id):
        if each.rating is not None and each.account_id is not None:
            people.setdefault(each.account_id, {}).setdefault(each.person_id or each.answer_id, []).append(each.rating)
    return {
        account: _mean([_mean(sorted(set(ratings))) for ratings in by_person.values()])
        for account, by_person in people.items()
    }


def intensity(said: Sequence[Said], overall: float | None) -> float | None:
    """The mean rating of the accounts that said it, shrunk by five accounts' worth towards the mean of all accounts."""
    ratings = ratings_by_account(said)
    if not ratings or overall is None:
        return None
    return (sum(sorted(ratings.values())) + PRIOR * overall) / (len(ratings) + PRIOR)


def overall_rating(said: Sequence[Said]) -> float | None:
    """The mean rating over all accounts, each counting once; None where nobody rated."""
    ratings = ratings_by_account(said)
    return _mean(sorted(ratings.values())) if ratings else None


def rank_key(standing: Standing) -> tuple[int, int, float, int, str]:
    """Sorts themes: accounts, then people, then intensity (a low rating burns more), then answers, then by key."""
    burning = standing.intensity if standing.intensity is not None else MIDDLE
    counted = standing.reach
    return (-counted.accounts, -counted.people, round(burning, 9), -counted.answers, standing.key)


def fragile(standings: Sequence[Standing]) -> frozenset[str]:
    """Keys whose place among its neighbours would change if two accounts changed their mind.

    An account that turns from one theme to the next one closes the distance by two.
    """
    ranked = sorted(standings, key=rank_key)
    found = set()
    for above, below in pairwise(ranked):
        if (above.reach.accounts - below.reach.accounts) // 2 + 1 <= FEW:
            found |= {above.key, below.key}
    return frozenset(found)


def by_value(standings: Sequence[Standing], revenue: Mapping[AccountId, Decimal | None]) -> ByValue:
    """Themes in the order of the revenue behind them (log1p, each account capped at a tenth of the sum), with warnings.

    The leader rests on one account when without that account another theme would lead.
    """
    ranked = sorted(standings, key=rank_key)
    behind = {each.key: set(each.accounts) for each in ranked}
    order = _valued(behind, revenue)
    if not order:
        return ByValue(order=(), leader_changes=False, one_account_decides=False)
    leader = order[0]
    without = (
        _valued({key: accounts - {account} for key, accounts in behind.items()}, revenue)
        for account in sorted(behind[leader])
        if worth(revenue).get(account)
    )
    return ByValue(
        order=order,
        leader_changes=leader != ranked[0].key,
        one_account_decides=len(order) > 1 and any(other[:1] != (leader,) for other in without),
    )


def _valued(behind: Mapping[str, set[AccountId]], revenue: Mapping[AccountId, Decimal | None]) -> tuple[str, ...]:
    """Keys by value; equal values stay in the order they came in."""
    places = value_order(behind, revenue)
    return tuple(sorted(places, key=lambda key: places[key]))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
