"""Ways to places and people on platforms that need more than an address."""

from collections.abc import Collection

from sqlalchemy import and_, or_, select, update

from bot.domain.references import Reference, Scope
from storage.tables import reference
from storage.upsert import put
from storage.work import Work, row_of


async def save(work: Work, one: Reference) -> None:
    """Add or replace a way."""
    await put(work, reference, [row_of(one)], by=("address",))


async def find(work: Work, address: str) -> Reference | None:
    """The way to an address; None where the platform has not told any."""
    return await work.one(Reference, work.rows(reference).where(reference.c.address == address))


async def these(work: Work, addresses: Collection[str]) -> dict[str, Reference]:
    """The ways to several addresses, as far as they are known."""
    found = await work.all(Reference, work.rows(reference).where(reference.c.address.in_(sorted(addresses))))
    return {each.address: each for each in found}


async def places(work: Work, lane: str) -> list[Reference]:
    """The channels and groups of a workspace where the bot is, by name."""
    return await work.all(
        Reference,
        work.rows(reference)
        .where(
            reference.c.scope != Scope.PERSONAL,
            reference.c.active,
            reference.c.address.startswith(f"{lane}:", autoescape=True),
        )
        .order_by(reference.c.name, reference.c.address),
    )


async def of_team(work: Work, lane: str, team: str) -> list[Reference]:
    """The channels of one team that we know of, by address."""
    return await work.all(
        Reference,
        work.rows(reference)
        .where(reference.c.team == team, reference.c.address.startswith(f"{lane}:", autoescape=True))
        .order_by(reference.c.address),
    )


async def is_in_anywhere(work: Work, lane: str) -> bool:
    """True while a channel, a group or somebody's own chat in a workspace lets the bot in.

    That somebody was heard in a channel is no chat with them, and a chat counts by whose it is.
    """
    own_chat = and_(reference.c.user != "", reference.c.conversation != "")
    lets_in = or_(reference.c.scope != Scope.PERSONAL, own_chat)
    query = select(reference.c.address).where(
        reference.c.organisation_id == work.organisation_id,
        reference.c.active,
        reference.c.address.startswith(f"{lane}:", autoescape=True),
        lets_in,
    )
    return await work.connection.scalar(query.limit(1)) is not None


async def close(work: Work, address: str) -> bool:
    """Note that a way leads nowhere any more; False when that was known."""
    return bool(
        await work.change(
            update(reference)
            .where(
                reference.c.organisation_id == work.organisation_id,
                reference.c.address == address,
                reference.c.active,
            )
            .values(active=False)
        )
    )
