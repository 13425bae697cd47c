"""Who is no employee any more asks nobody by their schedules and reads nothing in their browser, told of or not."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from bot.actions.enrol import the_organisation
from bot.actions.sign_in import sign_in_card
from bot.cards.parts import Link
from handlers.slack import people as people_of_slack
from handlers.teams import people as people_of_teams
from storage import people
from tests.both.conftest import ADDRESS
from tests.both.desk import Desk
from tests.both.test_roles import admin_says, colleague, named

pytestmark = pytest.mark.asyncio(loop_scope="module")
QUESTION = "How are we doing"


@pytest.fixture
def a_minute_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was looked up vouches for nothing any more, as after a minute."""
    for each in (people_of_slack, people_of_teams):
        monkeypatch.setattr(each, "FRESH", -1.0)


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


@pytest.mark.usefixtures("a_minute_later")
async def test_where_it_does_not_tell_they_rest_before_they_ask_anybody(desk: Desk) -> None:
    await with_a_schedule(desk, "Mia Silent", "Thu")
    await desk.leave("Mia Silent", told=False)
    await desk.wait(days=4)
    assert "Mia Silent has left or has no rights any more" in await desk.reads(desk.pat)
    assert QUESTION not in "".join(desk.public(where) for where in desk.customers)


@asynccontextmanager
async def signed_in(desk: Desk, name: str) -> AsyncIterator[httpx.AsyncClient]:
    """The browser of a new product manager, who followed the link they got."""
    mia = await colleague(desk, name)
    await admin_says(desk, f"members rights {named(desk, mia)} admin")
    assert "Open and sign in" in await desk.say("web", as_=mia) + await desk.reads(mia)
    organisation = (await the_organisation(desk.house.bot)).id
    async with desk.house.bot.database.read(organisation) as work:
        (person,) = await people.called(work, name)
    card = await sign_in_card(desk.house.bot, organisation, person)
    (link,) = [part for part in card.parts if isinstance(part, Link)]
    path = link.url.removeprefix(ADDRESS)
    async with httpx.AsyncClient(base_url=desk.address) as browser:
        entered = await browser.post(path)
        assert entered.status_code == 303, entered.text
        browser.headers["cookie"] = entered.headers["set-cookie"].partition(";")[0]
        yield browser


@pytest.mark.usefixtures("a_minute_later")
async def test_a_session_of_who_left_without_a_word_is_over_a_minute_later(desk: Desk) -> None:
    async with signed_in(desk, "Rob Reader") as browser:
        assert (await browser.get("/desk")).status_code == 200
        page = await browser.get("/desk/schedules")
        form = re.findall(r'name="form" value="([^"]+)"', page.text)[-1]
        await desk.leave("Rob Reader", told=False)
        for path in ("", "/audit", "/participation", "/mine"):
            gone = await browser.get(f"/desk{path}")
            assert (gone.status_code, "Please sign in" in gone.text) == (401, True), path
        sent = await browser.post("/desk/schedules/set", data={"form": form, "rule": "daily"})
        assert sent.status_code == 401


@pytest.mark.usefixtures("a_minute_later")
async def test_while_the_platform_says_nothing_nobodys_session_shows_anything(desk: Desk) -> None:
    async with signed_in(desk, "Sue Steady") as browser:
        desk.hide_people()
        shut = await browser.get("/desk/participation")
        assert (shut.status_code, "We cannot check just now who you are" in shut.text) == (503, True)
        desk.clear()
        assert (await browser.get("/desk/participation")).status_code == 200
