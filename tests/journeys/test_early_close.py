"""A poll closes early only when everybody who was asked has answered or skipped, and not before a second thought."""

from pathlib import Path

import pytest

from bot.actions.enrol import add_channel
from bot.actions.import_file import import_file
from bot.domain.channels import ChannelKind
from tests.journeys.terminal import BOARD, Terminal, number
from tests.journeys.test_pressing import QUESTIONS, asked, latest

MEMBERS = """name,account,identity
Ana,Acme,console:home:ana
Ben,Acme,console:home:ben
Cleo,Globex,console:home:cleo
"""
POLL = 'poll "Which day?" "Monday" "Friday"'


async def known(terminal: Terminal, folder: Path, *, poll: str = POLL) -> None:
    """Three members of two companies are asked."""
    await terminal.set_up("Acme", "Globex")
    (folder / "members.csv").write_text(MEMBERS)
    await import_file(terminal.house.bot, None, folder / "members.csv", None, None)
    await terminal.type(poll)
    await terminal.wait(minutes=3)


async def stage(terminal: Terminal) -> str:
    """How far the poll has come."""
    return (await latest(terminal)).stage.value


@pytest.mark.soak
async def test_once_everybody_has_spoken_the_poll_closes_an_hour_later(terminal: Terminal, tmp_path: Path) -> None:
    await known(terminal, tmp_path)
    before = await latest(terminal)
    await terminal.press("acme", "ana", "1")
    await terminal.press("globex", "cleo", "2")
    await terminal.wait(hours=3)
    assert (await latest(terminal)).closes_at == before.closes_at
    await terminal.press("acme", "ben", number(terminal.room("acme")[-1].painted, "Skip"))
    await terminal.wait(minutes=50)
    moved = await latest(terminal)
    assert moved.closes_at < before.closes_at
    assert moved.hear_back_by == before.hear_back_by
    assert "Monday" in await terminal.press("globex", "cleo", "1"), "a second thought is still heard"
    await terminal.wait(minutes=11)
    assert await stage(terminal) == "reported"
    assert "Thank you, 2 answered." in terminal.text("acme")


async def test_whoever_withdraws_has_not_spoken(terminal: Terminal, tmp_path: Path) -> None:
    await known(terminal, tmp_path)
    await terminal.press("acme", "ana", "1")
    await terminal.press("globex", "cleo", "2")
    await terminal.press("acme", "ben", "1")
    await terminal.press("acme", "ben", number(terminal.private, "Withdraw my answer"), message=terminal.private)
    await terminal.wait(hours=5)
    assert await stage(terminal) == "open"


async def test_every_question_is_to_be_answered(terminal: Terminal, tmp_path: Path) -> None:
    await terminal.set_up("Acme", toml=QUESTIONS)
    (tmp_path / "members.csv").write_text("name,account,identity\nAna,Acme,console:home:ana\n")
    await import_file(terminal.house.bot, None, tmp_path / "members.csv", None, None)
    await terminal.schedule()
    await terminal.wait(days=1, hours=2)
    await terminal.press("acme", "ana", "5")
    await terminal.wait(hours=5)
    assert await stage(terminal) == "open"
    written = number(terminal.room("acme")[-1].painted, "Write your answer")
    await terminal.press("acme", "ana", f"{written} The search")
    await terminal.wait(hours=2)
    assert await stage(terminal) == "reported"


async def test_a_company_whose_members_nobody_listed_keeps_the_poll_open(terminal: Terminal) -> None:
    await asked(terminal, "Acme")
    await terminal.press("acme", "ana", "1")
    await terminal.wait(hours=5)
    assert await stage(terminal) == "open"


async def test_of_an_anonymous_poll_nobody_knows_who_is_missing(terminal: Terminal, tmp_path: Path) -> None:
    await known(terminal, tmp_path, poll=f"{POLL} --anon")
    for room, who in (("acme", "ana"), ("acme", "ben"), ("globex", "cleo")):
        await terminal.press(room, who, "1")
        await terminal.press(room, who, "1", message=terminal.private)
    assert len(terminal.rows("SELECT 1 FROM choice")) == 3
    await terminal.wait(hours=5)
    assert await stage(terminal) == "open"


async def test_in_a_shared_room_nobody_knows_who_reads_along(terminal: Terminal) -> None:
    await terminal.set_up("Acme")
    await add_channel(terminal.house.bot, BOARD, "console:home:lounge", kind=ChannelKind.SHARED_ROOM, account=None)
    await terminal.type(POLL)
    await terminal.wait(minutes=3)
    await terminal.press("acme", "ana", "1")
    await terminal.wait(hours=5)
    assert await stage(terminal) == "open"
