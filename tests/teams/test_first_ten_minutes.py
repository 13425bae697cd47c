"""The first ten minutes of an admin in Teams, from the code on the operator's screen to a poll that repeats itself.

No id is ever typed, and nothing that is read speaks of another platform.
"""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.actions.claim import first_code
from tests.fakes.teams.reading import inputs
from tests.fakes.teams.world import Conversation, Person, Team
from tests.teams.office import Office, empty_office
from tests.teams.wording import foreign

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def floor(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """A vendor's tenant where nobody is admin yet and the app is nowhere."""
    async with empty_office(tmp_path_factory.mktemp("floor") / "cab", admins=False) as running:
        yield running


def guests(floor: Office, company: str, *names: str) -> tuple[Team, Conversation, list[Person]]:
    """A team of the vendor's with a company's people in it, without the app."""
    world = floor.teams.world
    theirs = world.add_tenant(company)
    inside = [world.add_person(each, theirs, guest_of=floor.teams.tenant) for each in names]
    team = world.add_team(company, floor.teams.tenant, [floor.pat, *inside])
    return team, world.conversations[team.id], inside


async def press(floor: Office, label: str, *, as_: Person | None = None) -> str:
    """Press the newest button of this label in somebody's own chat; what came of it."""
    who = as_ or floor.pat
    done = await floor.press(floor.teams.people.offering(who, label), label, as_=who)
    assert done.ok, done.trouble
    return done.private_text


async def test_the_first_ten_minutes_of_an_admin(floor: Office) -> None:
    people, pat = floor.teams.people, floor.pat
    greeted = await people.install(as_=pat)
    await floor.settle()
    assert "claim K7QM-4X" in greeted.private_text
    chat = floor.house.teams
    assert chat is not None
    assert chat.lane is not None
    claimed = await floor.cab(f"claim {await first_code(floor.house.bot, chat.lane)}")
    assert "You are the admin" in claimed.private_text

    # Where results go: a channel that nobody from outside reads.
    label = "Choose the product channel"
    early = await floor.press(people.offering(pat, label), label, as_=pat)
    assert "I am in no channel yet" in early.private_text
    team, acme, [ana] = guests(floor, "Acme", "Ana Ruiz")
    for each in (team, floor.crew):
        await people.add_to_team(each, by=pat)
        await floor.settle()
    chosen = await floor.press(people.offering(pat, label), label, as_=pat)
    assert chosen.dialog is not None
    [field] = inputs(chosen.dialog.card)
    refused = await people.submit(chosen.dialog, {field: "Acme"})
    assert "People of another company read along in Acme" in refused.private_text
    assert refused.dialog is not None
    done = await people.submit(refused.dialog, {field: "Northwind Product"})
    assert "Results go to Northwind Product" in done.private_text
    await floor.settle()

    # Whose channel the other one is stands in the steps, until it is said.
    assert "There is 1 person from outside in there" in people.reads(pat)
    assert "Acme is the channel of Acme" in await press(floor, "Yes")
    assert not people.sees(ana, acme), "nothing is posted to a customer before a poll is sent"

    # The rehearsal, in the admin's own chat.
    await floor.cab("home")
    assert "The poll is in your own chat" in await press(floor, "Rehearse")
    assert "Your answer: " in await press(floor, "1")
    await press(floor, "Close now")
    await floor.wait(seconds=30)
    assert "Rehearsal: your answer and 7 samples" in people.reads(pat)
    await press(floor, "Plan")
    await floor.wait(seconds=30)
    assert "What we did" in people.reads(pat)
    await press(floor, "End and delete")
    await floor.wait(seconds=60)
    assert "What we did" not in people.reads(pat), "all of it is deleted"
    assert not people.sees(ana, acme)
    assert not people.sees(pat, floor.product)

    # The first poll: from the library, tried out, sent, repeated.
    await floor.cab("hello")
    await press(floor, "Ask a first poll")
    assert "1 company, about 1 person" in await press(floor, "1")
    assert "Nothing you press here counts" in await press(floor, "Test to me")
    await press(floor, "Continue")
    await floor.wait(minutes=3)
    assert "Which of these would help your team most" in people.reads(ana, acme)
    assert "Repeats every 2 weeks on Tue at 10:00" in await press(floor, "Yes, repeat")


async def test_who_adds_the_app_without_rights_is_not_asked_but_every_admin_is(floor: Office) -> None:
    chat = floor.house.teams
    assert chat is not None
    assert chat.lane is not None
    if (code := await first_code(floor.house.bot, chat.lane)) is not None:
        await floor.teams.people.install(as_=floor.pat)
        await floor.cab(f"claim {code}")
    team, _, _ = guests(floor, "Globex", "Cem Kaya")
    nia = floor.staff("Nia New")
    team.members.add(nia.aad)
    added = await floor.teams.people.add_to_team(team, by=nia)
    await floor.settle()
    assert not added.private_text
    assert "I was added to Globex. Whose channel is it?" in floor.teams.people.reads(floor.pat)


async def test_where_nobody_can_tell_who_reads_along_that_is_said_and_not_taken_for_nobody(floor: Office) -> None:
    chat = floor.house.teams
    assert chat is not None
    assert chat.lane is not None
    if (code := await first_code(floor.house.bot, chat.lane)) is not None:
        await floor.teams.people.install(as_=floor.pat)
        await floor.cab(f"claim {code}")
    team, _, _ = guests(floor, "Initech", "Ivy Lane")
    floor.teams.script.refuse("members", 403, "Forbidden", times=2)
    await floor.teams.people.add_to_team(team, by=floor.pat)
    await floor.settle()
    floor.teams.script.clear()
    asked = "\n".join(floor.teams.people.lines(floor.pat, floor.latest(floor.pat)))
    assert "Is Initech the channel of Initech? There is an unknown number of people from outside in there." in asked
    done = await floor.press(floor.latest(floor.pat), "Internal", as_=floor.pat)
    assert "-1" not in done.private_text
    assert done.ok, done.trouble


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def nothing_foreign_is_read(floor: Office) -> AsyncIterator[None]:
    """Whatever the app showed in this module is worded for who sits in Teams."""
    yield
    assert foreign(floor.teams) == []
