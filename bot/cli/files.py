"""Reads a text file that a person named on the command line."""

from pathlib import Path

from bot.errors import Refusal
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
