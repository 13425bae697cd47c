"""What a command left behind: its exit code, what it printed, and what is in its database."""

import json
import sqlite3
from abc import ABC, abstractmethod
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TABLES = ("board", "channel", "account", "person", "identity", "member", "engagement", "cadence", "round", "answer")


@dataclass(frozen=True, slots=True)
class Done:
    """One command that has ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document on the output; nothing else may stand there."""
        assert self.code == 0, self.err
        assert self.err == ""
        return json.loads(self.out)

    @property
    def refusal(self) -> str:
        """The one line that says why it was refused; nothing else was printed anywhere."""
        assert self.code == 1, (self.code, self.out, self.err)
        assert self.out == ""
        assert "Traceback" not in self.err
        assert len(self.err.splitlines()) == 1, self.err
        line = self.err.removesuffix("\n")
        assert line == line.strip()
        assert line[-1] in ".?”" or ":" in line, "a sentence, perhaps with an example at its end"
        return line


@dataclass(frozen=True, slots=True)
class Cab(ABC):
    """The command in one folder."""

    folder: Path

    @abstractmethod
    def __call__(self, *words: str) -> Done:
        """Type `cab` and these words."""

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """What the database in the folder holds."""
        with closing(sqlite3.connect(self.folder / ".cab" / "app.db")) as database:
            return list(database.execute(query))

    def everything(self) -> dict[str, list[tuple[object, ...]]]:
        """All rows of the tables that setting up and importing write."""
        return {table: sorted(self.rows(f"SELECT * FROM {table}"), key=str) for table in TABLES}

    def write(self, name: str, text: str | bytes) -> str:
        """Put a file into the folder; returns its name."""
        data = text if isinstance(text, bytes) else text.encode()
        (self.folder / name).write_bytes(data)
        return name
