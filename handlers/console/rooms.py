"""The vendor behind the terminal: rooms whose messages live in one file that only grows.

Every line is one deed (a post or an edit) as JSON, written whole in a single call and forced to disk. Several processes
may write and read the same file. A line that was cut off by a crash or a full disk is passed over, and the next line
starts afresh.
"""

import errno
import json
import os
import stat
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from bot.cards.codec import Json
from bot.errors import Refusal
from bot.ids import Token, fresh_key
from bot.texts import Phrase

Painted = list[list[Json]]
"""A message in one language, part by part, each as `[kind, ...]`; what a vendor keeps of what it was sent."""

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_CLOSED = (errno.EACCES, errno.EPERM, errno.EROFS, errno.EISDIR, errno.ENOTDIR)


class NoSuchMessage(KeyError):
    """No message of that name stands in any room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message as it stands now."""

    id: str
    place: str
    to: str
    """The identity of the only reader; empty when everybody in the room reads it."""
    token: Token
    at: datetime
    """When it was posted."""
    painted: Painted
    edited_at: datetime | None = None


class Rooms:
    """All rooms of the terminal, kept in the file at `path`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._messages: dict[str, Message] = {}
        self._log: list[str] = []
        self._read_to = 0
        self._lock = Lock()
        self.refresh()

    @classmethod
    def open(cls, path: Path) -> "Rooms":
        """The rooms kept at `path`; the file is made with the first message."""
        return cls(path)

    def post(self, *, place: str, to: str, token: Token, at: datetime, painted: Painted) -> str:
        """Put a message in a room and return its name; posting it twice makes two messages, as a vendor would.

        Refusal `database.disk_full` or `database.read_only` when it cannot be kept; then nobody sees it.
        """
        name = fresh_key().hex()[:16]
        line: dict[str, Json] = {"do": "post", "id": name, "place": place, "to": to, "token": token}
        self._append({**line, "at": _spelt(at), "painted": _json(painted)})
        return name

    def edit(self, name: str, *, at: datetime, painted: Painted) -> None:
        """Replace what a message says; NoSuchMessage when there is none of that name."""
        self.message(name)
        self._append({"do": "edit", "id": name, "at": _spelt(at), "painted": _json(painted)})

    def message(self, name: str) -> Message:
        """The message of that name as it stands now."""
        self.refresh()
        if name not in self._messages:
            raise NoSuchMessage(name)
        return self._messages[name]

    def room(self, place: str, reader: str | None = None) -> list[Message]:
        """The messages of one room in the order they were posted; with a `reader`, only what they may see."""
        self.refresh()
        here = [each for each in self._messages.values() if each.place == place]
        return here if reader is None else [each for each in here if each.to in ("", reader)]

    def since(self, mark: int) -> tuple[list[Message], int]:
        """What was posted or edited after `mark` (0 at first), each message once, and the next mark."""
        self.refresh()
        return [self._messages[name] for name in dict.fromkeys(self._log[mark:])], len(self._log)

    def refresh(self) -> None:
        """Read what this or another process has written since the last look."""
        with self._lock:
            for line in self._new_lines():
                self._take(line)

    def _new_lines(self) -> list[bytes]:
        try:
            with self.path.open("rb") as file:
                if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                    return []
                file.seek(self._read_to)
                grown = file.read()
        except FileNotFoundError:
            return []
        except OSError as failed:
            raise self._refusal(failed) from failed
        whole = grown[: grown.rfind(b"\n") + 1]  # what follows is not finished yet, or never will be
        self._read_to += len(whole)
        return whole.splitlines()

    def _take(self, line: bytes) -> None:
        try:
            deed = json.loads(line)
        except ValueError:
            return
        match deed:
            case {
                "do": "post",
                "id": str(name),
                "place": str(place),
                "to": str(to),
                "token": str(token),
                "at": str(at),
                "painted": list(painted),
            }:
                moment = datetime.fromisoformat(at)
                self._messages[name] = Message(
                    id=name, place=place, to=to, token=Token(token), at=moment, painted=painted
                )
            case {"do": "edit", "id": str(name), "at": str(at), "painted": list(painted)} if name in self._messages:
                moment = datetime.fromisoformat(at)
                self._messages[name] = replace(self._messages[name], painted=painted, edited_at=moment)
            case _:
                return
        self._log.append(name)

    def _append(self, deed: dict[str, Json]) -> None:
        line = json.dumps(deed, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass") + b"\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            file = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        except OSError as failed:
            raise self._refusal(failed) from failed
        try:
            if _cut_off(file):
                line = b"\n" + line
            if os.write(file, line) < len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(file)
        except OSError as failed:
            raise self._refusal(failed) from failed
        finally:
            os.close(file)
        self.refresh()

    def _refusal(self, failed: OSError) -> Exception:
        if failed.errno in _FULL:
            return Refusal(Phrase("database.disk_full", {"path": str(self.path)}))
        if failed.errno in _CLOSED:
            return Refusal(Phrase("database.read_only", {"path": str(self.path)}))
        return failed


def _cut_off(file: int) -> bool:
    """True when the last line of the file was never finished."""
    end = os.fstat(file).st_size
    return end > 0 and os.pread(file, 1, end - 1) != b"\n"


def _json(painted: Painted) -> list[Json]:
    return [*painted]


def _spelt(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
