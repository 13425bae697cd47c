"""Work that waited for an organisation that was deleted meanwhile ends without a word; a bug is still one."""

import pytest
from structlog.testing import capture_logs

from bot.actions.work import kinds
from bot.domain.rounds import Deed
from bot.ids import OrganisationId
from storage.purge import purge
from tests.journeys.terminal import Terminal


async def test_work_of_an_organisation_that_is_gone_ends_quietly(terminal: Terminal) -> None:
    await terminal.set_up("Acme")
    await terminal.type('poll "Which day?" "Monday" "Friday"')
    await terminal.wait(minutes=3)
    database = terminal.house.bot.database
    [(found, round_id)] = terminal.rows("SELECT organisation_id, id FROM round")
    owner = OrganisationId(str(found))
    work = kinds(terminal.house.bot)["round"]
    with pytest.raises(LookupError):
        await work(f"{owner}/none-such/{Deed.NUDGE}")
    async with database.begin(owner) as gone:
        assert await purge(gone)
    with capture_logs() as lines:
        for deed in Deed:
            await work(f"{owner}/{round_id}/{deed}")
        await terminal.wait(days=40)
    assert not [each for each in lines if each["log_level"] in ("error", "critical", "warning")], lines
