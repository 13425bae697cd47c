"""`cab demo --slack` and `--teams`: the terminal's season in stand-ins for both, and it comes out the same."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.machine import Cab
from tests.processes import environment, started
from tests.size import FULL


def counts_of(process: "subprocess.Popen[str]") -> dict[str, int]:
    """What a demo that ends by itself printed for programs; it has nothing to complain of."""
    out, wrong = process.communicate(timeout=300)
    assert (process.returncode, wrong) == (0, ""), wrong
    counts = json.loads(out)
    assert isinstance(counts, dict)
    return counts


@pytest.mark.soak
@pytest.mark.slow
def test_the_same_weeks_bring_about_the_same_on_each_platform_as_in_the_terminal(tmp_path: Path) -> None:
    play = ("demo", "--once", "--json", "--weeks", "3" if FULL else "1", "--seed", "7")
    places = [started(tmp_path, *play, *where) for where in ((), ("--slack",), ("--teams",))]
    in_the_terminal, in_slack, in_teams = [counts_of(each) for each in places]
    assert in_the_terminal["answers"] > 0
    assert in_slack == in_the_terminal
    assert in_teams["deliveries"] <= in_the_terminal["deliveries"], "who is no guest there is reminded in the thread"
    assert {**in_teams, "deliveries": 0} == {**in_the_terminal, "deliveries": 0}


@pytest.mark.soak
def test_a_whole_season_in_teams_brings_about_what_it_does_in_the_terminal(tmp_path: Path) -> None:
    play = ("demo", "--once", "--json", "--weeks", "13" if FULL else "6", "--seed", "7")
    here, there = [counts_of(started(tmp_path, *play, *where)) for where in ((), ("--teams",))]
    assert here["loops"] > 0
    assert {**there, "deliveries": 0} == {**here, "deliveries": 0}


@pytest.mark.soak
@pytest.mark.parametrize(("flag", "platform"), [("--slack-socket", "slack"), ("--teams", "teams")])
def test_a_week_reads_well_in_a_pipe_and_begins_anew_each_time(tmp_path: Path, flag: str, platform: str) -> None:
    out, wrong = started(tmp_path, "demo", "--once", flag, "--weeks", "1").communicate(timeout=120)
    assert wrong == ""
    assert "\x1b" not in out
    assert max(len(line) for line in out.splitlines()) <= 100
    assert out.startswith("Northwind Council: a quarter with 12 companies and 30 people")
    assert "What the quarter brought" in out
    assert "http" not in out, "what nobody can look at any more is not announced"
    assert json.loads((tmp_path / f".cab/demo-{platform}/demo.json").read_text("utf-8"))["platform"] == platform


@pytest.mark.parametrize("platform", ["Slack", "Teams"])
def test_an_installed_package_without_the_source_folder_says_what_it_needs(tmp_path: Path, platform: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIKE_INSTALLED, "demo", f"--{platform.lower()}"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert f"make demo {platform.upper()}=1" in " ".join(done.stderr.split())


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


def test_a_demo_plays_in_one_place(cab: Cab) -> None:
    assert "Slack or Teams" in cab("demo", "--slack", "--teams").refusal
