"""An office for each test, or one that all tests of a module share."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

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
