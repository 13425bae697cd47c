"""Orders things by the revenue of the companies behind them: beside the order by companies, never instead of it."""

from collections.abc import Hashable, Mapping
from collections.abc import Set as AbstractSet
from decimal import Decimal
from math import log1p
from typing import TypeVar

from bot.ids import AccountId

Key = TypeVar("Key", bound=Hashable)
MOST_OF_ALL = 0.10
"""No single company counts for more than this share of the total, so that one giant does not decide alone."""


def worth(revenue: Mapping[AccountId, Decimal | None]) -> dict[AccountId, float]:
    """What each company counts for: log1p of its revenue, capped at a tenth of the sum; unknown counts nothing."""
    plain = {account: log1p(float(amount)) for account, amount in revenue.items() if amount is not None and amount > 0}
    cap = MOST_OF_ALL * sum(sorted(plain.values()))
    return {account: min(value, cap) for account, value in plain.items()}


def value_order(
    behind: Mapping[Key, AbstractSet[AccountId]], revenue: Mapping[AccountId, Decimal | None]
) -> dict[Key, int]:
    """The place of each key when ordered by value, 1 first; equals share a place; empty where nothing is known."""
    counted = worth(revenue)
    if not counted:
        return {}
    values = {
        key: round(sum(sorted(counted.get(each, 0.0) for each in accounts)), 9) for key, accounts in behind.items()
    }
    return {key: 1 + sum(other > value for other in values.values()) for key, value in values.items()}
