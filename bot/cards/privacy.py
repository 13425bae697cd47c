"""Who sees what, in the words people read before they answer."""

from typing import assert_never

from bot.domain.boards import Board
from bot.domain.visibility import Visibility
from bot.texts import Phrase


def who_sees(visibility: Visibility, board: Board) -> Phrase:
    """What becomes of a name and a company, said at answer time."""
    match visibility:
        case Visibility.NAMED:
            return Phrase("privacy.named", {"board": board.name})
        case Visibility.ACCOUNT:
            return Phrase("privacy.account", {"board": board.name})
        case Visibility.ANONYMOUS:
            return Phrase("privacy.anonymous")
        case _:
            assert_never(visibility)


def who_reads(probably_ai: bool) -> Phrase:
    """Whether an outside AI service is among the readers."""
    return Phrase("privacy.ai") if probably_ai else Phrase("privacy.no_ai")
