"""What one person said to one question of one round: revisable until the close, one voice however often they tap."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.questions import Agree, Question, Stances, Value, fits
from bot.domain.rounds import Round, Stage
from bot.domain.visibility import Visibility
from bot.errors import IllegalMove, Refusal
from bot.ids import AccountId, AnswerId, OrganisationId, PersonId, QuestionId, RoundId
from bot.texts import Phrase


class Source(StrEnum):
    """How an answer reached us."""

    MEMBER = "member"
    IMPORT = "import"
    PROXY = "proxy"
    """An account owner wrote down what a customer said on a call: counted apart, never mixed into votes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The current version of one person's answer; earlier versions are kept beside it."""

    id: AnswerId
    organisation_id: OrganisationId
    round_id: RoundId
    question_id: QuestionId
    person_id: PersonId
    account_id: AccountId
    value: Value
    said_at: datetime
    """When the person acted, by the platform's clock: the latest wins."""
    received_at: datetime
    """When it reached us: lateness is judged by this, without grace."""
    version: int = 1
    withdrawn: bool = False
    source: Source = Source.MEMBER
    comment: str = ""
    """What the person adds in their own words to an answer of another kind; it goes where the answer goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What somebody said to one question of an anonymous round; nothing in it leads to a person."""

    id: AnswerId
    """Random, never derived from who or when."""
    organisation_id: OrganisationId
    round_id: RoundId
    question_id: QuestionId
    value: Value


def company_of(said: Answer | Choice) -> str:
    """Whose one vote an answer is part of; of an anonymous one nobody knows, so that each counts as a company."""
    return said.account_id if isinstance(said, Answer) else said.id


def accept(
    round_: Round,
    question: Question,
    value: Value,
    *,
    id: AnswerId,  # noqa: A002 - the field's own name
    person_id: PersonId,
    account_id: AccountId,
    previous: Answer | None,
    said_at: datetime,
    now: datetime,
) -> Answer:
    """The answer to keep.

    Returns `previous` itself when it was said later (an older tap that arrived late changes nothing) or at the same
    instant (the same tap delivered twice); but an older tap on a statement not yet judged is added to the others.
    Refusal when the round takes no answers or the value does not fit.
    """
    check_open(round_, now)
    if round_.visibility is Visibility.ANONYMOUS:
        raise IllegalMove(Phrase("answer.anonymous_is_final"))
    fitting = fits(question, value)
    if previous is not None and said_at <= previous.said_at:
        unheard = _unheard(previous, fitting) if isinstance(question, Agree) else None
        if unheard is None:
            return previous
        fitting, said_at = unheard, previous.said_at + timedelta(microseconds=1)
    if isinstance(question, Agree) and previous is not None and not previous.withdrawn:
        fitting = _joined(previous.value, fitting)
    return Answer(
        id=id,
        organisation_id=round_.organisation_id,
        round_id=round_.id,
        question_id=question.id,
        person_id=person_id,
        account_id=account_id,
        value=fitting,
        said_at=said_at,
        received_at=now,
        version=previous.version + 1 if previous else 1,
        comment=previous.comment if previous is not None and not previous.withdrawn else "",
    )


def withdraw(round_: Round, answer: Answer, *, said_at: datetime, now: datetime) -> Answer:
    """The answer taken back; it stays on record as withdrawn and counts nowhere.

    Taken back once more, it remembers the later instant: a vote from between the two that arrives last changes nothing.
    """
    check_open(round_, now)
    if said_at <= answer.said_at:
        return answer
    return replace(answer, withdrawn=True, said_at=said_at, received_at=now, version=answer.version + 1)


def commented(round_: Round, answer: Answer, text: str, *, now: datetime) -> Answer:
    """The answer with `text` beside it, in the place of any earlier comment; empty text takes that away.

    A comment says nothing new about the question, so that it counts as said right after the answer: whoever answers
    anew is heard, in whichever order the two arrive. Refusal when it is too late or the answer was withdrawn.
    """
    check_open(round_, now)
    if answer.withdrawn:
        raise Refusal(Phrase("reply.nothing_beside"))
    if answer.comment == text:
        return answer
    said_at = answer.said_at + timedelta(microseconds=1)
    return replace(answer, comment=text, said_at=said_at, received_at=now, version=answer.version + 1)


def check_open(round_: Round, now: datetime) -> None:
    """Refusal when `round_` takes no answers at `now`."""
    if round_.stage is Stage.DRAFT:
        raise Refusal(Phrase("round.not_yet_open", {"round": round_.label}))
    if round_.stage is not Stage.OPEN or now >= round_.closes_at:
        raise Refusal(Phrase("round.has_closed", {"round": round_.label}))


def _unheard(previous: Answer, late: Value) -> Stances | None:
    """The stances of a tap that arrived late, on statements that no later tap has judged; None when there are none."""
    if previous.withdrawn or not isinstance(previous.value, Stances) or not isinstance(late, Stances):
        return None
    new = {each: stance for each, stance in late.stances.items() if each not in previous.value.stances}
    return Stances(stances=new) if new else None


def _joined(earlier: Value, later: Value) -> Value:
    """Statements are judged one tap at a time: the new stances beside those already taken."""
    match earlier, later:
        case Stances(stances=old), Stances(stances=new):
            return Stances(stances={**old, **new})
        case _:
            return later
