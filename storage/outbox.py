"""What of the ledger of messages is to be done now: to post, to look for, to draw again; and who takes it on."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    String,
    and_,
    bindparam,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.sql.selectable import CTE

from bot.domain.channels import ChannelKind
from bot.domain.deliveries import CLOCK_SKEW, LEASE, Delivery, Kind, State, claimed
from bot.domain.pacing import AHEAD, NO_LIMITS, Call, Limits, timetable
from bot.domain.rounds import Stage
from storage import pace as paces
from storage.deliveries import replace_row
from storage.moment import Moment
from storage.straight import Straight
from storage.tables import answer, channel, delivery, pace, round_
from storage.work import Rows, Work, made

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
LOOKED_AT = 4
"""Messages looked at for each one taken, where some may have to wait for their place."""

above = delivery.alias("above")
"""The message in whose thread another one stands."""
busy = pace.alias("busy")
of_round = round_.alias("of_round")
last = pace.alias("last")
"""When a message was drawn last, as far as it is still noted."""


async def lanes_due(work: Work, now: datetime) -> set[str]:
    """The lanes in which something can be posted, looked for or drawn again now; one that only waits is none."""
    values = {"owner": work.organisation_id, "now": now, "lost": now - LEASE, "ahead": now + CLOCK_SKEW}
    return {str(lane) for (lane,) in await _LANES_DUE.run(work, values)}


async def claim(
    work: Work,
    lane: str,
    now: datetime,
    most: int = 8,
    limits: Limits = NO_LIMITS,
    elsewhere: Mapping[str, datetime] | None = None,
) -> list[Delivery]:
    """The next messages of a lane to post, noted as being sent; post them only after this transaction is committed.

    `started_at` is the instant at which each may go out, a little ahead where `limits` space them. `elsewhere` is
    what others noted of the same workspace. Two processes never get the same message.
    """
    soon = now + AHEAD  # Or a lane would end whenever its workspace has to be left alone for a moment.
    query = (
        work.rows(delivery)
        .where(
            due_by(work.organisation_id, now),
            delivery.c.lane == lane,
            free(work.organisation_id, Call.POST, reader(), soon),
        )
        .order_by(delivery.c.not_before, delivery.c.key)
        .limit(most if limits.post == NO_LIMITS.post else most * LOOKED_AT)
    )
    found = await work.all(Delivery, work.lock(query, skip_locked=True))
    known = paces.latest(elsewhere or {}, await paces.of_lane(work, lane, now) if found else {})
    targets = [reader_of(each) for each in found]
    times, after = timetable(targets, call=Call.POST, lane=lane, limits=limits, pace=known, now=now, most=most)
    taken = [claimed(each, at) for each, at in zip(found, times, strict=True) if at is not None]
    for each in taken:
        await replace_row(work, each, delivery.c.state == State.PENDING)
    await paces.advance(work, lane, after, now)
    return taken


def reader_of(one: Delivery) -> str:
    """What counts as one target of posts: the person it is whispered to, or the place."""
    return one.person_id or str(one.place)


async def stale(work: Work, lane: str, now: datetime) -> list[Delivery]:
    """The messages of a lane whose sender must be gone: perhaps posted, perhaps not; without those not to ask for."""
    return await work.all(
        Delivery,
        work.rows(delivery)
        .where(
            _stale(work.organisation_id, now - LEASE, now + CLOCK_SKEW),
            delivery.c.lane == lane,
            free(work.organisation_id, Call.FIND, _place(), now),
        )
        .order_by(delivery.c.not_before, delivery.c.key),
    )


async def to_redraw(work: Work, lane: str, now: datetime, most: int = 1000) -> list[tuple[Delivery, int]]:
    """The messages of a lane that show their round as it no longer is, each with the version to draw.

    First those that were drawn longest ago, so that a lively one does not keep the others from their turn.
    """
    outdated = (
        work.rows(delivery)
        .add_columns(round_.c.version.label("round_version"))
        .join(round_, speaks_of_round())
        .where(_outdated(work.organisation_id, now), _in_lane(lane))
    )
    noted = and_(last.c.organisation_id == work.organisation_id, last.c.key == _key(Call.REDRAW, delivery.c.key))
    # Where ten thousand are to be drawn at a close, mostly none was before: the first few do, without any order.
    never, found = outdated.where(~exists().where(noted)), list[tuple[Delivery, int]]()
    for round_id in list(await work.connection.scalars(_changed_rounds(work.organisation_id))):
        if len(found) < most:
            found += await _with_versions(work, never.where(round_.c.id == round_id).limit(most - len(found)))
    if len(found) < most:
        again = outdated.join(last, noted).order_by(last.c.free_at, delivery.c.key).limit(most - len(found))
        found += await _with_versions(work, again)
    known = {row.key for row, _ in found}
    marked = await work.all(
        Delivery, work.rows(delivery).where(_marked(work.organisation_id, now), delivery.c.lane == lane).limit(most)
    )
    return found + [(each, 0) for each in marked if each.key not in known]


async def _with_versions(work: Work, query: Rows) -> list[tuple[Delivery, int]]:
    return [
        (made(Delivery, {column.name: row[column] for column in delivery.columns}), int(row["round_version"]))
        for row in (await work.connection.execute(query)).mappings()
    ]


async def last_answered(work: Work, rounds: Collection[str]) -> dict[str, datetime]:
    """When somebody last answered each of these rounds, as far as they are open."""
    if not rounds:
        return {}
    query = (
        select(answer.c.round_id, func.max(answer.c.received_at))
        .join(round_, and_(round_.c.organisation_id == answer.c.organisation_id, round_.c.id == answer.c.round_id))
        .where(
            answer.c.organisation_id == work.organisation_id,
            answer.c.round_id.in_(sorted(rounds)),
            round_.c.stage == Stage.OPEN,
        )
        .group_by(answer.c.round_id)
    )
    return {str(round_id): at for round_id, at in await work.connection.execute(query)}


async def sending_all_stale(work: Work) -> int:
    """After a crash of the only sender: whatever was being sent is to be looked for at once; returns how many."""
    return await work.change(
        update(delivery)
        .where(delivery.c.organisation_id == work.organisation_id, delivery.c.state == State.SENDING)
        .values(started_at=LONG_AGO)
    )


Owner = str | ColumnElement[str]
Instant = datetime | ColumnElement[datetime]


def due_by(owner: Owner, now: Instant) -> ColumnElement[bool]:
    posted_above = exists().where(
        above.c.organisation_id == delivery.c.organisation_id,
        above.c.key == delivery.c.under,
        above.c.state == State.SENT,
    )
    return and_(
        delivery.c.organisation_id == owner,
        delivery.c.state == State.PENDING,
        delivery.c.not_before <= now,
        or_(delivery.c.under.is_(None), posted_above),
        ~_paused(),
    )


def _stale(owner: Owner, lost: Instant, ahead: Instant) -> ColumnElement[bool]:
    return and_(
        delivery.c.organisation_id == owner,
        delivery.c.state == State.SENDING,
        or_(delivery.c.started_at <= lost, delivery.c.started_at > ahead),
    )


def _outdated(owner: Owner, now: Instant) -> ColumnElement[bool]:
    return and_(
        delivery.c.organisation_id == owner,
        # From the rounds that changed to their messages: not through all that ever stood there to find a few.
        delivery.c.subject_id.in_(_changed_rounds(owner)),
        changed(round_),
        delivery.c.not_before <= now,
        ~_paused(),
        free(owner, Call.REDRAW, delivery.c.key, now),
    )


def changed(of: FromClause) -> ColumnElement[bool]:
    """True for a message that stands, and shows its round as it no longer is; `of` is the table of rounds."""
    return and_(
        or_(delivery.c.kind == Kind.ASK, delivery.c.kind == Kind.RESULTS),
        delivery.c.state == State.SENT,
        delivery.c.drawn_version < of.c.version,
    )


def _changed_rounds(owner: Owner) -> Select[*tuple[str]]:
    mine = and_(of_round.c.organisation_id == owner, delivery.c.organisation_id == owner)
    message = exists().where(mine, delivery.c.subject_id == of_round.c.id, changed(of_round)).correlate(of_round)
    return select(of_round.c.id).where(of_round.c.organisation_id == owner, message)


def _in_lane(lane: str | ColumnElement[str]) -> ColumnElement[bool]:
    """True for a message of the lane; spelt so that nobody looks through all that ever stood there to find a few."""
    return func.coalesce(delivery.c.lane, "") == lane


def _marked(owner: Owner, now: Instant) -> ColumnElement[bool]:
    """What must be drawn anew though its subject counts no versions: somebody was erased who was named in it."""
    return and_(
        delivery.c.organisation_id == owner,
        delivery.c.drawn_version < literal_column("0"),
        delivery.c.state == State.SENT,
        ~_paused(),
        free(owner, Call.REDRAW, delivery.c.key, now),
    )


def free(owner: Owner, call: Call, target: ColumnElement[str], now: Instant) -> ColumnElement[bool]:
    """True where neither this target nor the whole workspace has to be left alone."""
    return ~exists().where(
        busy.c.organisation_id == owner,
        busy.c.key.in_((_key(call, literal("")), _key(call, target))),
        busy.c.free_at > now,
    )


def _key(call: Call, target: ColumnElement[str]) -> ColumnElement[str]:
    """As `bot.domain.pacing.key` spells it."""
    return literal(f"{call.value}|").concat(delivery.c.lane).concat("|").concat(target)


def reader() -> ColumnElement[str]:
    return func.coalesce(delivery.c.person_id, _place())


def _place() -> ColumnElement[str]:
    return type_coerce(delivery.c.place, String)


def _paused() -> ColumnElement[bool]:
    """Its channel is silent; but what the team is told in private about a channel of its own goes out."""
    in_private = and_(delivery.c.person_id.is_not(None), channel.c.kind == ChannelKind.PRODUCT)
    return exists().where(its_channel(), channel.c.paused_for != "", ~in_private)


def its_channel() -> ColumnElement[bool]:
    return and_(channel.c.organisation_id == delivery.c.organisation_id, channel.c.id == delivery.c.channel_id)


def speaks_of_round() -> ColumnElement[bool]:
    return and_(round_.c.organisation_id == delivery.c.organisation_id, round_.c.id == delivery.c.subject_id)


def _lanes(_: bool) -> Rows:
    """Built once: it is asked every second.

    Asked of each lane, not of each message: the first one that is due tells, and a lane that is busy as a whole is not
    looked into, however many wait in it.
    """
    owner, now = bindparam("owner", type_=String), bindparam("now", type_=Moment)
    lost, ahead = bindparam("lost", type_=Moment), bindparam("ahead", type_=Moment)
    pending, sent = _lanes_with(State.PENDING, owner), _lanes_with(State.SENT, owner)
    to_post = select(pending.c.lane).where(
        _idle(owner, Call.POST, pending.c.lane, now),
        exists()
        .where(delivery.c.lane == pending.c.lane, due_by(owner, now), free(owner, Call.POST, reader(), now))
        .correlate(pending),
    )
    to_find = select(delivery.c.lane).where(_stale(owner, lost, ahead), free(owner, Call.FIND, _place(), now))
    to_draw = select(sent.c.lane).where(
        _idle(owner, Call.REDRAW, sent.c.lane, now),
        select(delivery.c.key)
        .join(round_, speaks_of_round())
        .where(_in_lane(sent.c.lane), _outdated(owner, now))
        .correlate(sent)
        .exists(),
    )
    to_reword = select(delivery.c.lane).where(_marked(owner, now))
    return select(to_post.union(to_find, to_draw, to_reword).subquery("found").c.lane)


def _lanes_with(state: State, owner: ColumnElement[str]) -> CTE:
    """The lanes in which there are messages in that state: from one to the next in the index, past all the messages."""
    there = and_(delivery.c.organisation_id == owner, delivery.c.state == state)
    lanes = select(func.min(delivery.c.lane).label("lane")).where(there).cte(f"{state.value}_lanes", recursive=True)
    after = select(func.min(delivery.c.lane)).where(there, delivery.c.lane > lanes.c.lane)
    return lanes.union_all(select(after.correlate(lanes).scalar_subquery()).where(lanes.c.lane.is_not(None)))


def _idle(
    owner: ColumnElement[str], call: Call, lane: ColumnElement[str], now: ColumnElement[datetime]
) -> ColumnElement[bool]:
    """True where the whole workspace need not be left alone."""
    whole = literal(f"{call.value}|").concat(lane).concat("|")
    return ~exists().where(busy.c.organisation_id == owner, busy.c.key == whole, busy.c.free_at > now)


_LANES_DUE = Straight(_lanes)
