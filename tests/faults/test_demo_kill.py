"""A demo that is killed at any point goes on where it stopped: nothing is asked, posted or answered twice, or lost."""

import json
import random
import signal
import sqlite3
import subprocess
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.processes import started
from tests.size import FULL

WEEKS, KILLS = (4, 6) if FULL else (2, 2)
DEMO = ("demo", "--json", "--weeks", str(WEEKS), "--seed", "3", "--dir", "demo")
PATIENCE = 120
"""Seconds after which a demo that does not move is taken to be stuck."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a demo has left behind when it was over."""

    counts: dict[str, int]
    answers: set[tuple[object, ...]]
    decisions: set[tuple[object, ...]]
    messages: dict[tuple[str, str, str], object]
    """What stands in the rooms in the end, by room, reader and mark."""
    lines: int


def finish(folder: Path) -> Outcome:
    """Play to the end; what is there then."""
    process = started(folder, *DEMO)
    out, wrong = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, wrong
    deeds = [json.loads(line) for line in lines(folder) if whole(line)]
    posts = {deed["id"]: deed for deed in deeds if deed["do"] == "post"}
    marks = Counter((deed["place"], deed["to"], deed["token"]) for deed in posts.values())
    assert [mark for mark, n in marks.items() if n > 1] == [], "these were posted twice"
    standing = {deed["id"]: deed["painted"] for deed in deeds}
    with closing(sqlite3.connect(folder / "demo" / "app.db")) as database:
        assert database.execute("SELECT 1 FROM round GROUP BY cadence_id, slot HAVING count(*) > 1").fetchall() == []
        return Outcome(
            counts=json.loads(out),
            answers=set(database.execute("SELECT id, person_id, value, said_at, withdrawn FROM answer")),
            decisions=set(database.execute("SELECT suggestion_id, number, verdict, customer_text FROM decision")),
            messages={(post["place"], post["to"], post["token"]): standing[key] for key, post in posts.items()},
            lines=len(deeds),
        )


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """What the same weeks bring about when nobody disturbs them."""
    return finish(tmp_path_factory.mktemp("undisturbed"))


@pytest.mark.slow
@pytest.mark.soak
@pytest.mark.parametrize("seed", [1])
def test_a_demo_killed_again_and_again_comes_to_the_same_end(seed: int, undisturbed: Outcome, tmp_path: Path) -> None:
    print(f"{WEEKS} weeks, killed {KILLS} times")
    roll = random.Random(seed)
    for place in sorted(roll.sample(range(undisturbed.lines * 9 // 10), KILLS)):
        kill_at(tmp_path, place, after=roll.uniform(0, 0.4))
    resumed = finish(tmp_path)
    assert resumed.counts == undisturbed.counts
    assert resumed.answers == undisturbed.answers
    assert resumed.decisions == undisturbed.decisions
    assert resumed.messages == undisturbed.messages


def kill_at(folder: Path, place: int, *, after: float) -> None:
    """Play until that many lines were ever written to the rooms, and a moment longer; then end it without a goodbye."""
    process = started(folder, *DEMO)
    deadline = time.monotonic() + PATIENCE
    while len(lines(folder)) < place and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    _, wrong = process.communicate()
    assert process.returncode == -signal.SIGKILL, wrong


def lines(folder: Path) -> list[bytes]:
    """Every line that was written to the rooms."""
    path = folder / "demo" / "rooms.jsonl"
    return path.read_bytes().splitlines() if path.exists() else []


def whole(line: bytes) -> bool:
    """False for a line that was cut off by a kill."""
    try:
        return bool(json.loads(line))
    except ValueError:
        return False
