"""An ask as every press on it is judged: what its buttons stand for, what was asked, and until when."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from bot.domain.accounts import Account
from bot.domain.aims import Aim, Aims
from bot.domain.boards import Board
from bot.domain.questions import Question
from bot.domain.rounds import Round
from bot.ids import QuestionId, Token


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAsk:
    """A round with everything of it that presses need and that hardly ever changes while it is open.

    It may lag behind the database by a few seconds: the round's stage is looked at again where a press is stored.
    """

    round: Round
    board: Board
    live: bool
    """True when its messages show the running tally."""
    questions: Mapping[QuestionId, Question]
    buttons: Mapping[Token, Aim]
    aims: Aims
    home: Account | None
    """The vendor itself, on a client-zero board the company of its staff."""
    made: dict[Hashable, object] = field(default_factory=dict, repr=False, compare=False)
    """What was made of it for one press, and is the same for the next; it goes when the ask is read anew."""

    @classmethod
    def of(
        cls,
        round_: Round,
        *,
        board: Board,
        live: bool,
        questions: Iterable[Question],
        buttons: Iterable[Aim],
        home: Account | None,
    ) -> Self:
        """The ask of `round_`, whose buttons are `buttons`."""
        by_token = {aim.token: aim for aim in buttons}
        return cls(
            round=round_,
            board=board,
            live=live,
            questions={each.id: each for each in questions},
            buttons=by_token,
            aims=Aims(by_token.values()),
            home=home,
        )

    def question_of(self, aim: Aim) -> Question | None:
        """The question that a button belongs to; None for a button of the whole round."""
        return self.questions.get(aim.question_id) if aim.question_id is not None else None
