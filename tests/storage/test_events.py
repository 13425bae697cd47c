"""Events that platforms told: kept once, sealed, dealt with by one process, and blank when that is done."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from bot.domain.events import GIVEN_UP, LEASE, REMEMBERED, PlatformEvent, event_key, received
from storage import events, tables
from storage.crypto import Seal
from storage.database import Database
from tests.databases import Made
from tests.storage.houses import NOW
from tests.storage.planting import plant
from tests.storage.seeds import FABRIKAM, NORTHWIND, Vendor

SAID = b'{"event":{"type":"message","text":"our export is slow"}}'


def told(event_id: str = "Ev1", vendor: Vendor = NORTHWIND, lane: str = "slack:T1") -> PlatformEvent:
    """An event that has just come in."""
    return received(lane=lane, event_id=event_id, kind="message", payload=SAID, organisation_id=vendor.id, now=NOW)


async def test_an_event_is_kept_once_however_often_it_is_told(database: Database) -> None:
    await plant(database)

    async def tell() -> bool:
        async with database.begin(NORTHWIND.id) as work:
            return await events.keep(work, told())

    assert sorted(await asyncio.gather(*(tell() for _ in range(4)))) == [False, False, False, True]
    async with database.begin(NORTHWIND.id) as work:
        assert await events.keep(work, told(lane="slack:T2"))
        (first, second) = await events.claim(work, NOW)
    assert {first.key, second.key} == {event_key("slack:T1", "Ev1"), event_key("slack:T2", "Ev1")}
    assert first.payload == SAID


async def test_what_was_said_cannot_be_read_in_the_database_and_is_gone_when_dealt_with(database: Database) -> None:
    await plant(database)

    async def rows() -> list[bytes]:
        async with database.read(NORTHWIND.id) as work:
            return [bytes(sealed) for sealed in await work.connection.scalars(select(tables.event.c.sealed))]

    async with database.begin(NORTHWIND.id) as work:
        await events.keep(work, told())
    assert b"export" not in (await rows())[0]
    async with database.begin(NORTHWIND.id) as work:
        (one,) = await events.claim(work, NOW)
        assert await events.worked(work, one.key, one.attempt, NOW)
        assert not await events.worked(work, one.key, one.attempt, NOW)
        assert not await events.keep(work, told())
    assert await rows() == [b""]


async def test_what_must_not_be_kept_is_an_event_without_a_word(database: Database) -> None:
    await plant(database)
    async with database.begin(NORTHWIND.id) as work:
        assert await events.keep(work, replace(told(), payload=b""))
        (one,) = await events.claim(work, NOW)
    assert one.payload == b""


async def test_an_event_is_dealt_with_by_one_process_and_by_another_when_that_one_dies(database: Database) -> None:
    await plant(database)
    async with database.begin(NORTHWIND.id) as work:
        for n in range(30):
            await events.keep(work, told(f"Ev{n:02}"))

    async def worker() -> list[str]:
        async with database.begin(NORTHWIND.id) as work:
            return [one.key for one in await events.claim(work, NOW, most=10)]

    taken = [key for keys in await asyncio.gather(*(worker() for _ in range(5))) for key in keys]
    assert len(taken) == len(set(taken)) == 30
    async with database.begin(NORTHWIND.id) as work:
        assert await events.claim(work, NOW + LEASE - timedelta(seconds=1)) == []
        again = await events.claim(work, NOW + LEASE, most=100)
        assert len(again) == 30
        assert {one.attempt for one in again} == {2}
        assert not await events.worked(work, again[0].key, 1, NOW)
        assert not await events.put_off(work, again[0].key, 1, NOW)
        assert await events.worked(work, again[0].key, 2, NOW)


async def test_an_event_that_was_put_off_waits(database: Database) -> None:
    await plant(database)
    later = NOW + timedelta(hours=1)
    async with database.begin(NORTHWIND.id) as work:
        await events.keep(work, told())
        (one,) = await events.claim(work, NOW)
        assert await events.put_off(work, one.key, one.attempt, later)
        assert await events.claim(work, later - timedelta(seconds=1)) == []
        assert [each.key for each in await events.claim(work, later)] == [one.key]


async def test_a_key_is_recognised_for_more_than_a_day_and_then_forgotten(database: Database) -> None:
    await plant(database)
    assert timedelta(hours=25) <= REMEMBERED
    async with database.begin(NORTHWIND.id) as work:
        await events.keep(work, told("worked"))
        (one,) = await events.claim(work, NOW)
        await events.worked(work, one.key, one.attempt, NOW)
        await events.keep(work, told("waiting"))
        assert await events.forget(work, NOW + REMEMBERED) == 0
        assert not await events.keep(work, told("worked"))
        assert await events.forget(work, NOW + REMEMBERED + timedelta(seconds=1)) == 1
        assert await events.forget(work, NOW + GIVEN_UP) == 0
        assert await events.forget(work, NOW + GIVEN_UP + timedelta(seconds=1)) == 1


async def test_an_event_sealed_with_a_lost_secret_does_not_hold_the_others_back(made: Made) -> None:
    for secret, event_id in ((b"lost", "Ev1"), (b"here", "Ev2")):
        opened = await Database.open(made.url, migration_url=made.owner_url, seal=Seal([secret]))
        try:
            await opened.add_organisation(NORTHWIND.organisation)
            async with opened.begin(NORTHWIND.id) as work:
                await events.keep(work, told(event_id))
                if secret == b"here":
                    found = await events.claim(work, NOW)
                    assert [each.payload for each in found] == [None, SAID]
        finally:
            await opened.close()


async def test_an_event_prints_nothing_of_what_was_said() -> None:
    assert "export" not in repr(told())


async def test_one_organisations_events_are_not_anothers(database: Database) -> None:
    await plant(database)
    await plant(database, FABRIKAM)
    async with database.begin(FABRIKAM.id) as work:
        await events.keep(work, told(vendor=FABRIKAM))
    async with database.begin(NORTHWIND.id) as work:
        assert await events.claim(work, NOW) == []
        assert not await events.worked(work, told().key, 0, NOW)
        assert await events.forget(work, NOW + GIVEN_UP * 2) == 0
