"""Tokens of the JSON API, as hashes; looked up before it is known for whom they speak."""

from datetime import datetime

from sqlalchemy import select, update

from bot.domain.api_tokens import ApiToken
from bot.ids import ApiTokenId, OrganisationId
from storage.database import Database
from storage.tables import api_token
from storage.work import Work, row_of

NOBODY = OrganisationId("")


async def add(work: Work, one: ApiToken) -> None:
    """Add a token."""
    await work.connection.execute(api_token.insert().values(work.own([row_of(one)])[0]))


async def find(database: Database, token_id: ApiTokenId) -> ApiToken | None:
    """The token with this id, whose ever it is; None when there is none."""
    async with database.read(NOBODY) as work:
        return await work.one(ApiToken, select(api_token).where(api_token.c.id == token_id))


async def every(work: Work) -> list[ApiToken]:
    """Every token of the organisation, the oldest first."""
    return await work.all(ApiToken, work.rows(api_token).order_by(api_token.c.made_at, api_token.c.id))


async def revoke(work: Work, token_id: ApiTokenId, now: datetime) -> bool:
    """Make a token worthless; False when it is none of this organisation's, or was revoked before."""
    return bool(
        await work.change(
            update(api_token)
            .where(
                api_token.c.organisation_id == work.organisation_id,
                api_token.c.id == token_id,
                api_token.c.revoked_at.is_(None),
            )
            .values(revoked_at=now)
        )
    )
