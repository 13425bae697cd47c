"""When the machine is to blame: one clear sentence, an exit code, nothing lost, and all is well once it is mended."""

import contextlib
import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.machine import Cab, Done

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "tests" / "data" / "cab_dev.csv"
VERBS = (("status",), ("board", "create", "Second"), ("serve",), ("play",), ("import", str(SAMPLE)))


@pytest.fixture
def board(cab: Cab) -> Cab:
    """A folder with one board that has a room in the terminal."""
    assert cab("board", "create", "Northwind Council").code == 0
    assert cab("channel", "add", "northwind-council", "console:home:acme", "--account", "Acme").code == 0
    return cab


def started(folder: Path, *words: str, most_bytes: int | None = None) -> Done:
    """A command in a process of its own, which may write no file longer than `most_bytes`."""

    def limited() -> None:
        if most_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

    done = subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if not name.startswith("CAB_")}
        | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        preexec_fn=limited,
    )
    return Done(code=done.returncode, out=done.stdout, err=done.stderr)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("CAB_HOEM", "x", "Did you mean CAB_HOME?"),
        ("CAB_XYZZY", "x", "There is: CAB_"),
        ("CAB_FOO", "x", "There is: CAB_"),
        ("CAB_SEND_DELAY", "soon", "CAB_SEND_DELAY"),
        ("CAB_SEND_DELAY", "-1", "CAB_SEND_DELAY"),
        ("CAB_LOG_LEVEL", "LOUD", "CAB_LOG_LEVEL"),
        ("CAB_DATABASE_URL", "mysql://ana:secret@host/x", "mysql://host/x"),
        ("CAB_DATABASE_URL", "postgresql://ana:secret@127.0.0.1:1/x", "127.0.0.1"),
    ],
)
def test_a_setting_that_does_not_work_stops_the_start(
    cab: Cab, monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(name, value)
    for words in (("status",), ("board", "create", "X"), ("play",)):
        refusal = cab(*words).refusal
        assert says in refusal
        assert "secret" not in refusal
    assert not (cab.folder / ".cab" / "app.db").exists()


def test_a_setting_in_the_env_file_is_held_to_the_same(cab: Cab) -> None:
    cab.write(".env", "CAB_GRACE_HUORS=3\n")
    assert "Did you mean CAB_GRACE_HOURS?" in cab("status").refusal


@pytest.mark.parametrize("words", VERBS, ids=" ".join)
def test_a_file_that_is_no_database_is_left_alone(cab: Cab, words: tuple[str, ...]) -> None:
    (cab.folder / ".cab").mkdir()
    file = cab.folder / ".cab" / "app.db"
    file.write_text("Dear diary, today I was mistaken for a database. " * 100)
    before = file.read_bytes()
    assert "app.db is not a database, or is damaged" in cab(*words).refusal
    assert file.read_bytes() == before


@pytest.mark.parametrize("left", [17, 4096, 100_000])
def test_a_truncated_database_is_refused_and_not_made_worse(board: Cab, left: int) -> None:
    file = board.folder / ".cab" / "app.db"
    for name in ("app.db-wal", "app.db-shm"):
        (file.parent / name).unlink(missing_ok=True)
    whole = file.read_bytes()
    file.write_bytes(whole[:left])
    for words in VERBS:
        assert "app.db" in board(*words).refusal
    assert file.read_bytes() == whole[:left]
    file.write_bytes(whole)
    assert board("status", "--json").json["boards"][0]["board"] == "northwind-council"


@pytest.mark.parametrize("home", ["/proc/cab", "/dev/null/cab", "file/cab", "file"])
def test_a_folder_that_cannot_be_made_or_written_is_named(cab: Cab, monkeypatch: pytest.MonkeyPatch, home: str) -> None:
    cab.write("file", "I am no folder.")
    monkeypatch.setenv("CAB_HOME", home)
    for words in (*VERBS, ("demo", "--once")):
        assert home in cab(*words).refusal


def test_a_folder_without_the_right_to_write_is_named(board: Cab, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may write anywhere, but for a file system that is mounted read-only."""
    home = board.folder / ".cab"
    if os.geteuid() == 0:
        _mount(home, "--bind", str(home))
        _mount(home, "-o", "remount,ro,bind", str(home))
    else:
        home.chmod(0o500)
    try:
        for words in (("status",), ("board", "create", "Second"), ("demo", "--once")):
            assert ".cab" in board(*words).refusal
    finally:
        if os.geteuid() == 0:
            subprocess.run(["umount", str(home)], check=True)
        else:
            home.chmod(0o700)
    assert board("board", "create", "Second").code == 0


@pytest.fixture
def small_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder on a disk of its own, of one megabyte."""
    folder = tmp_path_factory.mktemp("small")
    _mount(folder, "-t", "tmpfs", "-o", "size=1m", "tmpfs")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_loses_nothing_and_work_goes_on_when_there_is_room_again(
    board: Cab, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(board.folder / ".cab", small_disk / ".cab")
    monkeypatch.chdir(small_disk)
    full = small_disk / "filler"
    _fill(full)
    for words in (*VERBS[1:], ("channel", "add", "northwind-council", "console:home:b", "--account", "B")):
        assert "disk" in board(*words).refusal
    assert "disk is full" in board("demo", "--once", "--json").refusal
    full.unlink()
    assert board("status", "--json").json["boards"][0]["board"] == "northwind-council"
    shutil.rmtree(small_disk / ".cab" / "demo", ignore_errors=True)
    assert board("channel", "add", "northwind-council", "console:home:b", "--account", "B").code == 0


@pytest.mark.soak
def test_a_demo_that_fills_the_disk_says_so_and_goes_on_when_there_is_room_again(small_disk: Path) -> None:
    words = ("demo", "--once", "--json", "--weeks", "1", "--seed", "2")
    _mount(small_disk, "-o", "remount,size=1100k")
    stopped = started(small_disk, *words)
    assert "disk" in stopped.refusal
    _mount(small_disk, "-o", "remount,size=20m")
    resumed = started(small_disk, *words)
    assert resumed.json["deliveries"] > 0
    lines = (small_disk / ".cab" / "demo" / "rooms.jsonl").read_bytes().splitlines()
    deeds = [json.loads(line) for line in lines if _whole(line)]
    tokens = [deed["token"] for deed in deeds if deed["do"] == "post"]
    assert len(tokens) == len(set(tokens)) == resumed.json["deliveries"]


@pytest.mark.parametrize("most", [100_000, pytest.param(500_000, marks=pytest.mark.soak)])
def test_a_quota_that_is_used_up_is_told_in_one_sentence_and_nothing_is_half_written(board: Cab, most: int) -> None:
    before = board.everything()
    assert "disk" in started(board.folder, "import", str(SAMPLE), most_bytes=most).refusal
    assert board.everything() == before
    assert board("import", str(SAMPLE)).code == 0
    assert len(board.rows("SELECT * FROM answer")) > 100


def _mount(folder: Path, *options: str) -> None:
    """Mount something onto `folder`, where we may."""
    if shutil.which("mount") is None or os.geteuid() != 0:
        pytest.skip("only root may mount a file system")
    done = subprocess.run(["mount", *options, str(folder)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"this machine does not let root mount: {done.stderr.strip()}")


def _whole(line: bytes) -> bool:
    """True for a line that was not cut off when the disk was full."""
    try:
        return bool(json.loads(line))
    except ValueError:
        return False


def _fill(path: Path) -> None:
    """Write until the disk is full."""
    with contextlib.suppress(OSError), path.open("wb", buffering=0) as file:
        while True:
            file.write(b"\0" * 1024)
