"""The two ways things go wrong that are not bugs: a person's mistake, and a place that cannot be reached."""

from bot.texts import Phrase


class Refusal(Exception):
    """A person asked for what cannot be; the phrase tells them why and what works instead.

    Raised by rules and actions, worded once per platform in the reader's language. Nothing was changed.
    """

    def __init__(self, phrase: Phrase) -> None:
        super().__init__(phrase.id)
        self.phrase = phrase

    def __str__(self) -> str:
        return f"{self.phrase.id} {sorted(self.phrase.args)}"


class Denied(Refusal):
    """Refused because of who asks, not because of what was asked."""


class IllegalMove(Refusal):
    """Refused because of the stage or state a thing is in."""
