"""`cab cadence preview` prints the next due times, for programs to the letter, for people with the reasons."""

import json
import re
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner, Result

from bot.cli.cadence import app
from bot.errors import Refusal


def run(*words: str) -> Result:
    """What the command prints."""
    return CliRunner().invoke(app, ["preview", *words], env={"COLUMNS": "160"})


def test_programs_get_the_instants_in_utc_and_nothing_else() -> None:
    shown = run(
        "weekly on Mon at 00:00", "--zone", "America/New_York", "--from", "2026-03-01T00:00", "--count", "2", "--json"
    )
    assert shown.exit_code == 0
    assert shown.stdout == '{"due": ["2026-03-02T05:00:00Z", "2026-03-09T04:00:00Z"]}\n'


def test_a_due_time_that_is_the_very_start_is_left_out() -> None:
    shown = run("every day at 10:00", "--from", "2026-03-01T10:00", "--count", "1", "--json")
    assert json.loads(shown.stdout) == {"due": ["2026-03-02T10:00:00Z"]}


def test_ten_are_listed_from_now_in_utc_unless_told_otherwise() -> None:
    due = json.loads(run("* * * * *", "--json").stdout)["due"]
    assert len(due) == 10
    assert abs((datetime.fromisoformat(due[0]) - datetime.now(UTC)).total_seconds()) < 120


def test_a_rule_that_ends_or_never_comes_gives_fewer() -> None:
    assert json.loads(run("RRULE:FREQ=DAILY;COUNT=3;BYHOUR=10", "--json").stdout)["due"].__len__() == 3
    assert run("0 0 30 2 *", "--json").stdout == '{"due": []}\n'
    assert "never due" in run("0 0 30 2 *").stdout


def test_people_see_local_time_utc_and_what_the_clocks_do_to_it() -> None:
    shown = run("daily at 2:30", "--zone", "Europe/Berlin", "--from", "2026-03-28T00:00", "--count", "2")
    assert shown.exit_code == 0, shown.exception
    lines = shown.stdout.splitlines()
    assert "daily at 2:30 · Europe/Berlin" in lines[0]
    plain, moved = (line for line in lines if re.search(r"│ [12] ", line))
    assert "Sat 28 Mar 2026 02:30 +01:00" in plain
    assert "2026-03-28T01:30:00Z" in plain
    assert "Sun 29 Mar 2026 03:30 +02:00" in moved
    assert "02:30" in moved


@pytest.mark.parametrize("count", ["0", "1001", "many"])
def test_the_count_has_bounds(count: str) -> None:
    assert run("every day at 10:00", "--count", count).exit_code == 2


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["banana"], "cadence.bad_rule"),
        (["every day at 10:00", "--zone", "Europe/Berln"], "cadence.unknown_zone_near"),
        (["every day at 10:00", "--from", "soon"], "cadence.bad_moment"),
    ],
)
def test_a_mistake_is_refused(words: list[str], reason: str) -> None:
    shown = run(*words, "--json")
    assert isinstance(shown.exception, Refusal)
    assert shown.exception.phrase.id == reason
