"""What can be typed about roles: who may do what, runs a board, looks after a company, and what they read and keep."""

from dataclasses import dataclass
from datetime import date

from bot.domain.people import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveRights:
    """Make one of the own staff an admin or a product manager, or take the role away."""

    identity: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardOwner:
    """Let this person run the board; without one, say who runs it now."""

    identity: str = ""
    nobody: bool = False
    """True when it is to end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountOwner:
    """Let this person look after a company."""

    account: str
    identity: str = ""
    nobody: bool = False
    """True when it is to end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountOf:
    """Show how a company takes part, and what its people said under their own names."""

    account: str = ""
    """Its name; empty for the one that the reader looks after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Keep what a customer said on a call about a poll, beside its votes."""

    text: str
    """One of the options, or words of theirs."""
    number: int | None = None
    """The poll; None for the latest."""
    question: int | None = None
    """Which of its questions, counted from one; None for the one that fits."""
    account: str = ""
    """The company; empty for the only one that could be meant."""
    said_by: str = ""
    """Who of the company; empty where just the company is named."""
    on: date | None = None
    """The day of the call; None for today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sponsor:
    """Send a short report to this person each month; without one, say who reads it now."""

    identity: str = ""
    nobody: bool = False
    """True when it is to end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthReport:
    """Show the report about the month that is over."""
