"""A running bot for every journey: a real database, a real queue, rooms in a file."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import opened
from bot.clock import SetClock
from bot.config import Settings
from tests.journeys.terminal import MONDAY, Terminal


@pytest.fixture
async def terminal(tmp_path: Path) -> AsyncIterator[Terminal]:
    """A bot of its own in an empty folder, on a clock that stands at a Monday morning."""
    clock = SetClock(MONDAY)
    async with opened(Settings(home=tmp_path / "cab"), clock=clock, works=True, poll=0.05) as house:
        yield Terminal(house, clock)
