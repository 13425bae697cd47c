"""Reads a database's URL as people spell it, and refuses what cannot work, before anything is opened."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.errors import Refusal
from bot.texts import Phrase

SQLITE_SCHEMES = frozenset({"sqlite", "sqlite+aiosqlite"})
POSTGRESQL_SCHEMES = frozenset({"postgresql", "postgres", "postgresql+asyncpg"})
POSTGRESQL_OPTIONS = frozenset({"host", "port", "sslmode", "ssl", "application_name"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One database, as the driver wants it."""

    url: URL
    path: Path | None
    """The file of an SQLite database; None for PostgreSQL."""

    @property
    def name(self) -> str:
        """What to call it when something is wrong: the file, or the host."""
        if self.path is not None:
            return str(self.path)
        host = self.url.host or self.url.query.get("host") or "localhost"
        return host if isinstance(host, str) else ", ".join(host)


def read_url(text: str) -> Target:
    """The database that `text` names: `sqlite:///file`, `sqlite:////absolute/file` or `postgresql://user@host/name`.

    Refusal `database.bad_url` for anything else; the phrase never holds the password.
    """
    try:
        url = make_url(text.strip())
        if url.drivername in SQLITE_SCHEMES:
            return _sqlite(url)
        if url.drivername in POSTGRESQL_SCHEMES:
            return _postgresql(url)
    except (ArgumentError, ValueError):
        raise _bad(text) from None
    raise _bad(text)


def _sqlite(url: URL) -> Target:
    path = url.database or ""
    if url.host or url.query or path in ("", ":memory:") or path.startswith("file:") or "\0" in path:
        # A database in memory would be another one for each connection.
        raise ValueError(path)
    full = Path(path).expanduser()
    return Target(url=URL.create("sqlite+aiosqlite", database=str(full)), path=full)


def _postgresql(url: URL) -> Target:
    if not url.database or not set(url.query) <= POSTGRESQL_OPTIONS:
        raise ValueError("no database name, or an option we do not know")
    query = dict(url.query)
    if "sslmode" in query:
        query["ssl"] = query.pop("sslmode")
    query.pop("application_name", None)
    return Target(url=url.set(drivername="postgresql+asyncpg", query=query), path=None)


def _bad(text: str) -> Refusal:
    scheme, mark, rest = text.strip().partition("://")
    # Everything before the last @ may be a user and a password, even in a URL that cannot be read.
    place = rest.rpartition("@")[2] if mark else ""
    return Refusal(Phrase("database.bad_url", {"url": f"{scheme}://{place}" if mark else scheme.partition("@")[0]}))
