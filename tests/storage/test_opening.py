"""Opening a database works or says what is wrong, in the operator's words, and leaves nothing half made behind."""

import asyncio
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import pytest

from bot.errors import Refusal
from storage.database import Database
from storage.migrate import HEAD
from storage.urls import read_url
from tests.databases import Made, Postgres
from tests.storage.planting import plant
from tests.storage.seeds import NORTHWIND


async def refusal(url: str, *, migrate: bool = True, owner: str | None = None) -> tuple[str, dict[str, object]]:
    """The phrase with which the database refuses to open."""
    with pytest.raises(Refusal) as refused:
        await (await Database.open(url, migrate=migrate, migration_url=owner)).close()
    return refused.value.phrase.id, dict(refused.value.phrase.args)


async def test_a_database_is_made_where_there_was_none_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "council.db"
    database = await Database.open(f"sqlite:///{path}")
    await plant(database)
    await database.close()
    assert [each.name for each in path.parent.iterdir()] == ["council.db"]
    assert path.stat().st_mode & 0o077 == 0, "others on the machine could read what customers said"


async def test_what_was_stored_is_there_after_opening_again(made: Made) -> None:
    for _ in range(2):
        database = await Database.open(made.url, migration_url=made.owner_url)
        await plant(database)
        assert await database.organisations() == [NORTHWIND.organisation]
        await database.close()


async def test_an_empty_file_becomes_a_database(tmp_path: Path) -> None:
    path = tmp_path / "council.db"
    path.touch()
    await (await Database.open(f"sqlite:///{path}")).close()
    assert path.read_bytes().startswith(b"SQLite format 3")


@pytest.mark.parametrize(
    "content", [b"dear diary\n" * 99, b"\x00", b"SQLite format 3\x00", b"SQLite format 3\x00" * 99]
)
async def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "council.db"
    path.write_bytes(content)
    assert await refusal(f"sqlite:///{path}") == ("database.not_a_database", {"path": str(path)})
    assert path.read_bytes() == content
    assert [each.name for each in tmp_path.iterdir()] == ["council.db"]


async def test_a_folder_is_no_database(tmp_path: Path) -> None:
    assert await refusal(f"sqlite:///{tmp_path}") == ("database.not_a_database", {"path": str(tmp_path)})


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9])
async def test_a_truncated_database_is_refused(tmp_path: Path, sqlite_template: Path, kept: float) -> None:
    path = tmp_path / "council.db"
    whole = sqlite_template.read_bytes()
    path.write_bytes(whole[: int(len(whole) * kept)])
    assert await refusal(f"sqlite:///{path}") == ("database.not_a_database", {"path": str(path)})


async def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "recipes.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE recipe (name TEXT)")
    connection.close()
    assert await refusal(f"sqlite:///{path}") == ("database.not_ours", {"path": str(path)})
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("recipe",)]
    connection.close()


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("", ""),
        ("council.db", "council.db"),
        ("mysql://ana:secret@db/council", "mysql://db/council"),
        ("oracle://ana:se@cret@db/council", "oracle://db/council"),
        ("sqlite://", "sqlite://"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
        ("sqlite:///file:x?mode=memory", "sqlite:///file:x?mode=memory"),
        ("postgresql://ana:secret@db", "postgresql://db"),
        ("postgresql://ana:secret@db/council?sslrootcert=x", "postgresql://db/council?sslrootcert=x"),
        ("postgresql://ana:secret@db:port/council", "postgresql://db:port/council"),
        ("ana:secret@db/council", "ana:secret"),
    ],
)
async def test_a_url_that_cannot_work_is_refused_without_telling_the_password(url: str, shown: str) -> None:
    phrase, args = await refusal(url)
    assert phrase == "database.bad_url"
    assert "secret" not in str(args) or "://" not in url
    assert args == {"url": shown}


def test_urls_are_taken_as_people_spell_them() -> None:
    assert read_url("sqlite:///council.db").path == Path("council.db")
    assert read_url(" sqlite+aiosqlite:////var/council.db\n").path == Path("/var/council.db")
    assert read_url("sqlite:///~/council.db").path == Path("~/council.db").expanduser()
    for spelling in ("postgres://ana@db/council", "postgresql+asyncpg://ana@db/council"):
        target = read_url(spelling)
        assert (target.path, target.name, target.url.drivername) == (None, "db", "postgresql+asyncpg")
    secure = read_url("postgresql://ana@db/council?sslmode=require")
    assert dict(secure.url.query) == {"ssl": "require"}
    assert read_url("postgresql://ana@/council?host=/run/postgresql").name == "/run/postgresql"


async def test_a_database_nobody_migrated_is_not_worked_with(tmp_path: Path, bare: Made) -> None:
    path = tmp_path / "council.db"
    assert (await refusal(f"sqlite:///{path}", migrate=False))[0] == "database.missing"
    path.touch()
    assert (await refusal(f"sqlite:///{path}", migrate=False))[0] == "database.outdated"
    assert (await refusal(bare.url, migrate=False))[0] == "database.outdated"


