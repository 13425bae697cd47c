"""Somebody who is a guest in one of the vendor's teams and comes from their own tenant in another one is one voice."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.both.desk import Desk
from tests.both.on_teams import TeamsDesk
from tests.both.polls import asked, closed
from tests.teams.office import office

NAME = "Kim Doe"


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """An office of its own."""
    async with office(tmp_path / "cab") as one:
        yield TeamsDesk(one)


async def test_a_guest_who_also_comes_from_their_own_tenant_is_brought_before_the_team_once(desk: Desk) -> None:
    acme, (guest,) = await desk.customer("Acme", NAME)
    shared, (own, other) = await desk.company_apart("Acme", NAME, "Kit Doe")
    poll = await asked(desk, 'poll "Which day suits you?" "Monday" "Friday"')
    for who, where in ((guest, acme), (own, shared), (other, shared)):
        assert "Monday" in await desk.press("Monday", as_=who, where=where)
    assert "3 of 3 people" in await closed(desk, poll)
    assert desk.public(desk.product).count("probably one person") == 1
    assert "one person now" in await desk.press("Same person", as_=desk.pat, where=desk.product)
    assert "2 of 2 people / 1 of 1 company" in await desk.say(f"results {poll}")

    again = await asked(desk, 'poll "And which hour?" "Nine" "Ten"')
    await desk.press("Nine", as_=guest, where=acme)
    await desk.press("Ten", as_=own, where=shared)
    results = await closed(desk, again)
    assert "1 of 2 people" in results
    assert (
        "probably one person" not in desk.public(desk.product).partition("Which day suits you?")[2].partition("hour")[2]
    )
