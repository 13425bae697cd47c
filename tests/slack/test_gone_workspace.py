"""A vendor takes the app out of its workspace: after 14 business days nothing is left of it, and all of the others."""

from contextlib import closing
from datetime import timedelta
from sqlite3 import connect

import pytest

from bot.actions.retain import begin_sweep
from tests.slack.office import Office
from tests.slack.rival_vendor import CANARY, everything, ours, rival


@pytest.mark.soak
async def test_fourteen_business_days_after_it_was_taken_out_no_row_and_no_word_of_a_workspace_is_left(
    desk: Office,
) -> None:
    await desk.customer("Acme", "Ana Ruiz")
    gone, mine = await rival(desk), await ours(desk)
    assert any((await everything(desk, gone.owner)).values())
    await desk.slack.people.uninstall(gone.team)
    await desk.settle()
    before = await everything(desk, mine)
    for days, left in ((17, True), (2, False)):
        desk.clock.put(desk.clock.now() + timedelta(days=days))
        await begin_sweep(desk.house.bot)
        await desk.settle()
        assert any((await everything(desk, gone.owner)).values()) == left
    assert (await everything(desk, mine))["person"] == before["person"]
    assert await desk.house.bot.database.organisation_of(f"slack:{gone.team.id}") is None
    assert desk.house.home is not None
    with closing(connect(desk.house.home / "app.db")) as file:
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for name in ("app.db", "app.db-wal"):
        assert CANARY.encode() not in (desk.house.home / name).read_bytes(), name
