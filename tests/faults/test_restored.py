"""An hour-old copy of the database is put back: nothing is said a second time, and what is missing is told."""

import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from bot.actions.restored import gap_of, recognised
from bot.app import AT_WORK
from bot.domain.deliveries import State
from tests.journeys.conftest import bot_at
from tests.journeys.terminal import MONDAY
from tests.processes import environment


async def test_after_an_old_copy_is_put_back_every_message_stands_once_and_the_gap_is_known(tmp_path: Path) -> None:
    home = tmp_path / "cab"
    async with bot_at(home, MONDAY) as terminal:
        await terminal.set_up("Acme", "Globex")
        await terminal.schedule("weekly on Tue at 10:00")
        await terminal.wait(minutes=1)
    shutil.copyfile(home / "app.db", tmp_path / "backup.db")
    async with bot_at(home, MONDAY + timedelta(hours=1)) as terminal:
        await terminal.wait(days=2)
        asked = {name: len(terminal.room(name)) for name in ("acme", "globex", "product")}
        assert asked["acme"] == asked["globex"] == 1
        latest = terminal.clock.now()
    async with bot_at(home, latest):
        pass
    for file in home.glob("app.db*"):
        file.unlink()
    for file in home.glob("dbos.db*"):
        file.unlink()
    shutil.copyfile(tmp_path / "backup.db", home / "app.db")
    async with bot_at(home, MONDAY + timedelta(days=1, hours=3)) as terminal:
        gap = await gap_of(terminal.house.bot)
        assert gap is not None
        await terminal.wait(hours=6)
        assert {name: len(terminal.room(name)) for name in ("acme", "globex")} == {"acme": 1, "globex": 1}
        found = await recognised(terminal.house.bot, gap)
        assert len(found[State.SENT]) == 2
        assert not found.get(State.UNKNOWN)
        await terminal.wait(days=8)
        tokens = [each.token for each in terminal.room("acme") + terminal.room("globex") + terminal.room("product")]
        assert len(tokens) == len(set(tokens))


def reconcile(home: Path, *flags: str) -> list[str]:
    """What an operator reads at a shell."""
    command = [sys.executable, "-m", "bot", "reconcile", *flags]
    done = subprocess.run(command, env=environment(CAB_HOME=str(home)), capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


async def test_an_operator_reads_what_is_missing_and_what_was_recognised(tmp_path: Path) -> None:
    home = tmp_path / "cab"
    async with bot_at(home, MONDAY) as terminal:
        await terminal.set_up("Acme", "Globex")
        await terminal.schedule("weekly on Tue at 10:00")
    assert reconcile(home) == ["No older copy of the database was put back of late; there is nothing to reconcile."]
    shutil.copyfile(home / "app.db", tmp_path / "backup.db")
    async with bot_at(home, MONDAY + timedelta(hours=1)) as terminal:
        await terminal.wait(days=2)
    for file in (*home.glob("app.db*"), *home.glob("dbos.db*"), home / AT_WORK):
        file.unlink(missing_ok=True)
    shutil.copyfile(tmp_path / "backup.db", home / "app.db")
    # Nothing beside the database tells of it: the operator does.
    (told,) = reconcile(home, "--since", f"{MONDAY:%Y-%m-%dT%H:%M:%S}")
    assert f"it knows nothing of what happened from {MONDAY:%Y-%m-%d %H:%M} UTC" in told
    async with bot_at(home, MONDAY + timedelta(days=1, hours=3)) as terminal:
        await terminal.wait(hours=6)
        assert {name: len(terminal.room(name)) for name in ("acme", "globex")} == {"acme": 1, "globex": 1}
    told, heading, *found = reconcile(home)
    assert "Answers given then are lost." in told
    assert heading == "2 messages stood there already and were recognised:"
    assert found == ["  ask  console:home:acme", "  ask  console:home:globex"]


async def test_a_database_that_was_only_killed_is_not_taken_for_an_old_copy(tmp_path: Path) -> None:
    home = tmp_path / "cab"
    for hour in range(3):
        async with bot_at(home, MONDAY + timedelta(hours=hour)) as terminal:
            assert await gap_of(terminal.house.bot) is None
    (home / AT_WORK).unlink()
    async with bot_at(home, MONDAY) as terminal:
        assert await gap_of(terminal.house.bot) is None
