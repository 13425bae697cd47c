"""A process is killed in the middle of a hundred works; the next one finishes them, each taking effect once."""

import asyncio
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from handlers.queue import DbosQueue

ROOT = Path(__file__).parents[2]
WORKS = [f"w{n}" for n in range(100)]


class Ledger:
    """The product's side: attempts are counted, effects have a primary key."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "ledger.db"
        self.inside: set[str] = set()
        self._run("CREATE TABLE IF NOT EXISTS attempt (key TEXT)")
        self._run("CREATE TABLE IF NOT EXISTS effect (key TEXT PRIMARY KEY)")
        self._run("CREATE TABLE IF NOT EXISTS crowded (lane TEXT)")

    def _run(self, statement: str, *values: str) -> list[tuple[str]]:
        with closing(sqlite3.connect(self.file, isolation_level=None)) as connection:
            return connection.execute(statement, values).fetchall()

    async def post(self, key: str) -> None:
        """Idempotent work that lets others run in its middle."""
        lane = lane_of(key)
        if lane in self.inside:
            self._run("INSERT INTO crowded VALUES (?)", lane or "")
        if lane:
            self.inside.add(lane)
        self._run("INSERT INTO attempt VALUES (?)", key)
        await asyncio.sleep(0)
        self._run("INSERT OR IGNORE INTO effect VALUES (?)", key)
        self.inside.discard(lane or "")

    def all(self, table: str) -> list[str]:
        return [row[0] for row in self._run(f"SELECT * FROM {table}")]


def lane_of(key: str) -> str | None:
    """Six works in ten go to one of four lanes."""
    n = int(key[1:])
    return f"lane{n % 4}" if n % 10 < 6 else None


def held_in_the_first_life(key: str) -> bool:
    """Works that are under way when the kill comes: one outside of the lanes, one in the middle of a lane."""
    return key in {"w7", "w41"}


async def live(folder: Path) -> None:
    """The first life: asks for everything, reports what it did, never ends by itself."""
    ledger = Ledger(folder)

    async def post(key: str) -> None:
        if held_in_the_first_life(key):
            ledger._run("INSERT INTO attempt VALUES (?)", key)
            print("held", key, flush=True)
            await asyncio.Event().wait()
        await ledger.post(key)
        print("done", key, flush=True)

    queue = DbosQueue(folder / "dbos.db")
    queue.register("post", post)
    await queue.start()
    for key in WORKS:
        await queue.enqueue(f"post:{key}", "post", key, lane=lane_of(key))
    print("asked", flush=True)
    await asyncio.Event().wait()


@pytest.fixture(scope="module")
def remains(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a first life leaves, killed (no goodbye) once everything is asked for and some of it is done."""
    folder = tmp_path_factory.mktemp("first_life")
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.test_queue_kill", str(folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    awaited = {"asked", "held w7", "held w41"}
    done = 0
    assert child.stdout is not None
    with child.stdout as lines:
        for line in lines:
            awaited.discard(line.strip())
            done += line.startswith("done")
            if not awaited and done >= 30:
                break
        os.kill(child.pid, signal.SIGKILL)
        assert child.wait() == -signal.SIGKILL, "the first life ended by itself"
    return folder


@pytest.mark.soak
@pytest.mark.parametrize("file", ["kept", "deleted"])
async def test_a_hundred_works_survive_a_kill_and_take_effect_once(remains: Path, tmp_path: Path, file: str) -> None:
    shutil.copytree(remains, tmp_path, dirs_exist_ok=True)
    ledger = Ledger(tmp_path)
    before = ledger.all("effect")
    assert 30 <= len(before) < 100

    if file == "deleted":
        for path in tmp_path.glob("dbos.db*"):
            path.unlink()
    queue = DbosQueue(tmp_path / "dbos.db")
    queue.register("post", ledger.post)
    await queue.start()
    if file == "deleted":
        for key in WORKS:  # as the tick does, which finds in the product's tables what is not done
            await queue.enqueue(f"post:{key}", "post", key, lane=lane_of(key))
    await asyncio.wait_for(queue.idle(), 20)
    await queue.stop()

    attempts = ledger.all("attempt")
    assert sorted(ledger.all("effect")) == sorted(WORKS)
    assert all(attempts.count(key) == 2 for key in ("w7", "w41"))
    assert max(attempts.count(key) for key in WORKS) <= 2
    assert ledger.all("crowded") == []


if __name__ == "__main__":
    asyncio.run(live(Path(sys.argv[1])))
