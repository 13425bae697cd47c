"""Somebody on a board of ten thousand answers is erased within a minute, from the wish to the last trace."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from bot.actions.erase import wish_to_erase
from bot.actions.tick import tick
from bot.app import opened
from bot.config import Settings
from bot.domain.questions import Wrote
from bot.domain.rounds import Stage
from bot.ids import AnswerId, PersonId
from storage import answers, erasures, people, rounds
from tests.databases import prepared
from tests.storage.houses import CLOSE, NOW
from tests.storage.planting import erasure_of, plant_everything
from tests.storage.seeds import NORTHWIND

PEOPLE, ROUNDS = 500, 20
CANARY = "quetzalcoatlus"


@pytest.mark.soak
async def test_one_of_ten_thousand_answers_voices_is_erased_within_a_minute(tmp_path: Path) -> None:
    home = tmp_path / "cab"
    prepared(home)
    async with opened(Settings(home=home, port=0), works=True) as house:
        database = house.bot.database
        await plant_everything(database, NORTHWIND)
        crowd = [replace(NORTHWIND.person(), id=PersonId(f"p{number}")) for number in range(PEOPLE)]
        async with database.begin(NORTHWIND.id) as work:
            await erasures.save(work, replace(erasure_of(NORTHWIND), person_id=None, done_at=NOW))
            for one in crowd:
                await people.save(work, one, replace(NORTHWIND.identity(), user=f"u-{one.id}"))
            for number in range(3, 3 + ROUNDS):
                over = replace(NORTHWIND.round(number), stage=Stage.REPORTED, closed_at=CLOSE, deed=None, deed_at=None)
                await rounds.add(work, over)
                said = NORTHWIND.answer(kind="open", number=number)
                texts = [
                    Wrote(text=f"a {CANARY}" if one is crowd[0] else f"number {n} of {number} is slow")
                    for n, one in enumerate(crowd)
                ]
                await answers.save_all(
                    work,
                    [
                        replace(said, id=AnswerId(f"a-{number}-{one.id}"), person_id=one.id, value=text)
                        for one, text in zip(crowd, texts, strict=True)
                    ],
                )
        begun, worked = time.monotonic(), time.process_time()
        await wish_to_erase(house.bot, NORTHWIND.id, crowd[0].id)
        await tick(house.bot, hurried=True)
        await house.queue.idle()
        took, cpu = time.monotonic() - begun, time.process_time() - worked
        print(f"erased in {took:.1f} s, {cpu:.1f} s of them at work, among {PEOPLE * ROUNDS} answers")
        async with database.read(NORTHWIND.id) as work:
            assert await erasures.open_ones(work) == []
            assert crowd[0].id not in {each.id for each in await people.all(work)}
            counted = await answers.of_round(work, NORTHWIND.round(3).id)
        assert len(counted) == PEOPLE, "as many as before"
        assert cpu <= 60, "the clock on the wall counts what other processes do as well"
    for name in ("app.db", "app.db-wal", "dbos.db"):
        if (file := home / name).exists():
            assert CANARY.encode() not in file.read_bytes(), name
