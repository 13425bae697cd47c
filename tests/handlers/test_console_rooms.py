"""Rooms keep every message through restarts, crashes and full disks, and several processes share them."""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.errors import Refusal
from bot.ids import Token
from handlers.console.rooms import NoSuchMessage, Rooms
from tests.makers import TUESDAY

ACME, BETA = "console:home:acme", "console:home:beta"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the rooms are kept."""
    return tmp_path / "home" / "rooms.jsonl"


def post(rooms: Rooms, text: str, *, place: str = ACME, to: str = "", token: str = "t") -> str:
    """Put a line of text into a room."""
    return rooms.post(place=place, to=to, token=Token(token), at=TUESDAY, painted=[["text", text, False]])


def texts(rooms: Rooms, place: str = ACME, reader: str | None = None) -> list[object]:
    """What stands in a room."""
    return [message.painted[0][1] for message in rooms.room(place, reader)]


def test_messages_stand_in_their_room_in_order(path: Path) -> None:
    rooms = Rooms.open(path)
    post(rooms, "one")
    post(rooms, "elsewhere", place=BETA)
    post(rooms, "two")
    assert texts(rooms) == ["one", "two"]
    assert texts(rooms, BETA) == ["elsewhere"]


def test_messages_are_still_there_after_a_restart(path: Path) -> None:
    rooms = Rooms.open(path)
    name = post(rooms, "before")
    rooms.edit(name, at=TUESDAY, painted=[["text", "after", False]])
    again = Rooms.open(path)
    assert again.message(name) == rooms.message(name)
    assert texts(again) == ["after"]


def test_any_text_comes_back_as_it_was(path: Path) -> None:
    odd = "a\nb\r\u2028\x00\x1b[31m 漢字 👩‍👩‍👧 \u202e \ud800"
    post(Rooms.open(path), odd)
    assert texts(Rooms.open(path)) == [odd]


def test_a_message_to_one_reader_is_seen_by_nobody_else(path: Path) -> None:
    rooms = Rooms.open(path)
    post(rooms, "for all")
    post(rooms, "for ana", to="console:home:ana")
    assert texts(rooms, reader="console:home:ana") == ["for all", "for ana"]
    assert texts(rooms, reader="console:home:ben") == ["for all"]


def test_the_rooms_would_hold_the_same_message_twice_as_any_vendor_would(path: Path) -> None:
    rooms = Rooms.open(path)
    assert post(rooms, "again") != post(rooms, "again")
    assert texts(rooms) == ["again", "again"]


def test_a_message_that_is_not_there_cannot_be_edited(path: Path) -> None:
    with pytest.raises(NoSuchMessage):
        Rooms.open(path).edit("nowhere", at=TUESDAY, painted=[])


def test_what_is_new_is_told_once_for_each_mark(path: Path) -> None:
    rooms = Rooms.open(path)
    first = post(rooms, "one")
    news, mark = rooms.since(0)
    assert [message.id for message in news] == [first]
    assert rooms.since(mark) == ([], mark)
    rooms.edit(first, at=TUESDAY, painted=[["text", "two", False]])
    rooms.edit(first, at=TUESDAY, painted=[["text", "three", False]])
    assert [message.painted for message in rooms.since(mark)[0]] == [[["text", "three", False]]]


def test_what_another_process_wrote_is_seen_without_a_restart(path: Path) -> None:
    mine, theirs = Rooms.open(path), Rooms.open(path)
    name = post(theirs, "hello")
    assert texts(mine) == ["hello"]
    mine.edit(name, at=TUESDAY, painted=[["text", "seen", False]])
    assert texts(theirs) == ["seen"]


def test_a_line_that_was_cut_off_is_passed_over_and_the_next_one_is_whole(path: Path) -> None:
    post(Rooms.open(path), "whole")
    with path.open("ab") as file:
        file.write(b'{"do":"post","id":"torn","place":"console:ho')
    rooms = Rooms.open(path)
    assert texts(rooms) == ["whole"]
    post(rooms, "after the crash")
    assert texts(rooms) == texts(Rooms.open(path)) == ["whole", "after the crash"]


def test_a_line_that_is_still_being_written_is_read_when_it_is_finished(path: Path) -> None:
    rooms = Rooms.open(path)
    post(rooms, "one")
    line = path.read_bytes().replace(b'"one"', b'"two"').replace(rooms.room(ACME)[0].id.encode(), b"another")
    with path.open("ab", buffering=0) as file:
        file.write(line[:40])
        assert texts(rooms) == ["one"]
        file.write(line[40:])
    assert texts(rooms) == ["one", "two"]


def test_a_line_from_a_stranger_is_passed_over(path: Path) -> None:
    rooms = Rooms.open(path)
    post(rooms, "one")
    with path.open("ab") as file:
        file.write(b'[]\n{"do":"post"}\n{"do":"edit","id":"x","at":"x","painted":[]}\n\xff\xfe\n{"do":1}\n')
    assert texts(rooms) == texts(Rooms.open(path)) == ["one"]


def test_processes_that_write_at_once_lose_nothing(path: Path) -> None:
    code = """
import sys
from pathlib import Path
from handlers.console.rooms import Rooms
from tests.makers import TUESDAY
rooms = Rooms.open(Path(sys.argv[1]))
for number in range(40):
    painted = [["text", f"{sys.argv[2]} {number} " + "x" * 5000, False]]
    rooms.post(place="console:home:acme", to="", token="t", at=TUESDAY, painted=painted)
"""
    writers = [subprocess.Popen([sys.executable, "-c", code, str(path), name]) for name in "abc"]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    found = [str(text).split()[:2] for text in texts(Rooms.open(path))]
    assert sorted(found) == sorted([name, str(number)] for name in "abc" for number in range(40))
    for name in "abc":
        assert [number for writer, number in found if writer == name] == [str(number) for number in range(40)]
    # A writer that looks while another one writes may find no end of line yet, and puts one: an empty line, no harm.
    assert all(json.loads(line) for line in path.read_bytes().split(b"\n") if line)


@contextmanager
def only_bytes(most: int) -> Iterator[None]:
    """No file may grow beyond `most`: a write at the limit is cut short, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_said_and_leaves_no_half_message(path: Path) -> None:
    rooms = Rooms.open(path)
    post(rooms, "one")
    with only_bytes(path.stat().st_size + 20), pytest.raises(Refusal) as refused:
        post(rooms, "does not fit")
    assert refused.value.phrase.id == "database.disk_full"
    assert refused.value.phrase.args == {"path": str(path)}
    assert texts(rooms) == ["one"]
    post(rooms, "after tidying up")
    assert texts(rooms) == texts(Rooms.open(path)) == ["one", "after tidying up"]


def test_a_folder_where_the_file_should_be_is_said(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        Rooms.open(tmp_path)
    assert refused.value.phrase.id == "database.read_only"


@contextmanager
def as_nobody_special() -> Iterator[None]:
    """Without an administrator's right to write everywhere."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(before)


def test_a_folder_without_the_right_to_write_is_said(tmp_path: Path) -> None:
    rooms = Rooms.open(tmp_path / "rooms.jsonl")
    tmp_path.chmod(0o500)
    with as_nobody_special(), pytest.raises(Refusal) as refused:
        post(rooms, "one")
    tmp_path.chmod(0o700)
    assert refused.value.phrase.id == "database.read_only"


def test_nobody_else_on_the_machine_may_read_the_rooms(path: Path) -> None:
    post(Rooms.open(path), "private")
    assert path.stat().st_mode & 0o077 == 0
