"""What can be typed about one poll on its way: end it, extend it, remind of it, call it off."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """Close a poll now."""

    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extend:
    """Let a poll stay open for longer."""

    number: int | None = None
    by: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Remind:
    """Remind now, once, those who have not answered."""

    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """Call a poll off."""

    number: int | None = None
