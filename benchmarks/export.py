"""How long it takes to take a hundred thousand answers out, and the memory that needs."""

import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import perf_counter, process_time

from benchmarks.figures import Figure, figure, megabytes
from bot.actions.export import exported
from bot.app import House, opened
from bot.config import Settings
from bot.domain.answers import Answer
from bot.domain.people import Person
from bot.domain.questions import Chosen, Single
from bot.ids import AnswerId, PersonId, RoundId
from storage.tables import answer, person, round_
from storage.upsert import add_new
from storage.work import row_of
from tests.storage.houses import NOW
from tests.storage.planting import plant
from tests.storage.seeds import NORTHWIND

PEOPLE, ROUNDS = 5_000, 20


async def export(people: int = PEOPLE, rounds: int = ROUNDS) -> list[Figure]:
    """The time until the file of everything is made, and what the process grows by meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        async with opened(Settings(home=Path(folder))) as house:
            await _said(house, people, rounds)
            before = megabytes(os.getpid())
            began, worked = perf_counter(), process_time()
            with _watching() as most:
                made = await exported(house.bot, NORTHWIND.board, None)
                size = len(made.as_csv)
            took, work = perf_counter() - began, process_time() - worked
            assert len(made.rows) == people * rounds, len(made.rows)
            name = f"{people * rounds:,} answers taken out"
            return [
                figure(name, "s", took, at_most=30),
                figure(f"{name}: of a processor", "s", work),
                figure(f"{name}: memory grown meanwhile", "MB", most[0] - before, at_most=100),
                figure(f"{name}: the file", "MB", size / 1e6),
            ]


@contextmanager
def _watching() -> Iterator[list[float]]:
    """The most memory that this process holds while this is open."""
    most, over = [0.0], threading.Event()

    def watch() -> None:
        while not over.wait(0.02):
            most[0] = max(most[0], megabytes(os.getpid()))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield most
    finally:
        over.set()
        watcher.join()


async def _said(house: House, people: int, rounds: int) -> None:
    await plant(house.bot.database)
    crowd = [replace(NORTHWIND.person(), id=PersonId(f"person-{n}"), name=f"Person {n}") for n in range(people)]
    asked = next(each for each in NORTHWIND.questions if isinstance(each, Single))
    async with house.bot.database.begin(NORTHWIND.id) as work:
        await add_new(work, person, [row_of(each) for each in crowd])
        opened_rounds = [replace(NORTHWIND.round(n + 100), slot=NOW + timedelta(days=n + 1)) for n in range(rounds)]
        await add_new(work, round_, [row_of(each) for each in opened_rounds])
    for each in opened_rounds:
        async with house.bot.database.begin(NORTHWIND.id) as work:
            await add_new(work, answer, [row_of(_answer(each.id, who, asked)) for who in crowd])


def _answer(round_id: RoundId, who: Person, asked: Single) -> Answer:
    return Answer(
        id=AnswerId(f"{round_id}-{who.id}"),
        organisation_id=NORTHWIND.id,
        round_id=round_id,
        question_id=asked.id,
        person_id=who.id,
        account_id=NORTHWIND.account.id,
        value=Chosen(options=(asked.options[0].id,)),
        said_at=NOW,
        received_at=NOW,
        comment="We need it when we are on the road, where there is no network to speak of.",
    )
