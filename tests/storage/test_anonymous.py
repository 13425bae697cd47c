"""Who spoke in an anonymous round and what was said lie apart; after the close nothing can bring them together."""

import asyncio
import random
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.questions import Wrote
from bot.domain.visibility import Visibility
from bot.ids import AnswerId, PersonId, fresh_key, voice_token
from storage import anonymous, rounds
from storage.backup import back_up
from storage.database import Database
from storage.kept import Kept
from tests.databases import Made
from tests.storage.planting import plant
from tests.storage.seeds import NORTHWIND

ROUND = NORTHWIND.round().id


def ballot(key: bytes, who: str, words: str, mark: str) -> Kept:
    """A vote as the product makes it: the mark of the person under the round's key, a random id, and the words."""
    choice = replace(NORTHWIND.choice(mark), question_id=NORTHWIND.questions[4].id, value=Wrote(text=words))
    token = voice_token(key, PersonId(who))
    vote = NORTHWIND.vote(token, mark, inbox=f"tap-{who}-{mark}", company=voice_token(key, PersonId(f"of {who}")))
    return replace(vote, choices=(choice,))


def random_id() -> str:
    """What a choice is called."""
    return fresh_key().hex()[:26]


async def new_key(database: Database) -> bytes:
    """The round's secret."""
    async with database.begin(NORTHWIND.id) as work:
        return await anonymous.new_key(work, ROUND)


async def test_one_person_is_one_voice_however_often_they_press(database: Database) -> None:
    await plant(database, visibility=Visibility.ANONYMOUS)
    key = await new_key(database)
    stored = [await database.keep(ballot(key, "ana", "yes", random_id())) for _ in range(20)]
    at_once = await asyncio.gather(*(database.keep(ballot(key, "ben", "no", random_id())) for _ in range(80)))
    assert stored.count(True) == at_once.count(True) == 1
    async with database.read(NORTHWIND.id) as work:
        assert await anonymous.participation(work, ROUND) == (2, 2)
        assert len(await anonymous.choices(work, ROUND)) == 2
        assert (await rounds.get(work, ROUND)).version == 0  # a message drawn anew would tell when somebody answered
    assert await inbox_size(database) == 2


async def inbox_size(database: Database) -> int:
    """How many taps are on record."""
    async with database.read(NORTHWIND.id) as work:
        return int((await work.connection.exec_driver_sql("SELECT count(*) FROM inbox")).scalar_one())


async def test_the_key_is_made_once_and_gone_for_ever_once_sealed(database: Database) -> None:
    await plant(database, visibility=Visibility.ANONYMOUS)
    key = await new_key(database)
    assert await new_key(database) == key
    assert len(key) == 32
    async with database.begin(NORTHWIND.id) as work:
        await anonymous.seal(work, ROUND)
        assert await anonymous.key(work, ROUND) is None
        await anonymous.seal(work, ROUND)


async def test_sealing_keeps_every_choice_and_every_count(database: Database) -> None:
    await plant(database, visibility=Visibility.ANONYMOUS)
    key = await new_key(database)
    for n in range(12):
        assert await database.keep(ballot(key, f"person {n}", f"words {n}", random_id()))
    async with database.begin(NORTHWIND.id) as work:
        before = await anonymous.choices(work, ROUND)
        await anonymous.seal(work, ROUND)
        assert await anonymous.choices(work, ROUND) == before
        assert await anonymous.participation(work, ROUND) == (12, 12)
    assert {choice.value for choice in before} == {Wrote(text=f"words {n}") for n in range(12)}


async def test_an_answer_without_a_name_does_not_fit_a_round_under_names(database: Database) -> None:
    await plant(database)
    with pytest.raises(ValueError, match="does not belong"):
        await database.keep(NORTHWIND.vote("t", "c"))
    assert await inbox_size(database) == 0


async def test_the_time_of_an_anonymous_tap_is_noted_by_the_hour(database: Database) -> None:
    await plant(database, visibility=Visibility.ANONYMOUS)
    await database.keep(NORTHWIND.vote("t", "c"))
    async with database.read(NORTHWIND.id) as work:
        (noted,) = (await work.connection.exec_driver_sql("SELECT received_at FROM inbox")).scalars()
    assert str(noted).startswith("2026-03-03 11:00:00")


async def test_the_order_of_choices_tells_nothing_of_the_order_of_votes(database: Database) -> None:
    await plant(database, visibility=Visibility.ANONYMOUS)
    polls, voters = 200, 10
    async with database.begin(NORTHWIND.id) as work:
        for number in range(2, polls + 2):
            await rounds.add(work, NORTHWIND.round(number, visibility=Visibility.ANONYMOUS))
    order = random.Random(20260303)
    cast: dict[int, list[str]] = {}
    for first in range(2, polls + 2, 20):
        async with database.begin(NORTHWIND.id) as work:
            for number in range(first, first + 20):
                cast[number] = [f"{order.getrandbits(128):032x}" for _ in range(voters)]
                for name in cast[number]:
                    await anonymous.add_choices(work, [NORTHWIND.choice(name, number=number)])
                await anonymous.seal(work, NORTHWIND.round(number).id)
    pairs: list[tuple[int, int]] = []
    for number, names in cast.items():
        rows = await stored_order(database, NORTHWIND.round(number).id)
        pairs += [(names.index(name), place) for place, name in enumerate(rows)]
    assert len(pairs) == polls * voters
    assert abs(correlation(pairs)) < 0.1


