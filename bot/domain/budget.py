"""Budgets: how often a person and a company may be asked, counted over every board and every asker."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.targets import Reason
from bot.errors import Refusal
from bot.texts import Phrase

WEEK, MONTH = timedelta(days=7), timedelta(days=30)
MOST = 31
"""More a month would be every day, and no budget any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How much a board allows itself."""

    asks_per_week: int = 1
    """To one person, within seven days."""
    asks_per_month: int = 3
    """To one person, within thirty days."""
    rounds_per_week: int = 2
    """To one company, within seven days."""

    def __post_init__(self) -> None:
        if not all(1 <= each <= MOST for each in (self.asks_per_week, self.asks_per_month, self.rounds_per_week)):
            raise Refusal(Phrase("budget.out_of_range", {"most": MOST}))


def recent(earlier: datetime, at: datetime, span: timedelta, zone: str) -> bool:
    """True when less than `span` lies between the two, one exactly that long ago is none.

    What is weekly by the clocks of the IANA `zone` is a week apart, also in the week in which they change and seven
    days are an hour short. A message that still waits to go out is as near as one that went out.
    """
    if abs(at - earlier) >= span:
        return False
    there = ZoneInfo(zone)
    walls = (each.astimezone(there).replace(tzinfo=None) for each in (at, earlier))
    return abs(next(walls) - next(walls)) < span


def person_over(
    asked: Iterable[datetime], budget: Budget, at: datetime, zone: str, *, own: int | None = None
) -> Reason | None:
    """Why a person who was asked at those times may not be asked `at` that instant; None when they may.

    `own` is how often in thirty days this person wants to be asked at most, where they said so.
    """
    times = list(asked)
    if _count(times, at, WEEK, zone) >= budget.asks_per_week:
        return Reason.WEEK
    most = budget.asks_per_month if own is None else min(own, budget.asks_per_month)
    return Reason.MONTH if _count(times, at, MONTH, zone) >= most else None


def company_over(rounds: Iterable[datetime], budget: Budget, at: datetime, zone: str) -> Reason | None:
    """Why a company to which rounds went out at those times may get none `at` that instant; None when it may."""
    return Reason.COMPANY if _count(rounds, at, WEEK, zone) >= budget.rounds_per_week else None


def _count(times: Iterable[datetime], at: datetime, span: timedelta, zone: str) -> int:
    return sum(recent(each, at, span, zone) for each in times)
