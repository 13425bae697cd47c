"""Asking from the command line: the same preview as in a chat, and answers out as rows."""

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta

import pytest

from tests.cli.machine import Cab

SINGLE = """[[question]]
kind = "single"
text = "Which day?"
options = ["Monday", "Friday"]
"""
STATEMENTS = """[[question]]
kind = "agree"
text = "How do you see it?"
options = ["Exports are slow", "Search finds nothing"]
"""


def test_a_poll_is_previewed_called_off_and_leaves_a_row_in_the_list_of_tries(cab: Cab) -> None:
    assert cab("board", "create", "Northwind Council", "--zone", "Europe/Berlin").code == 0
    assert cab("poll", "Which day?", "Monday", "Friday").refusal.startswith("Northwind Council has no customer channel")
    assert cab("channel", "add", "northwind-council", "console:home:acme", "--account", "Acme").code == 0
    shown = cab("poll", "Which day?", "Monday", "Friday", "--close", "2d", "--live").out
    assert "P1 goes out on" in shown
    assert "Acme" in shown
    assert "P2 goes out on" in cab("poll", "How likely are you to recommend us?", "--nps").out
    assert "put 3 in order" in cab("poll", "What first?", "A", "B", "C", "--rank").out
    assert "--multi, --rank and --nps" in cab("poll", "What first?", "A", "B", "--rank", "--multi").refusal
    assert cab("poll", "How likely?", "A", "--nps").refusal.startswith("A score from 0 to 10")
    assert "A choice has 2 to 10 options" in cab("poll", "Which?").refusal
    assert "between 5 minutes and 90 days" in cab("ask", "Why?", "--close", "soon").refusal
    assert "P1 is called off" in cab("cancel", "P1").out
    assert cab("export").out == "poll,question,company,person,answer,comment,said_at,source\r\n"
    assert "Nobody yet" in cab("members").out
    assert "Nothing is reported" in cab("cases").out
    listed = cab("audit").out
    assert "cancel P1" in listed
    assert "Which day" not in listed


def test_what_a_command_prints_offers_nothing_to_press(cab: Cab) -> None:
    cab("board", "create", "Northwind Council", "--zone", "Europe/Berlin")
    cab("channel", "add", "northwind-council", "console:home:acme", "--account", "Acme")
    previewed = cab("poll", "Which day?", "Monday", "Friday").out
    assert "Send now" not in previewed
    assert "press" not in previewed
    assert "[1]" not in previewed
    assert "it goes out, type: cab cancel P1" in previewed
    assert "As customers will read it:" in previewed
    assert "[Monday]   [Friday]" in previewed
    assert "[Skip]" in previewed
    assert cab("schedule", "set", "every 4 weeks on Tue at 10:00", "--engagement", "value-pulse").code == 0
    listed = cab("schedule", "list").out
    assert "value-pulse" in listed
    assert "Pause" not in listed


def test_whoever_touches_the_list_of_tries_is_found_out_by_a_command(cab: Cab) -> None:
    cab("board", "create", "Northwind Council", "--zone", "Europe/Berlin")
    cab("members")
    cab("cases")
    assert "All 2 entries are as they were written" in cab("audit", "verify").out
    with closing(sqlite3.connect(cab.folder / ".cab" / "app.db")) as database, database:
        database.execute("DELETE FROM audit_entry WHERE number = 2")
    found = cab("audit", "verify")
    assert found.code == 1
    assert "Entry 2 is missing" in found.refusal


def test_an_open_poll_is_extended_and_one_that_is_not_out_yet_is_not(cab: Cab) -> None:
    cab("board", "create", "Northwind Council", "--zone", "Europe/Berlin")
    cab("channel", "add", "northwind-council", "console:home:acme", "--account", "Acme")
    cab("poll", "Which day?", "Monday", "Friday")
    assert "P1 has not gone out yet. Nothing was changed." in cab("extend", "P1", "2d").refusal
    [(closes_at,)] = cab.rows("SELECT closes_at FROM round")
    with closing(sqlite3.connect(cab.folder / ".cab" / "app.db")) as database, database:
        # As after its two minutes, without waiting for them.
        database.execute("UPDATE round SET stage = 'open', deed = 'close', deed_at = closes_at, opened_at = slot")
    assert "P1 stays open until" in cab("extend", "P1", "2", "days").out
    assert cab("extend", "P1").refusal.endswith("For example: cab extend P1 2d")
    [(later,)] = cab.rows("SELECT closes_at FROM round")
    assert datetime.fromisoformat(str(later)) - datetime.fromisoformat(str(closes_at)) == timedelta(days=2)


@pytest.mark.parametrize(
    ("said", "says"),
    [
        (SINGLE, ""),
        (SINGLE + SINGLE.replace("Which day", "Which hour"), "An anonymous poll has one question"),
        (STATEMENTS, "An anonymous poll has one question"),
        (f"live = true\n{SINGLE}", "An anonymous poll cannot show its count while it grows"),
    ],
)
def test_a_file_asks_anonymously_only_what_can_be_answered_at_once_and_unwatched(
    cab: Cab, said: str, says: str
) -> None:
    """Whoever sent an anonymous answer cannot come back for a second part, and a growing count tells who it was."""
    cab("board", "create", "Northwind Council")
    for visibility in ("named", "anonymous"):
        cab.write(f"{visibility}.toml", f'title = "Days"\nwhy = "To plan."\nvisibility = "{visibility}"\n{said}')
    assert cab("engagement", "add", "northwind-council", "named.toml").code == 0
    done = cab("engagement", "add", "northwind-council", "anonymous.toml")
    assert (says in done.refusal) if says else (done.code == 0)
    assert cab.rows("SELECT count(*) FROM engagement") == [(1 if says else 2,)]
