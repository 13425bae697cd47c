"""Processes that are started before their database wait for it, and say that they do."""

import asyncio
from pathlib import Path

import httpx
import pytest

from tests.databases import PRODUCT, Postgres
from tests.fakes.wire import wire
from tests.faults.apart import SETTLED, begin, end, free_port
from tests.slack.running import until
from tests.slack.town import KEYS, fresh_database


@pytest.mark.soak
async def test_a_process_whose_database_is_not_there_yet_lives_is_not_ready_and_begins_when_it_comes(
    tmp_path: Path, postgres: Postgres
) -> None:
    fresh_database(postgres, "late")
    port = free_port()
    async with wire(tmp_path / "nobody listens here") as line:
        environment = {
            "CAB_DATABASE_URL": f"postgresql://{PRODUCT}@127.0.0.1:{line.port}/late",
            "CAB_SECRET_KEYS": KEYS,
            "CAB_HEALTH_PORT": port,
        }
        beginning = asyncio.create_task(begin(tmp_path, environment, "clock"))
        pages: dict[str, int] = {}
        async with httpx.AsyncClient(trust_env=False, timeout=20) as browser:
            async with asyncio.timeout(40):
                while len(pages) < 2:
                    for page in ("healthz", "readyz"):
                        try:
                            pages[page] = (await browser.get(f"http://127.0.0.1:{port}/{page}")).status_code
                        except httpx.TransportError:
                            await asyncio.sleep(0.1)
        assert pages == {"healthz": 200, "readyz": 503}
        assert not beginning.done()
        line.to = postgres.socket / ".s.PGSQL.5432"
        one = await beginning
        try:
            assert SETTLED in one.text
            assert "waiting for the database" in one.text
            await until(lambda: f":{port}" in one.text)
            assert all((await one.ready()).values())
        finally:
            await end(one)
