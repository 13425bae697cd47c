"""The schedules of somebody who is no employee any more ask nobody, whether or not we were told that they left."""

import pytest

from handlers.slack import people as people_of_slack
from tests.both.desk import Desk
from tests.both.test_roles import admin_says, colleague, named

pytestmark = pytest.mark.asyncio(loop_scope="module")
QUESTION = "How are we doing"


async def with_a_schedule(desk: Desk, name: str, day: str) -> None:
    """A schedule for a day of the week by a colleague who may set one up."""
    await desk.customer(f"Company of {name}", f"Ana {name}")
    mia = await colleague(desk, name)
    await admin_says(desk, f"members rights {named(desk, mia)} admin")
    line = f'schedule set "weekly on {day} at 10:00" --engagement value-pulse'
    assert day in await desk.say(line, as_=mia)


async def test_where_the_platform_tells_that_somebody_left_their_schedules_rest_at_once(desk: Desk) -> None:
    await with_a_schedule(desk, "Mia Told", "Wed")
    await desk.leave("Mia Told", told=True)
    await desk.wait(seconds=50)
    assert "Mia Told has left or has no rights any more" in await desk.reads(desk.pat)


async def test_where_it_does_not_tell_they_rest_before_they_ask_anybody(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await with_a_schedule(desk, "Mia Silent", "Thu")
    monkeypatch.setattr(people_of_slack, "FRESH", -1.0)  # A minute later.
    await desk.leave("Mia Silent", told=False)
    await desk.wait(days=4)
    assert "Mia Silent has left or has no rights any more" in await desk.reads(desk.pat)
    assert QUESTION not in "".join(desk.public(where) for where in desk.customers)
