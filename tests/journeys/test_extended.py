"""A poll that was extended: open until the new time, closed then, once, whatever happened in between."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import IllegalMove, Refusal
from tests.journeys.conftest import bot_at
from tests.journeys.terminal import MONDAY, Terminal
from tests.journeys.test_early_close import known, stage
from tests.journeys.test_pressing import asked, latest


async def test_an_extended_poll_is_open_until_the_new_time_and_its_message_says_so(terminal: Terminal) -> None:
    await asked(terminal, "Acme")
    before = await latest(terminal)
    assert "Mar 9, 9:02" in terminal.text("acme")
    assert "P1 stays open until" in await terminal.type("extend P1 2d")
    after = await latest(terminal)
    assert after.closes_at == before.closes_at + timedelta(days=2)
    assert after.hear_back_by == before.hear_back_by + timedelta(days=2)
    await terminal.wait(minutes=5)
    assert "Mar 9, 9:02" not in terminal.text("acme")
    assert "Mar 11, 9:02" in terminal.text("acme")
    assert len(terminal.room("acme")) == 1, "the message is drawn anew, none is posted beside it"
    await terminal.wait(days=8)
    assert await stage(terminal) == "open"
    assert "Monday" in await terminal.press("acme", "ana", "1")
    await terminal.wait(days=1)
    assert await stage(terminal) == "reported"
    assert terminal.text("product").count("Which day?") == 1


async def test_an_extended_poll_closes_once_though_the_bot_was_down_at_both_times(tmp_path: Path) -> None:
    async with bot_at(tmp_path / "cab", MONDAY) as terminal:
        await asked(terminal, "Acme")
        await terminal.press("acme", "ana", "1")
        await terminal.type("extend P1 2d")
        closes_at = (await latest(terminal)).closes_at
    async with bot_at(tmp_path / "cab", closes_at - timedelta(hours=1)) as terminal:
        await terminal.wait(minutes=5)
        assert await stage(terminal) == "open"
    for _ in range(2):
        async with bot_at(tmp_path / "cab", closes_at + timedelta(hours=2)) as terminal:
            await terminal.wait(minutes=5)
            assert await stage(terminal) == "reported"
            assert terminal.rows("SELECT count(*) FROM delivery WHERE kind = 'results'") == [(1,)]


async def test_the_reminder_of_an_extended_poll_comes_once_and_when_it_was_to_come(terminal: Terminal) -> None:
    await asked(terminal, "Acme")
    before = await latest(terminal)
    await terminal.type("extend P1 2d")
    after = await latest(terminal)
    assert (after.deed, after.deed_at) == (before.deed, before.remind_at)
    await terminal.wait(days=6)
    await terminal.type("extend P1 2d")
    await terminal.wait(days=12)
    assert await stage(terminal) == "reported"
    assert len(terminal.rows("SELECT 1 FROM delivery WHERE kind = 'remind'")) <= 1


async def test_a_poll_in_which_everybody_has_spoken_is_not_kept_open(terminal: Terminal, tmp_path: Path) -> None:
    await known(terminal, tmp_path)
    await terminal.press("acme", "ana", "1")
    await terminal.press("globex", "cleo", "2")
    await terminal.type("extend P1 1d")
    await terminal.press("acme", "ben", "1")
    for _ in range(2):
        with pytest.raises(Refusal, match=r"round\.all_spoke"):
            await terminal.type("extend P1 1d")
        await terminal.wait(minutes=30)
    await terminal.wait(hours=1)
    assert await stage(terminal) == "reported"


async def test_no_poll_stays_open_for_more_than_a_quarter(terminal: Terminal) -> None:
    await asked(terminal, "Acme")
    before = await latest(terminal)
    await terminal.type("extend P1 82d")
    with pytest.raises(IllegalMove, match=r"round\.open_too_long"):
        await terminal.type("extend P1 2d")
    assert (await latest(terminal)).closes_at == before.closes_at + timedelta(days=82)


async def test_a_poll_that_is_over_is_not_extended_any_more(terminal: Terminal) -> None:
    await asked(terminal, "Acme")
    closes_at = (await latest(terminal)).closes_at
    terminal.clock.put(closes_at)
    with pytest.raises(IllegalMove, match=r"round\.closing"):
        await terminal.type("extend P1 2d")
    await terminal.wait(minutes=5)
    with pytest.raises(IllegalMove, match=r"round\.not_open"):
        await terminal.type("extend P1 2d")
    assert (await latest(terminal)).closes_at == closes_at


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("extend P1", "command.extend_example"),
        ("extend", "command.extend_example"),
        ("extend P1 2026-12-24", "command.extend_example"),
        ("extend P1 200d", "command.extend_example"),
        ("extend P1 2 dasy", "command.extend_near"),
        ("extend P9 2d", "round.unknown"),
        ("ext P1 2d P2", "command.extend_example"),
    ],
)
async def test_what_is_no_length_or_no_poll_is_refused_with_an_example(terminal: Terminal, line: str, why: str) -> None:
    await asked(terminal, "Acme")
    before = await latest(terminal)
    with pytest.raises(Refusal, match=why.replace(".", r"\.")):
        await terminal.type(line)
    assert await latest(terminal) == before


@pytest.mark.parametrize("line", ["extend 1d", "ext p1 24h", "/cab extend #1 by 1 day", "extend P1 um 1 tag"])
async def test_it_is_understood_however_it_is_typed(terminal: Terminal, line: str) -> None:
    await asked(terminal, "Acme")
    before = await latest(terminal)
    await terminal.type(line)
    assert (await latest(terminal)).closes_at == before.closes_at + timedelta(days=1)
