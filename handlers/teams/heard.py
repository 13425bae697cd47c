"""What goes back to Teams for one request."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer at once, with a body where it answers an invoke; 503 asks for the same request again."""

    status: int = 200
    body: Mapping[str, object] | None = None
    behind: Callable[[], Awaitable[None]] | None = None
    """What is still to be done once the answer has gone: only for what is kept already, since nobody asks again."""


Hear = Callable[[Mapping[str, Any]], Awaitable[Reply]]
"""Works on one activity that is known to come from Teams."""

OK = Reply()
TRY_AGAIN = Reply(status=503)
"""Not kept. The vendor sends a message once more and tells the person who pressed a button that it did not work."""
