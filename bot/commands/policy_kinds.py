"""Commands about the manners that hold: how often people are asked, when it is quiet, what an AI service may read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyOf:
    """Show the manners that hold: delays, thresholds, quiet hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPolicy:
    """Let the board ask more or less often, or be quiet at other hours; what is None stays as it is."""

    asks_per_week: int | None = None
    asks_per_month: int | None = None
    rounds_per_week: int | None = None
    quiet_from: int | None = None
    """In minutes since midnight, as `quiet_until` is."""
    quiet_until: int | None = None
    keep_days: int | None = None
    """For how many days polls are kept after their close; 0: for ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAi:
    """Allow or forbid that an AI service reads answers: of one company, or at all."""

    on: bool
    account: str = ""
    """As people spell it; empty for the vendor's own word, without which no company's counts."""
