"""Follows a theme from one window to the next: the same theme, and whether more or fewer companies say it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TypeVar

from bot.domain.themes import Trend
from bot.ids import AccountId, AnswerId
from bot.insights.ranking import INTERVAL_FROM, difference
from bot.insights.said import Compared

Key = TypeVar("Key")
ENOUGH = 2
"""Accounts gained or lost before a change is more than chance on a board of a dozen."""
SAME = 0.3
"""The share of answers (Jaccard) that two themes must have in common to be one theme seen twice."""


def trend(now: AbstractSet[AccountId], before: AbstractSet[AccountId] | None) -> Trend:
    """What the accounts behind a theme say about its way; `before` is None where the theme was not there."""
    if before is None or not before:
        return Trend.NEW
    gained = len(now) - len(before)
    if gained >= ENOUGH:
        return Trend.UP
    if gained <= -ENOUGH:
        return Trend.DOWN
    return Trend.NO_EVIDENCE


def trend_between(windows: Compared | None) -> Trend:
    """The same against the window before; where both heard thirty companies, the interval must leave out zero too."""
    if windows is None:
        return Trend.NO_EVIDENCE
    seen = trend(windows.now, windows.before)
    if seen not in (Trend.UP, Trend.DOWN) or min(windows.heard_now, windows.heard_before) < INTERVAL_FROM:
        return seen
    low, high = difference(len(windows.now), windows.heard_now, len(windows.before), windows.heard_before)
    return seen if low > 0 or high < 0 else Trend.NO_EVIDENCE


def growing_segment(
    now: AbstractSet[AccountId], before: AbstractSet[AccountId] | None, segments: Mapping[AccountId, str]
) -> str:
    """The one segment in which two accounts more say it, while no other segment gained any; else empty.

    That is the moment to act: the others are not hit yet. Nothing can be said of a theme that was not there before.
    """
    if not before:
        return ""
    gained = Counter(segments.get(each, "") for each in now)
    gained.subtract(Counter(segments.get(each, "") for each in before))
    more = [segment for segment, n in gained.items() if n > 0]
    there = {segment for segment in segments.values() if segment}
    if len(more) == 1 and more[0] and gained[more[0]] >= ENOUGH and len(there) > 1:
        return more[0]
    return ""


def same_themes(now: Sequence[AbstractSet[AnswerId]], before: Mapping[Key, AbstractSet[AnswerId]]) -> dict[int, Key]:
    """Which earlier theme each present one carries on: the pairing with the greatest overlap in all (Kuhn 1955).

    Answers that only one of the windows can hold make themes look less alike than they are: hand in what both hold.
    """
    keys = list(before)
    where: dict[AnswerId, list[int]] = {}
    for place, theirs in enumerate(before.values()):
        for answer in theirs:
            where.setdefault(answer, []).append(place)
    alike: dict[int, dict[int, float]] = {}
    for number, mine in enumerate(now):
        for place in sorted({each for answer in mine for each in where.get(answer, ())}):
            theirs = before[keys[place]]
            overlap = len(mine & theirs) / len(mine | theirs)
            if overlap >= SAME:
                alike.setdefault(number, {})[place] = overlap
    found: dict[int, Key] = {}
    for numbers in _knots(alike):
        places = sorted({place for number in numbers for place in alike[number]})
        table = [[alike[number].get(place, 0.0) for place in places] for number in numbers]
        for row, column in _paired(table):
            if table[row][column] > 0:
                found[numbers[row]] = keys[places[column]]
    return dict(sorted(found.items()))


def _knots(alike: Mapping[int, Mapping[int, float]]) -> list[list[int]]:
    """Themes that compete for the same earlier ones; each such knot is small and can be paired by itself."""
    knots: list[tuple[set[int], set[int]]] = []
    for number, places in alike.items():
        numbers, wanted = {number}, set(places)
        for each in [knot for knot in knots if knot[1] & wanted]:
            knots.remove(each)
            numbers |= each[0]
            wanted |= each[1]
        knots.append((numbers, wanted))
    return [sorted(numbers) for numbers, _ in knots]


def _paired(table: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """The pairing of rows and columns with the greatest sum, by shortest augmenting paths (Jonker & Volgenant 1987)."""
    rows, columns = len(table), max(len(table), len(table[0]))
    cost = [[-value for value in row] + [0.0] * (columns - len(row)) for row in table]
    of_row, of_column = [0.0] * (rows + 1), [0.0] * (columns + 1)
    holder = [0] * (columns + 1)
    for row in range(1, rows + 1):
        holder[0], column = row, 0
        least, came = [float("inf")] * (columns + 1), [0] * (columns + 1)
        used = [False] * (columns + 1)
        while holder[column]:
            used[column] = True
            step, following = float("inf"), 0
            for other in range(1, columns + 1):
                if used[other]:
                    continue
                slack = cost[holder[column] - 1][other - 1] - of_row[holder[column]] - of_column[other]
                if slack < least[other]:
                    least[other], came[other] = slack, column
                if least[other] < step:
                    step, following = least[other], other
            for other in range(columns + 1):
                if used[other]:
                    of_row[holder[other]] += step
                    of_column[other] -= step
                else:
                    least[other] -= step
            column = following
        while column:
            holder[column] = holder[came[column]]
            column = came[column]
    return [(holder[column] - 1, column - 1) for column in range(1, len(table[0]) + 1) if holder[column]]
