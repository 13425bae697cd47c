"""Whose turn it is in a rotation, so that nobody reads the same question again too soon."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.engagements import Engagement
from bot.domain.questions import Question, alike
from bot.ids import AccountId

REST = timedelta(days=90)
PULSE_REST = timedelta(days=28)
"""So long the same text stays away; days are counted on the board's calendar, so that a change of clocks or a poll
that went out a few hours late does not make four weeks into twenty-seven days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What one round put to whom, and when."""

    on: date
    """The day it was due, on the board's calendar."""
    texts: frozenset[str]
    account_ids: frozenset[AccountId] = frozenset()
    """Only these companies read it; empty means every company of the segments."""
    segments: frozenset[str] = frozenset()
    """Only companies of these segments read it; empty means all."""


def texts_of(questions: Iterable[Question]) -> frozenset[str]:
    """The texts of questions in the form in which two that read the same are the same."""
    return frozenset(alike(each.text).rstrip(" .:!?…") for each in questions)


def rest_of(engagement: Engagement) -> timedelta:
    """How long its texts stay away before it may be asked."""
    return PULSE_REST if engagement.pulse else REST


def free_on(engagement: Engagement, asked: Sequence[Asked]) -> date:
    """The first day on which none of its texts comes too soon for anybody; the earliest there is if none was asked."""
    texts = texts_of(engagement.questions)
    before = (each.on for each in asked if each.texts & texts and _same_readers(engagement, each))
    last = max(before, default=None)
    return date.min if last is None else last + rest_of(engagement)


def in_turn(rotation: Sequence[Engagement], turn: int, asked: Sequence[Asked], on: date) -> Engagement | None:
    """What is asked on that day: the first of the rotation, counted from its turn, that has rested; None if none has.

    `turn` is how many rounds the schedule has opened before. A day on which nothing is asked opens none, and so costs
    nobody a turn.
    """
    start = turn % len(rotation)
    order = (*rotation[start:], *rotation[:start])
    return next((each for each in order if free_on(each, asked) <= on), None)


def free_again(rotation: Sequence[Engagement], asked: Sequence[Asked]) -> date:
    """The first day on which anything of the rotation may be asked."""
    return min(free_on(each, asked) for each in rotation)


def forecast(
    rotation: Sequence[Engagement], turn: int, asked: Sequence[Asked], days: Iterable[date]
) -> Iterator[Engagement | date]:
    """What will be asked on each of the ascending days; where nothing may be, the day from which something may."""
    known = list(asked)
    for day in days:
        chosen = in_turn(rotation, turn, known, day)
        if chosen is None:
            yield free_again(rotation, known)
            continue
        turn += 1
        known.append(asked_as(chosen, day))
        yield chosen


def asked_as(engagement: Engagement, on: date) -> Asked:
    """What is on record once the engagement was asked on that day."""
    return Asked(
        on=on,
        texts=texts_of(engagement.questions),
        account_ids=frozenset(engagement.account_ids),
        segments=frozenset(engagement.segments),
    )


def _same_readers(engagement: Engagement, asked: Asked) -> bool:
    """False when no company that reads the engagement can have read that round."""
    accounts = not engagement.account_ids or not asked.account_ids or asked.account_ids & set(engagement.account_ids)
    segments = not engagement.segments or not asked.segments or asked.segments & set(engagement.segments)
    return bool(accounts) and bool(segments)
