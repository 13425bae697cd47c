"""The link by which an admin takes out somebody's data: it is the admin's, and for as long as they are one."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from bot.actions.data_rights import run_people_data
from bot.domain.errands import ErrandKind
from bot.domain.people import Identity, Person, Role, Visitor
from storage import people
from tests.handlers.web.council import PUBLIC, Council
from tests.handlers.web.test_sign_in import appointed, post


async def handed(one: Council, boss: Person) -> str:
    """The path of a link that an admin has just asked for."""
    visitor = Visitor(identity=Identity(platform="console", workspace="home", user="boss"), staff=True)
    card = await run_people_data(one.bot, ErrandKind.EXPORT_PERSON, one.ana.id, boss, visitor)
    found = re.search(rf"{PUBLIC}(/d/[\w.-]+)", str(card))
    assert found is not None, card
    return found[1]


async def kept(one: Council, person: Person) -> None:
    async with one.bot.database.begin(one.board.organisation_id) as work:
        await people.save(work, person)


async def no_admin_any_more(one: Council, boss: Person) -> None:
    await kept(one, replace(boss, role=Role.PRODUCT_MANAGER))


async def no_staff_any_more(one: Council, boss: Person) -> None:
    await kept(one, replace(boss, staff=False))


async def gone(one: Council, boss: Person) -> None:
    await kept(one, replace(boss, gone_at=one.bot.now()))


@pytest.mark.parametrize("happens", [no_admin_any_more, no_staff_any_more, gone])
async def test_it_leads_nowhere_once_they_are_no_admin_any_more(
    one: Council, happens: Callable[[Council, Person], Awaitable[None]]
) -> None:
    boss = await appointed(one, Role.ADMIN, "boss")
    path = await handed(one, boss)
    assert (await post(one, path)).headers["content-type"] == "application/zip"
    await happens(one, boss)
    refused = await post(one, path)
    assert refused.status_code == 404
    assert one.ana.name not in refused.text
