"""Runs first in a process of the product that a test starts with this folder on its path, and does what the test asks.

`DIE_AT=<module>:<function>:<before|after>:<n>` ends the process, as a power cut would, at the n-th call of that
function, and with `:<milliseconds>` behind it so much later, wherever it has come to; `MODULES_TO=<file>` writes
down at the end which modules were loaded; `LATER_TABLES=<folder>` makes it a later release, whose migrations are those
of that folder; `SLOW_DISK=<file>` lets each write to SQLite take as many seconds as stand in that file.
"""

import atexit
import functools
import importlib.abc
import importlib.machinery
import inspect
import os
import pathlib
import signal
import sqlite3
import sqlite3.dbapi2
import sys
import threading
import time
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

LATER = "0999"
"""The step that only the later release knows."""


class Doom:
    """The call at which it ends."""

    def __init__(self, spelt: str) -> None:
        self.module, self.name, self.side, number, *later = spelt.split(":")
        self.left = int(number)
        self.later = int(later[0]) / 1000 if later else 0.0

    def strike(self, side: str) -> None:
        """One more call has come to this side of the function."""
        if side == self.side:
            self.left -= 1
            if self.left == 0 and self.later:
                threading.Timer(self.later, os.kill, (os.getpid(), signal.SIGKILL)).start()
            elif self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def put_into(self, module: ModuleType) -> None:
        """Wrap the function, there where everybody who imports it finds it."""
        holder: Any = module
        *path, last = self.name.split(".")
        for each in path:
            holder = getattr(holder, each)
        setattr(holder, last, self.wrapped(getattr(holder, last)))

    def wrapped(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, deadly."""
        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def awaited(*args: Any, **kwargs: Any) -> Any:
                self.strike("before")
                result = await function(*args, **kwargs)
                self.strike("after")
                return result

            return awaited

        @functools.wraps(function)
        def called(*args: Any, **kwargs: Any) -> Any:
            self.strike("before")
            result = function(*args, **kwargs)
            self.strike("after")
            return result

        return called


class Finder(importlib.abc.MetaPathFinder):
    """Finds the module as everybody does, and changes it as soon as it is loaded."""

    def __init__(self, module: str, change: Callable[[ModuleType], None]) -> None:
        self._module = module
        self._change = change

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Its specification."""
        if name != self._module:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        assert spec is not None
        assert spec.loader is not None
        load = spec.loader.exec_module

        def load_and_change(module: ModuleType) -> None:
            load(module)
            self._change(module)

        spec.loader.exec_module = load_and_change  # type: ignore[method-assign]
        return spec


def make_later(module: ModuleType) -> None:
    """Let `storage.migrate` know one step more."""
    module.__dict__.update(HEAD=LATER, SCRIPTS=pathlib.Path(os.environ["LATER_TABLES"]))


class OnSlowDisk(sqlite3.Connection):
    """A connection whose transactions wait for the disk, with the lock held, in the thread that commits them."""

    flushed = 0

    def execute(self, sql: str, parameters: Any = ()) -> sqlite3.Cursor:
        """Run one statement; one that stands alone is a transaction by itself."""
        if sql.lstrip()[:6].upper() == "COMMIT":
            self.flush()
        cursor = super().execute(sql, parameters)
        if not self.in_transaction:
            self.flush()
        return cursor

    def commit(self) -> None:
        """End the transaction."""
        self.flush()
        super().commit()

    def flush(self) -> None:
        """Wait where anything was written."""
        if self.total_changes != self.flushed:
            self.flushed = self.total_changes
            time.sleep(float(pathlib.Path(os.environ["SLOW_DISK"]).read_text()))


if "SLOW_DISK" in os.environ:
    for module in (sqlite3, sqlite3.dbapi2):
        module.__dict__["connect"] = functools.partial(module.connect, factory=OnSlowDisk)
if "DIE_AT" in os.environ:
    doom = Doom(os.environ["DIE_AT"])
    sys.meta_path.insert(0, Finder(doom.module, doom.put_into))
if "LATER_TABLES" in os.environ:
    sys.meta_path.insert(0, Finder("storage.migrate", make_later))
if "MODULES_TO" in os.environ:

    @atexit.register
    def write_down() -> None:
        """Which modules were loaded."""
        with open(os.environ["MODULES_TO"], "w") as file:  # noqa: PTH123
            file.write("\n".join(sorted(sys.modules)))
