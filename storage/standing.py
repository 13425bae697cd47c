"""Messages where they stand: found by what the platform says of them, moved along, given up when deleted."""

from sqlalchemy import and_, update

from bot.domain.channels import Place
from bot.domain.deliveries import Delivery, Kind, State
from bot.domain.rounds import Stage
from bot.ids import ChannelId, RoundId, Token
from storage.tables import delivery, round_
from storage.work import Work, made

DELETED = "message_deleted"


async def of_token(work: Work, token: Token) -> Delivery | None:
    """The message that carries this token."""
    return await work.one(Delivery, work.rows(delivery).where(delivery.c.token == token).limit(1))


async def at(work: Work, place: Place, ref: str) -> Delivery | None:
    """The message that the platform names so, in that place."""
    return await work.one(
        Delivery, work.rows(delivery).where(delivery.c.place == place, delivery.c.ref == ref).limit(1)
    )


async def open_asks(work: Work) -> list[tuple[Place, str, RoundId]]:
    """Where the open polls stand: a reply in their threads may be an answer."""
    query = (
        work.rows(delivery)
        .join(
            round_, and_(round_.c.organisation_id == delivery.c.organisation_id, round_.c.id == delivery.c.subject_id)
        )
        .where(delivery.c.kind == Kind.ASK, delivery.c.state == State.SENT, round_.c.stage == Stage.OPEN)
    )
    found = [made(Delivery, row) for row in (await work.connection.execute(query)).mappings()]
    return [(each.place, each.ref, RoundId(each.subject_id)) for each in found]


async def move(work: Work, channel_id: ChannelId, old: Place, new: Place) -> int:
    """A channel got another address: what stands and what waits goes along; returns how many messages."""
    return await work.change(
        update(delivery)
        .where(
            delivery.c.organisation_id == work.organisation_id,
            delivery.c.channel_id == channel_id,
            delivery.c.place == old,
        )
        .values(place=new, lane=new.lane)
    )


async def stands(work: Work, one: Delivery, ref: str) -> bool:
    """A message that may have been posted has been: its place is `ref`; False when that was known, or is decided."""
    return bool(
        await work.change(
            update(delivery)
            .where(
                delivery.c.organisation_id == work.organisation_id,
                delivery.c.key == one.key,
                delivery.c.attempt == one.attempt,
                delivery.c.state.in_((State.SENDING, State.UNKNOWN)),
            )
            .values(state=State.SENT, ref=ref, failure="")
        )
    )


async def forget(work: Work, place: Place, ref: str) -> Delivery | None:
    """A message was deleted by somebody: it is never drawn or posted again; None when it was none of ours."""
    found = await at(work, place, ref)
    if found is None or found.failure == DELETED:
        return None
    await work.change(
        update(delivery)
        .where(delivery.c.organisation_id == work.organisation_id, delivery.c.key == found.key)
        .values(state=State.FAILED, failure=DELETED)
    )
    return found
