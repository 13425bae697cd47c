"""Importing people, answers and votes: good lines are kept whole, bad ones are named, and twice is as good as once."""

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.cli.machine import Cab, Done

DATA = Path(__file__).parents[1] / "data"
POLIS = Path(__file__).parents[3] / "shared" / "data" / "dev"
MEMBERS = "person,name,account,zone,language,arr,identity,renewal_on\n"
ANSWERS = "person_id,account_id,text,rating,round,language,arr,name\n"
VOTES = "participant,group,0,1\n"


@pytest.fixture
def board(cab: Cab) -> Cab:
    """A folder with one board."""
    assert cab("board", "create", "Northwind Council", "--zone", "Europe/Berlin").code == 0
    return cab


def bad(done: Done) -> list[tuple[int, str, str]]:
    """The lines left out, of an import that found some."""
    assert done.code == 1
    assert "Traceback" not in done.err
    return [(each["line"], each["column"], each["reason"]) for each in json.loads(done.out)["bad"]]


def test_good_lines_become_people_with_a_seat_for_their_company(board: Cab) -> None:
    board.write(
        "members.csv",
        MEMBERS
        + "p1,Ana López,Acme,Europe/Madrid,es,12000,console:home:ana,2026-05-01\n"
        + 'p2,"Weber, Jonas",Acme,,,,,\n'
        + ",Mia,Globex GmbH,,de,,,\n",
    )
    done = board("import", "members.csv", "--json").json
    assert (done["kind"], done["lines"], done["kept"], done["people"], done["accounts"]) == ("members", 3, 3, 3, 2)
    assert sorted(board.rows("SELECT name, zone, language FROM person WHERE NOT staff")) == [
        ("Ana López", "Europe/Madrid", "es"),
        ("Mia", "Europe/Berlin", "de"),
        ("Weber, Jonas", "Europe/Berlin", "en"),
    ]
    assert sorted(board.rows("SELECT key, name, renewal_on FROM account")) == [
        ("acme", "Acme", "2026-05-01"),
        ("globex-gmbh", "Globex GmbH", None),
    ]
    status = board("status", "--json").json["boards"][0]
    assert (status["members"], status["accounts"]) == (3, 2)


def test_every_bad_line_is_named_and_leaves_nothing_behind(board: Cab) -> None:
    board.write(
        "members.csv",
        MEMBERS
        + "p1,Ana,Acme,,,,,\n"
        + "p2,Bo,Short\n"
        + "p3,Cy\0,Nul,,,,,\n"
        + f"p4,{'x' * 1_048_576},Megabyte,,,,,\n"
        + 'p5,"=HYPERLINK(""http://evil"",""x"")",Formula,,,,,\n'
        + "p6,Eve,@SUM(A1),,,,,\n"
        + "p1,Ana again,Duplicate,,,,,\n"
        + "p7,Fay,Zoneless,Mars/Olympus,,,,\n"
        + "p8,Gus,Arrless,,,n/a,,\n"
        + "p9,Hal,Negative,,,-5,,\n"
        + "p10,Ida,Endless,,,inf,,\n"
        + "p11,Jo,Dateless,,,,,soon\n"
        + "p12,Kim,Speechless,,klingon!,,,\n"
        + "p13,Lea,Unknown,,,,nobody,\n"
        + "p14,,Nameless,,,,,\n"
        + "p15,Max,,,,,,\n"
        + "p16,Ned,!!!,,,,,\n"
        + 'p17,"Two\nlines",Zulu,Moon,,,,\n'
        + "p18,Zoe,Wayne,,,,,\n",
    )
    found = bad(board("import", "members.csv", "--json"))
    assert [(line, column) for line, column, _ in found] == [
        (3, ""),
        (4, "name"),
        (5, "name"),
        (6, "name"),
        (7, "account"),
        (8, "person"),
        (9, "zone"),
        (10, "arr"),
        (11, "arr"),
        (12, "arr"),
        (13, "renewal_on"),
        (14, "language"),
        (15, "identity"),
        (16, "name"),
        (17, "account"),
        (18, "account"),
        (19, "zone"),
    ]
    reasons = {line: reason for line, _, reason in found}
    assert reasons[3] == "3 cells where the heading has 8"
    assert "NUL" in reasons[4]
    assert reasons[5] == "1,048,576 characters where 3,000 fit"
    assert "a spreadsheet would run as a formula" in reasons[6]
    assert "p1 stands on line 2 already" in reasons[8]
    assert "“n/a” is no amount" in reasons[10]
    assert board.rows("SELECT key FROM account ORDER BY key") == [("acme",), ("wayne",)]
    assert board.rows("SELECT name FROM person WHERE NOT staff ORDER BY name") == [("Ana",), ("Zoe",)]
    assert len(board.rows("SELECT * FROM member")) == 2


