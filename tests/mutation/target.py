"""One module that guards people's rights and privacy, and the tests that must notice when a check of it is gone."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One module."""

    path: str
    tests: tuple[str, ...]
    """The fastest that concern it, in the order in which they are run."""
    whole: bool = True
    """Every check in it; else just the `also`."""
    rights: bool = False
    """Every question for a right in it besides."""
    also: tuple[tuple[str, str], ...] = ()
    """Stretches of source, and what stands there instead."""
    same: tuple[str, ...] = ()
    """Parts of checks without which nothing is different: each says why beside it."""
