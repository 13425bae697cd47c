"""Setting a board up without any chat: every verb may be repeated, and says what is wrong in one sentence."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import run
from tests.cli.machine import Cab

POLL = """
title = "Next quarter"
why = "It decides what we build first."
[[question]]
kind = "single"
text = "What should we build next?"
options = ["Offline mode", "Single sign-on"]
"""
HEAVY = {"sqlalchemy", "aiosqlite", "asyncpg", "alembic", "dbos", "apscheduler", "numpy", "scipy", "sknetwork", "rich"}
VERBS = (
    ("board", "create", "Northwind Council", "--zone", "Europe/Berlin"),
    ("channel", "add", "northwind-council", "console:home:acme", "--account", "Acme"),
    ("channel", "add", "northwind-council", "slack:T1:C1", "--kind", "shared_room"),
    ("channel", "add", "northwind-council", "console:home:product", "--kind", "product"),
    ("engagement", "add", "northwind-council", "poll.toml"),
    ("cadence", "set", "northwind-council", "weekly on Tue at 10:00", "--engagement", "poll"),
)


@pytest.fixture(scope="module")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which every verb was used once, and a product manager's too."""
    folder = tmp_path_factory.mktemp("set_up")
    (folder / "poll.toml").write_text(POLL)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for words in (*VERBS, ("roadmap",)):
            assert run(words) == 0
    return folder


@pytest.fixture
def board(cab: Cab, set_up: Path) -> Cab:
    """A copy of that folder."""
    shutil.copytree(set_up, cab.folder, dirs_exist_ok=True)
    return cab


def test_every_verb_says_that_it_made_something_and_then_that_nothing_changed(cab: Cab) -> None:
    cab.write("poll.toml", POLL)
    for words in VERBS:
        first = cab(*words)
        assert first.code == 0, first.err
        assert first.out.startswith("Created ")
        before = cab.everything()
        again = cab(*words)
        assert again.code == 0, again.err
        assert again.out.startswith("Unchanged: ")
        assert cab.everything() == before
    assert cab("status", "--json").json["boards"][0]["next_due_at"]


def test_every_verb_prints_one_json_document_when_asked_for_it(cab: Cab) -> None:
    cab.write("poll.toml", POLL)
    made = [cab(*words, "--json").json for words in VERBS]
    due = made[-1].pop("next_due_at")
    assert due.endswith("Z")
    place = {"board": "northwind-council", "created": True}
    assert made == [
        {
            "board": "northwind-council",
            "name": "Northwind Council",
            "kind": "customer",
            "zone": "Europe/Berlin",
            "language": "en",
            "created": True,
        },
        {**place, "place": "console:home:acme", "kind": "customer", "account": "Acme"},
        {**place, "place": "slack:T1:C1", "kind": "shared_room", "account": None},
        {**place, "place": "console:home:product", "kind": "product", "account": None},
        {**place, "engagement": "poll", "title": "Next quarter", "questions": 1},
        {**place, "rule": "weekly on Tue at 10:00", "zone": "Europe/Berlin", "engagements": ["poll"]},
    ]
    assert [cab(*words, "--json").json["created"] for words in VERBS] == [False] * len(VERBS)


def test_status_counts_what_there_is(board: Cab) -> None:
    counts = dict.fromkeys(
        ("rounds", "deliveries", "answers", "themes", "suggestions", "digests", "decisions", "loops"), 0
    )
    found = board("status", "--json").json
    (only,) = found.pop("boards")
    assert found == counts
    assert (only["board"], only["kind"], only["members"], only["open"]) == ("northwind-council", "customer", 0, [])
    shown = board("status")
    assert shown.code == 0
    assert "Northwind Council" in shown.out
    assert max(len(line) for line in shown.out.splitlines()) <= 100


def test_an_engagement_that_was_edited_is_replaced_for_polls_to_come(board: Cab) -> None:
    board.write("poll.toml", POLL.replace("Offline mode", "Dark mode"))
    done = board("engagement", "add", "northwind-council", "poll.toml", "--json").json
    assert done["created"] is False
    assert len(board.rows("SELECT id FROM engagement")) == 1
    assert any("Dark mode" in str(row) for row in board.rows("SELECT options FROM question"))


def test_a_schedule_with_another_rule_takes_the_place_of_the_first(board: Cab) -> None:
    board("cadence", "set", "northwind-council", "weekly on Fri at 09:00", "--engagement", "poll")
    assert board.rows("SELECT rule FROM cadence") == [("weekly on Fri at 09:00",)]


def test_a_schedule_says_its_next_date_by_the_boards_clock(board: Cab) -> None:
    line = ("cadence", "set", "northwind-council", "weekly on Fri at 09:00", "--engagement", "poll", "--zone")
    said = board(*line, "America/New_York").out
    assert re.search(r", next Fri, [A-Z][a-z]{2} \d+, [23]:00 PM CES?T$", said.strip()), said
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT1[34]:00:00Z", board(*line, "America/New_York", "--json").json["next_due_at"])


@pytest.mark.soak
def test_every_ask_of_the_library_can_be_added(board: Cab) -> None:
    names = board("engagement", "library", "--json").json["engagements"]
    assert len(names) > 10
    for name in names:
        board.write(f"{name}.toml", board("engagement", "library", name).out)
        assert board("engagement", "add", "northwind-council", f"{name}.toml", "--json").json["created"]


def test_a_client_zero_board_needs_no_customers(cab: Cab) -> None:
    made = cab("board", "create", "Our own people", "--kind", "client_zero", "--json").json
    assert made["kind"] == "client_zero"
    assert cab.rows("SELECT key FROM account") == [("own",)]