def test_the_report_for_a_person_names_line_column_and_reason(board: Cab) -> None:
    board.write("members.csv", MEMBERS + "p1,Ana,Acme,,,n/a,,\n" + "p2,Bo,Acme,,,,,\n" + "p3,C,A,,,,,,\n" * 30)
    done = board("import", "northwind-council", "members.csv")
    assert done.code == 1
    assert done.err == ""
    assert "members.csv: 1 of 32 lines kept as members (1 person / 1 company)" in done.out
    assert "  line 2, column arr: “n/a” is no amount; write it like 12000" in done.out
    assert "  line 4: 9 cells where the heading has 8" in done.out
    assert "and 11 more lines" in done.out


def test_importing_members_again_changes_nothing(board: Cab) -> None:
    board.write("members.csv", MEMBERS + "p1,Ana,Acme,Europe/Madrid,es,12000,console:home:ana,\np2,Bo,Globex,,,,,\n")
    first = board("import", "members.csv", "--json").json
    before = board.everything()
    assert board("import", "members.csv", "--json").json == first
    assert board.everything() == before


def test_a_silent_cell_takes_nothing_away(board: Cab) -> None:
    board.write("members.csv", MEMBERS + "p1,Ana,Acme,,,12000,,2026-05-01\n")
    board("import", "members.csv")
    board.write("fewer.csv", "person,name,account\np1,Ana,Acme\n")
    assert board("import", "fewer.csv").code == 0
    assert board.rows("SELECT renewal_on FROM account") == [("2026-05-01",)]
    assert board.rows("SELECT arr IS NULL FROM account") == [(0,)]


def test_how_often_somebody_wants_to_be_asked_is_a_number_and_stays(board: Cab) -> None:
    header = "person,name,account,budget\n"
    (board.folder / "members.csv").write_text(f"{header}ana,Ana,Acme,2\nben,Ben,Acme,often\ngus,Gus,Acme,\n", "utf-8")
    done = board("import", "members.csv", "--json")
    assert [(bad["line"], bad["column"]) for bad in json.loads(done.out)["bad"]] == [(3, "budget")]
    (board.folder / "again.csv").write_text("person,name,account\nana,Ana,Acme\n", "utf-8")
    assert board("import", "again.csv").code == 0
    assert sorted(board.rows("SELECT name, budget FROM person WHERE name IN ('Ana', 'Gus')")) == [
        ("Ana", 2),
        ("Gus", None),
    ]


def test_staff_are_not_made_members_by_a_file(board: Cab) -> None:
    board("roadmap")
    board.write("members.csv", MEMBERS + "p1,Sly,Acme,,,,cli:local:operator,\n")
    ((line, column, _),) = bad(board("import", "members.csv", "--json"))
    assert (line, column) == (2, "identity")
    assert board.rows("SELECT staff, role FROM person") == [(1, "admin")]
    assert board.rows("SELECT * FROM account") == []


def test_recommendations_and_orders_are_taken_beside_the_texts(board: Cab) -> None:
    header = "person_id,account_id,text,nps,ranking\n"
    board.write(
        "answers.csv",
        header
        + "p1,Acme,Slow,0,Offline > Search > Export\n"
        + "p2,Globex,,10,search>offline\n"
        + "p3,Initech,Fine,11,\n"
        + "p4,Initech,Fine,,Search > Search\n"
        + "p5,Initech,,,\n",
    )
    found = bad(board("import", "answers.csv", "--json"))
    assert [(line, column) for line, column, _ in found] == [(4, "nps"), (5, "ranking"), (6, "text")]
    said = sorted(str(value) for (value,) in board.rows("SELECT value FROM answer"))
    assert [each for each in said if "likely" in each] == ['{"likely":0}', '{"likely":10}']
    assert [each.count('","') for each in said if "ranked" in each] == [2, 2]
    assert len(said) == 5
    before = board.everything()
    board("import", "answers.csv")
    assert board.everything() == before
    rows = list(csv.DictReader(board("export").out.splitlines()))
    assert {each["answer"] for each in rows} >= {"0", "10", "Offline > Search > Export", "Search > Offline > Export"}


