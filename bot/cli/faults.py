"""Tells a person what ended their command: a value that does not fit, an error of the system or of SQLite."""

import errno
import os
import sqlite3
import sys

import typer

from bot.errors import Refusal
from bot.texts import Phrase
from storage.faults import refusal_of

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
CLOSED = (errno.EROFS, errno.EACCES, errno.EPERM)


def refusal_behind(wrong: BaseException) -> Refusal | None:
    """The refusal that `wrong` is, or that says what caused it: a full disk, a folder that cannot be written.

    None for a bug. SystemExit when whoever read our output has left (`cab status | head`): there is nobody to tell.
    """
    cause: BaseException | None = wrong
    while cause is not None:
        found = cause if isinstance(cause, Refusal) else _of_the_machine(cause)
        if found is not None:
            return found
        cause = cause.__cause__
    return None


def plainly(wrong: typer.BadParameter) -> str:
    """What an option or an argument takes, where it was given something else."""
    from pydantic import ValidationError

    from bot.bad_value import why_it_does_not_fit
    from prompts.catalogue import say_in

    if not isinstance(wrong.__cause__, ValidationError):
        return wrong.message
    first = wrong.__cause__.errors()[0]
    why = why_it_does_not_fit(first["type"], str(first["input"]), first.get("ctx", {}), first["msg"])
    return f"{why if isinstance(why, str) else say_in('en')(why)}."


def _of_the_machine(wrong: BaseException) -> Refusal | None:
    here = os.getcwd()  # noqa: PTH109 - shown as text
    if isinstance(wrong, sqlite3.Error):
        return refusal_of(wrong, here)
    if not isinstance(wrong, OSError):
        return None
    if wrong.errno == errno.EPIPE:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 - keeps the interpreter quiet at exit
        raise SystemExit(0)
    phrase = {**dict.fromkeys(FULL, "database.disk_full"), **dict.fromkeys(CLOSED, "database.read_only")}
    name = phrase.get(wrong.errno or 0)
    return Refusal(Phrase(name, {"path": str(wrong.filename or here)})) if name else None
