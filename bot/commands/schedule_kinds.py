"""The commands about schedules, and about polls that follow an event, one small value each."""

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.cadence import DateRange


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Show what goes out when, or put engagements on a schedule."""

    rule: str = ""
    engagements: tuple[str, ...] = ()
    zone: str = ""
    """Empty for the board's."""
    start: str = ""
    end: str = ""
    blackout: tuple[DateRange, ...] = ()
    grace: timedelta | None = None
    local: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Let a schedule rest; the number is its place in the list."""

    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume:
    """Let a paused schedule go on."""

    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Show when a schedule, or a rule that is only thought of, comes round next."""

    number: int | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteSchedule:
    """End a schedule; the number is its place in the list."""

    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """Ask something after each event of that name."""

    moment: str
    engagement: str = ""
    """Empty for what the library proposes."""
    after: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfollow:
    """Ask nothing after events of that name any more."""

    moment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TellMoment:
    """Say that something happened to a customer; what follows it is asked of that customer alone."""

    moment: str
    account: str = ""
    """Empty for the customer in whose channel it is typed."""
    at: str = ""
