"""Moments of a customer's journey that an ask follows: "go-live done", "renewal in 60 days"."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.questions import alike
from bot.domain.wording import clean
from bot.errors import Refusal
from bot.ids import (
    AccountId,
    BoardId,
    EngagementId,
    JourneyMomentId,
    MomentAskId,
    MomentRuleId,
    OrganisationId,
    RoundId,
)
from bot.texts import Phrase

LONGEST_NAME = 60
LONGEST_WAIT = timedelta(days=366)
OLDEST = timedelta(days=90)
"""What happened longer ago is not worth a question that speaks of it as of yesterday."""
LATEST = timedelta(days=366)
GIVEN_UP_AFTER = timedelta(days=7)
"""An ask that nothing was running for is still put this much later, and no later."""
PUT_OFF_BY = timedelta(days=1)
MOST_PUT_OFF = 7
"""So many days it waits until the customer may be asked again."""
LOOK_EVERY = timedelta(hours=1)
"""So often the renewal dates of accounts are read; they change by hand and by import."""
ASKED_AT = time(10)
"""What follows a date, and no instant, is asked at this time of the board's day."""
_RENEWAL = re.compile(r"renewal in (\d{1,3}) days?")


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryMoment:
    """A moment that comes with the product: which ask of the library follows it, and after how long."""

    name: str
    ask: str
    after: timedelta = timedelta(0)


LIBRARY_MOMENTS = (
    LibraryMoment(name="contract signed", ask="buying", after=timedelta(days=7)),
    LibraryMoment(name="go-live done", ask="go-live", after=timedelta(days=14)),
    LibraryMoment(name="renewal in 60 days", ask="renewal"),
    LibraryMoment(name="complaint settled", ask="after-a-fix", after=timedelta(days=2)),
    LibraryMoment(name="contract ended", ask="leaving"),
)
"""Nobody is asked by them until an admin says so: `schedule on "go-live done"`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentRule:
    """On one board, one engagement follows each moment of that name."""

    id: MomentRuleId
    organisation_id: OrganisationId
    board_id: BoardId
    moment: str
    engagement_id: EngagementId
    after: timedelta
    made_at: datetime
    next_look_at: datetime | None = None
    """When the accounts' renewal dates are read next; None where the moment is told to us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyMoment:
    """Something that happened to one account, told to us once or read from its renewal date."""

    id: JourneyMomentId
    organisation_id: OrganisationId
    moment: str
    account_id: AccountId
    key: str
    """What whoever told us calls it; the same again is the same moment."""
    at: datetime
    received_at: datetime


class AskState(StrEnum):
    """How far an ask that follows a moment has come."""

    WAITING = "waiting"
    ASKED = "asked"
    SKIPPED = "skipped"
    """It came too soon after the last, too late, or found nobody; the product team was told."""
    CALLED_OFF = "called_off"


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentAsk:
    """One engagement that one moment leads to: it becomes one round, for that account alone."""

    id: MomentAskId
    organisation_id: OrganisationId
    moment_id: JourneyMomentId
    board_id: BoardId
    account_id: AccountId
    engagement_id: EngagementId
    due_at: datetime
    state: AskState = AskState.WAITING
    round_id: RoundId | None = None
    put_off: int = 0
    """How often it was put off by a day, because that customer had been asked often enough."""


def moment_named(text: str) -> str:
    """The moment that people mean by `text`, however they case and space it; Refusal when it is empty or too long."""
    name = alike(clean(text, 1000).text)
    if not name or len(name) > LONGEST_NAME:
        raise Refusal(Phrase("moment.bad_name", {"most": LONGEST_NAME}))
    return name


def library_moment(name: str) -> LibraryMoment | None:
    """What the product proposes to ask after a moment of that name."""
    if renewal_lead(name) is not None:
        return LibraryMoment(name=name, ask="renewal")
    return next((each for each in LIBRARY_MOMENTS if each.name == name), None)


def renewal_lead(name: str) -> timedelta | None:
    """How long before a renewal the moment is, where the name says so: `renewal in 60 days`."""
    found = _RENEWAL.fullmatch(name)
    return timedelta(days=int(found[1])) if found and int(found[1]) else None


def renewal_day(renewal_on: date, lead: timedelta, today: date) -> date | None:
    """The day that lies `lead` before the renewal, once it is there; None before, and too late.

    A date that became known only later still counts until half of the time is gone: asked on the eve of the renewal
    nothing could be done about the answer.
    """
    mark = renewal_on - lead
    return mark if mark <= today <= mark + lead / 2 else None


def plausible(at: datetime, now: datetime) -> bool:
    """True when a moment of that time is worth an ask: neither long past nor more than a year ahead."""
    return now - OLDEST <= at <= now + LATEST


def due_for(rule: MomentRule, at: datetime, now: datetime) -> datetime:
    """When the ask of a rule is due for a moment at `at`; what should have been asked already is asked now."""
    return max(at + rule.after, now)


def too_late(ask: MomentAsk, now: datetime) -> bool:
    """True when nothing was running for so long that the ask would only puzzle."""
    return now > ask.due_at + GIVEN_UP_AFTER
