"""The ledger of messages: what was made, what became of each, and what stands where."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update

from bot.domain.deliveries import GIVEN_UP, Delivery, Kind, State
from bot.ids import BoardId, ChannelId, DeliveryKey
from storage import upsert
from storage.tables import channel, delivery
from storage.upsert import Ready, add_new
from storage.work import Work, row_of


async def make(work: Work, rows: Iterable[Delivery]) -> int:
    """Add the messages that are not there yet, by their keys; returns how many were new."""
    return len(await add_new(work, delivery, [row_of(each) for each in rows]))


def ready(work: Work, rows: Iterable[Delivery]) -> Ready:
    """The messages for `storage.upsert.add_ready`, which does as `make`; in any thread, as there may be thousands."""
    return upsert.ready(work, delivery, [row_of(each) for each in rows])


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


async def mark(work: Work, one: Delivery, *, attempt: int) -> bool:
    """Note what became of a message; False, and nothing changes, when it is no longer ours to say.

    It is ours while it is being sent in that very attempt: a sender that slept too long must not overwrite what its
    successor found out. With a message that will never stand anywhere goes what was to stand under it.
    """
    ours = await replace_row(work, one, and_(delivery.c.state == State.SENDING, delivery.c.attempt == attempt))
    if ours and one.state in (State.FAILED, State.DROPPED):
        await work.change(
            update(delivery)
            .where(
                delivery.c.organisation_id == work.organisation_id,
                delivery.c.under == one.key,
                delivery.c.state == State.PENDING,
            )
            .values(state=State.DROPPED)
        )
    return ours


async def revive(work: Work, one: Delivery) -> bool:
    """Put a message back in line that was given up, with what was to stand under it; False when it no longer is."""
    given_up = and_(delivery.c.state == State.FAILED, delivery.c.failure == GIVEN_UP)
    ours = await replace_row(work, one, given_up)
    if ours:
        await work.change(
            update(delivery)
            .where(
                delivery.c.organisation_id == work.organisation_id,
                delivery.c.under == one.key,
                delivery.c.state == State.DROPPED,
                delivery.c.ref == "",
            )
            .values(state=State.PENDING)
        )
    return ours


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


async def note_failure(work: Work, key: DeliveryKey, reason: str) -> None:
    """Keep the platform's word for why a message cannot be reached any more, whatever its state."""
    await work.change(
        update(delivery)
        .where(delivery.c.organisation_id == work.organisation_id, delivery.c.key == key)
        .values(failure=reason)
    )


async def hold(work: Work, key: DeliveryKey, not_before: datetime) -> bool:
    """Let a message that has not begun to go out wait until then; False when it has, or waits for longer anyway."""
    return bool(
        await work.change(
            update(delivery)
            .where(
                delivery.c.organisation_id == work.organisation_id,
                delivery.c.key == key,
                delivery.c.state == State.PENDING,
                delivery.c.not_before < not_before,
            )
            .values(not_before=not_before)
        )
    )


async def drop_waiting(work: Work, subjects: Collection[str], now: datetime) -> int:
    """Give up what has not gone out about these subjects and is not due yet; returns how many."""
    return await work.change(
        update(delivery)
        .where(
            delivery.c.organisation_id == work.organisation_id,
            delivery.c.subject_id.in_(sorted(subjects)),
            delivery.c.state == State.PENDING,
            delivery.c.not_before > now,
        )
        .values(state=State.DROPPED)
    )


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


async def counts(work: Work, *, threads: bool = True) -> dict[tuple[Kind, State], int]:
    """How many messages there are of each kind in each state; without `threads`, those beneath others left out."""
    query = (
        select(delivery.c.kind, delivery.c.state, func.count())
        .where(delivery.c.organisation_id == work.organisation_id)
        .group_by(delivery.c.kind, delivery.c.state)
    )
    if not threads:
        query = query.where(delivery.c.under.is_(None))
    return {(kind, state): int(count) for kind, state, count in await work.connection.execute(query)}


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


async def channels_asked_before(work: Work, board_id: BoardId) -> set[ChannelId]:
    """The channels of a board to which an ask went or goes; read at once, since there may be thousands."""
    went = exists().where(
        delivery.c.organisation_id == channel.c.organisation_id,
        delivery.c.place == channel.c.place,
        delivery.c.kind == Kind.ASK,
        delivery.c.channel_id == channel.c.id,
        delivery.c.state.not_in((State.DROPPED, State.FAILED)),
    )
    query = select(channel.c.id).where(
        channel.c.organisation_id == work.organisation_id, channel.c.board_id == board_id, went
    )
    return {ChannelId(each) for each in await work.connection.scalars(query)}


async def first_told_since(work: Work, board_id: BoardId, since: datetime) -> datetime | None:
    """When customers of the board were first told what became of answers of theirs, after that instant."""
    found: datetime | None = await work.connection.scalar(
        select(func.min(delivery.c.not_before))
        .join(
            channel,
            and_(channel.c.organisation_id == delivery.c.organisation_id, channel.c.id == delivery.c.channel_id),
        )
        .where(
            delivery.c.organisation_id == work.organisation_id,
            delivery.c.kind == Kind.LOOP,
            delivery.c.state.not_in((State.DROPPED, State.FAILED)),
            delivery.c.not_before >= since,
            channel.c.board_id == board_id,
        )
    )
    return found


async def in_channel(work: Work, kind: Kind, channel_id: ChannelId) -> list[Delivery]:
    """The messages of a kind that stand in a channel."""
    return await work.all(
        Delivery,
        work.rows(delivery)
        .where(delivery.c.kind == kind, delivery.c.channel_id == channel_id, delivery.c.state == State.SENT)
        .order_by(delivery.c.not_before, delivery.c.key),
    )


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


async def replace_row(work: Work, one: Delivery, still: ColumnElement[bool]) -> bool:
    """Write a message over its row if the row is `still` as it was thought to be; whether it was."""
    row = work.own([row_of(one)])[0]
    return bool(
        await work.change(
            update(delivery)
            .where(delivery.c.organisation_id == work.organisation_id, delivery.c.key == one.key, still)
            .values(row)
        )
    )
