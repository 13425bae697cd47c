"""A running bot for every journey: a real database, a real queue, rooms in a file."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import pytest

from bot.app import opened
from bot.clock import SetClock
from bot.config import Settings
from tests.databases import outside_the_loop, prepared
from tests.journeys.story import tell_until_the_digest
from tests.journeys.terminal import MONDAY, Terminal
from tests.journeys.wished import tell_until_the_close


@asynccontextmanager
async def bot_at(home: Path, at: datetime, settings: Settings | None = None) -> AsyncIterator[Terminal]:
    """The bot of a folder at work, on a clock that stands at `at`."""
    clock = SetClock(at)
    prepared(home)
    async with opened(settings or Settings(home=home), clock=clock, works=True) as house:
        yield Terminal(house, clock)


@pytest.fixture
async def terminal(tmp_path: Path) -> AsyncIterator[Terminal]:
    """A bot of its own in an empty folder, at a Monday morning."""
    async with bot_at(tmp_path / "cab", MONDAY) as terminal:
        yield terminal


def told_in(home: Path, tell: Callable[[Terminal], Awaitable[object]]) -> tuple[Path, datetime]:
    """A folder in which a story was told, and when it had come so far."""

    async def begin() -> datetime:
        async with bot_at(home, MONDAY) as terminal:
            await tell(terminal)
            return terminal.clock.now()

    return home, outside_the_loop(begin())


@pytest.fixture(scope="session")
def story_so_far(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, datetime]:
    """A folder in which the story of `story.py` was told until its first digest, and when that was."""
    return told_in(tmp_path_factory.mktemp("story") / "cab", tell_until_the_digest)


@pytest.fixture
async def council(story_so_far: tuple[Path, datetime], tmp_path: Path) -> AsyncIterator[Terminal]:
    """Five companies on a board; three of them have answered a poll, and the first digest is out."""
    home, at = story_so_far
    shutil.copytree(home, tmp_path / "cab")
    async with bot_at(tmp_path / "cab", at) as terminal:
        yield terminal


@pytest.fixture(scope="session")
def wished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, datetime]:
    """A folder in which a poll has closed that brought enough wishes for themes, and when that was."""
    return told_in(tmp_path_factory.mktemp("wished") / "cab", tell_until_the_close)
