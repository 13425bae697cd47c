"""A vendor's Teams for each test, with the product at work beside it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.teams.office import Office, office


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Office]:
    """An office of the test's own."""
    async with office(tmp_path / "cab") as one:
        yield one
