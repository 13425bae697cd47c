"""What the database says of itself: which tables it has, what time it is there, whether it can be written."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import DateTime, func, select

from bot.ids import OrganisationId
from storage.database import Database
from storage.engines import connected, postgresql_engine
from storage.migrate import HEAD, revision_of
from storage.urls import read_url


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """How a database is, seen over one of its connections."""

    revision: str
    """The newest step that its tables have been brought to; steps are numbered, so later ones are greater."""
    time: datetime | None
    """What time it is on its server; None for a file, which has no clock of its own."""
    writable: bool

    @property
    def current(self) -> bool:
        """True when its tables are at least those this release needs; a later release adds, and takes nothing away."""
        return self.revision >= HEAD


async def condition(database: Database) -> Condition:
    """How the database is now. Refusal `database.unreachable` or `.busy` where it cannot be asked."""
    async with database.read(OrganisationId("")) as work:
        revision = await revision_of(work.connection) or ""
        if work.on_sqlite:
            return Condition(revision=revision, time=None, writable=True)
        asked = select(func.clock_timestamp(type_=DateTime(timezone=True)), func.pg_is_in_recovery())
        time, standby = (await work.connection.execute(asked)).one()
        return Condition(revision=revision, time=time.astimezone(UTC), writable=not standby)


async def reach(url: str) -> None:
    """Connect to a PostgreSQL server, and let go again.

    Refusal `database.unreachable`, `.busy`, `.denied` or `.missing`.
    """
    target = read_url(url)
    engine = postgresql_engine(target)
    try:
        async with connected(engine, target):
            return
    finally:
        await engine.dispose()