def test_bad_answers_are_named_and_leave_nothing_behind(board: Cab) -> None:
    board.write(
        "answers.csv",
        ANSWERS
        + "p1,Acme,Search is slow,2,1,en,1000,\n"
        + "p2,Short,x\n"
        + "p3,Empty,,,,,,\n"
        + "p4,Stars,Nice,6,,,,\n"
        + "p5,Half,Nice,4.5,,,,\n"
        + "p6,Nul,Ni\0ce,4,,,,\n"
        + f"p7,Long,{'x' * 1_048_576},4,,,,\n"
        + ",Nobody,Nice,4,,,,\n"
        + "p8,,Nice,4,,,,\n"
        + "p9,Tongue,Nice,4,,klingon!,,\n"
        + "p10,Arr,Nice,4,,,n/a,\n"
        + "p11,Formula,Nice,4,=1+1,,,\n"
        + "p12,Named,Nice,4,,,,=cmd\n"
        + "p13,!!!,Nice,4,,en,,\n"
        + "p14,Wayne,=this is what they wrote,5,1,,,\n",
    )
    found = bad(board("import", "answers.csv", "--json"))
    assert [(line, column) for line, column, _ in found] == [
        (3, ""),
        (4, "text"),
        (5, "rating"),
        (6, "rating"),
        (7, "text"),
        (8, "text"),
        (9, "person_id"),
        (10, "account_id"),
        (11, "language"),
        (12, "arr"),
        (13, "round"),
        (14, "name"),
        (15, "account"),
    ]
    assert board.rows("SELECT key FROM account ORDER BY key") == [("acme",), ("wayne",)]
    assert len(board.rows("SELECT * FROM person WHERE NOT staff")) == 2
    assert len(board.rows("SELECT * FROM answer")) == 4
    assert len(board.rows("SELECT * FROM round")) == 1


def test_bad_votes_are_named_and_leave_nothing_behind(board: Cab) -> None:
    board.write("votes.csv", VOTES + "1,a,1,-1\n2,a,2,0\n1,a,1,1\n,b,1,1\n3,=b,1,1\n4,b\n5,a,,0\n")
    found = bad(board("import", "votes.csv", "--json"))
    assert [(line, column) for line, column, _ in found] == [
        (3, "0"),
        (4, "participant"),
        (5, "participant"),
        (6, "group"),
        (7, ""),
    ]
    assert board.rows("SELECT name FROM account") == [("votes group a",)]
    (question,) = board("results", "--json").json["questions"]
    assert question["statements"] == [
        {"text": "#0", "agree": 1, "disagree": 0, "pass": 0},
        {"text": "#1", "agree": 0, "disagree": 1, "pass": 1},
    ]


def test_a_later_export_with_another_statement_becomes_another_poll(board: Cab) -> None:
    board.write("votes.csv", VOTES + "1,a,1,-1\n")
    assert board("import", "votes.csv", "--json").json["rounds"] == ["P1"]
    board.write("votes.csv", "participant,group,0,1,2\n1,a,1,-1,1\n")
    assert board("import", "votes.csv", "--json").json["rounds"] == ["P2"]
    assert len(board("results", "P1", "--json").json["questions"][0]["statements"]) == 2
    assert len(board("results", "P2", "--json").json["questions"][0]["statements"]) == 3
    assert len(board.rows("SELECT * FROM person WHERE NOT staff")) == 1


