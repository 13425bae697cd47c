"""Results wait while outsiders may read along where the product team reads, also when nobody told us that they came."""

import pytest

from handlers.slack import messenger as slack_messenger
from handlers.teams import messenger as teams_messenger
from tests.both.desk import Desk
from tests.both.polls import asked

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(autouse=True)
def looks_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Real minutes do not pass here: every look at who reads along is a new one."""
    for module in (slack_messenger, teams_messenger):
        assert module.LOOKED_UP <= 60
        monkeypatch.setattr(module, "LOOKED_UP", -1.0)


async def results_due(desk: Desk, company: str, question: str) -> None:
    """A poll that somebody has answered, and that is closed."""
    where, (ana,) = await desk.customer(company, f"Ana of {company}")
    poll = await asked(desk, f'poll "{question}" "Yes" "No"', where)
    await desk.press("Yes", as_=ana, where=where)
    await desk.say(f"close {poll}")
    await desk.wait(minutes=3)


async def test_while_nobody_can_tell_who_reads_along_results_wait_and_come_afterwards(desk: Desk) -> None:
    desk.hide_who_reads_along()
    await results_due(desk, "Acme", "Hidden for now?")
    assert "Hidden for now?" not in desk.public(desk.product)
    desk.clear()
    await desk.wait(minutes=3)
    assert "Hidden for now?" in desk.public(desk.product)


async def test_where_an_outsider_came_in_unannounced_nothing_is_posted_and_an_admin_is_asked(desk: Desk) -> None:
    desk.outsiders_come_into_the_product_channel()
    await results_due(desk, "Globex", "Hidden for good?")
    assert "Hidden for good?" not in desk.public(desk.product)
    assert "another company" in await desk.reads(desk.pat)
    await desk.wait(hours=2)
    assert "Hidden for good?" not in desk.public(desk.product)
