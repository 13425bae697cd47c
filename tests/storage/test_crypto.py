"""Sealing: only the secret opens it, a new secret may be put in front, and a wrong one is told, not crashed on."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.errors import Refusal
from bot.ids import OrganisationId
from storage import secret, tables
from storage.crypto import Seal
from storage.database import Database
from storage.resealing import reseal
from tests.databases import Made
from tests.storage.houses import NOW
from tests.storage.seeds import FABRIKAM, NORTHWIND

OLD, NEW = b"old", b"a new one, with \xff in it"


@pytest.mark.parametrize("data", [b"", b"xoxb-1", b"\x00" * 10_000])
def test_what_is_sealed_can_be_opened_and_cannot_be_read(data: bytes) -> None:
    seal = Seal([OLD])
    assert seal.unseal(seal.seal(data)) == data
    assert len(data) < 3 or data not in seal.seal(data)
    assert seal.seal(data) != seal.seal(data)


def test_an_older_secret_still_opens_and_the_newest_closes() -> None:
    before, both, after = Seal([OLD]), Seal([NEW, OLD]), Seal([NEW])
    assert both.unseal(before.seal(b"x")) == b"x"
    assert after.unseal(both.seal(b"x")) == b"x"
    assert (both.has_older, after.has_older) == (True, False)


def test_with_another_secret_it_is_refused() -> None:
    for sealed in (Seal([OLD]).seal(b"x"), b"", b"no token at all"):
        with pytest.raises(Refusal, match=r"seal\.wrong_key"):
            Seal([NEW]).unseal(sealed)
        with pytest.raises(Refusal, match=r"seal\.wrong_key"):
            Seal([NEW]).renewed(sealed)


def test_what_was_changed_on_the_way_is_refused() -> None:
    sealed = bytearray(Seal([OLD]).seal(b"x" * 40))
    sealed[60] ^= 1
    with pytest.raises(Refusal, match=r"seal\.wrong_key"):
        Seal([OLD]).unseal(bytes(sealed))


def test_sealing_anew_brings_it_under_the_newest_secret_once() -> None:
    anew = Seal([NEW, OLD]).renewed(Seal([OLD]).seal(b"x"))
    assert anew is not None
    assert Seal([NEW]).unseal(anew) == b"x"
    assert Seal([NEW, OLD]).renewed(anew) is None


@pytest.mark.parametrize("secrets", [[], [b""], [b"x", b""]])
def test_a_seal_without_a_secret_cannot_be_made(secrets: list[bytes]) -> None:
    with pytest.raises(ValueError, match="secret"):
        Seal(secrets)


async def test_a_database_opened_without_a_secret_cannot_seal(made: Made) -> None:
    opened = await Database.open(made.url, migration_url=made.owner_url)
    try:
        async with opened.read(OrganisationId("")) as work:
            with pytest.raises(RuntimeError, match="without a secret"):
                _ = work.seal
    finally:
        await opened.close()


async def test_every_sealed_row_comes_under_the_newest_secret_and_what_nobody_opens_stays(made: Made) -> None:
    sealed = {
        "slack:T1": (NORTHWIND, Seal([OLD]).seal(b"one")),
        "slack:T2": (NORTHWIND, Seal([b"lost"]).seal(b"two")),
        "slack:T3": (FABRIKAM, Seal([NEW]).seal(b"three")),
    }
    opened = await Database.open(made.url, migration_url=made.owner_url, seal=Seal([NEW, OLD]))
    try:
        for lane, (vendor, blob) in sealed.items():
            await opened.add_organisation(vendor.organisation)
            async with opened.begin(vendor.id) as work:
                row = {"lane": lane, "organisation_id": vendor.id, "sealed": blob, "version": 1, "installed_at": NOW}
                await work.connection.execute(tables.installation.insert().values(row))
        told = await reseal(opened)
        assert (told.renewed, told.lost) == (1, 1)
        assert (await reseal(opened)).renewed == 0
        async with opened.read(NORTHWIND.id) as work:
            rows = dict(
                (await work.connection.execute(select(tables.installation.c.lane, tables.installation.c.sealed))).all()
            )
        assert Seal([NEW]).unseal(rows["slack:T1"]) == b"one"
        assert rows["slack:T2"] == sealed["slack:T2"][1]
        assert rows["slack:T3"] == sealed["slack:T3"][1]
    finally:
        await opened.close()


async def test_the_first_to_write_a_secret_decides_for_everybody(database: Database) -> None:
    assert await secret.first(database, "ids", b"mine") == b"mine"
    assert await secret.first(database, "ids", b"yours") == b"mine"
    assert await secret.first(database, "other", b"yours") == b"yours"
    await secret.put(database, "ids", b"given")
    assert await secret.first(database, "ids", b"mine") == b"given"


async def kept(database: Database) -> tuple[bytes, bytes | None]:
    """What stands in the table of the key of ids, open and sealed."""
    async with database.read(secret.NOBODY) as work:
        row = (await work.connection.execute(select(tables.secret).where(tables.secret.c.name == secret.IDS))).one()
    return bytes(row.value), None if row.sealed is None else bytes(row.sealed)


async def test_the_key_of_ids_stands_nowhere_open(database: Database) -> None:
    await secret.first(database, secret.IDS, b"the key of all ids")
    value, sealed = await kept(database)
    assert value == b""
    assert sealed is not None
    assert b"the key of all ids" not in sealed


async def test_a_key_that_an_older_release_left_open_is_sealed_beside_and_emptied_a_day_later(
    database: Database,
) -> None:
    now = datetime.now(UTC)
    await secret.put(database, secret.IDS, b"the key of all ids", sealed=False)
    await secret.close_open_ones(database, now)
    value, sealed = await kept(database)
    assert value == b"the key of all ids", "an older process that is started now reads this"
    assert sealed is not None
    for hours in (1, 23):
        await secret.close_open_ones(database, now + timedelta(hours=hours))
        assert (await kept(database)) == (value, sealed)
    for _ in range(2):
        await secret.close_open_ones(database, now + timedelta(hours=25))
        assert (await kept(database)) == (b"", sealed)
        assert await secret.first(database, secret.IDS, b"another") == b"the key of all ids"


async def test_a_sealed_key_that_nobody_can_open_is_neither_replaced_nor_the_open_one_thrown_away(made: Made) -> None:
    strangers = await Database.open(made.url, migration_url=made.owner_url, seal=Seal([b"lost"]))
    now = datetime.now(UTC)
    try:
        await secret.put(strangers, secret.IDS, b"the key of all ids", sealed=False)
        await secret.close_open_ones(strangers, now)
    finally:
        await strangers.close()
    ours = await Database.open(made.url, migration_url=made.owner_url, seal=Seal([NEW]))
    try:
        with pytest.raises(Refusal, match=r"seal\.wrong_key"):
            await secret.close_open_ones(ours, now + timedelta(hours=25))
        assert await secret.first(ours, secret.IDS, b"another") == b"the key of all ids"
        async with ours.begin(secret.NOBODY) as work:
            await work.change(update(tables.secret).values(value=b""))
        with pytest.raises(Refusal, match=r"seal\.wrong_key"):
            await secret.first(ours, secret.IDS, b"another")
    finally:
        await ours.close()


async def test_of_a_key_that_was_emptied_no_byte_is_left_in_the_file(made: Made) -> None:
    if made.path is None:
        pytest.skip("PostgreSQL clears pages of its own accord, later")
    key, now = b"the key of all ids, as bytes", datetime.now(UTC)
    opened = await Database.open(made.url, migration_url=made.owner_url, seal=Seal([NEW]))
    try:
        await secret.put(opened, secret.IDS, key, sealed=False)
        await secret.close_open_ones(opened, now)
        await secret.close_open_ones(opened, now + timedelta(hours=25))
    finally:
        await opened.close()
    assert [each.name for each in made.path.parent.glob(f"{made.path.name}*") if key in each.read_bytes()] == []
