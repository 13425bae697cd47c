"""A newer release has brought the database further while an older one is still at work on it."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.actions.condition import database_condition
from bot.errors import Refusal
from tests.journeys.conftest import bot_at
from tests.journeys.terminal import MONDAY


def bring_further(file: Path) -> None:
    """As a later release would: columns that may be left out, and tables of its own."""
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        for table in ("round", "delivery", "answer", "person", "board"):
            database.execute(f'ALTER TABLE "{table}" ADD COLUMN invented_later TEXT')
            database.execute(f"""ALTER TABLE "{table}" ADD COLUMN counted_later INTEGER NOT NULL DEFAULT 0""")
        database.execute("CREATE TABLE later (id TEXT PRIMARY KEY)")
        database.execute("UPDATE alembic_version SET version_num = '9999'")


async def test_an_older_process_works_on_beside_a_newer_one_but_does_not_begin_anew(tmp_path: Path) -> None:
    home = tmp_path / "cab"
    async with bot_at(home, MONDAY) as terminal:
        await terminal.set_up("Acme", "Globex")
        await terminal.schedule("weekly on Tue at 10:00")
        bring_further(home / "app.db")
        await terminal.wait(days=2)
        assert len(terminal.room("acme")) == 1
        assert "Offline mode" in await terminal.press("acme", "ana", "1")
        await terminal.wait(days=8)
        assert "Offline mode" in terminal.text("product")
        assert (await database_condition(terminal.house.bot)).current
    with pytest.raises(Refusal, match=r"database\.newer"):
        async with bot_at(home, MONDAY + timedelta(days=20)):
            pass
