"""Commands about suggestions besides decisions."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOff:
    """Hand a suggestion to the trackers that are set up."""

    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeSuggestions:
    """Let two suggestions be one."""

    number: int
    other: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmerge:
    """Let a suggestion that was merged stand alone again."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportSuggestions:
    """Hand out the suggestions of a board."""
