"""What customers are told about a theme names no other customer, though several wrote that name."""

import shutil
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.journeys.conftest import bot_at
from tests.journeys.terminal import Terminal, number

WRITES_OF_ANOTHER = "replace(replace(value, 'export', 'Umbrella'), 'Export', 'Umbrella')"


@pytest.fixture
async def council(wished: tuple[Path, datetime], tmp_path: Path) -> AsyncIterator[Terminal]:
    """The board after its poll, in which several companies wrote of a product that is named like another customer."""
    home, at = wished
    shutil.copytree(home, tmp_path / "cab")
    async with bot_at(tmp_path / "cab", at) as terminal:
        terminal.rows(f"UPDATE answer SET value = {WRITES_OF_ANOTHER}", write=True)
        yield terminal


@pytest.mark.parametrize(
    "named",
    [
        "UPDATE account SET name = 'Umbrella', key = 'umbrella' WHERE name = 'Globex'",
        "UPDATE account SET name = 'Umbrella GmbH', key = 'umb' WHERE name = 'Globex'",
        "UPDATE person SET name = 'Pat Umbrella' WHERE id = (SELECT max(id) FROM person)",
        "",
    ],
)
async def test_customers_read_no_name_of_another_customer_though_several_wrote_it(
    council: Terminal, named: str
) -> None:
    if named:
        council.rows(named, write=True)
        called = "SELECT name FROM account UNION SELECT name FROM person"
        assert any("Umbrella" in str(name) for (name,) in council.rows(called))
    await council.type("summary")
    await council.wait(days=6)
    assert "Umbrella loses columns" in await council.type("roadmap"), "the product team reads it"
    await council.type('decide S1 plan "because"')
    await council.press("product", "pm", number(council.private, "Send to customers"), message=council.private)
    await council.wait(minutes=5)
    told = council.text("hooli")
    assert "What we did" in told
    assert ("Umbrella" in told) is not bool(named)
