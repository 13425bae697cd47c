"""Queues on a file of the test's own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handlers.queue import DbosQueue
from tests.handlers.queues import Queues


@pytest.fixture
async def queues(tmp_path: Path) -> AsyncIterator[Queues]:
    """Makes queues on one file, and stops the last one."""
    made: list[DbosQueue] = []

    def make(path: Path = tmp_path / "dbos.db", executor: str = "embedded") -> DbosQueue:
        made.append(DbosQueue(path, executor=executor))
        return made[-1]

    yield make
    for queue in made:
        await queue.stop(grace=0)
