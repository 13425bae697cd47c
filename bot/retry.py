"""How long to wait before somebody else's server is asked again, in its own words and within reason."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

SHORTEST, LONGEST = 1.0, 300.0
"""Seconds; what a server asks for outside these is taken for a mistake of its own."""
UNSAID = 30.0
"""Seconds to wait where the server asks to wait and does not say how long."""


def retry_after(headers: Mapping[str, str], now: datetime) -> float:
    """The seconds that a server asks us to wait, whatever it writes there, between `SHORTEST` and `LONGEST`.

    `Retry-After` holds seconds or a date (RFC 9110, 10.2.3); fractions of seconds are met in the wild.
    """
    said = next((value for name, value in headers.items() if name.lower() == "retry-after"), "").strip()
    try:
        seconds = float(said)
    except ValueError:
        seconds = _until(said, now)
    if seconds != seconds:  # not a number, spelt "nan"
        seconds = UNSAID
    return min(max(seconds, SHORTEST), LONGEST)


def _until(said: str, now: datetime) -> float:
    try:
        at = parsedate_to_datetime(said)
    except (ValueError, TypeError):
        return UNSAID
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() - now.timestamp()
