"""Whoever sits at the command line reads, decides and tells as an admin would; a bot then delivers it."""

import json
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from bot.cli import run
from bot.clock import SystemClock
from tests.databases import outside_the_loop
from tests.journeys.conftest import bot_at
from tests.journeys.story import ANSWERED, SILENT, WROTE

REASON = "The quokka budget is only enough for one."


@pytest.fixture
def home(story_so_far: tuple[Path, datetime], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the story, no bot at work in it, and `cab` pointed to it."""
    shutil.copytree(story_so_far[0], tmp_path / "cab")
    monkeypatch.setenv("CAB_HOME", str(tmp_path / "cab"))
    return tmp_path / "cab"


def cab(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What a command prints that goes well."""
    capsys.readouterr()
    code = run(words)
    said = capsys.readouterr()
    assert (code, said.err) == (0, "")
    return said.out


def refusal(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """The sentence with which a command is refused."""
    capsys.readouterr()
    assert run(words) == 1
    return capsys.readouterr().err


@pytest.mark.soak
def test_every_reading_verb_shows_what_the_product_channel_read(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    results = cab(capsys, "results")
    assert "4 of 4 people / 3 of 5 companies" in results
    assert WROTE["anaquokka"] in results
    assert cab(capsys, "results", "P1") == results
    assert "S1 Offline mode · 3 of 4 people / 2 of 5 companies" in cab(capsys, "roadmap")
    assert "Chosen by Acme and Globex." in cab(capsys, "why", "S1")
    assert "Not heard from 2 companies: Hooli and Umbrella" in cab(capsys, "summary")
    assert "4 people / 3 companies" in cab(capsys, "status")


def test_results_for_machines_are_plain_counts_without_a_word_of_any_customer(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = cab(capsys, "results", "--json")
    assert [text for text in WROTE.values() if text in printed] == []
    found = json.loads(printed)
    choice, words = found.pop("questions")
    steps = found.pop("funnel")
    assert (steps["eligible"], steps["reached"], steps["answered"]) == (4, 4, 4), "who joined by answering was reached"
    assert found == {
        "round": "P1",
        "title": "Next quarter",
        "people": 4,
        "accounts": 3,
        "gate_passed": False,
        "on_calls": 0,
    }
    assert (words["kind"], words["people"]) == ("open", 2)
    assert [(each["text"], each["people"], each["accounts"]) for each in choice["options"]] == [
        ("Offline mode", 3, 2),
        ("Single sign-on", 1, 1),
        ("Faster search", 0, 0),
    ]


def test_what_was_decided_without_a_text_is_told_later_by_the_command_line_too(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refusal(capsys, "decide", "S1").startswith("Decide what?")
    assert refusal(capsys, "decide", "S1", "--tell", "We begin.").startswith("S1 is not decided yet")
    decided = cab(capsys, "decide", "S1", "plan", REASON)
    assert "Customers would read" in decided
    assert 'cab decide S1 --tell "…"' in decided
    assert "customers read at most 600" in refusal(capsys, "decide", "S1", "--tell", "We begin. " * 61)
    assert refusal(capsys, "decide", "S1", "--tell", " ").startswith("There is no text for customers yet")
    assert "3 customer channels will read it." in cab(capsys, "decide", "S1", "--tell", "We begin with the mobile app.")
    assert refusal(capsys, "decide", "S1", "--tell", "Again.").startswith("Customers have been told this already")
    noted = [line.partition("Operator: ")[2] for line in cab(capsys, "audit").splitlines() if "S1" in line]
    refused = "tell S1 – not possible"
    assert noted == [refused, "tell S1 – done", refused, refused, "decide on S1 – done"], "each try is written down"


def test_a_decision_at_the_command_line_is_told_by_the_bot_to_those_who_answered(
    home: Path, story_so_far: tuple[Path, datetime], capsys: pytest.CaptureFixture[str]
) -> None:
    decided = cab(capsys, "decide", "S1", "plan", REASON, "--tell", "We begin with the mobile app.")
    assert REASON in decided
    assert "3 customer channels will read it." in decided
    assert "Customers would read" not in decided, "that is for who has given no text"
    assert run(["decide", "S1", "plan"]) == 1
    assert capsys.readouterr().err.startswith("S1 is “planned” already")

    async def deliver() -> dict[str, str]:
        # The command line goes by the machine's own clock, the story by one that was set.
        async with bot_at(home, max(SystemClock().now(), story_so_far[1])) as terminal:
            await terminal.wait(minutes=1)
            return {room: terminal.history(room) for room in (*ANSWERED, *SILENT)}

    rooms = outside_the_loop(deliver())
    assert [room for room, read in rooms.items() if "We begin with the mobile app." in read] == list(ANSWERED)
    assert [room for room, read in rooms.items() if "quokka budget" in read] == []
