"""Whom a round was meant for, one row each, and why somebody was left out."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.deliveries import Kind
from bot.ids import AccountId, ChannelId, OrganisationId, PersonId, RoundId


class Reason(StrEnum):
    """Why somebody who was meant is not asked, or not reminded."""

    WEEK = "week"
    """They were asked within the last seven days."""
    MONTH = "month"
    """They were asked as often as they may be within thirty days."""
    COMPANY = "company"
    """Their company was asked as often as it may be within seven days."""
    QUIET = "quiet"
    """It is night or weekend there until the round is over."""
    HOLIDAY = "holiday"
    """It is a public holiday there until the round is over."""
    PAUSED = "paused"
    """They want to be left alone."""


CAPPED = frozenset({Reason.WEEK, Reason.MONTH, Reason.COMPANY})
AT_REST = frozenset({Reason.QUIET, Reason.HOLIDAY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One person whom a round was meant for, or one channel in which nobody is known yet.

    Of asks every target is kept, of reminders only who was left out.
    """

    id: str
    organisation_id: OrganisationId
    round_id: RoundId
    kind: Kind
    """What it was about to be: an ask, or the reminder of one."""
    channel_id: ChannelId
    """Where they read it, or would have."""
    account_id: AccountId | None
    """The company they speak for there; None in a shared room where nobody is known."""
    person_id: PersonId | None
    """None where nobody is known yet."""
    reason: Reason | None
    """None when nothing kept us from asking."""
    weighs: bool
    """True when it counts against how often this person may be asked."""
    at: datetime
    """When it goes out there, as planned: budgets are counted from here."""
