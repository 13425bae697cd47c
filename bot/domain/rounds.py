"""One opening of an engagement, from its first message to its report."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.engagements import Engagement
from bot.domain.visibility import Visibility
from bot.errors import IllegalMove
from bot.ids import BoardId, CadenceId, EngagementId, OrganisationId, PersonId, QuestionId, RoundId
from bot.texts import Phrase


class Stage(StrEnum):
    """How far a round has come."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    REPORTED = "reported"
    CANCELLED = "cancelled"


class Deed(StrEnum):
    """What a round waits to have done to it."""

    OPEN = "open"
    REMIND = "remind"
    CLOSE = "close"
    REPORT = "report"
    NUDGE = "nudge"
    """Three days before the promised day the product manager is told that customers still wait."""


NEXT: dict[Stage, frozenset[Stage]] = {
    Stage.DRAFT: frozenset({Stage.OPEN, Stage.CANCELLED}),
    Stage.OPEN: frozenset({Stage.CLOSED, Stage.CANCELLED}),
    Stage.CLOSED: frozenset({Stage.REPORTED}),
    Stage.REPORTED: frozenset(),
    Stage.CANCELLED: frozenset(),
}
NUDGE_BEFORE = timedelta(days=3)
SECOND_THOUGHTS = timedelta(hours=1)
"""So long an answer can still be changed after everybody has spoken."""
LONGEST_OPEN = timedelta(days=90)
"""No round stays open longer than that, however often it is extended: what was asked a quarter ago is asked anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One engagement, put to one board, over one window of time; people call it P12."""

    id: RoundId
    organisation_id: OrganisationId
    board_id: BoardId
    engagement_id: EngagementId
    cadence_id: CadenceId | None
    number: int
    slot: datetime
    """The instant it was due; with the cadence it makes the round one of a kind."""
    question_ids: tuple[QuestionId, ...]
    """The questions as they were when the round was planned; a later edit of the engagement changes nothing here."""
    visibility: Visibility
    closes_at: datetime
    remind_at: datetime | None
    hear_back_by: datetime
    stage: Stage = Stage.DRAFT
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    deed: Deed | None = Deed.OPEN
    """The next thing to do, or None when the round is at rest."""
    deed_at: datetime | None = None
    version: int = 0
    """Grows with every answer and every stage; a message drawn at an older version is drawn again."""
    gate_passed: bool | None = None
    """Decided once, at the close, and never again: see `visibility.Turnout.passes_gate`."""
    asked_by: PersonId | None = None
    """Who asked it by hand; None for a poll of a schedule."""

    @property
    def label(self) -> str:
        """What people call it."""
        return f"P{self.number}"

    @property
    def stage_said(self) -> Phrase:
        """How far it has come, as it is told behind the label: `P2` … `was called off already`."""
        return Phrase(f"stage.{self.stage.value}")

    def advance(self, to: Stage) -> "Round":
        """The same round at stage `to`; IllegalMove when that stage cannot follow."""
        if to not in NEXT[self.stage]:
            raise IllegalMove(Phrase("round.illegal_move", {"round": self.label, "stage": self.stage_said}))
        return replace(self, stage=to, version=self.version + 1)


def planned(
    engagement: Engagement,
    *,
    id: RoundId,  # noqa: A002 - the field's own name
    number: int,
    slot: datetime,
    opens_at: datetime,
    cadence_id: CadenceId | None = None,
) -> Round:
    """A draft of `engagement` that will open at `opens_at`; its window counts from then, not from the slot."""
    closes_at = opens_at + engagement.window
    remind_at = opens_at + engagement.remind_after if engagement.remind_after else None
    return Round(
        id=id,
        organisation_id=engagement.organisation_id,
        board_id=engagement.board_id,
        engagement_id=engagement.id,
        cadence_id=cadence_id,
        number=number,
        slot=slot,
        question_ids=tuple(question.id for question in engagement.questions),
        visibility=engagement.visibility,
        closes_at=closes_at,
        remind_at=remind_at if remind_at and remind_at < closes_at else None,
        hear_back_by=closes_at + engagement.hear_back,
        deed=Deed.OPEN,
        deed_at=opens_at,
    )


def opened(round_: Round, now: datetime) -> Round:
    """The round once it is out; its next deed is the reminder, or the close where there is none."""
    out = replace(round_.advance(Stage.OPEN), opened_at=now)
    return replace(out, deed=Deed.REMIND, deed_at=out.remind_at) if out.remind_at else _waits_for_close(out)


