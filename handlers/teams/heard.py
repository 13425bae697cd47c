"""What goes back to Teams for one request."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.cards.parts import Card


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer at once, with a body where it answers an invoke; 503 asks for the same request again."""

    status: int = 200
    body: Mapping[str, object] | None = None
    told: Card | None = None
    """What the person reads in their own chat if the body comes too late; None for what is there anyway."""


Tell = Callable[[Mapping[str, Any], Card], Awaitable[None]]
"""Writes to whoever sent an activity, in their own chat with the bot."""
Hear = Callable[[Mapping[str, Any]], Awaitable[Reply]]
"""Works on one activity that is known to come from Teams."""

OK = Reply()
TRY_AGAIN = Reply(status=503)
"""Not kept. The vendor sends a message once more and tells the person who pressed a button that it did not work."""
