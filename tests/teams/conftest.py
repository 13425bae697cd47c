"""A vendor's Teams for each test, with the product at work beside it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.teams.office import Office, office


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Office]:
    """An office of the test's own."""
    async with office(tmp_path / "cab") as one:
        yield one


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def floor(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """The same, shared by the tests of a module; those run on the module's loop."""
    async with office(tmp_path_factory.mktemp("floor") / "cab") as one:
        yield one
