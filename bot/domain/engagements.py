"""Reusable asks: one to five questions with an audience, a visibility and a window."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.questions import Agree, Question, checked
from bot.domain.visibility import Visibility
from bot.errors import Refusal
from bot.ids import AccountId, BoardId, EngagementId, OrganisationId
from bot.texts import Phrase

MOST_QUESTIONS = 5
DEFAULT_WINDOW = timedelta(days=7)
"""Five working days and the weekend among them."""
DEFAULT_REMINDER = timedelta(days=3)
DEFAULT_HEAR_BACK = timedelta(days=14)


class JourneyStage(StrEnum):
    """Where in the customer's journey a question belongs, worded from the customer's side."""

    DISCOVER = "discover"
    EVALUATE = "evaluate"
    ACQUIRE = "acquire"
    IMPLEMENT = "implement"
    USE = "use"
    MANAGE = "manage"
    FEEDBACK = "feedback"
    EXIT = "exit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Engagement:
    """One ask, ready to be opened as a round any number of times; `slug` is what people type to name it."""

    id: EngagementId
    organisation_id: OrganisationId
    board_id: BoardId
    slug: str
    title: str
    why: str
    """One line that tells customers what their answer is for."""
    questions: tuple[Question, ...]
    stage: JourneyStage = JourneyStage.FEEDBACK
    visibility: Visibility = Visibility.NAMED
    segments: tuple[str, ...] = ()
    """Only accounts of these segments are asked; empty means the whole board."""
    window: timedelta = DEFAULT_WINDOW
    remind_after: timedelta | None = DEFAULT_REMINDER
    hear_back: timedelta = DEFAULT_HEAR_BACK
    """Within this time after the close the customers are told what became of it."""
    pulse: bool = False
    """A pulse question may come back after 28 days; every other text only after 90."""
    created_at: datetime
    live: bool = False
    """True when the message shows the tally while it grows; never of an anonymous poll."""
    account_ids: tuple[AccountId, ...] = ()
    """Only these accounts are asked; empty means every account of the segments."""

    def __post_init__(self) -> None:
        if not 1 <= len(self.questions) <= MOST_QUESTIONS:
            raise Refusal(Phrase("engagement.question_count", {"n": len(self.questions), "most": MOST_QUESTIONS}))
        if self.window <= timedelta(0):
            raise Refusal(Phrase("engagement.bad_window"))
        if self.visibility is Visibility.ANONYMOUS and (
            len(self.questions) > 1 or any(isinstance(q, Agree) and len(q.options) > 1 for q in self.questions)
        ):
            # An anonymous answer is final when it is sent: there is no way to come back for a second part.
            raise Refusal(Phrase("engagement.anonymous_is_one_question"))
        if self.live and self.visibility is Visibility.ANONYMOUS:
            raise Refusal(Phrase("engagement.live_is_not_anonymous"))
        for question in self.questions:
            checked(question)
