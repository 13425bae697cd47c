"""The first admin, and how rights are asked for, given and lost."""

import re
from dataclasses import replace

import pytest

from bot.actions.cast import first_board
from bot.actions.claim import make_code
from bot.domain.channels import Place
from bot.domain.people import Identity
from bot.errors import Denied, Refusal
from bot.ids import OrganisationId
from handlers.console.keys import keys
from storage import people
from tests.journeys.terminal import Terminal, number


async def code_of(terminal: Terminal) -> str | None:
    """What stands on the operator's screen."""
    organisation = (await terminal.house.bot.database.organisations())[0]
    return await make_code(terminal.house.bot, organisation)


async def change(terminal: Terminal, handle: str, **what: object) -> None:
    """Change what is known of somebody."""
    organisation_id = OrganisationId(str(terminal.rows("SELECT id FROM organisation")[0][0]))
    async with terminal.house.bot.database.begin(organisation_id) as work:
        person = await people.find(work, Identity(platform="console", workspace="home", user=handle))
        assert person is not None
        await people.save(work, replace(person, **what))  # type: ignore[arg-type]


async def empty(terminal: Terminal) -> None:
    """A board whose admins are gone."""
    await terminal.set_up("Acme")
    await change(terminal, "admin", gone_at=terminal.clock.now())


async def test_whoever_types_the_code_as_an_employee_is_the_first_admin_once(terminal: Terminal) -> None:
    await empty(terminal)
    code = await code_of(terminal)
    assert code is not None
    assert re.fullmatch(r"[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{2}", code)
    assert [row for row in terminal.rows("SELECT * FROM claim") if code in str(row)] == []
    with pytest.raises(Denied, match=r"access\.employees_only"):
        await terminal.type(f"claim {code}", "gus", staff=False)
    assert await terminal.type(f"claim {code.lower().replace('-', ' ')}", "cleo", staff=True)
    assert "Northwind Council: who sits on it" in await terminal.type("members", "cleo")
    with pytest.raises(Refusal, match=r"claim\.has_admin"):
        await terminal.type(f"claim {code}", "dora", staff=True)
    assert await code_of(terminal) is None


async def test_a_newer_code_makes_the_older_one_worthless(terminal: Terminal) -> None:
    await empty(terminal)
    old, new = await code_of(terminal), await code_of(terminal)
    assert old != new
    with pytest.raises(Refusal, match=r"claim\.wrong"):
        await terminal.type(f"claim {old}", "cleo", staff=True)
    await terminal.type(f"claim {new}", "cleo", staff=True)


async def test_five_wrong_codes_within_a_minute_are_all_anybody_gets(terminal: Terminal) -> None:
    await empty(terminal)
    code = await code_of(terminal)
    for _ in range(5):
        with pytest.raises(Refusal, match=r"claim\.wrong"):
            await terminal.type("claim AAAA-AA", "mallory", staff=True)
    with pytest.raises(Refusal, match=r"claim\.too_many"):
        await terminal.type(f"claim {code}", "mallory", staff=True)
    await terminal.wait(minutes=1, seconds=1)
    assert await terminal.type(f"claim {code}", "mallory", staff=True)
    tries = terminal.rows("SELECT outcome, count(*) FROM audit_entry WHERE deed = 'claim' GROUP BY outcome")
    assert sorted(tries) == [("done", 1), ("refused", 6)]


async def test_whom_the_operator_named_is_an_admin_from_the_first_word(terminal: Terminal) -> None:
    await terminal.set_up("Acme")
    house = terminal.house
    named = replace(house.bot.policy, admins=frozenset({"console:home:olga"}))
    terminal.house = replace(house, bot=replace(house.bot, policy=named))
    with pytest.raises(Denied):
        await terminal.type("members", "olga", staff=False)
    with pytest.raises(Denied):
        await terminal.type("members", "ines", staff=True)
    assert "who sits on it" in await terminal.type("members", "olga", staff=True)


async def test_a_colleague_asks_for_rights_and_an_admin_gives_them(terminal: Terminal) -> None:
    await terminal.set_up("Acme")
    assert "nobody has given you rights yet" in await terminal.type("", "cleo", staff=True)
    with pytest.raises(Denied):
        await terminal.type("results", "cleo", staff=True)
    asked = await terminal.press("product", "cleo", "1", message=terminal.private, staff=True)
    assert "Admin" in asked
    await terminal.wait(minutes=1)
    request = terminal.room("product", "admin")[-1]
    assert request.to == "console:home:admin"
    assert "Cleo would like to ask customers" in terminal.text("product", "admin")
    assert "Cleo" not in terminal.text("product")
    approve = number(request.painted, "Approve")
    for outsider, staff in (("cleo", True), ("ana", False), ("pm", True)):
        with pytest.raises(Denied):
            await terminal.press("product", outsider, approve, message=request.painted, staff=staff)
    assert "Cleo is now: product manager" in await terminal.press("product", "admin", approve, message=request.painted)
    await terminal.wait(minutes=1)
    assert "You have rights now: product manager" in terminal.text("product", "cleo")
    assert "What you can do now".casefold() in (await terminal.type("", "cleo", staff=True)).casefold()
    assert "Results" in [key.label for key in keys(terminal.private)]


async def test_a_refused_colleague_is_told_politely_and_may_still_do_nothing(terminal: Terminal) -> None:
    await terminal.set_up("Acme")
    await terminal.type("", "cleo", staff=True)
    await terminal.press("product", "cleo", "1", message=terminal.private, staff=True)
    await terminal.wait(minutes=1)
    request = terminal.room("product", "admin")[-1].painted
    await terminal.press("product", "admin", number(request, "Refuse"), message=request)
    await terminal.wait(minutes=1)
    assert "was not granted this time" in terminal.text("product", "cleo")
    with pytest.raises(Denied):
        await terminal.type("status", "cleo", staff=True)


async def test_rights_end_at_once_for_guests_for_the_removed_and_for_those_who_left(terminal: Terminal) -> None:
    await terminal.set_up("Acme")
    assert await terminal.type("status", "pm")
    with pytest.raises(Denied):
        await terminal.type("status", "pm", staff=False)  # the platform calls them a guest now
    assert await terminal.type("members rights console:home:pm none", "admin")
    with pytest.raises(Denied):
        await terminal.type("status", "pm")
    await terminal.type("members rights console:home:pm pm", "admin")
    assert await terminal.type("status", "pm")
    await change(terminal, "pm", gone_at=terminal.clock.now())
    with pytest.raises(Denied):
        await terminal.type("status", "pm")
    with pytest.raises(Refusal, match=r"rights\.last_admin"):
        await terminal.type("members rights console:home:admin pm", "admin")


async def test_a_place_that_nobody_set_up_answers_nothing_about_anybody(terminal: Terminal) -> None:
    from handlers import routes

    await terminal.set_up("Acme")
    elsewhere = Place.parse("console:elsewhere:product")
    visitor = await terminal.visitor("pm")
    with pytest.raises(Refusal, match=r"place\.nobodys"):
        await routes.typed(terminal.house.bot, "status", visitor, elsewhere, terminal.clock.now())
    assert (await first_board(terminal.house.bot)).name == "Northwind Council"