@pytest.mark.soak
@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("nope.csv", None, "cannot be read"),
        ("folder.csv", "folder", "cannot be read"),
        ("empty.csv", b"", "is empty"),
        ("blank.csv", b"\n\n,,\n", "is empty"),
        ("latin.csv", "name,account\nJos\xe9,Acme\n".encode("latin-1"), "not UTF-8 at line 2"),
        ("quote.csv", b'name,account\n"Ana,Acme\n', "cannot be read as CSV at line 2"),
        ("twice.csv", b"name,account,name\nA,B,C\n", "two columns called name"),
        ("other.csv", b"colour,size\nred,4\n", "its columns are colour, size"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0", "not UTF-8 at line 1"),
        ("votes.csv", b"participant,group\n1,a\n", "lacks a column"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused_as_a_whole(
    board: Cab, name: str, content: bytes | str | None, says: str
) -> None:
    if isinstance(content, bytes):
        board.write(name, content)
    elif content:
        (board.folder / name).mkdir()
    before = board.everything()
    refusal = board("import", name).refusal
    assert name in refusal
    assert says in refusal
    assert board.everything() == before


def test_spreadsheets_of_all_kinds_are_understood(board: Cab) -> None:
    board.write("bom.csv", "\ufeffname;account\r\nAna;Acme, Inc.\r\nBo;Globex\r\n")
    assert board("import", "bom.csv", "--json").json["kept"] == 2
    assert board.rows("SELECT name FROM account ORDER BY name") == [("Acme, Inc.",), ("Globex",)]


def test_without_a_board_there_is_nothing_to_import_into(cab: Cab) -> None:
    cab.write("members.csv", "name,account\nAna,Acme\n")
    assert "cab board create" in cab("import", "members.csv").refusal
    assert cab("import").code == 2
    assert cab("import", "one", "two", "members.csv").code == 2


def test_a_sample_of_answers_is_kept_to_the_letter_and_only_once(board: Cab) -> None:
    path = DATA / "cab_dev.csv"
    lines = lines_of(path)
    first = board("import", str(path), "--json").json
    assert (first["lines"], first["kept"], first["bad"]) == (len(lines), len(lines), [])
    assert first["people"] == len({line["person_id"] for line in lines})
    assert first["accounts"] == len({line["account_id"] for line in lines})
    kept = Counter(text for (text,) in board.rows("SELECT json_extract(value, '$.wrote') FROM answer") if text)
    assert kept == Counter(line["text"] for line in lines)
    before = board.everything()
    assert board("import", str(path), "--json").json == first
    assert board.everything() == before

    scores = Counter(line["rating_1to5"] for line in lines if line["rating_1to5"])
    counted: Counter[str] = Counter()
    for label in first["rounds"]:
        for question in board("results", label, "--json").json["questions"]:
            counted.update(question.get("scores", {}))
    assert {score: n for score, n in counted.items() if n} == dict(scores)


@pytest.mark.skipif(not POLIS.exists(), reason="the public vote files lie beside the repository, and are not here")
@pytest.mark.soak
@pytest.mark.parametrize("name", ["polis_nz_housing", "polis_nz_biodiversity"])
def test_tallies_of_real_votes_equal_an_independent_count_exactly(board: Cab, name: str) -> None:
    votes = lines_of(POLIS / f"{name}_votes.csv")
    statements = lines_of(POLIS / f"{name}_statements.csv")
    columns = [column for column in votes[0] if column not in ("participant", "group")]
    counted = {column: Counter(line[column] for line in votes if line[column]) for column in columns}
    done = board("import", str(POLIS / f"{name}_votes.csv"), "--json").json
    assert (done["kept"], done["people"], done["bad"]) == (len(votes), len(votes), [])
    assert done["answers"] == sum(sum(each.values()) for each in counted.values())

    (question,) = board("results", "--json").json["questions"]
    assert [tallied(each) for each in question["statements"]] == [
        (counted[column]["1"], counted[column]["-1"], counted[column]["0"]) for column in columns
    ]
    texts = {line["id"].rpartition("-")[2]: line["text"] for line in statements}
    shown = [each["text"] for each in question["statements"]]
    assert sum(plain(text) in plain(label) for text, label in zip(map(texts.get, columns), shown, strict=True)) == len(
        columns
    )
    print(f"{name}: {done['answers']} votes by {len(votes)} people on {len(columns)} statements")


def lines_of(path: Path) -> list[dict[str, str]]:
    """A file's lines by column, read without any of the product's own code."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def tallied(statement: dict[str, Any]) -> tuple[int, int, int]:
    """What a statement was given: agree, disagree, pass."""
    return statement["agree"], statement["disagree"], statement["pass"]


def plain(text: str | None) -> str:
    """A text without what cleaning may change."""
    return "".join((text or "").split())
