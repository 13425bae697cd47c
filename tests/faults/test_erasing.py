"""Killed in the middle of an erasure, the product finishes it at the next start, or nothing of it has happened."""

import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.actions.tick import tick
from bot.app import opened
from bot.config import Settings
from bot.domain.questions import Wrote
from storage import answers, erasures, people
from storage.crypto import Seal
from storage.database import Database
from tests.databases import prepared
from tests.faults.apart import INSIDE
from tests.processes import started
from tests.storage.houses import NOW
from tests.storage.planting import erasure_of, plant_everything
from tests.storage.seeds import NORTHWIND

CANARY = "quetzalcoatlus"
SECRET = "a secret of long ago"
POINTS = (
    "storage.erasures:save:after:1",
    "bot.actions.erase:wish_to_erase:after:1",
    "storage.erasing:erase:before:1",
    "storage.erasing:erase:after:1",
    "storage.database:Database._wipe_traces:before:1",
    "storage.erasures:save:after:3",
    "bot.actions.erase:erase:after:1",
)
"""The first is before the wish is on disk; at the fifth everything is gone but the journal."""


async def planted(home: Path) -> None:
    """Ana has said something that nobody else says."""
    database = await Database.open(f"sqlite:///{prepared(home) / 'app.db'}", seal=Seal([SECRET.encode()]))
    await plant_everything(database, NORTHWIND)
    async with database.begin(NORTHWIND.id) as work:
        said = NORTHWIND.answer(kind="open", minutes=60)
        await erasures.save(work, replace(erasure_of(NORTHWIND), person_id=None, done_at=NOW))
        await answers.save_all(work, [replace(said, value=Wrote(text=f"a {CANARY}"))])
    await database.close()


def killed(home: Path, point: str) -> None:
    """`cab erase`, until it dies there."""
    path = os.pathsep.join((str(INSIDE), str(INSIDE.parents[2])))
    more = {"CAB_HOME": str(home), "CAB_SECRET_KEYS": SECRET, "PYTHONPATH": path, "DIE_AT": point}
    process = started(home.parent, "erase", "northwind ana", "--yes", **more)
    out, wrong = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL, out + wrong


@pytest.mark.parametrize(
    "point", [each if each in POINTS[3:4] else pytest.param(each, marks=pytest.mark.soak) for each in POINTS]
)
async def test_an_erasure_that_was_killed_is_finished_or_never_began(tmp_path: Path, point: str) -> None:
    home = tmp_path / "cab"
    await planted(home)
    killed(home, point)
    async with opened(Settings(home=home, port=0, secret_keys=SecretStr(SECRET)), works=True) as house:
        await tick(house.bot, hurried=True)
        await house.queue.idle()
        async with house.bot.database.read(NORTHWIND.id) as work:
            left = {each.name for each in await people.all(work)}
            assert await erasures.open_ones(work) == []
            counted = await answers.of_round(work, NORTHWIND.round().id)
    began = point != POINTS[0]
    assert (NORTHWIND.person().name in left) is not began
    assert any(CANARY in str(each.value) for each in counted) is not began
    for name in ("app.db", "app.db-wal", "dbos.db", "dbos.db-wal"):
        if (file := home / name).exists() and began:
            assert CANARY.encode() not in file.read_bytes(), name
            assert str(NORTHWIND.identity()).encode() not in file.read_bytes(), name
