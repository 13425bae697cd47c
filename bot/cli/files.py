"""Reads and writes text files that a person named on the command line."""

import os
from contextlib import suppress
from pathlib import Path

from bot.errors import Refusal
from bot.ids import fresh_key
from bot.texts import Phrase

LARGEST = 256 * 1024


def read_text(path: Path) -> str:
    """The file's text (UTF-8, at most 256 KiB); Refusal that names the file and what is wrong with it."""
    try:
        if path.stat().st_size > LARGEST:
            raise Refusal(Phrase("file.too_large", {"path": str(path), "most": LARGEST // 1024}))
        return path.read_text("utf-8")
    except OSError as wrong:
        raise Refusal(Phrase("file.unreadable", {"path": str(path), "why": wrong.strerror or "?"})) from None
    except UnicodeDecodeError:
        raise Refusal(Phrase("file.not_utf8", {"path": str(path)})) from None


def write_text(path: Path, text: str) -> None:
    """Keep `text` as a file that only its owner may read, whole or not at all; Refusal where that cannot be."""
    beside = path.with_name(f".{path.name}.{fresh_key().hex()[:8]}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        beside.replace(path)
    except OSError as wrong:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise Refusal(Phrase("file.unwritable", {"path": str(path), "why": wrong.strerror or "?"})) from None
