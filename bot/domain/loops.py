"""Whether those who answered heard what became of it: when they did, who still waits, and what to say next time."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from bot.domain.decisions import Verdict
from bot.domain.rounds import Round, Stage
from bot.ids import RoundId

FORGOTTEN_AFTER = timedelta(days=90)
"""So long after the promised day nobody waits any more."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class LastTime:
    """What a company said that led to something, and to what; put in front of the next ask to it."""

    title: str
    verdict: Verdict
    told_at: datetime


def days_to_loop(rounds: Iterable[Round], told: Mapping[RoundId, datetime]) -> tuple[float, int] | None:
    """The median of the days from a poll's close until those who answered heard back, and of how many polls.

    None while nobody has heard back.
    """
    waits = [
        max(told[each.id] - each.closed_at, timedelta()) / DAY
        for each in rounds
        if each.closed_at is not None and each.id in told
    ]
    return (round(median(waits), 1), len(waits)) if waits else None


def still_waiting(
    rounds: Iterable[Round], told: Mapping[RoundId, datetime], awaiting: Collection[RoundId], now: datetime
) -> list[Round]:
    """The closed polls of which people are `awaiting` news and had none, the promise that falls due first in front."""
    found = [
        each
        for each in rounds
        if each.stage in (Stage.CLOSED, Stage.REPORTED)
        and each.id in awaiting
        and each.id not in told
        and each.hear_back_by > now - FORGOTTEN_AFTER
    ]
    return sorted(found, key=lambda each: (each.hear_back_by, each.number))
