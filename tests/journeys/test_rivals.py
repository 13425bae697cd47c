"""Companies of one rival group never learn of each other from what the others are told of a closed poll."""

from dataclasses import replace

import pytest

from bot.actions.operator import board_meant
from storage import accounts
from tests.journeys.terminal import BOARD, Terminal

COMPANIES = ("Acme", "Globex", "Initech", "Hooli", "Umbrella")
TOLD, FEW = "What came of it", "Too few answers to share safely; yours still counts."


@pytest.fixture
async def rivals(terminal: Terminal) -> Terminal:
    """Five companies, two of which are rivals."""
    await terminal.set_up(*COMPANIES)
    bot = terminal.house.bot
    board = await board_meant(bot, BOARD)
    async with bot.database.begin(board.organisation_id) as work:
        for each in await accounts.all(work):
            if each.name in ("Acme", "Globex"):
                await accounts.save(work, replace(each, rival_group="meters"))
    return terminal


async def voted(rivals: Terminal, *rooms: str, final: bool = False) -> None:
    """Two people of each company choose, those of Globex the first option and all others the second."""
    for room in rooms:
        for who in ("one", "two"):
            await rivals.press(room, f"{who}{room}", "1" if room == "globex" else "2")
            if final:
                await rivals.press(room, f"{who}{room}", "1", message=rivals.private)


async def test_what_a_company_reads_leaves_its_rivals_out_and_needs_the_gate_without_them(rivals: Terminal) -> None:
    await rivals.type('poll "Which day?" "Monday" "Friday" --close 1d')
    await rivals.wait(minutes=3)
    await voted(rivals, "acme", "globex", "initech", "hooli", "umbrella")
    await rivals.wait(days=2)
    for company in COMPANIES:
        read = rivals.text(company.casefold())
        assert TOLD in read
        assert "few" in read.partition("Monday")[2] if company == "Acme" else "some" in read
    await rivals.type('poll "Which month?" "May" "June" --close 1d')
    await rivals.wait(minutes=3)
    await voted(rivals, "acme", "globex", "initech", "hooli")
    await rivals.wait(days=2)
    read_by = {company: rivals.text(company.casefold()).partition("Which month?")[2] for company in COMPANIES}
    assert [company for company, read in read_by.items() if FEW in read] == ["Acme", "Globex"]
    assert [company for company, read in read_by.items() if TOLD in read] == ["Initech", "Hooli", "Umbrella"]


async def test_of_an_anonymous_poll_rivals_are_told_nothing_and_the_others_what_came_of_it(rivals: Terminal) -> None:
    await rivals.type('poll "Which day?" "Monday" "Friday" --anon --close 1d')
    await rivals.wait(minutes=3)
    await voted(rivals, "acme", "globex", "initech", "hooli", "umbrella", final=True)
    await rivals.wait(days=2)
    for company in COMPANIES:
        read = rivals.text(company.casefold())
        assert (FEW in read) is (company in ("Acme", "Globex"))
        assert (TOLD in read) is (company not in ("Acme", "Globex"))
        assert "What your company answered" not in read
