"""The disk is full: nothing is acknowledged that is not kept, whoever watches is told, and with room all goes on."""

import asyncio
import errno
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import perf_counter

import pytest

from tests.faults.apart import apart
from tests.slack.town import A, B, rush, town

ROOM = "24m"
SEEN_WITHIN = 10.0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, soon full."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", place], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("a small disk can only be made by who may mount one")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=True)


def fill(place: Path) -> Path:
    """Leave not a single page free."""
    ballast = place / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while file.write(bytes(size)):
                    pass
            except OSError as full:
                if full.errno != errno.ENOSPC:
                    raise
    return ballast


@pytest.mark.soak
async def test_on_a_full_disk_nothing_is_acknowledged_that_is_not_kept(small_disk: Path) -> None:
    async with town(small_disk, people=30, limits=False) as here:
        home = {"CAB_HOME": here.environment["CAB_HOME"]}
        async with apart(small_disk, here.environment, "serve", **home) as served:
            here.slack.people.request_url = f"{served.address}/slack/events"
            message = await here.ask(f'"What next?" "{A}" "{B}"')
            clicks = await here.clicks(message, A, here.crowd)
            assert {each.status for each in await rush(clicks[:10], (served.address,))} == {200}
            ballast = fill(small_disk)
            began = perf_counter()
            async with asyncio.timeout(60):
                while (await served.ready())["disk"]:  # noqa: ASYNC110 - asked over HTTP
                    await asyncio.sleep(0.2)
            red = perf_counter() - began
            acks = await rush(clicks[10:20], (served.address,))
            told = {each.id for each, ack in zip(here.crowd[10:20], acks, strict=True) if ack.status == 200}
            print(f"seen after {red:.1f} s; {len(told)} of 10 acknowledged meanwhile")
            assert {each.status for each in acks} <= {200, 503}
            ballast.unlink()
            assert told <= set(await here.standing())
            assert {each.status for each in await rush(clicks[10:], (served.address,))} == {200}
            assert red <= SEEN_WITHIN
        with closing(sqlite3.connect(os.path.join(home["CAB_HOME"], "app.db"))) as database:  # noqa: PTH118
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert len(await here.standing()) == 30
