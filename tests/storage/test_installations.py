"""Installations in the database: sealed, one per workspace, and no organisation changes another's."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.installations import Grant, Installation, purge_date
from storage import installations, oauth_states, tables
from storage.database import Database
from tests.storage.houses import NOW
from tests.storage.seeds import FABRIKAM, NORTHWIND, Vendor


def one(lane: str = "slack:T1", vendor: Vendor = NORTHWIND) -> Installation:
    """An installation with everything in it."""
    grant = Grant(
        name="Northwind",
        bot_token="xoxb-canary",
        bot_user_id="UBOT",
        bot_id="B1",
        app_id="A1",
        scopes=("chat:write", "commands"),
        enterprise_id="E1",
        installed_by="U1",
        url="https://northwind.slack.com/",
        refresh_token="xoxe-canary",
        expires_at=NOW + timedelta(hours=12),
    )
    return Installation(lane=lane, organisation_id=vendor.id, grant=grant, installed_at=NOW)


async def test_what_is_kept_comes_back_whole_and_no_token_can_be_read(database: Database) -> None:
    await database.add_organisation(NORTHWIND.organisation)
    assert await installations.save(database, one()) == one()
    assert await installations.at(database, "slack:T1") == one()
    assert await installations.at(database, "slack:T2") is None
    async with database.read(NORTHWIND.id) as work:
        rows = (await work.connection.execute(tables.installation.select())).all()
    assert "canary" not in str(rows)
    assert b"canary" not in bytes(rows[0].sealed)


async def test_one_organisation_can_neither_take_nor_end_anothers_installation(database: Database) -> None:
    for vendor in (NORTHWIND, FABRIKAM):
        await database.add_organisation(vendor.organisation)
    await installations.save(database, one())
    theirs = replace(one(), organisation_id=FABRIKAM.id)
    with pytest.raises(Exception, match="another organisation|row-level security"):
        await installations.save(database, theirs)
    assert not await installations.gone(database, theirs, at=NOW, purge_at=NOW)
    assert not await installations.lease(database, theirs, now=NOW, until=NOW + timedelta(minutes=1))
    assert not await installations.renewed(database, theirs, theirs.grant)
    assert not await installations.pause(database, theirs, NOW)
    assert await installations.at(database, "slack:T1") == one()


async def test_who_is_gone_takes_no_new_token(database: Database) -> None:
    await database.add_organisation(NORTHWIND.organisation)
    await installations.save(database, one())
    assert await installations.gone(database, one(), at=NOW, purge_at=NOW + timedelta(days=20))
    assert not await installations.gone(database, one(), at=NOW + timedelta(days=1), purge_at=NOW)
    assert not await installations.lease(database, one(), now=NOW, until=NOW + timedelta(minutes=1))
    assert not await installations.renewed(database, one(), one().grant)
    found = await installations.at(database, "slack:T1")
    assert found is not None
    assert (found.gone_at, found.purge_at) == (NOW, NOW + timedelta(days=20))


@pytest.mark.parametrize(
    ("gone", "purged"),
    [
        ("2026-03-02", "2026-03-20"),
        ("2026-03-06", "2026-03-26"),
        ("2026-03-07", "2026-03-26"),
        ("2026-03-08", "2026-03-26"),
    ],
)
def test_fourteen_business_days_leave_weekends_out(gone: str, purged: str) -> None:
    assert purge_date(datetime.fromisoformat(gone).replace(tzinfo=UTC)).date().isoformat() == purged


async def test_a_mark_is_used_once_and_old_ones_are_forgotten(database: Database) -> None:
    assert await oauth_states.use(database, "a", NOW)
    assert not await oauth_states.use(database, "a", NOW)
    assert await oauth_states.use(database, "b", NOW)
    assert await oauth_states.use(database, "c", NOW + oauth_states.LASTS + timedelta(seconds=1))
    async with database.read(oauth_states.NOBODY) as work:
        left = list(await work.connection.scalars(tables.oauth_state.select()))
    assert left == ["c"]
