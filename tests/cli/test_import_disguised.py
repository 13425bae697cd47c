"""Files in which something is not what it looks like: each is read as it looks, or refused in words that tell why."""

import os

import pytest

from tests.cli.machine import Cab

MEMBERS = "person,name,account,identity\n"


@pytest.fixture
def board(cab: Cab) -> Cab:
    """A folder with one board."""
    assert cab("board", "create", "Northwind Council").code == 0
    return cab


def test_what_cannot_be_seen_makes_no_second_person_or_company(board: Cab) -> None:
    lines = (
        "ana@acme.example,Ana,Müller AG,",
        "ana\u200b@acme.example,Ana,Müller AG,",
        "\u202eana@acme.example,Ana,Müller AG,",
        "ben@acme.example,Ben,Mu\u0308ller AG,",
        "cem@acme.example,Cem,Mü\u200bller\u2060 AG,",
        "dan@acme.example,\u200b=1+1,Müller AG,",
    )
    board.write("members.csv", MEMBERS.replace("account", "acc\u200bount") + "\n".join(lines))
    done = board("import", "members.csv")
    assert "line 3, column person: ana@acme.example stands on line 2 already" in done.out
    assert "line 4, column person: ana@acme.example stands on line 2 already" in done.out
    assert "line 7, column name: begins with “=”" in done.out
    assert board.rows("SELECT name FROM account") == [("Müller AG",)]
    assert board.rows("SELECT name FROM person WHERE NOT staff ORDER BY name") == [("Ana",), ("Ben",), ("Cem",)]


def test_one_account_is_not_given_to_two_people_of_one_file(board: Cab) -> None:
    """The second line would have renamed the first person, and seated them for a second company."""
    board.write("members.csv", MEMBERS + "p1,Ana,Acme,slack:T1:U1\np2,Ben,Globex,slack:T1:U1\n")
    done = board("import", "members.csv")
    assert "line 3, column identity: slack:T1:U1 stands on line 2 already" in done.out
    assert board.rows("SELECT name FROM person WHERE NOT staff") == [("Ana",)]
    assert board.rows("SELECT name FROM account") == [("Acme",)]


def test_a_file_with_a_million_columns_is_refused_at_once(board: Cab) -> None:
    board.write("wide.csv", MEMBERS.strip() + "," + ",".join(f"c{n}" for n in range(1_000_000)) + "\n")
    assert "has 1,000,004 columns" in board("import", "wide.csv").refusal


def test_a_heading_without_end_is_not_printed_whole(board: Cab) -> None:
    board.write("twice.csv", MEMBERS.strip() + f",{'x' * 100_000},{'x' * 100_000}\n")
    assert len(board("import", "twice.csv").refusal) < 500


def test_a_file_whose_name_is_no_text_is_imported_like_any(board: Cab) -> None:
    path = board.folder / os.fsdecode(b"said\xff\xe2\x80\xae.csv")
    path.write_text("person_id,account_id,text\np1,Acme,Search is slow\n")
    assert board("import", str(path), "--json").json["kept"] == 1
    assert board.rows("SELECT title FROM engagement") == [("said",)]
