"""What the product manager of the demo decides after each digest, why, and what customers are told."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from bot.domain.decisions import Verdict
from handlers.console.season.dice import dice
from handlers.console.season.material import read
from handlers.console.season.words import theme_of

DECIDES = (1.0, 0.75, 0.5, 0.3, 0.15)
"""How likely the first, second, … suggestion of a digest is decided that week; a product manager has other work."""
TELLS = 0.95
"""The share of decisions that customers hear about at once; the others wait for more to say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """One decision and its two texts."""

    verdict: Verdict
    reason: str
    """For the vendor's own people."""
    after: timedelta
    """How long after the digest it is made."""
    customer_text: str
    """What customers read; empty when they are not told."""
    told_after: timedelta
    """How long after the decision the text is approved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One row of the file."""

    theme: str
    verdict: Verdict
    reason: str
    customer_text: str
    start: int
    """The number of the digest from which on it can be made."""
    variant: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    ruling: tuple[_Entry, ...]


def ruling(
    seed: int,
    digest: int,
    rank: int,
    *,
    about: Iterable[str] = (),
    before: Verdict | None = None,
    told: Collection[str] = (),
) -> Ruling | None:
    """What becomes of the suggestion at `rank` (from 1) of the `digest`-th digest (from 1); None when it has to wait.

    `about` are texts from its evidence, or the option it is made of: by them the script knows the subject. `before` is
    the latest verdict on the same suggestion, so that a story goes on. `told` are the texts customers have read so
    far: one matter can bring up two suggestions, but nobody is told the same thing twice.
    """
    if rank > len(DECIDES) or before in (Verdict.DECLINE, Verdict.SHIP):
        return None
    roll = dice(seed, "verdict", digest, rank)
    if roll.random() > DECIDES[rank - 1]:
        return None
    entry = _next(seed, theme_of(about), digest, before)
    if entry is None:
        return None
    tells = roll.random() < TELLS and entry.customer_text not in told
    return Ruling(
        verdict=entry.verdict,
        reason=entry.reason,
        after=timedelta(hours=roll.choice((2, 5, 24, 26, 48)), minutes=roll.randint(0, 59)),
        customer_text=entry.customer_text if tells else "",
        told_after=timedelta(minutes=roll.randint(3, 90)),
    )


def _next(seed: int, theme: str, digest: int, before: Verdict | None) -> _Entry | None:
    """The next chapter of a theme's story: the one after `before`, once its time has come."""
    entries = [entry for entry in _entries() if entry.theme == theme]
    variant = dice(seed, "story", theme).choice(sorted({entry.variant for entry in entries}))
    story = [entry for entry in entries if entry.variant == variant]
    verdicts = [entry.verdict for entry in story]
    chapter = verdicts.index(before) + 1 if before in verdicts else 0
    late = [entry for entry in story[chapter:] if entry.start <= digest]
    if before is None:  # a late newcomer does not begin with the first doubts
        fitting = [entry for entry in late if entry.verdict is not Verdict.SHIP]
        return fitting[-1] if fitting else None
    return late[0] if late and before in verdicts else None


@cache
def _entries() -> tuple[_Entry, ...]:
    return read("verdicts.toml", _File).ruling
