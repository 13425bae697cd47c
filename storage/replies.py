"""Replies in threads, sealed, until their authors say whether they count."""

from sqlalchemy import delete

from bot.domain.replies import Reply
from storage.tables import reply
from storage.upsert import add_new
from storage.work import Work, row_of


async def add(work: Work, one: Reply) -> bool:
    """Keep a reply; False when it was kept before."""
    return bool(await add_new(work, reply, [row_of(one)]))


async def find(work: Work, reply_id: str) -> Reply | None:
    """The reply with this id, while it waits."""
    return await work.one(Reply, work.rows(reply).where(reply.c.id == reply_id))


async def forget(work: Work, reply_id: str) -> None:
    """It counted, or never will: its words go."""
    await work.change(delete(reply).where(reply.c.organisation_id == work.organisation_id, reply.c.id == reply_id))
