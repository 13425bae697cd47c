"""Turns what somebody wrote into words that others may read, wherever these are not a quote of a card."""

from bot.domain.answers import Answer
from bot.domain.masking import masked
from bot.domain.tallies import own_words
from bot.domain.themes import Excerpt


def quoted(said: Answer, excerpt: Excerpt) -> str:
    """The stretch of an answer that `excerpt` cites: letter for letter, but for addresses and telephone numbers."""
    return masked(own_words(said)[excerpt.start : excerpt.end])