def reminded(round_: Round) -> Round:
    """The round once those who had not answered were reminded; it happens once."""
    return _waits_for_close(replace(round_, remind_at=None))


def closed(round_: Round, now: datetime, *, gate_passed: bool) -> Round:
    """The round once no more answers count; the report follows at once."""
    done = replace(round_.advance(Stage.CLOSED), closed_at=now, gate_passed=gate_passed)
    return replace(done, deed=Deed.REPORT, deed_at=now)


def reported(round_: Round) -> Round:
    """The round once its results were written; three days before the promised day the PM is nudged."""
    return replace(round_.advance(Stage.REPORTED), deed=Deed.NUDGE, deed_at=round_.hear_back_by - NUDGE_BEFORE)


def nudged(round_: Round) -> Round:
    """The round at rest: nothing is left to be done to it."""
    return replace(round_, deed=None, deed_at=None)


def cancelled(round_: Round) -> Round:
    """The round called off before its close; nothing is left to be done to it."""
    return replace(round_.advance(Stage.CANCELLED), deed=None, deed_at=None)


def due(round_: Round, deed: Deed, now: datetime) -> bool:
    """True when `deed` is what the round waits for and its time has come; every worker asks again before it acts."""
    return round_.deed is deed and round_.deed_at is not None and round_.deed_at <= now


def close_now(round_: Round, now: datetime) -> Round:
    """The open round with its close moved to `now` (everyone has spoken, or the PM asked)."""
    if round_.stage is not Stage.OPEN:
        raise IllegalMove(Phrase("round.not_open", {"round": round_.label, "stage": round_.stage_said}))
    return _waits_for_close(replace(round_, closes_at=min(round_.closes_at, now), remind_at=None))


def close_soon(round_: Round, now: datetime) -> Round:
    """The open round in which everybody has spoken: it closes once they have had time to mend a slip of the finger.

    Its messages are drawn anew, since they say until when it is open. A close that is nearer anyway stays.
    """
    if round_.stage is not Stage.OPEN:
        raise IllegalMove(Phrase("round.not_open", {"round": round_.label, "stage": round_.stage_said}))
    if round_.closes_at <= now + SECOND_THOUGHTS:
        return round_
    moved = replace(round_, closes_at=now + SECOND_THOUGHTS, remind_at=None, version=round_.version + 1)
    return _waits_for_close(moved)


def sent_now(round_: Round, now: datetime) -> Round:
    """The draft without the rest of its cancel window; what was promised about its end stays as it is."""
    if round_.stage is not Stage.DRAFT:
        raise IllegalMove(Phrase("round.is_out", {"round": round_.label, "stage": round_.stage_said}))
    return replace(round_, deed_at=now)


def remind_now(round_: Round, now: datetime) -> Round:
    """The open round with its only reminder moved to `now`."""
    if round_.stage is not Stage.OPEN or now >= round_.closes_at:
        raise IllegalMove(Phrase("round.not_open", {"round": round_.label, "stage": round_.stage_said}))
    return replace(round_, remind_at=now, deed=Deed.REMIND, deed_at=now)


def extended(round_: Round, by: timedelta, now: datetime) -> Round:
    """The open round with its close, and the day people hear back by, moved later.

    Its messages are drawn anew, since they name both. A reminder that is still to come stays when it was. IllegalMove
    where it is not open, or where it would have been open for longer than `LONGEST_OPEN`.
    """
    if round_.stage is not Stage.OPEN or round_.opened_at is None:
        raise IllegalMove(Phrase("round.not_open", {"round": round_.label, "stage": round_.stage_said}))
    if now >= round_.closes_at:
        # Answers were refused since; what somebody was told then stays true.
        raise IllegalMove(Phrase("round.closing", {"round": round_.label}))
    closes_at = round_.closes_at + by
    if closes_at > round_.opened_at + LONGEST_OPEN:
        raise IllegalMove(Phrase("round.open_too_long", {"round": round_.label, "days": LONGEST_OPEN.days}))
    moved = replace(round_, closes_at=closes_at, hear_back_by=round_.hear_back_by + by, version=round_.version + 1)
    return moved if moved.deed is Deed.REMIND else _waits_for_close(moved)


def _waits_for_close(round_: Round) -> Round:
    return replace(round_, deed=Deed.CLOSE, deed_at=round_.closes_at)
