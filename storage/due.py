"""What is due at an organisation, told in one statement: it is asked every second, and mostly nothing is."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, String, and_, bindparam, exists, func, literal_column, or_, select

from bot.domain.deliveries import State
from bot.domain.handoffs import LONGEST_WAIT
from bot.domain.moments import AskState
from bot.domain.pacing import LIVELY_MARK
from bot.domain.rehearsals import Step
from storage.moment import Moment
from storage.outbox import changed
from storage.spoken import all_answered
from storage.straight import Straight
from storage.tables import (
    board,
    cadence,
    delivery,
    erasure,
    event,
    handoff,
    moment_ask,
    moment_rule,
    pace,
    rehearsal,
    round_,
)
from storage.work import Rows, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Where there is something to look at more closely."""

    cadences: bool = False
    rounds: bool = False
    asks: bool = False
    looks: bool = False
    digests: bool = False
    sponsors: bool = False
    messages: bool = False
    """To post, to look for or to draw anew, unless the pace or a pause keeps it back."""
    events: bool = False
    handoffs: bool = False
    rehearsals: bool = False
    """Standing ones, due or not."""
    all_answered: bool = False
    erasures: bool = False

    def __bool__(self) -> bool:
        return self != NOTHING


NOTHING = Due()


async def look(work: Work, now: datetime, closing_after: datetime) -> Due:
    """What is due by now; and whether everybody has spoken in a round that closes later than `closing_after`."""
    values = {"owner": work.organisation_id, "now": now, "closing_after": closing_after, "far": now + LONGEST_WAIT}
    return Due(**dict(zip(Due.__slots__, (await _LOOK.run(work, values))[0], strict=True)))


async def next_at(work: Work, now: datetime) -> datetime | None:
    """The next instant at which anything falls due; None when nothing ever will."""
    found = (await _NEXT.run(work, {"owner": work.organisation_id, "now": now}))[0]
    return min((at for at in found if at is not None), default=None)


_OWNER, _NOW = bindparam("owner", type_=String), bindparam("now", type_=Moment)
_FAR = bindparam("far", type_=Moment)
"""What is to be tried later than any try is put off was noted on a clock that has been set back since."""


def _mine(owner: ColumnElement[str], *more: ColumnElement[bool]) -> ColumnElement[bool]:
    return and_(owner == _OWNER, *more)


def _look(on_sqlite: bool) -> Rows:
    of_round = and_(_mine(delivery.c.organisation_id), delivery.c.subject_id == round_.c.id)
    outdated = exists().where(of_round, changed(round_)).correlate(round_)
    messages = or_(
        exists().where(
            _mine(delivery.c.organisation_id, delivery.c.state == State.PENDING, delivery.c.not_before <= _NOW)
        ),
        exists().where(_mine(delivery.c.organisation_id, delivery.c.state == State.SENDING)),
        # Round by round, by an index: all that ever went out stands in the ledger.
        exists().where(_mine(round_.c.organisation_id), outdated),
        exists().where(
            _mine(delivery.c.organisation_id, delivery.c.drawn_version < literal_column("0")),
            delivery.c.state == State.SENT,
        ),
    )
    return select(
        exists().where(_mine(cadence.c.organisation_id, cadence.c.next_due_at <= _NOW, cadence.c.paused.is_(False))),
        exists().where(_mine(round_.c.organisation_id, round_.c.deed_at <= _NOW)),
        exists().where(
            _mine(moment_ask.c.organisation_id, moment_ask.c.state == AskState.WAITING, moment_ask.c.due_at <= _NOW)
        ),
        exists().where(_mine(moment_rule.c.organisation_id, moment_rule.c.next_look_at <= _NOW)),
        exists().where(_mine(board.c.organisation_id, board.c.next_digest_at <= _NOW)),
        exists().where(_mine(board.c.organisation_id, board.c.next_sponsor_at <= _NOW)),
        messages,
        exists().where(_mine(event.c.organisation_id, event.c.worked_at.is_(None), event.c.not_before <= _NOW)),
        exists().where(_mine(handoff.c.organisation_id, or_(handoff.c.due_at <= _NOW, handoff.c.due_at > _FAR))),
        exists().where(_mine(rehearsal.c.organisation_id, rehearsal.c.step != Step.GONE)),
        all_answered(on_sqlite).exists(),
        exists().where(_mine(erasure.c.organisation_id, erasure.c.done_at.is_(None))),
    )


def _next(_: bool) -> Rows:
    waiting = _mine(delivery.c.organisation_id, delivery.c.state == State.PENDING, delivery.c.not_before > _NOW)
    held = _mine(pace.c.organisation_id, pace.c.free_at > _NOW, ~pace.c.key.startswith(LIVELY_MARK, autoescape=True))
    handed = _mine(handoff.c.organisation_id, handoff.c.due_at > _NOW)
    asks = _mine(moment_ask.c.organisation_id, moment_ask.c.state == AskState.WAITING)
    return select(
        select(func.min(delivery.c.not_before)).where(waiting).scalar_subquery(),
        select(func.min(pace.c.free_at)).where(held).scalar_subquery(),
        select(func.min(moment_ask.c.due_at)).where(asks).scalar_subquery(),
        select(func.min(moment_rule.c.next_look_at)).where(_mine(moment_rule.c.organisation_id)).scalar_subquery(),
        select(func.min(board.c.next_digest_at)).where(_mine(board.c.organisation_id)).scalar_subquery(),
        select(func.min(board.c.next_sponsor_at)).where(_mine(board.c.organisation_id)).scalar_subquery(),
        select(func.min(cadence.c.next_due_at))
        .where(_mine(cadence.c.organisation_id, cadence.c.paused.is_(False)))
        .scalar_subquery(),
        select(func.min(round_.c.deed_at)).where(_mine(round_.c.organisation_id)).scalar_subquery(),
        select(func.min(handoff.c.due_at)).where(handed).scalar_subquery(),
    )


_LOOK, _NEXT = Straight(_look), Straight(_next)
