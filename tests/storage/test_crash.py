"""What was acknowledged is on disk: after a kill, and when the disk is full."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from bot.domain.questions import Wrote
from bot.errors import Refusal
from storage import answers
from storage.database import Database
from storage.direct import Direct
from tests.databases import Made, outside_the_loop
from tests.storage.planting import plant
from tests.storage.seeds import NORTHWIND

TAPPING = textwrap.dedent(
    """
    import asyncio, sys
    sys.path.insert(0, sys.argv[1])
    from dataclasses import replace
    from storage.database import Database
    from tests.storage.seeds import NORTHWIND

    async def tap(database, who):
        for minute in range(10_000):
            answer = NORTHWIND.answer(who, minutes=minute)
            await database.keep(replace(NORTHWIND.tap(answer), joins=NORTHWIND.joining(who)))
            print(answer.id, answer.said_at.isoformat(), flush=True)

    async def main():
        database = await Database.open(sys.argv[2])
        await asyncio.gather(*(tap(database, f"p{n}") for n in range(12)))

    asyncio.run(main())
    """
)


def test_every_acknowledged_answer_survives_a_kill(made: Made) -> None:
    outside_the_loop(open_and_plant(made))
    acknowledged: dict[str, str] = {}
    command = [sys.executable, "-c", TAPPING, str(Path(__file__).parents[2]), made.url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as tapping:
        assert tapping.stdout is not None
        for line in tapping.stdout:
            answer_id, said_at = line.split()
            acknowledged[answer_id] = said_at
            if len(acknowledged) == 12 and said_at > "2026-03-03T10:15":
                tapping.kill()
                break
        # What stood in the pipe was acknowledged too.
        for line in tapping.stdout:
            if len(parts := line.split()) == 2 and line.endswith("\n"):
                acknowledged[parts[0]] = parts[1]
    stored = outside_the_loop(last_said(made))
    assert len(acknowledged) == 12
    for answer_id, said_at in acknowledged.items():
        assert stored[answer_id] >= said_at


async def open_and_plant(made: Made) -> None:
    """Have an open round."""
    database = await Database.open(made.url, migration_url=made.owner_url)
    await plant(database)
    await database.close()


async def last_said(made: Made) -> dict[str, str]:
    """When each answer that stands was said; its versions must be complete up to it."""
    database = await Database.open(made.url, migration_url=made.owner_url)
    async with database.read(NORTHWIND.id) as work:
        standing = await answers.of_round(work, NORTHWIND.round().id)
        for answer in standing:
            history = await answers.versions(work, answer.id)
            assert [each.version for each in history] == list(range(1, answer.version + 1))
            assert history[-1] == answer
    await database.close()
    return {answer.id: answer.said_at.isoformat() for answer in standing}


@pytest.mark.parametrize("made", ["sqlite"], indirect=True)
async def test_on_a_full_disk_nothing_is_acknowledged_that_is_not_stored(database: Database) -> None:
    await plant(database)
    await limit(database, pages=20)
    acknowledged, told = 0, set()
    for minute in range(60):
        answer = NORTHWIND.answer(kind="open", value=Wrote(text="x" * 2000), minutes=minute)
        try:
            await database.keep(NORTHWIND.tap(answer))
        except Refusal as refusal:
            told.add(refusal.phrase.id)
        else:
            acknowledged += 1
    assert told == {"database.disk_full"}
    assert await version(database) == acknowledged < 60
    await limit(database, pages=10_000)
    assert await database.keep(NORTHWIND.tap(NORTHWIND.answer(minutes=99)))
    async with database.read(NORTHWIND.id) as work:
        assert (await work.connection.exec_driver_sql("PRAGMA integrity_check")).scalar_one() == "ok"


async def limit(database: Database, *, pages: int) -> None:
    """Let the file grow by so many pages, as a disk that is nearly full would; each connection has its own limit."""

    async def grow(work: Direct) -> None:
        ((now,),) = await work.straight("PRAGMA page_count", ())
        await work.straight(f"PRAGMA max_page_count = {now + pages}", ())

    await database._short_write(NORTHWIND.id, grow, lambda: None)


async def version(database: Database) -> int:
    """How many versions of the open answer are stored."""
    async with database.read(NORTHWIND.id) as work:
        return len(await answers.versions(work, NORTHWIND.answer(kind="open").id))
