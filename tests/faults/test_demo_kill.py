"""A demo that is killed at any point goes on where it stopped: nothing is asked, posted or answered twice, or lost."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

WEEKS = "3"
KILLS = 4
ROOT = Path(__file__).parents[2]


def start(folder: Path) -> "subprocess.Popen[str]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CAB_")}
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "demo", "--json", "--weeks", WEEKS, "--seed", "3", "--dir", str(folder)],
        cwd=ROOT,
        env=environment | {"CAB_HOME": str(folder.parent / "home")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(folder: Path) -> dict[str, int]:
    process = start(folder)
    out, wrong = process.communicate(timeout=300)
    assert process.returncode == 0, wrong
    counts: dict[str, int] = json.loads(out)
    return counts


def posts(folder: Path) -> Counter[str]:
    lines = [json.loads(line) for line in (folder / "rooms.jsonl").read_text("utf-8").splitlines() if line.strip()]
    return Counter(each["token"] for each in lines if each["do"] == "post")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    """What the same weeks bring about when nobody disturbs them."""
    return finish(tmp_path_factory.mktemp("undisturbed") / "demo")


@pytest.mark.parametrize("seed", [1, 2])
def test_a_demo_killed_again_and_again_comes_to_the_same_end(
    seed: int, undisturbed: dict[str, int], tmp_path: Path
) -> None:
    folder = tmp_path / "demo"
    roll = random.Random(seed)
    for _ in range(KILLS):
        process = start(folder)
        deadline = time.monotonic() + 60
        while not (folder / "demo.json").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(roll.uniform(0.5, 9.0))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert process.returncode in (-signal.SIGKILL, 0)
    assert finish(folder) == undisturbed
    repeated = {token: n for token, n in posts(folder).items() if n > 1}
    assert not repeated
    with sqlite3.connect(folder / "app.db") as database:
        slots = database.execute("SELECT cadence_id, slot, count(*) FROM round GROUP BY 1, 2 HAVING count(*) > 1")
        assert slots.fetchall() == []
    database.close()