@pytest.mark.soak
@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("board", "create", "Northwind Council", "--zone", "Europe/Madrid"), "already"),
        (("board", "create", "!!!"), "is no name"),
        (("board", "create", "Other", "--zone", "Mars/Olympus"), "no time zone called “Mars/Olympus”"),
        (("board", "create", "Other", "--language", "klingon!"), "no language"),
        (("channel", "add", "nope", "console:home:x", "--account", "X"), "There is: northwind-council"),
        (("channel", "add", "northwind-council", "console:home:x"), "--account"),
        (("channel", "add", "northwind-council", "nowhere", "--account", "X"), "slack:T0123:C0456"),
        (("channel", "add", "northwind-council", "console:home:acme", "--account", "Globex"), "in use already"),
        (("channel", "add", "northwind-council", "console:home:x", "--account", "!!!"), "is no name"),
        (("channel", "add", "northwind-council", "console:home:y", "--kind", "product", "--account", "Y"), "customer"),
        (("engagement", "add", "northwind-council", "nope.toml"), "nope.toml cannot be read"),
        (("engagement", "add", "northwind-council", "bad.toml"), "is not TOML"),
        (("engagement", "add", "northwind-council", "latin.toml"), "UTF-8"),
        (("engagement", "add", "northwind-council", "folder.toml"), "folder.toml cannot be read"),
        (("engagement", "add", "northwind-council", "empty.toml"), "title"),
        (("engagement", "library", "nope"), "There is: "),
        (("cadence", "set", "northwind-council", "now and then", "--engagement", "poll"), "every 2 weeks"),
        (("cadence", "set", "northwind-council", "weekly on Tue at 10:00", "--engagement", "nope"), "There is: poll"),
        (("cadence", "set", "northwind-council", "daily at 10:00", "--engagement", "poll", "--zone", "X"), "time zone"),
        (
            ("cadence", "set", "northwind-council", "weekly on Tue at 10:00", "--engagement", "poll", "--from", "soon"),
            "2026-03-01T10:00",
        ),
        (("results",), "no poll"),
        (("results", "P9", "--json"), "P9"),
        (("results", "soon"), "P7"),
        (("summary",), "no digest"),
        (("why", "S9"), "S9"),
        (("decide", "S9", "plan"), "S9"),
        (("close",), "no poll"),
        (("cancel", "P9"), "P9"),
        (("roadmap", "--board", "nope"), "There is: northwind-council"),
    ],
)
def test_a_mistake_is_answered_in_one_sentence_and_changes_nothing(
    board: Cab, words: tuple[str, ...], says: str
) -> None:
    board.write("bad.toml", "title = ")
    board.write("latin.toml", b'title = "caf\xe9"')
    board.write("empty.toml", "")
    (board.folder / "folder.toml").mkdir()
    before = board.everything()
    assert says in board(*words).refusal
    assert board.everything() == before


def test_with_several_boards_one_has_to_be_named(board: Cab) -> None:
    board("board", "create", "Second Council")
    assert "northwind-council, second-council" in board("roadmap").refusal
    assert "Second Council" in board("roadmap", "--board", "Second Council").out


@pytest.mark.parametrize("words", [("board", "create"), ("channel", "add", "x", "y", "--kind", "pub"), ("nonsense",)])
def test_wrong_usage_is_exit_code_2_and_says_how(cab: Cab, words: tuple[str, ...]) -> None:
    done = cab(*words)
    assert done.code == 2
    assert "Usage:" in done.err
    assert "Traceback" not in done.err


def test_help_lists_every_command_under_a_heading_on_one_line(cab: Cab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = cab("--help").out.splitlines()[1:]  # The first one is the usage, with dots of its own.
    assert "Hear and decide:" in lines
    assert "Commands:" not in lines, "a command stands under no heading"
    commands = [re.match(r"  ([a-z]+) +\S", line) for line in lines]
    assert len([each for each in commands if each]) > 40
    assert not [line for line in lines if len(line) > 80 or "..." in line]
    assert not [line for line in lines if line.startswith(" " * 8)], "a description that takes a second line"


@pytest.mark.parametrize("group", ["board", "theme", "schedule", "token"])
def test_help_of_a_group_cuts_no_description_off(cab: Cab, monkeypatch: pytest.MonkeyPatch, group: str) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = cab(group, "--help").out.splitlines()[1:]
    assert not [line for line in lines if len(line) > 80 or "..." in line]


def test_no_help_of_any_verb_loads_anything_heavy() -> None:
    """One process asks for the help of every verb in turn, and then tells what it has loaded."""
    ask = (
        "import sys; from bot.cli import run; sys.stdout = open('/dev/null', 'w')\n"
        f"for words in {[list(words[:2]) for words in VERBS]!r} + [[], ['demo'], ['play'], ['import'], ['status']]:\n"
        "    assert run([*words, '--help']) == 0, words\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", ask], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert set(done.stderr.split()) & HEAVY == set()


def test_times_are_the_boards_own_and_what_is_to_be_typed_begins_with_the_commands_name(board: Cab) -> None:
    assert ", 10:00 AM CE" in board("status").out
    shown = board("poll", "What first?", "Offline", "Sign-in").out
    assert "type: cab cancel P1" in shown
    assert "/cab" not in shown


def test_a_verdict_that_is_none_is_answered_with_the_nearest(board: Cab) -> None:
    assert board("decide", "S1", "plna").refusal.endswith("cab decide S1 plan")
    assert "explore, decline, ship" in board("decide", "S1", "whatever").refusal
    assert "S1" in board("decide", "S1", "plan").refusal
