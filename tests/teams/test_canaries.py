"""A whole journey of three customers in Teams with marked names and answers: nobody reads what is another company's."""

import re

import pytest

from tests.fakes.teams.vendor import Shown
from tests.teams.members import person, posted, shared
from tests.teams.office import Office
from tests.written import Written

GUESTS, OUTSIDE = ("Acme", "Globex"), "Initech"
COMPANIES = (*GUESTS, OUTSIDE)
MARK = "canary"
TOKENS = re.compile(r"Bearer |eyJ[A-Za-z0-9_-]{20}")


def name_mark(company: str, number: int) -> str:
    """The surname of one person."""
    return f"{MARK}name{company.casefold()}{number}"


def answer_mark(company: str, number: int) -> str:
    """A word in one person's answer."""
    return f"{MARK}word{company.casefold()}{number}"


def foreign(desk: Office, piece: Shown) -> list[str]:
    """The marks of other companies in something that a customer can read."""
    world = desk.teams.world
    tenants = {world.people[each].tenant_id for each in piece.readers}
    inside = {world.tenants[each].name for each in tenants} & set(COMPANIES)
    found = set(re.findall(rf"{MARK}(?:name|word)[a-z]+\d", piece.content.casefold()))
    own = {company.casefold() for company in inside} if len(inside) == 1 else set()
    return sorted(each for each in found if inside and not any(company in each for company in own))


def somebody(desk: Office, company: str, number: int) -> str:
    """The whole name of one person."""
    mark = name_mark(company, number)
    return next(each.name for each in desk.teams.world.people.values() if mark in each.name)


async def write(desk: Office, company: str, number: int) -> None:
    """Answer the open question in a customer's channel."""
    who = person(desk, somebody(desk, company, number))
    opened = await desk.press(posted(desk, company), "Write your answer", as_=who)
    assert opened.dialog is not None
    said = f"The export is slow and {answer_mark(company, number)} breaks the weekly report"
    sent = await desk.teams.people.submit(opened.dialog, {"text": said})
    assert sent.ok
    await desk.settle()


@pytest.mark.soak
async def test_nobody_reads_what_is_another_companys_and_the_log_holds_nobodys_words(
    desk: Office, log: Written
) -> None:
    for company in GUESTS:
        await desk.customer(company, *(f"P{n} {name_mark(company, n)}" for n in range(2)))
    await shared(desk, OUTSIDE, *(f"P{n} {name_mark(OUTSIDE, n)}" for n in range(2)))
    everybody = [(company, person(desk, somebody(desk, company, n))) for company in COMPANIES for n in range(2)]
    log.taken()
    await desk.cab('poll "What next?" "Offline mode" "Faster search" --live')
    await desk.wait(seconds=1)
    for company, who in everybody:
        await desk.wait(seconds=3)
        for label in ("Offline mode", "My answers", "Who sees this"):
            done = await desk.press(posted(desk, company), label, as_=who)
            assert done.ok, done.trouble
        await desk.teams.people.mention("help", as_=who, to=desk.customers[company])
        await desk.teams.people.look(posted(desk, company), as_=who)
    await desk.cab("close")
    await desk.cab('ask "What annoys you most?"')
    await desk.wait(seconds=1)
    for company in COMPANIES:
        for number in range(2):
            await desk.wait(seconds=3)
            await write(desk, company, number)
    await desk.cab("close")
    await desk.wait(hours=1)
    for line in ("results", "summary", "roadmap", "why S1", 'decide S1 plan "soon"', "status", "members", "audit"):
        for channel in (desk.product, desk.customers["Acme"], desk.customers[OUTSIDE]):
            await desk.wait(seconds=3)
            await desk.cab(line, channel=channel)
    await desk.cab('poll "What word describes us?" "One" "Two" --anon')
    await desk.wait(days=8)
    for company, who in everybody:
        for line in ("my answers", "results", "members"):
            await desk.wait(seconds=3)
            await desk.teams.people.mention(line, as_=who, to=desk.customers[company])
            await desk.settle()

    shown = desk.teams.shown()
    assert any(MARK in piece.content.casefold() for piece in shown)
    leaks = [(piece.where, found) for piece in shown if (found := foreign(desk, piece))]
    assert leaks == []
    assert [piece.where for piece in shown if TOKENS.search(piece.content)] == []
    assert [piece.where for piece in shown if desk.teams.password in piece.content] == []

    await desk.teams.people.courier.raw(b"{", {"Content-Type": "application/json"})
    written = log.taken()
    assert "refused" in written
    assert re.findall(rf"{MARK}\w+", written) == []
    assert TOKENS.findall(written) == []
    assert desk.teams.password not in written
    assert "weekly report" not in written
    assert not re.search(r"[\w.]+@[\w.]+\.example", written)
