"""The file of an SQLite database, looked at before SQLite does: it says more clearly what is wrong."""

import errno
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.errors import Refusal
from bot.texts import Phrase
from storage.urls import Target

MAGIC = b"SQLite format 3\x00"
"""How every SQLite file begins: https://www.sqlite.org/fileformat2.html"""


def prepare_file(target: Target, *, create: bool) -> bool:
    """Make sure there is a file to open, readable by its owner only; returns True when it is new.

    Refusal `database.read_only`, `.disk_full`, `.missing`, or `.not_a_database` for anything but an empty file or a
    database.
    """
    path = _path(target)
    try:
        if path.exists():
            _check(path)
            return False
        if not create:
            raise Refusal(Phrase("database.missing", {"host": str(path)}))
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        if path.is_file():
            return False
        raise _refused("database.read_only", path) from None
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise _refused("database.disk_full" if full else "database.read_only", path) from error
    return True


def forget_new_file(target: Target) -> None:
    """Take away the file that was made for a database which then could not be finished, if it holds nothing."""
    path = _path(target)
    if _holds_tables(path):
        return  # Another process has finished it meanwhile.
    for name in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        name.unlink(missing_ok=True)


def _holds_tables(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path)) as connection:
            return bool(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
    except sqlite3.Error as error:
        return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _check(path: Path) -> None:
    if not path.is_file():
        raise _refused("database.not_a_database", path)
    if not (os.access(path, os.R_OK | os.W_OK) and os.access(path.parent, os.W_OK)):
        raise _refused("database.read_only", path)
    with path.open("rb") as file:
        start = file.read(len(MAGIC))
    if start and start != MAGIC:
        raise _refused("database.not_a_database", path)


def _refused(phrase: str, path: Path) -> Refusal:
    return Refusal(Phrase(phrase, {"path": str(path)}))


def _path(target: Target) -> Path:
    if target.path is None:
        raise ValueError("not an SQLite database")
    return target.path
