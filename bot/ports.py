"""What the actions need from the outside, sized by capability: a messenger, and what may go wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.cards.parts import Card
from bot.domain.channels import Place
from bot.domain.people import Identity
from bot.ids import Token


class NotPosted(Exception):
    """Certainly not posted; worth another try after `retry_after` seconds (None: the sender's own backoff)."""

    def __init__(self, retry_after: float | None = None) -> None:
        super().__init__("not posted")
        self.retry_after = retry_after


class Unknown(Exception):
    """Perhaps posted: the connection broke while we waited for the answer."""


class Permanent(Exception):
    """It will never be posted; `reason` is the platform's own word for why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The place does not let us look which messages stand in it."""


class Messenger(Protocol):
    """One platform's mouth. `language` is the reader's; every call may raise NotPosted, Unknown or Permanent."""

    async def post(self, place: Place, card: Card, token: Token, language: str, under: str = "") -> str:
        """Put a message in a place, marked with `token`; returns the platform's reference to it.

        `under` is the reference of the message in whose thread it belongs.
        """
        ...

    async def redraw(self, place: Place, ref: str, card: Card, token: Token, language: str) -> None:
        """Replace a posted message; doing it twice is harmless."""
        ...

    async def whisper(self, identity: Identity, place: Place, card: Card, token: Token, language: str) -> str:
        """Show a message to one person only, in a place they share with the bot."""
        ...

    async def find(self, place: Place, tokens: Sequence[Token], since: datetime) -> dict[Token, str] | Unreadable:
        """Which of `tokens` stand in `place` since then, with their references."""
        ...
