"""Follows a theme from one window to the next: the same theme, and whether more or fewer companies say it."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TypeVar

from bot.domain.themes import Trend
from bot.ids import AccountId, AnswerId

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


def same_themes(now: Sequence[AbstractSet[AnswerId]], before: Mapping[Key, AbstractSet[AnswerId]]) -> dict[int, Key]:
    """Which earlier theme each present one carries on, by overlap of their answers; the best pairs first.

    Answers that only one of the windows can hold make themes look less alike than they are: hand in what both hold.
    """
    pairs = [
        (len(mine & theirs) / len(mine | theirs), number, place)
        for number, mine in enumerate(now)
        for place, theirs in enumerate(before.values())
        if mine & theirs
    ]
    keys = list(before)
    found: dict[int, Key] = {}
    taken: set[int] = set()
    for overlap, number, place in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if overlap < SAME:
            break
        if number not in found and place not in taken:
            found[number] = keys[place]
            taken.add(place)
    return found
