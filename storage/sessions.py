"""Links to sign in with and the sessions they begin, as hashes."""

from datetime import datetime

from sqlalchemy import delete, or_, update

from bot.domain.sessions import Session, SignIn
from bot.ids import PersonId
from storage.tables import sign_in, web_session
from storage.upsert import add_new
from storage.work import Work, row_of


async def replace_link(work: Work, new: SignIn) -> None:
    """Make `new` the only link by which this person can sign in; what is over is forgotten."""
    await work.change(
        delete(sign_in).where(
            sign_in.c.organisation_id == work.organisation_id,
            or_(sign_in.c.person_id == new.person_id, sign_in.c.ends_at <= new.made_at),
        )
    )
    await add_new(work, sign_in, [row_of(new)])


async def link(work: Work, hashed: str) -> SignIn | None:
    """The link of that hash, used or not."""
    return await work.one(SignIn, work.rows(sign_in).where(sign_in.c.hashed == hashed))


async def use_link(work: Work, hashed: str, now: datetime) -> bool:
    """Use a link up; False, and nothing changes, when it is used, over, or was never there. It works once."""
    return bool(
        await work.change(
            update(sign_in)
            .where(
                sign_in.c.organisation_id == work.organisation_id,
                sign_in.c.hashed == hashed,
                sign_in.c.used_at.is_(None),
                sign_in.c.ends_at > now,
            )
            .values(used_at=now)
        )
    )


async def begin(work: Work, new: Session) -> None:
    """Keep a session; sessions that are over are forgotten."""
    await work.change(
        delete(web_session).where(
            web_session.c.organisation_id == work.organisation_id, web_session.c.ends_at <= new.made_at
        )
    )
    await add_new(work, web_session, [row_of(new)])


async def find(work: Work, hashed: str) -> Session | None:
    """The session of that hash, over or not."""
    return await work.one(Session, work.rows(web_session).where(web_session.c.hashed == hashed))


async def end_all(work: Work, person_id: PersonId, now: datetime) -> int:
    """End every session of a person; returns how many there were."""
    return await work.change(
        update(web_session)
        .where(
            web_session.c.organisation_id == work.organisation_id,
            web_session.c.person_id == person_id,
            web_session.c.ended_at.is_(None),
        )
        .values(ended_at=now)
    )
