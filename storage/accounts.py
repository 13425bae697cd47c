"""Customer companies."""

from bot.domain.accounts import Account
from bot.ids import AccountId
from storage.tables import account
from storage.upsert import put_value
from storage.work import Work


async def save(work: Work, one: Account) -> None:
    """Add or replace an account."""
    await put_value(work, account, one)


async def get(work: Work, account_id: AccountId) -> Account:
    """The account with this id; LookupError when there is none."""
    return await work.only(Account, work.rows(account).where(account.c.id == account_id))


async def by_key(work: Work, key: str) -> Account | None:
    """The account with this short name."""
    return await work.one(Account, work.rows(account).where(account.c.key == key))


async def all(work: Work) -> list[Account]:  # noqa: A001 - read as `accounts.all`
    """Every account, by its short name."""
    return await work.all(Account, work.rows(account).order_by(account.c.key))
