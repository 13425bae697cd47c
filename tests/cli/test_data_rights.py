"""`cab export person`, `cab erase`, `cab purge` and `cab backup`: what they print, and what is left afterwards."""

import json
import sqlite3
import zipfile
from contextlib import closing

import pytest

from tests.cli.machine import Cab


@pytest.fixture
def council(cab: Cab) -> Cab:
    """Two people of one company who said something."""
    assert cab("board", "create", "Northwind Council").code == 0
    assert cab("channel", "add", "northwind-council", "console:home:acme", "--account", "Acme").code == 0
    cab.write("members.csv", "name,account\nAna Lund,Acme\nGus Potoroo,Acme\n")
    assert cab("import", "northwind-council", "members.csv").code == 0
    return cab


def test_one_persons_data_is_printed_or_written_and_nothing_of_another(council: Cab) -> None:
    found = json.loads(council("export", "person", "Ana Lund").out)
    assert found["records"]["person"][0]["name"] == "Ana Lund"
    assert "Gus Potoroo" not in str(found)
    assert council("export", "person", "Ana Lund", "-o", "ana.zip").code == 0
    with zipfile.ZipFile(council.folder / "ana.zip") as packed:
        assert packed.namelist() == ["my-data.json", "my-answers.csv"]
    assert (council.folder / "ana.zip").stat().st_mode & 0o077 == 0
    assert "Nobody is called" in council("export", "person", "Zoe").refusal


def test_a_persons_file_names_the_boards_they_sit_on_and_no_other(council: Cab) -> None:
    assert council("board", "create", "Globex Takeover Council").code == 0
    found = json.loads(council("export", "person", "Ana Lund").out)
    assert set(found["boards"].values()) == {"Northwind Council"}


def test_a_person_is_erased_only_when_it_is_said_twice(council: Cab) -> None:
    offered = council("erase", "Ana Lund").out
    assert "keeps counting" in offered
    assert "[1]" not in offered
    assert "with --yes does it" in offered
    assert ("Ana Lund",) in council.rows("SELECT name FROM person")
    assert council("erase", "Ana Lund", "--yes").code == 0
    assert ("Ana Lund",) not in council.rows("SELECT name FROM person")
    assert b"Ana Lund" not in (council.folder / ".cab" / "app.db").read_bytes()
    assert "Nobody is called" in council("erase", "Ana Lund", "--yes").refusal
    assert council.rows("SELECT outcome FROM audit_entry WHERE deed = 'erase_person'") == [("done",)]


def test_a_copy_is_whole_closed_to_others_and_overwrites_nothing(council: Cab) -> None:
    assert council("backup", "copy.db").code == 0
    copy = council.folder / "copy.db"
    with closing(sqlite3.connect(copy)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert ("Ana Lund",) in database.execute("SELECT name FROM person").fetchall()
    assert copy.stat().st_mode & 0o077 == 0
    assert "is there already" in council("backup", "copy.db").refusal


def test_purging_deletes_nothing_while_everything_is_kept(council: Cab) -> None:
    assert council("purge").out.strip() == "0 rows deleted"