async def test_a_database_of_a_later_release_is_left_alone(made: Made) -> None:
    database = await Database.open(made.url, migration_url=made.owner_url)
    await plant(database)
    await database.close()
    await set_revision(made, "9999")
    try:
        assert (await refusal(made.url, owner=made.owner_url))[0] == "database.newer"
    finally:
        await set_revision(made, HEAD)
    database = await Database.open(made.url, migration_url=made.owner_url)
    assert await database.organisations() == [NORTHWIND.organisation]
    await database.close()


async def set_revision(made: Made, revision: str) -> None:
    """Let the database say that it is at another revision."""
    statement = f"UPDATE alembic_version SET version_num = '{revision}'"
    if made.path is not None:
        connection = sqlite3.connect(made.path)
        connection.execute(statement)
        connection.commit()
        connection.close()
    else:
        assert made.owner_url is not None
        socket = Path(made.owner_url.split("host=")[1])
        name = made.owner_url.split("@/")[1].split("?")[0]
        await Postgres(socket=socket).run(statement, database=name)


async def test_a_server_that_is_not_there_is_named_without_the_password() -> None:
    phrase, args = await refusal("postgresql://ana:secret@127.0.0.1:9/council")
    assert (phrase, args) == ("database.unreachable", {"host": "127.0.0.1"})


async def test_a_database_or_a_role_the_server_does_not_know_is_said_so(postgres: Postgres) -> None:
    assert (await refusal(postgres.url("nowhere")))[0] == "database.missing"
    assert (await refusal(postgres.url("postgres", "nobody")))[0] == "database.denied"


async def test_a_role_that_may_not_make_tables_is_told_so(bare: Made) -> None:
    assert (await refusal(bare.url))[0] == "database.no_right"


async def test_one_role_may_own_the_tables_and_work_with_them(bare: Made) -> None:
    assert bare.owner_url is not None
    database = await Database.open(bare.owner_url)
    await plant(database)
    assert await database.organisations() == [NORTHWIND.organisation]
    await database.close()


async def test_two_that_open_a_new_database_at_once_both_get_it_whole(tmp_path: Path, bare: Made) -> None:
    for url, owner in ((f"sqlite:///{tmp_path / 'council.db'}", None), (bare.url, bare.owner_url)):
        opened = await asyncio.gather(*(Database.open(url, migration_url=owner) for _ in range(4)))
        await plant(opened[0])
        for database in opened:
            assert await database.organisations() == [NORTHWIND.organisation]
            await database.close()


SCRIPT = textwrap.dedent(
    """
    import asyncio, os, resource, sys
    sys.path.insert(0, sys.argv[1])
    import aiosqlite, alembic.command, asyncpg, sqlalchemy.dialects.sqlite.aiosqlite
    from bot.errors import Refusal
    from storage.database import Database

    async def main(url, owner=None):
        try:
            await (await Database.open(url, migration_url=owner)).close()
            print("opened", flush=True)
        except Refusal as refusal:
            print(refusal.phrase.id, flush=True)

    match sys.argv[2:]:
        case ["as nobody", *urls]:
            if os.geteuid() == 0:
                os.setuid(65534)
            for url in urls:
                asyncio.run(main(url))
        case ["with little room", url]:
            resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
            asyncio.run(main(url))
        case ["at once", *urls]:
            children = []
            for url, owner in zip(urls[::2], urls[1::2]):
                for _ in range(4):
                    child = os.fork()
                    if not child:
                        asyncio.run(main(url, owner or None))
                        os._exit(0)
                    children.append(child)
            for child in children:
                os.waitpid(child, 0)
    """
)


def opened(*how: str) -> list[str]:
    """What is told to another process that opens databases in some way."""
    command = [sys.executable, "-c", SCRIPT, str(Path(__file__).parents[2]), *how]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


@pytest.mark.soak
def test_processes_that_open_a_new_database_at_once_all_get_it(tmp_path: Path, bare: Made) -> None:
    told = opened("at once", f"sqlite:///{tmp_path / 'council.db'}", "", bare.url, str(bare.owner_url))
    assert "".join(told) == "opened" * 8  # eight processes share one pipe, and may write a line at the same time


def test_a_database_that_cannot_be_finished_is_not_left_half_made(tmp_path: Path) -> None:
    assert opened("with little room", f"sqlite:///{tmp_path / 'council.db'}") == ["database.disk_failed"]
    assert list(tmp_path.iterdir()) == []


def test_where_nothing_may_be_written_it_is_said_and_nothing_is_left(sqlite_template: Path) -> None:
    with tempfile.TemporaryDirectory() as made_here:
        folder = Path(made_here)
        folder.chmod(0o755)
        closed = folder / "closed"
        closed.mkdir()
        (closed / "old.db").write_bytes(sqlite_template.read_bytes())
        (closed / "old.db").chmod(0o444)
        closed.chmod(0o555)
        urls = [f"sqlite:///{closed / name}" for name in ("new.db", "deeper/new.db", "old.db")]
        assert opened("as nobody", *urls) == ["database.read_only"] * 3
        assert [each.name for each in closed.iterdir()] == ["old.db"]
        closed.chmod(0o755)
