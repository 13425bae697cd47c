"""The codes that make a first admin, as hashes."""

from datetime import datetime

from sqlalchemy import update

from bot.domain.claims import Claim
from storage.tables import claim
from storage.upsert import add_new
from storage.work import Work, row_of


async def replace_all(work: Work, new: Claim) -> None:
    """Make `new` the only code that is worth anything."""
    await work.change(
        update(claim)
        .where(claim.c.organisation_id == work.organisation_id, claim.c.used_at.is_(None))
        .values(used_at=new.made_at)
    )
    await add_new(work, claim, [row_of(new)])


async def use(work: Work, code_hash: str, now: datetime) -> bool:
    """Use a code up; False, and nothing changes, when there is none of that hash or it is used. It works once."""
    return bool(
        await work.change(
            update(claim)
            .where(
                claim.c.organisation_id == work.organisation_id,
                claim.c.code_hash == code_hash,
                claim.c.used_at.is_(None),
            )
            .values(used_at=now)
        )
    )
