"""What a customer said on a call, written down by whoever looks after them: beside the votes, never among them."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.likeness import meant
from bot.domain.questions import Multi, Open, Question, Single
from bot.domain.rounds import Round, Stage
from bot.domain.visibility import Visibility
from bot.errors import Refusal
from bot.ids import AccountId, OptionId, OrganisationId, PersonId, ProxyId, QuestionId, RoundId
from bot.texts import Phrase

LONGEST_HEARD = 2000
HEARABLE = frozenset({Stage.OPEN, Stage.CLOSED, Stage.REPORTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """One thing that a company said about one question, and who wrote it down.

    It is no answer: it lies in a table of its own, which no count, threshold, quorum or budget reads. Customers never
    see it.
    """

    id: ProxyId
    organisation_id: OrganisationId
    round_id: RoundId
    question_id: QuestionId
    account_id: AccountId
    person_id: PersonId | None
    """Who of the company said it; None where just the company is named."""
    option_id: OptionId | None
    """Which option they meant; None for words of their own."""
    text: str
    """Their words; empty where they chose an option."""
    said_at: datetime
    noted_at: datetime
    noted_by: PersonId | None
    """Who of the staff wrote it down."""


def check_hearable(round_: Round) -> None:
    """Refusal for a poll that is not out or was called off, and for an anonymous one: this would be a name in it."""
    if round_.visibility is Visibility.ANONYMOUS:
        raise Refusal(Phrase("heard.anonymous", {"round": round_.label}))
    if round_.stage not in HEARABLE:
        raise Refusal(Phrase("heard.not_out", {"round": round_.label}))


def option_meant(question: Question, words: str) -> OptionId | None:
    """The option of a choice that was typed, or begun so that only one fits; None for words of their own."""
    if not isinstance(question, Single | Multi):
        return None
    found = meant(words, [each.text for each in question.options])
    return next((each.id for each in question.options if [each.text] == found), None)


def question_meant(questions: tuple[Question, ...], words: str) -> Question:
    """The question that it fits best: one of whose options was said, else the first open one, else the first."""
    chosen = [each for each in questions if option_meant(each, words) is not None]
    return next(iter([*chosen, *(each for each in questions if isinstance(each, Open)), *questions]))