async def stored_order(database: Database, round_id: str) -> list[AnswerId]:
    """The ids of a round's choices as the rows lie in the file."""
    async with database.read(NORTHWIND.id) as work:
        by = "" if work.on_sqlite else " ORDER BY ctid"
        found = await work.connection.exec_driver_sql(f"SELECT id FROM choice WHERE round_id = '{round_id}'{by}")
        return [AnswerId(each) for each in found.scalars()]


def correlation(pairs: list[tuple[int, int]]) -> float:
    """Pearson's coefficient; of ranks, as here, Spearman's."""
    n = len(pairs)
    mean = [sum(pair[side] for pair in pairs) / n for side in (0, 1)]
    both = sum((a - mean[0]) * (b - mean[1]) for a, b in pairs)
    each = [sum((pair[side] - mean[side]) ** 2 for pair in pairs) for side in (0, 1)]
    return both / float((each[0] * each[1]) ** 0.5)


@pytest.mark.parametrize("made", ["sqlite"], indirect=True)
async def test_no_byte_of_the_file_brings_a_person_and_a_choice_together(database: Database, made: Made) -> None:
    file = made.file
    await plant(database, visibility=Visibility.ANONYMOUS)
    key = await new_key(database)
    people = [f"insider-{n}" for n in range(30)]
    for n, who in enumerate(people):
        await database.keep(ballot(key, who, f"CANARY{n:03}", random_id()))
    async with database.begin(NORTHWIND.id) as work:
        await anonymous.seal(work, ROUND)
    assert journal_of(made) == 0, "the journal still holds the pages as they were, vote by vote"
    await database.close()
    back_up(made.url, copy := file.with_name("copy.db"))
    marks = [voice_token(key, PersonId(who)).encode() for who in people] + [who.encode() for who in people]
    for raw in (file.read_bytes(), copy.read_bytes()):
        assert b"CANARY000" in raw
        assert key not in raw, "the key stands in a page that is no longer used"
        assert any(mark in raw for mark in marks)
        size = int.from_bytes(raw[16:18], "big")
        for start in range(0, len(raw), size):
            page = raw[start : start + size]
            assert not (b"CANARY" in page and any(mark in page for mark in marks)), f"page {start // size} tells"


def journal_of(made: Made) -> int:
    """How many bytes SQLite's journal has."""
    return Path(f"{made.file}-wal").stat().st_size


@pytest.mark.parametrize("made", ["sqlite"], indirect=True)
async def test_a_journal_that_somebody_still_reads_is_wiped_at_the_next_write(database: Database, made: Made) -> None:
    await plant(database, visibility=Visibility.ANONYMOUS)
    await database.keep(ballot(await new_key(database), "ana", "yes", random_id()))
    async with database.read(NORTHWIND.id) as reader:
        await anonymous.choices(reader, ROUND)
        async with database.begin(NORTHWIND.id) as work:
            await anonymous.seal(work, ROUND)
        assert journal_of(made) > 0
    async with database.begin(NORTHWIND.id) as work:
        await rounds.next_number(work)
    assert journal_of(made) == 0


@pytest.mark.parametrize("made", ["sqlite"], indirect=True)
async def test_no_row_holds_a_choice_together_with_anything_of_a_person(database: Database, made: Made) -> None:
    await plant(database, visibility=Visibility.ANONYMOUS)
    key = await new_key(database)
    for n in range(5):
        await database.keep(ballot(key, f"insider-{n}", f"CANARY{n:03}", random_id()))
    await database.close()
    marks = {voice_token(key, PersonId(f"insider-{n}")) for n in range(5)} | {f"insider-{n}" for n in range(5)}
    with sqlite3.connect(made.file) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [str(row) for name in tables for row in connection.execute(f'SELECT * FROM "{name}"')]
    connection.close()
    assert sum("CANARY" in row for row in rows) == 5
    assert not [row for row in rows if "CANARY" in row and any(mark in row for mark in marks)]


@pytest.mark.parametrize("made", ["postgresql"], indirect=True)
async def test_postgresql_marks_all_sealed_choices_with_one_transaction(database: Database) -> None:
    await plant(database, visibility=Visibility.ANONYMOUS)
    key = await new_key(database)
    for n in range(10):
        await database.keep(ballot(key, f"insider-{n}", f"words {n}", random_id()))
    assert len(await transactions(database, "choice")) == 10
    async with database.begin(NORTHWIND.id) as work:
        await anonymous.seal(work, ROUND)
    assert len(await transactions(database, "choice")) == 1
    assert not await transactions(database, "choice") & await transactions(database, "participation")


async def transactions(database: Database, table: str) -> set[str]:
    """The marks by which PostgreSQL knows which transaction wrote a row."""
    async with database.read(NORTHWIND.id) as work:
        return set((await work.connection.exec_driver_sql(f"SELECT xmin::text FROM {table}")).scalars())
