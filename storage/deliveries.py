"""The ledger of messages: what is to be posted, what is perhaps posted, and what stands where."""

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, update

from bot.domain.deliveries import CLOCK_SKEW, LEASE, Delivery, Kind, State, claimed
from bot.ids import BoardId, ChannelId, DeliveryKey
from storage.tables import channel, delivery, round_
from storage.upsert import add_new
from storage.work import Work, made, row_of

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


async def make(work: Work, rows: Iterable[Delivery]) -> int:
    """Add the messages that are not there yet, by their keys; returns how many were new."""
    return len(await add_new(work, delivery, [row_of(each) for each in rows]))


async def get(work: Work, key: DeliveryKey) -> Delivery:
    """The message with this key; LookupError when there is none."""
    return await work.only(Delivery, work.rows(delivery).where(delivery.c.key == key))


async def of_subject(work: Work, kind: Kind, subject_id: str) -> list[Delivery]:
    """Every message of one kind about a round, digest or decision."""
    return await work.all(
        Delivery,
        work.rows(delivery)
        .where(delivery.c.kind == kind, delivery.c.subject_id == subject_id)
        .order_by(delivery.c.key),
    )


async def lanes_due(work: Work, now: datetime) -> set[str]:
    """The lanes in which something is to be posted, to be looked for, or to be drawn again."""
    waiting = or_(
        and_(delivery.c.state == State.PENDING, delivery.c.not_before <= now),
        and_(delivery.c.state == State.SENDING, _stale(now)),
    )
    to_post = select(delivery.c.lane).where(delivery.c.organisation_id == work.organisation_id, waiting)
    to_draw = select(delivery.c.lane).join(round_, _speaks_of_round()).where(_outdated(work))
    return {str(lane) for lane in await work.connection.scalars(to_post.union(to_draw))}


async def claim(work: Work, lane: str, now: datetime, most: int = 8) -> list[Delivery]:
    """The next messages of a lane to post, noted as being sent; post them only after this transaction is committed.

    Two processes never get the same one.
    """
    query = (
        work.rows(delivery)
        .where(delivery.c.lane == lane, delivery.c.state == State.PENDING, delivery.c.not_before <= now)
        .order_by(delivery.c.not_before, delivery.c.key)
        .limit(most)
    )
    taken = [claimed(each, now) for each in await work.all(Delivery, work.lock(query, skip_locked=True))]
    for each in taken:
        await _replace(work, each, delivery.c.state == State.PENDING)
    return taken


async def stale(work: Work, lane: str, now: datetime) -> list[Delivery]:
    """The messages of a lane whose sender must be gone: perhaps posted, perhaps not."""
    return await work.all(
        Delivery,
        work.rows(delivery)
        .where(delivery.c.lane == lane, delivery.c.state == State.SENDING, _stale(now))
        .order_by(delivery.c.not_before, delivery.c.key),
    )


async def mark(work: Work, one: Delivery, *, attempt: int) -> bool:
    """Note what became of a message; False, and nothing changes, when it is no longer ours to say.

    It is ours while it is being sent in that very attempt: a sender that slept too long must not overwrite what its
    successor found out.
    """
    return await _replace(work, one, and_(delivery.c.state == State.SENDING, delivery.c.attempt == attempt))


async def drawn(work: Work, key: DeliveryKey, version: int) -> None:
    """Note which version of its subject a message shows; an older one is forgotten."""
    await work.change(
        update(delivery)
        .where(
            delivery.c.organisation_id == work.organisation_id,
            delivery.c.key == key,
            delivery.c.drawn_version < version,
        )
        .values(drawn_version=version)
    )


async def to_redraw(work: Work, lane: str, now: datetime) -> list[tuple[Delivery, int]]:
    """The messages of a lane that show their round as it no longer is, each with the version to draw."""
    query = (
        work.rows(delivery)
        .add_columns(round_.c.version.label("round_version"))
        .join(round_, _speaks_of_round())
        .where(_outdated(work), delivery.c.lane == lane, delivery.c.not_before <= now)
        .order_by(delivery.c.key)
    )
    return [
        (made(Delivery, {column.name: row[column] for column in delivery.columns}), int(row["round_version"]))
        for row in (await work.connection.execute(query)).mappings()
    ]


async def drop_pending(work: Work, subject_id: str) -> int:
    """Give up the messages about a subject that have not gone out; returns how many."""
    return await work.change(
        update(delivery)
        .where(
            delivery.c.organisation_id == work.organisation_id,
            delivery.c.subject_id == subject_id,
            delivery.c.state == State.PENDING,
        )
        .values(state=State.DROPPED)
    )


