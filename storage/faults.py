"""Tells a person what is wrong with the database, where the driver only has its own words."""

import errno
import sqlite3

from bot.errors import Refusal
from bot.texts import Phrase

BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
UNWRITABLE = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}
BROKEN = {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}
DEADLOCK, LOCK_WAIT = "40P01", "55P03"
# SQLSTATE codes, or their first two letters: https://www.postgresql.org/docs/current/errcodes-appendix.html
POSTGRESQL_BUSY = ("55P03", "57014", "40P01", "40001", "53300", "53200", "25P03")
POSTGRESQL_GONE = ("08", "57P01", "57P02", "57P03", "57P05")
POSTGRESQL_DENIED = ("28",)
POSTGRESQL_MISSING = ("3D000",)
POSTGRESQL_NO_RIGHT = ("42501",)
DISK_FULL = "53100"


def busy() -> Refusal:
    """Somebody else holds what we need; nothing was changed, and trying again may work."""
    return Refusal(Phrase("database.busy"))


def refusal_of(error: BaseException, place: str, *, gone: bool = False) -> Refusal | None:
    """The refusal that says what the driver's `error` means for the database at `place`; None when it is a bug of ours.

    `gone` says that the connection did not survive it.
    """
    if isinstance(error, Refusal) or not isinstance(error, Exception):
        return error if isinstance(error, Refusal) else None
    if isinstance(error, sqlite3.Error):
        return _of_sqlite(error, place)
    if state := sqlstate(error):
        return _of_postgresql(state, place)
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return Refusal(Phrase("database.disk_full", {"path": place}))
    return _unreachable(place) if gone or isinstance(error, OSError) else None


def is_deadlock(refusal: Refusal) -> bool:
    """True when PostgreSQL undid the transaction because two waited for each other: at once again, it will work."""
    return sqlstate(refusal.__cause__) == DEADLOCK


def is_lock_wait(refusal: Refusal) -> bool:
    """True when PostgreSQL gave up because somebody else held for too long what was needed."""
    return sqlstate(refusal.__cause__) == LOCK_WAIT


def sqlstate(error: BaseException | None) -> str:
    """PostgreSQL's five-letter code of what went wrong; empty when the error is not PostgreSQL's."""
    return str(getattr(error, "sqlstate", None) or "")


def _of_sqlite(error: sqlite3.Error, place: str) -> Refusal | None:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in BUSY:
        return busy()
    if code == sqlite3.SQLITE_FULL:
        return Refusal(Phrase("database.disk_full", {"path": place}))
    if code in UNWRITABLE:
        return Refusal(Phrase("database.read_only", {"path": place}))
    if code == sqlite3.SQLITE_IOERR:
        return Refusal(Phrase("database.disk_failed", {"path": place}))
    if code in BROKEN:
        return Refusal(Phrase("database.not_a_database", {"path": place}))
    return None


def _of_postgresql(state: str, place: str) -> Refusal | None:
    if state == DISK_FULL:
        return Refusal(Phrase("database.disk_full", {"path": place}))
    if state.startswith(POSTGRESQL_BUSY):
        return busy()
    if state.startswith(POSTGRESQL_GONE):
        return _unreachable(place)
    if state.startswith(POSTGRESQL_DENIED):
        return Refusal(Phrase("database.denied", {"host": place}))
    if state.startswith(POSTGRESQL_MISSING):
        return Refusal(Phrase("database.missing", {"host": place}))
    if state.startswith(POSTGRESQL_NO_RIGHT):
        return Refusal(Phrase("database.no_right", {"host": place}))
    return None


def _unreachable(place: str) -> Refusal:
    return Refusal(Phrase("database.unreachable", {"host": place}))
