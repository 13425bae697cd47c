"""Who has allowed that an AI service reads answers, and since when."""

from datetime import datetime

from sqlalchemy import select, update

from bot.domain.consent import Consent
from bot.ids import AccountId
from storage.tables import account, organisation
from storage.work import Work


async def given(work: Work) -> Consent:
    """What the vendor and its customers have allowed."""
    vendor = await work.connection.scalar(
        select(organisation.c.ai_since).where(organisation.c.id == work.organisation_id)
    )
    rows = await work.connection.execute(
        select(account.c.id, account.c.ai_since).where(
            account.c.organisation_id == work.organisation_id, account.c.ai_since.is_not(None)
        )
    )
    return Consent(vendor_since=vendor, account_since={AccountId(id_): since for id_, since in rows})


async def allow_vendor(work: Work, since: datetime | None) -> None:
    """Let it hold for the whole organisation from `since` on; None takes it back."""
    await work.change(update(organisation).where(organisation.c.id == work.organisation_id).values(ai_since=since))


async def allow_account(work: Work, account_id: AccountId, since: datetime | None) -> None:
    """Let it hold for one company from `since` on; None takes it back."""
    await work.change(
        update(account)
        .where(account.c.organisation_id == work.organisation_id, account.c.id == account_id)
        .values(ai_since=since)
    )
