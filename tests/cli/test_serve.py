"""`cab serve`: alone in its folder, seen by everybody else's commands, gone without a trace when it is told to end."""

import signal
import stat
from pathlib import Path

import pytest

from tests.cli.machine import Cab
from tests.processes import started


@pytest.fixture
def board(cab: Cab) -> Cab:
    """A folder with one board that has a room in the terminal."""
    assert cab("board", "create", "Northwind Council").code == 0
    assert cab("channel", "add", "northwind-council", "console:home:acme", "--account", "Acme").code == 0
    return cab


@pytest.mark.soak
def test_only_one_process_works_in_a_folder_and_others_may_still_look(board: Cab) -> None:
    first = started(board.folder, "serve", CAB_PORT="0")
    try:
        assert first.stderr is not None
        assert "Sounding Board is running on http://127.0.0.1:" in first.stderr.readline()
        for words in (("serve",), ("play",)):
            assert "is in use by another cab that is still running" in board(*words).refusal
        assert board("status").code == 0
        assert board("channel", "add", "northwind-council", "console:home:b", "--account", "B").code == 0
        first.send_signal(signal.SIGTERM)
        out, wrong = first.communicate(timeout=20)
        assert (out, wrong, first.returncode) == ("", "", 0)
    finally:
        first.kill()
        first.communicate()
    assert "admin in #" in _played(board.folder)


@pytest.mark.soak
def test_a_killed_worker_leaves_no_lock_behind(board: Cab) -> None:
    first = started(board.folder, "serve", CAB_PORT="0")
    assert first.stderr is not None
    first.stderr.readline()
    first.kill()
    first.communicate()
    assert "admin in #" in _played(board.folder)


@pytest.mark.parametrize("verb", ["web", "clock", "worker"])
def test_on_a_file_only_one_process_can_work_and_the_others_say_what_to_set(cab: Cab, verb: str) -> None:
    refusal = cab(verb).refusal
    assert f"`cab {verb}`" in refusal
    assert "CAB_DATABASE_URL" in refusal


def test_a_broken_secret_is_refused_in_one_sentence_until_the_whole_one_is_put_back(board: Cab) -> None:
    file = board.folder / ".cab" / "secret.key"
    whole = file.read_bytes()
    file.write_bytes(b"short")
    assert "secret.key does not hold a whole key" in board("status").refusal
    file.write_bytes(whole)
    assert board("board", "create", "Northwind Council", "--json").json["created"] is False


def test_the_databases_can_be_read_by_their_owner_only(board: Cab) -> None:
    for path in (board.folder / ".cab").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path.name


def _played(folder: Path) -> str:
    process = started(folder, "play")
    out, wrong = process.communicate("quit\n", timeout=60)
    assert (wrong, process.returncode) == ("", 0)
    return out
