"""The product team in Teams: the digest, what is decided from it, and what the customers who answered hear of it."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.fakes.teams.reading import inputs
from tests.teams.office import Office, office
from tests.teams.wording import foreign

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def floor(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """Three companies have answered a poll that is closed; the weekly digest is out."""
    async with office(tmp_path_factory.mktemp("floor") / "cab") as one:
        for company, person in (("Acme", "Ana Ruiz"), ("Globex", "Cem Kaya"), ("Initech", "Dora Lind")):
            await one.customer(company, person)
        await one.cab('poll "What should we build next?" "Offline mode" "Single sign-on"')
        for company, person in (("Acme", "Ana Ruiz"), ("Globex", "Cem Kaya"), ("Initech", "Dora Lind")):
            who = one.teams.world.person(person)
            assert (await one.press(one.latest(who, one.customers[company]), "Offline mode", as_=who)).ok
        await one.cab("close P1")
        await one.wait(days=8)
        yield one
        assert foreign(one.teams, but=("teams:",)) == []


async def test_the_product_channel_reads_the_result_and_the_digest(floor: Office) -> None:
    seen = floor.teams.people.reads(floor.pat, floor.product)
    assert "3 of 3 people / 3 of 3 companies" in seen
    assert "Offline mode" in seen
    digest = floor.teams.people.offering(floor.pat, "Why", floor.product)
    assert floor.teams.people.buttons(floor.pat, digest) == ["Explore", "Plan", "Decline", "Why"]


async def test_the_evidence_is_told_to_who_asks_and_to_nobody_else(floor: Office) -> None:
    before = floor.teams.people.reads(floor.pat, floor.product)
    digest = floor.teams.people.offering(floor.pat, "Why", floor.product)
    why = await floor.press(digest, "Why", as_=floor.pat)
    assert "Chosen by Acme, Globex, and Initech." in why.private_text
    assert floor.teams.people.reads(floor.pat, floor.product) == before


async def test_a_colleague_without_rights_decides_nothing(floor: Office) -> None:
    nia = floor.staff("Nia New")
    await floor.teams.people.install(as_=nia)
    await floor.settle()
    denied = await floor.press(floor.teams.people.offering(nia, "Plan", floor.product), "Plan", as_=nia)
    assert "planned" not in denied.private_text
    assert "Settled" not in (await floor.cab("roadmap")).private_text


async def test_what_is_decided_is_told_in_approved_words_where_it_was_answered(floor: Office) -> None:
    people, pat = floor.teams.people, floor.pat
    digest = people.offering(pat, "Plan", floor.product)
    planned = await floor.press(digest, "Plan", as_=pat)
    assert "planned" in planned.private_text
    assert "Send to customers" in people.buttons(pat, people.latest(pat)), "in the own chat, where it stays"
    ana, acme = floor.teams.world.person("Ana Ruiz"), floor.customers["Acme"]
    assert "is planned" not in people.reads(ana, acme), "customers read nothing before it is approved"
    telling = await floor.press(people.offering(pat, "Send to customers"), "Send to customers", as_=pat)
    assert telling.dialog is not None
    [field] = inputs(telling.dialog.card)
    sent = await people.submit(telling.dialog, {field: "Offline mode is next. Plans may change."})
    assert sent.ok
    await floor.settle()
    await floor.wait(minutes=2)
    for company, name in (("Acme", "Ana Ruiz"), ("Globex", "Cem Kaya"), ("Initech", "Dora Lind")):
        read = people.reads(name, floor.customers[company])
        assert read.count("Offline mode is next. Plans may change.") == 1
        others = {"Acme", "Globex", "Initech"} - {company}
        assert not any(other in read for other in others)
    why = await floor.cab("why S1")
    assert "planned" in why.private_text


async def test_what_is_declined_is_worded_in_a_dialog_and_the_reason_stays_inside(floor: Office) -> None:
    people, pat = floor.teams.people, floor.pat
    assert (await floor.cab('poll "What about exports?" "Nightly exports" "None"')).ok
    for company, person in (("Acme", "Ana Ruiz"), ("Globex", "Cem Kaya"), ("Initech", "Dora Lind")):
        who = floor.teams.world.person(person)
        assert (await floor.press(floor.latest(who, floor.customers[company]), "Nightly exports", as_=who)).ok
    await floor.cab("close")
    await floor.wait(days=8)
    listed = (await floor.cab("roadmap")).private_text
    number = next(found for found, title in re.findall(r"(S\d+) ([^\n]+)", listed) if "Nightly exports" in title)
    declined = await floor.cab(f'decide {number} decline "Zebra budget is gone"')
    assert "Zebra budget is gone" in declined.private_text
    telling = await floor.press(people.offering(pat, "Send to customers"), "Send to customers", as_=pat)
    assert telling.dialog is not None
    [field] = inputs(telling.dialog.card)
    sent = await people.submit(telling.dialog, {field: "Not now, because search comes first."})
    assert sent.ok, sent.trouble
    await floor.settle()
    await floor.wait(days=8)
    for company, name in (("Acme", "Ana Ruiz"), ("Globex", "Cem Kaya"), ("Initech", "Dora Lind")):
        read = people.reads(name, floor.customers[company])
        assert read.count("Not now, because search comes first.") == 1
        assert "Zebra" not in read
    assert "Zebra budget is gone" in (await floor.cab(f"why {number}")).private_text


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("results P1", "3 of 3 people"),
        ("roadmap", "what we could do"),
        ("summary", "week 2026-W1"),
        ("status", "How the boards are doing"),
        ("export P1", "There are 3 answers to take out."),
        ('schedule on "go-live done" --ask onboarding-check --after 3d', "3 days later"),
        ('event "go-live done" --account Acme', "Noted: go-live done, Acme."),
        ("schedule", "After an event"),
        ("policy quiet 20:00-08:00", "20:00"),
        ('schedule set "every 4 weeks on Tue at 10:00" --engagement value-pulse', "every 4 weeks on Tue at 10:00"),
    ],
)
async def test_what_is_typed_there_works(floor: Office, line: str, read: str) -> None:
    assert read in (await floor.cab(line)).private_text
