"""What a check-up of the installation found, one thing at a time."""

from dataclasses import dataclass
from enum import StrEnum

from bot.texts import Phrase


class Verdict(StrEnum):
    """How a thing is."""

    GOOD = "good"
    WARN = "warn"
    """It works without, though less well."""
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing, and, where it is not well, what to do about it."""

    verdict: Verdict
    what: Phrase
