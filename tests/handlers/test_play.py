"""`cab play` as a person lives it: they sit at a terminal, are one or another, look around, press and type."""

import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.cli import run
from tests.processes import environment, started

MEMBERS = """name,account,identity
Ana,Acme,console:home:ana
Bo,Homeless Ltd,console:home:bo
"""


@pytest.fixture(scope="module")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A board with one company in a room, a product room, and a member whose company has no room."""
    folder = tmp_path_factory.mktemp("play")
    (folder / "members.csv").write_text(MEMBERS)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for words in (
            ("board", "create", "Northwind Council", "--zone", "Europe/Berlin"),
            ("channel", "add", "northwind-council", "console:home:acme", "--account", "Acme"),
            ("channel", "add", "northwind-council", "console:home:product", "--kind", "product"),
            ("import", "members.csv"),
        ):
            assert run(words) == 0
    return folder


@pytest.fixture
def folder(set_up: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    shutil.copytree(set_up, tmp_path, dirs_exist_ok=True)
    return tmp_path


def typed(folder: Path, *lines: str, words: tuple[str, ...] = ()) -> tuple[str, str, int]:
    """Type lines into `cab play`, and then say goodbye by ending the input; output, errors and exit code."""
    process = started(folder, "play", *words, CAB_SEND_DELAY="0")
    out, wrong = process.communicate("".join(f"{line}\n" for line in lines), timeout=60)
    return out, wrong, process.returncode


def test_whoever_begins_reads_what_can_be_typed_and_help_tells_it_again(folder: Path) -> None:
    out, wrong, code = typed(folder, "help")
    assert (wrong, code) == ("", 0)
    before, after = out.split(" > ", 1)
    for told in (before, after):
        assert "How to play" in told
        assert "go product" in told or "go acme" in told
        assert "wait" not in told  # Time passes by itself where the clock is the real one.
    assert "What you can type" in after


@pytest.mark.soak
def test_one_person_plays_the_whole_loop_in_turn(folder: Path) -> None:
    poll = 'poll "Which day suits you?" "Monday" "Friday"'
    lines = [poll, "as ana", "1", "look", "2", "as pm", "results", "as admin", "close P1", "results P1", "roadmap"]
    lines += ["decide S1 plan", "schedule set", "who", "help"]
    out, wrong, code = typed(folder, *lines)
    assert (wrong, code) == ("", 0)
    said = steps(out, lines)
    assert "P1 goes out on" in said[poll]
    assert "Which day suits you?" in said["as ana"]
    assert "Your answer: Monday" in said["1"]
    assert "1 person has answered so far." in said["look"]
    assert "Your answer: Friday" in said["2"]
    assert "P1 is still open, so it has no results yet" in said["results"]
    assert "1 of 1 person / 1 of 1 company" in said["close P1"], "the report comes by itself into the product room"
    assert "Friday  ████" in said["results P1"]
    assert "There is no suggestion yet" in said["roadmap"]
    assert "There is no suggestion S1" in said["decide S1 plan"]
    assert "What, and when?" in said["schedule set"]
    assert "Ana" in said["who"]
    assert "What you can type" in said["help"]
    assert max(len(line) for line in out.splitlines()) <= 100 + len("admin in #product > ")


@pytest.mark.soak
def test_a_member_has_no_business_in_the_product_room_and_commands_are_not_for_them(folder: Path) -> None:
    lines = ["go product", "go #acme", "results", "status", "poll", "decide S1 nonsense", "pause soon", "who sees this"]
    lines += ["nonsense", "7", "wait 3d"]
    out, wrong, code = typed(folder, *lines, "quit", "never read", words=("--as", "ana"))
    assert (wrong, code) == ("", 0)
    said = steps(out, lines)
    assert "There is no room product you may enter. There is: #acme." in said["go product"]
    assert "Nothing has been said here yet." in said["go #acme"]
    assert "That is for the team behind the board" in said["results"]
    assert "That is for the team behind the board" in said["status"]
    assert "That is for the team behind the board" in said["poll"], "how to ask customers is not told to one"
    assert "That is for the team behind the board" in said["decide S1 nonsense"]
    assert "pause 2w" in said["pause soon"]
    assert "Other companies never read your name" in said["who sees this"]
    assert "We do not know “nonsense”" in said["nonsense"]
    assert "nothing to press" in said["7"]
    assert "Time passes by itself here" in said["wait 3d"]


@pytest.mark.soak
def test_who_has_no_room_cannot_be_played_and_the_player_stays_who_they_were(folder: Path) -> None:
    lines = ("as nobody", "as bo", "as", "status")
    out, wrong, code = typed(folder, *lines)
    assert (wrong, code) == ("", 0)
    said = steps(out, lines)
    assert "There is nobody called nobody" in said["as nobody"]
    assert "has no room in the terminal yet" in said["as bo"]
    assert "There is nobody called" in said["as"]
    assert "Northwind Council" in said["status"], "still the admin"


@pytest.mark.soak
def test_to_begin_as_somebody_who_is_not_there_is_refused(folder: Path) -> None:
    out, wrong, code = typed(folder, words=("--as", "nobody"))
    assert (out, code) == ("", 1)
    assert wrong.startswith("There is nobody called nobody. There is: ")
    assert len(wrong.splitlines()) == 1


@pytest.mark.soak
def test_bytes_that_are_no_text_are_not_understood_and_do_not_end_the_play(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "play"],
        cwd=folder,
        env=environment(PYTHONIOENCODING="utf-8:strict"),
        input=b"\xff\xfe\x00\n\x00\x1b[2J\nstatus\n",
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (done.stderr, done.returncode) == (b"", 0)
    assert b"\x1b" not in done.stdout
    assert b"Northwind Council" in done.stdout


@pytest.mark.soak
def test_an_input_that_is_over_from_the_start_ends_the_play_well(folder: Path) -> None:
    out, wrong, code = typed(folder)
    assert (wrong, code) == ("", 0)
    assert "Nothing has been said here yet." in out


def steps(out: str, lines: Sequence[str]) -> dict[str, str]:
    """What was said after each line that was typed, by that line; each prompt stands where the line was."""
    opening, *said = re.split(r"^\w+ in #\w+ > ", out, flags=re.MULTILINE)
    assert len(said) == len(lines) + 1, opening
    return dict(zip(lines, said[:-1], strict=True))
