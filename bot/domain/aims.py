"""What a button stands for: the wire carries a random token, the meaning stays here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.decisions import Verdict
from bot.domain.questions import (
    HIGHEST_NPS,
    HIGHEST_RATING,
    LOWEST_NPS,
    LOWEST_RATING,
    Agree,
    Multi,
    Nps,
    Open,
    Question,
    Rank,
    Rating,
    Single,
    Stance,
)
from bot.ids import DecisionId, Ids, OptionId, OrganisationId, QuestionId, RoundId, SuggestionId, Token


class Goal(StrEnum):
    """What pressing it does."""

    VOTE = "vote"
    """A single option, a score, a stance, one tick of a multiple choice, or one option of an order."""
    PICK = "pick"
    """The ticked options together, or all options in somebody's order."""
    WRITE = "write"
    SKIP = "skip"
    WITHDRAW = "withdraw"
    DECIDE = "decide"
    WHY = "why"
    TELL = "tell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What one token resolves to."""

    token: Token
    organisation_id: OrganisationId
    goal: Goal
    round_id: RoundId | None = None
    question_id: QuestionId | None = None
    option_id: OptionId | None = None
    score: int | None = None
    stance: Stance | None = None
    suggestion_id: SuggestionId | None = None
    verdict: Verdict | None = None
    decision_id: DecisionId | None = None


class Aims:
    """All buttons of one message's subject, found by what they mean."""

    def __init__(self, aims: Iterable[Aim]) -> None:
        self._tokens: Mapping[tuple[object, ...], Token] = {_meaning(aim): aim.token for aim in aims}

    def token(
        self,
        goal: Goal,
        *,
        question_id: QuestionId | None = None,
        option_id: OptionId | None = None,
        score: int | None = None,
        stance: Stance | None = None,
        verdict: Verdict | None = None,
    ) -> Token:
        """The token that means just this; KeyError when the subject has no such button."""
        return self._tokens[(goal, question_id, option_id, score, stance, verdict)]


def aims_of_round(
    ids: Ids, organisation_id: OrganisationId, round_id: RoundId, questions: Iterable[Question]
) -> tuple[Aim, ...]:
    """Every button that the messages of a round can carry."""
    found: list[Aim] = []

    def add(
        goal: Goal,
        question_id: QuestionId | None = None,
        option_id: OptionId | None = None,
        score: int | None = None,
        stance: Stance | None = None,
    ) -> None:
        what = (
            goal.value,
            round_id,
            question_id or "",
            option_id or "",
            "" if score is None else str(score),
            stance.value if stance else "",
        )
        found.append(
            Aim(
                token=Token(ids.of("aim", *what)),
                organisation_id=organisation_id,
                goal=goal,
                round_id=round_id,
                question_id=question_id,
                option_id=option_id,
                score=score,
                stance=stance,
            )
        )

    add(Goal.SKIP)
    for question in questions:
        add(Goal.WITHDRAW, question.id)
        match question:
            case Single():
                for option in question.options:
                    add(Goal.VOTE, question.id, option.id)
            case Multi() | Rank():
                add(Goal.PICK, question.id)
                for option in question.options:
                    add(Goal.VOTE, question.id, option.id)
            case Rating():
                for score in range(LOWEST_RATING, HIGHEST_RATING + 1):
                    add(Goal.VOTE, question.id, score=score)
            case Nps():
                for score in range(LOWEST_NPS, HIGHEST_NPS + 1):
                    add(Goal.VOTE, question.id, score=score)
            case Agree():
                for option in question.options:
                    for stance in Stance:
                        add(Goal.VOTE, question.id, option.id, stance=stance)
            case Open():
                add(Goal.WRITE, question.id)
    return tuple(found)


def aims_of_suggestion(ids: Ids, organisation_id: OrganisationId, suggestion_id: SuggestionId) -> tuple[Aim, ...]:
    """The verdicts on a suggestion, and the question why."""
    why = Aim(
        token=Token(ids.of("aim", Goal.WHY.value, suggestion_id)),
        organisation_id=organisation_id,
        goal=Goal.WHY,
        suggestion_id=suggestion_id,
    )
    return (
        why,
        *(
            Aim(
                token=Token(ids.of("aim", Goal.DECIDE.value, suggestion_id, verdict.value)),
                organisation_id=organisation_id,
                goal=Goal.DECIDE,
                suggestion_id=suggestion_id,
                verdict=verdict,
            )
            for verdict in Verdict
        ),
    )


def _meaning(aim: Aim) -> tuple[object, ...]:
    return (aim.goal, aim.question_id, aim.option_id, aim.score, aim.stance, aim.verdict)
