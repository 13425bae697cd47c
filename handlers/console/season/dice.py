"""Chance that can be repeated: what happens depends on the seed and on what it happens to, never on the order."""

from random import Random


def dice(*key: object) -> Random:
    """The dice for one natural key, e.g. `dice(seed, "value-pulse", date, person)`; equal keys roll equal numbers."""
    return Random("\x1f".join(str(part) for part in key))  # noqa: S311 - a play, not a secret
