"""Copies a database file while it is at work: one consistent state, in one file."""

import os
import sqlite3
from pathlib import Path

from bot.errors import Refusal
from bot.texts import Phrase
from storage.faults import refusal_of
from storage.urls import read_url

PAGES = 1024
"""Copied at a time; in between others may write, and what they wrote is copied again."""


def back_up(url: str, to: Path) -> int:
    """Write a copy of the SQLite database at `url` into the new file `to`, readable by its owner only; its bytes.

    Refusal for PostgreSQL, which has its own tools, where `to` exists already, and where the disk fails.
    """
    source = read_url(url).path
    if source is None:
        raise Refusal(Phrase("backup.postgresql"))
    if to.exists():
        raise Refusal(Phrase("backup.exists", {"path": str(to)}))
    try:
        os.close(os.open(to, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _copy(source, to)
    except (sqlite3.Error, OSError) as wrong:
        to.unlink(missing_ok=True)
        refusal = refusal_of(wrong, str(to))
        if refusal is None:
            raise
        raise refusal from wrong
    return to.stat().st_size


def _copy(source: Path, to: Path) -> None:
    reading = sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)
    writing = sqlite3.connect(to)
    try:
        reading.backup(writing, pages=PAGES)
        writing.execute("PRAGMA journal_mode = DELETE")  # One file, nothing beside it.
    finally:
        writing.close()
        reading.close()