async def counts(work: Work) -> dict[tuple[Kind, State], int]:
    """How many messages there are of each kind in each state."""
    query = (
        select(delivery.c.kind, delivery.c.state, func.count())
        .where(delivery.c.organisation_id == work.organisation_id)
        .group_by(delivery.c.kind, delivery.c.state)
    )
    return {(kind, state): int(count) for kind, state, count in await work.connection.execute(query)}


async def sending_all_stale(work: Work) -> int:
    """After a crash of the only sender: whatever was being sent is to be looked for at once; returns how many."""
    return await work.change(
        update(delivery)
        .where(delivery.c.organisation_id == work.organisation_id, delivery.c.state == State.SENDING)
        .values(started_at=LONG_AGO)
    )


async def latest(work: Work, kind: Kind, channel_id: ChannelId) -> datetime | None:
    """When the latest message of a kind goes, or went, to a channel."""
    found: datetime | None = await work.connection.scalar(
        select(delivery.c.not_before)
        .where(
            delivery.c.organisation_id == work.organisation_id,
            delivery.c.kind == kind,
            delivery.c.channel_id == channel_id,
            delivery.c.state.not_in((State.DROPPED, State.FAILED)),
        )
        .order_by(delivery.c.not_before.desc())
        .limit(1)
    )
    return found


async def told_since(work: Work, board_id: BoardId, since: datetime) -> bool:
    """True when customers of the board were told, or are about to be, what became of their answers."""
    found = await work.connection.scalar(
        select(delivery.c.key)
        .join(
            channel,
            and_(
                channel.c.organisation_id == delivery.c.organisation_id,
                channel.c.id == delivery.c.channel_id,
            ),
        )
        .where(
            delivery.c.organisation_id == work.organisation_id,
            delivery.c.kind == Kind.LOOP,
            delivery.c.state.not_in((State.DROPPED, State.FAILED)),
            delivery.c.not_before >= since,
            channel.c.board_id == board_id,
        )
        .limit(1)
    )
    return found is not None


async def in_channel(work: Work, kind: Kind, channel_id: ChannelId) -> list[Delivery]:
    """The messages of a kind that stand in a channel."""
    return await work.all(
        Delivery,
        work.rows(delivery)
        .where(delivery.c.kind == kind, delivery.c.channel_id == channel_id, delivery.c.state == State.SENT)
        .order_by(delivery.c.not_before, delivery.c.key),
    )


async def next_due(work: Work) -> datetime | None:
    """When the next message that waits may go out; None when none waits."""
    found: datetime | None = await work.connection.scalar(
        select(delivery.c.not_before)
        .where(delivery.c.organisation_id == work.organisation_id, delivery.c.state == State.PENDING)
        .order_by(delivery.c.not_before)
        .limit(1)
    )
    return found


async def earlier_ask(work: Work, one: Delivery) -> bool:
    """True when another ask went out in that place before this one: so this one need not introduce us."""
    before: ColumnElement[bool] = delivery.c.state == State.SENT
    if one.first_started_at is not None:
        before = and_(
            before,
            or_(
                delivery.c.first_started_at < one.first_started_at,
                and_(delivery.c.first_started_at == one.first_started_at, delivery.c.key < one.key),
            ),
        )
    found = await work.connection.scalar(
        select(delivery.c.key)
        .where(
            delivery.c.organisation_id == work.organisation_id,
            delivery.c.kind == Kind.ASK,
            delivery.c.place == one.place,
            delivery.c.key != one.key,
            before,
        )
        .limit(1)
    )
    return found is not None


async def _replace(work: Work, one: Delivery, still: ColumnElement[bool]) -> bool:
    row = work.own([row_of(one)])[0]
    return bool(
        await work.change(
            update(delivery)
            .where(delivery.c.organisation_id == work.organisation_id, delivery.c.key == one.key, still)
            .values(row)
        )
    )


def _stale(now: datetime) -> ColumnElement[bool]:
    return or_(delivery.c.started_at <= now - LEASE, delivery.c.started_at > now + CLOCK_SKEW)


def _speaks_of_round() -> ColumnElement[bool]:
    return and_(round_.c.organisation_id == delivery.c.organisation_id, round_.c.id == delivery.c.subject_id)


def _outdated(work: Work) -> ColumnElement[bool]:
    return and_(
        delivery.c.organisation_id == work.organisation_id,
        delivery.c.kind.in_((Kind.ASK, Kind.RESULTS)),
        delivery.c.state == State.SENT,
        delivery.c.drawn_version < round_.c.version,
    )
