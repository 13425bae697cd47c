"""What a product manager reads, privately, right after a command: it was understood, and what happens next."""

from dataclasses import replace

from bot.cards.counts import there
from bot.cards.parts import Card, Text
from bot.domain.boards import Board
from bot.domain.rounds import Round
from bot.domain.visibility import Visibility
from bot.texts import Phrase


def sending_card(*, round_: Round) -> Card:
    """The poll goes out at once; a cancel window is over for it."""
    return replace(_line(Phrase("acknowledge.sending", {"round": round_.label})), beside=True)


def reminding_card(*, round_: Round) -> Card:
    """Those who have not answered are reminded, each in their own working hours; of an anonymous poll everybody."""
    anonymous = round_.visibility is Visibility.ANONYMOUS
    return _line(Phrase("acknowledge.reminding_all" if anonymous else "acknowledge.reminding", {"round": round_.label}))


def closing_card(*, round_: Round) -> Card:
    """The poll closes now; its results follow in the product channel."""
    return _line(Phrase("acknowledge.closing", {"round": round_.label}))


def extending_card(*, round_: Round, board: Board) -> Card:
    """The poll stays open for longer: until when, and when its people hear back now."""
    times = {"closes": there(round_.closes_at, board.zone), "hear_back": there(round_.hear_back_by, board.zone)}
    return _line(Phrase("acknowledge.extending", {"round": round_.label, **times}))


def cancelled_by_hand_card(*, round_: Round) -> Card:
    """The poll was called off."""
    return _line(Phrase("acknowledge.cancelled", {"round": round_.label}))


def told_card(channels: int) -> Card:
    """Customers will read what was decided."""
    return _line(Phrase("acknowledge.told", {"n": channels}))


def _line(phrase: Phrase) -> Card:
    return Card(summary=phrase, parts=(Text(phrase),))
