"""An office for each test, or one that all tests of a module share."""

import io
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
import structlog

from bot.telemetry import write_log
from tests.slack.office import Office, office


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Office]:
    """An office with a customers' board, reached over HTTP."""
    async with office(tmp_path / "cab") as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def floor(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """The same, shared by the tests of a module; those run on the module's loop."""
    async with office(tmp_path_factory.mktemp("floor") / "cab", limits=False) as running:
        yield running


class Written:
    """What the product has written down."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    def taken(self) -> str:
        """Everything since the last look."""
        said = self.stream.getvalue()
        self.stream.seek(0)
        self.stream.truncate()
        return said


@pytest.fixture
def log() -> Iterator[Written]:
    """Everything that the product ever writes down, from now on."""
    written = Written()
    before = structlog.get_config()
    write_log("DEBUG")
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(written.stream))
    yield written
    structlog.configure(**before)
