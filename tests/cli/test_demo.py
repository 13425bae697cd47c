"""`cab demo`: the whole loop without any setting up, the same for the same number, and alone in its folder."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.machine import Cab
from tests.processes import started

COUNTS = ["rounds", "deliveries", "answers", "themes", "suggestions", "digests", "decisions", "loops"]
WEEK = ("demo", "--once", "--json", "--weeks", "1")


@pytest.mark.soak
@pytest.mark.slow
def test_four_weeks_bring_about_one_of_everything_and_read_well_in_a_pipe(cab: Cab) -> None:
    done = cab("demo", "--once", "--weeks", "4", "--seed", "3")
    assert (done.code, done.err) == (0, "")
    assert "\x1b" not in done.out
    assert max(len(line) for line in done.out.splitlines()) <= 100
    assert done.out.startswith("Northwind Council: a quarter with 12 companies and 30 people")
    story, _, counted = done.out.partition("What the quarter brought")
    assert "What customers say" in story
    assert "What we did · " in story
    numbers = [int(line.split()[0]) for line in counted.splitlines() if line.strip() and line.split()[0].isdigit()]
    assert len(numbers) == len(COUNTS)
    assert min(numbers) > 0

    # Then one goes on from there, and lets time pass.
    play = started(cab.folder, "play", "--demo")
    out, wrong = play.communicate("as pm\nwait 1w\nas hana\nwait 1y\n", timeout=120)
    assert (wrong, play.returncode) == ("", 0)
    assert "#product-council\n  P5 · What should we build next?" in out.partition(" in #product-council > ")[2]
    assert "There is nobody called hana" in out
    assert "How long? For example: wait 3d" in out


@pytest.mark.soak
@pytest.mark.slow
def test_a_finished_demo_begins_anew_and_the_same_number_makes_the_same_weeks_to_the_byte(cab: Cab) -> None:
    first = cab(*WEEK, "--seed", "5")
    assert list(first.json) == COUNTS
    said, stood = answers(cab.folder), messages(cab.folder)
    assert len(stood) == first.json["deliveries"] > 0
    assert len(said) == first.json["answers"] > 0

    assert cab(*WEEK).code == 0
    assert answers(cab.folder) & said == set(), "without a number the usual one is played, not the last one"

    again = cab(*WEEK, "--seed", "5")
    assert again.out == first.out
    assert (answers(cab.folder), messages(cab.folder)) == (said, stood)


@pytest.mark.soak
def test_a_second_demo_in_the_same_folder_is_refused_while_the_first_one_runs(cab: Cab) -> None:
    first = started(cab.folder, "demo", "--once", "--json")
    try:
        while not (cab.folder / ".cab" / "demo" / "demo.json").exists():
            assert first.poll() is None
        for words in (("demo", "--once"), ("demo", "--once", "--json", "--seed", "5"), ("play", "--demo")):
            assert "is in use by another cab that is still running" in cab(*words).refusal
        assert cab("status").code == 0, "the demo keeps to its own folder"
    finally:
        first.kill()
        first.communicate()


def test_a_demo_leaves_a_board_of_your_own_alone(cab: Cab) -> None:
    assert cab("board", "create", "Northwind Council").code == 0
    before = cab.everything()
    assert ".cab holds a board of your own" in cab("demo", "--once", "--dir", ".cab").refusal
    assert cab.everything() == before


@pytest.mark.parametrize("weeks", ["0", "14", "some"])
def test_a_quarter_has_one_to_thirteen_weeks(cab: Cab, weeks: str) -> None:
    done = cab("demo", "--weeks", weeks)
    assert done.code == 2
    assert "--weeks" in done.err


def test_to_play_on_a_demo_there_has_to_be_one(cab: Cab) -> None:
    assert "demo" in cab("play", "--demo").refusal


def messages(folder: Path) -> dict[tuple[str, ...], object]:
    """What stands in the rooms in the end, by room, reader, mark and time of the post; none was posted twice."""
    deeds = [json.loads(line) for line in (folder / ".cab/demo/rooms.jsonl").read_text("utf-8").splitlines()]
    posts = {deed["id"]: deed for deed in deeds if deed["do"] == "post"}
    standing = {deed["id"]: deed["painted"] for deed in deeds}
    marks = {key: (post["place"], post["to"], post["token"]) for key, post in posts.items()}
    assert len(set(marks.values())) == len(posts)
    found: dict[tuple[str, ...], object] = {(*mark, posts[key]["at"]): standing[key] for key, mark in marks.items()}
    return found


def answers(folder: Path) -> set[tuple[object, ...]]:
    """Everything that was answered."""
    with closing(sqlite3.connect(folder / ".cab/demo/app.db")) as database:
        return set(database.execute("SELECT id, value, said_at FROM answer"))
