"""What goes back to Slack at once for one payload."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """An acknowledgement, with a body where the vendor shows it; any other status means that it was not kept."""

    status: int = 200
    body: dict[str, object] | None = None


OK = Heard()
TRY_AGAIN = Heard(status=503)
"""Not kept: a person is told that it did not work, an event is sent again."""
