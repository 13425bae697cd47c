"""Killed while it deletes what is over its time, the product goes on at the next run; what still runs is untouched."""

import os
import signal
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.actions.retain import begin_sweep
from bot.app import opened
from bot.clock import SetClock
from bot.config import Settings
from bot.domain.rounds import Stage
from bot.ids import AnswerId, PersonId
from storage import answers, boards, people, rounds
from storage.crypto import Seal
from storage.database import Database
from storage.retention import MOST
from tests.databases import prepared
from tests.faults.apart import INSIDE
from tests.processes import started
from tests.storage.houses import NOW
from tests.storage.planting import plant_everything
from tests.storage.seeds import NORTHWIND

CROWD = 700
"""With the versions of their answers more than one step of at most a thousand rows."""
SECRET = "a secret of long ago"
LONG_AGO = datetime(2020, 1, 7, 9, 0, tzinfo=UTC)
POINTS = ("storage.retention:purge_some:before:2", "storage.retention:purge_some:after:2")
"""Between two steps, and with a step done that is not committed yet."""


async def planted(home: Path) -> None:
    """A crowd has answered a poll that is long over; another poll runs. Both belong to a board that keeps a year."""
    database = await Database.open(f"sqlite:///{prepared(home) / 'app.db'}", seal=Seal([SECRET.encode()]))
    await plant_everything(database, NORTHWIND)
    async with database.begin(NORTHWIND.id) as work:
        crowd = [replace(NORTHWIND.person(), id=PersonId(f"p{number}")) for number in range(CROWD)]
        for one in crowd:
            await people.save(work, one)
        said = [replace(NORTHWIND.answer(), id=AnswerId(f"a-{one.id}"), person_id=one.id) for one in crowd]
        await answers.save_all(work, said)
        await rounds.add(work, NORTHWIND.round(3))
        await answers.save_all(work, [NORTHWIND.answer(number=3)])
        over = await rounds.get(work, NORTHWIND.round(1).id)
        await rounds.save(work, replace(over, stage=Stage.REPORTED, closed_at=LONG_AGO, deed=None, deed_at=None))
        await boards.save(work, replace(NORTHWIND.board, keep_days=365))
    await database.close()


def killed(home: Path, point: str) -> None:
    """`cab purge`, until it dies there."""
    path = os.pathsep.join((str(INSIDE), str(INSIDE.parents[2])))
    more = {"CAB_HOME": str(home), "CAB_SECRET_KEYS": SECRET, "PYTHONPATH": path, "DIE_AT": point}
    process = started(home.parent, "purge", **more)
    out, wrong = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL, out + wrong


async def left_of(home: Path) -> tuple[int, int]:
    """Answers to the poll that is over, and to the one that runs."""
    database = await Database.open(f"sqlite:///{home / 'app.db'}", seal=Seal([SECRET.encode()]))
    async with database.read(NORTHWIND.id) as work:
        found = [len(await answers.of_round(work, NORTHWIND.round(number).id)) for number in (1, 3)]
    await database.close()
    return found[0], found[1]


@pytest.mark.soak
@pytest.mark.parametrize("point", POINTS)
async def test_a_clean_up_that_was_killed_goes_on_at_the_next_run(tmp_path: Path, point: str) -> None:
    assert MOST == 1_000
    home = tmp_path / "cab"
    await planted(home)
    before, runs = await left_of(home)
    killed(home, point)
    halfway, still_runs = await left_of(home)
    assert 0 < halfway <= before
    assert still_runs == runs == 1
    async with opened(
        Settings(home=home, port=0, secret_keys=SecretStr(SECRET)), clock=SetClock(NOW), works=True
    ) as house:
        await begin_sweep(house.bot)
        await house.queue.idle()
    assert await left_of(home) == (0, 1)
