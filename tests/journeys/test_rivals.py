"""Companies of one rival group never learn of each other from what the others are told of a closed poll."""

from dataclasses import replace

import pytest

from bot.actions import enrol
from bot.actions.erase import erase, wish_to_erase
from bot.actions.my_answers import leave
from bot.actions.operator import board_meant
from bot.domain.channels import ChannelKind
from bot.ids import BoardId, PersonId
from storage import accounts, members
from tests.journeys.terminal import BOARD, Terminal, number

APART = ("Acme", "Initech", "Hooli", "Umbrella", "Stark")
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


@pytest.fixture
async def lounge(terminal: Terminal) -> Terminal:
    """Acme and four others in channels of their own; its rival Globex, in one that it is to share with others."""
    await terminal.set_up(*APART)
    bot = terminal.house.bot
    await enrol.add_channel(bot, BOARD, "console:home:lounge", kind=ChannelKind.SHARED_ROOM, account="Globex")
    await made_rivals(terminal, "Acme", "Globex")
    return terminal


async def seat_globex(terminal: Terminal) -> None:
    """Give its two people seats."""
    for who in ("one", "two"):
        await terminal.type(f"members add console:home:{who}lounge {who.title()} --account Globex", "admin")


async def made_rivals(terminal: Terminal, *names: str) -> None:
    """These companies are rivals from now on, and no others."""
    bot = terminal.house.bot
    async with bot.database.begin((await board_meant(bot, BOARD)).organisation_id) as work:
        for each in await accounts.all(work):
            await accounts.save(work, replace(each, rival_group="meters" if each.name in names else ""))


async def seated(terminal: Terminal, board_id: BoardId) -> list[PersonId]:
    """Who sits on the board, by id."""
    bot = terminal.house.bot
    async with bot.database.read((await board_meant(bot, BOARD)).organisation_id) as work:
        return sorted({each.person_id for each in await members.of_board(work, board_id)})


async def all_vote(terminal: Terminal, *, final: bool) -> None:
    """Two people of each company choose: those of the rivals the one option, all others the other."""
    for room in (*(each.casefold() for each in APART), "lounge"):
        for who in ("one", "two"):
            option = "Monday" if room in ("acme", "lounge") else "Friday"
            poll = terminal.room(room)[-1].painted
            await terminal.press(room, f"{who}{room}", number(poll, option))
            if final:
                await terminal.press(room, f"{who}{room}", "1", message=terminal.private)


@pytest.mark.parametrize("final", [False, True], ids=["named", "anonymous"])
async def test_what_a_rival_said_does_not_come_out_because_its_people_have_left_the_board(
    lounge: Terminal, final: bool
) -> None:
    bot = lounge.house.bot
    board = await board_meant(bot, BOARD)
    if final:
        await seat_globex(lounge)
    await lounge.type(f'poll "Which day?" "Monday" "Friday" --close 1d {"--anon" if final else ""}')
    await lounge.wait(minutes=3)
    if not final:  # Nobody had them in mind when it was asked: that they answered is all there is to go by.
        await seat_globex(lounge)
    people = await seated(lounge, board.id)
    assert len(people) == 2
    await all_vote(lounge, final=final)
    for each in people:
        await leave(bot, board.organisation_id, each)
    await lounge.wait(days=2)
    read = lounge.text("acme")
    assert (FEW if final else TOLD) in read
    assert final or "few" in read.partition("Monday")[2], "neither rival is counted"


@pytest.mark.parametrize("final", [False, True], ids=["named", "anonymous"])
async def test_what_customers_read_of_a_closed_poll_stays_as_it_is_whoever_is_erased_or_a_rival_since(
    lounge: Terminal, final: bool
) -> None:
    bot = lounge.house.bot
    board = await board_meant(bot, BOARD)
    await seat_globex(lounge)
    people = await seated(lounge, board.id)
    await lounge.type(f'poll "Which day?" "Monday" "Friday" --close 1d {"--anon" if final else ""}')
    await lounge.wait(minutes=3)
    await all_vote(lounge, final=final)
    await lounge.wait(days=2)
    rooms = (*(each.casefold() for each in APART), "lounge")
    read = {room: lounge.text(room) for room in rooms}
    await made_rivals(lounge, "Initech", "Hooli")
    for each in people:
        await erase(bot, board.organisation_id, (await wish_to_erase(bot, board.organisation_id, each)).id)
    await lounge.wait(minutes=5)
    assert {room: lounge.text(room) for room in rooms} == read
