"""`cab demo --slack`: the season of the terminal in a stand-in for Slack, and it comes out the same."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.machine import Cab
from tests.processes import environment, started
from tests.size import FULL


def counts_of(process: "subprocess.Popen[str]") -> object:
    """What a demo that ends by itself printed for programs; it has nothing to complain of."""
    out, wrong = process.communicate(timeout=120)
    assert (process.returncode, wrong) == (0, ""), wrong
    return json.loads(out)


@pytest.mark.slow
def test_the_same_weeks_bring_about_the_same_in_slack_as_in_the_terminal(tmp_path: Path) -> None:
    play = ("demo", "--once", "--json", "--weeks", "3" if FULL else "1", "--seed", "7")
    here, there = started(tmp_path, *play), started(tmp_path, *play, "--slack")
    in_the_terminal, in_slack = counts_of(here), counts_of(there)
    assert in_slack == in_the_terminal
    assert isinstance(in_slack, dict)
    assert in_slack["answers"] > 0


@pytest.mark.soak
def test_a_week_over_a_socket_reads_well_in_a_pipe_and_begins_anew_each_time(tmp_path: Path) -> None:
    out, wrong = started(tmp_path, "demo", "--once", "--slack-socket", "--weeks", "1").communicate(timeout=120)
    assert wrong == ""
    assert "\x1b" not in out
    assert max(len(line) for line in out.splitlines()) <= 100
    assert out.startswith("Northwind Council: a quarter with 12 companies and 30 people")
    assert "What the quarter brought" in out
    assert "http" not in out, "what nobody can look at any more is not announced"
    assert json.loads((tmp_path / ".cab/demo-slack/demo.json").read_text("utf-8"))["platform"] == "slack"


def test_an_installed_package_without_the_source_folder_says_what_it_needs(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIKE_INSTALLED, "demo", "--slack"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "source folder" in done.stderr


LIKE_INSTALLED = """
import sys
import bot
bot.__file__ = "elsewhere/bot/__init__.py"
from bot.__main__ import main
main()
"""


def test_the_terminal_does_not_go_on_with_a_play_in_slack(cab: Cab) -> None:
    home = cab.folder / ".cab" / "demo"
    home.mkdir(parents=True)
    kept = {"seed": 7, "at": "2026-01-05T00:00:00+00:00", "platform": "slack", "finished": True, "reviewed": 0}
    (home / "demo.json").write_text(json.dumps({**kept, "plans": []}), "utf-8")
    assert "demo" in cab("play", "--demo").refusal
