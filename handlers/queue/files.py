"""The engine's own SQLite file: how it is opened, and what happens to one that cannot be read.

The product's tables say what is due, the engine only executes, so its file may be lost: a new one starts empty.
"""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

_DAMAGE = {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}
_SIBLINGS = ("", "-wal", "-shm", "-journal")

HAS_SUBSECONDS = sqlite3.sqlite_version_info >= (3, 42)
"""Whether this SQLite knows `unixepoch('subsec')`, which the engine's statements use on Python 3.12 and later."""


class Connection(sqlite3.Connection):
    """A connection in write-ahead mode: readers and the one writer do not wait for each other (3-5 times the pace)."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.execute("PRAGMA journal_mode=WAL")
        if not HAS_SUBSECONDS:
            self.create_function("unixepoch", 1, _unixepoch)


SELDOM = 1.0
"""Seconds after which a queue is looked at all the same: two writings within a few milliseconds may look like one."""


class Writings:
    """Whether anybody has written into a file since the engine last looked at a queue in it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._last: dict[str, object] = {}

    def may_find(self, queue: str) -> bool:
        """True where a look at that queue could find anything new; noted before the look, not after it."""
        before, self._last[queue] = self._last.get(queue), last_written(self._path)
        return before != self._last[queue]


def last_written(path: Path) -> tuple[int, int] | None:
    """Changes with whatever any process writes into a file: the time of its journal, in nanoseconds, and its length."""
    try:
        journal = path.with_name(f"{path.name}-wal").stat()
    except FileNotFoundError:
        return None
    return journal.st_mtime_ns, journal.st_size


def put_aside_if_damaged(path: Path) -> Path | None:
    """Rename a file that is no readable database to `<name>.broken-<n>`; None if there was nothing to rename.

    A file that is merely locked or out of reach is left alone: opening it fails with SQLite's own error.
    """
    if not path.exists() or not _damaged(path):
        return None
    n = 1
    while (aside := path.with_name(f"{path.name}.broken-{n}")).exists():
        n += 1
    for suffix in _SIBLINGS:
        sibling = path.with_name(path.name + suffix)
        if sibling.exists():
            sibling.rename(aside.with_name(aside.name + suffix))
    return aside


def _damaged(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",))
    except sqlite3.DatabaseError as error:
        # the low byte is the kind of error, the others its detail: https://www.sqlite.org/rescode.html
        if error.sqlite_errorcode & 0xFF in _DAMAGE:
            return True
        raise


def _unixepoch(modifier: str) -> float:
    """Seconds since 1970, as SQLite 3.42 and later answer `unixepoch('subsec')`."""
    if modifier != "subsec":
        raise ValueError("only unixepoch('subsec') is known here")
    return round(time.time(), 3)
