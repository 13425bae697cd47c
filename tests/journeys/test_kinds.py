"""A recommendation and an order of options, from the schedule to the suggestion, the evidence and the rows."""

import csv
import io

import pytest

from bot.actions.export import exported
from bot.actions.operator import board_meant
from bot.errors import Refusal
from tests.journeys.terminal import BOARD, Terminal

KINDS = """
title = "Next quarter"
why = "It decides what we build first."
[[question]]
kind = "nps"
text = "How likely are you to recommend us?"
[[question]]
kind = "rank"
text = "What should come first?"
options = ["Offline mode", "Single sign-on", "=Exports"]
"""
SCALE = 11
"""Numbers beside a scale from 0 to 10; those of the options go on behind them."""


def order(*places: int) -> str:
    """What is typed to put options, counted from 1, in this order."""
    return ",".join(str(SCALE + place) for place in places)


@pytest.fixture
async def board(terminal: Terminal) -> Terminal:
    """Three companies, and a poll that is out."""
    await terminal.set_up("Acme", "Globex", "Initech", toml=KINDS)
    await terminal.schedule("every 8 weeks on Tue at 10:00")
    await terminal.wait(days=1, hours=2)
    return terminal


async def test_what_is_first_on_average_becomes_a_suggestion_with_those_who_put_it_first(board: Terminal) -> None:
    assert "Your answer: 0 of 10" in await board.press("acme", "ana", "1")
    said = await board.press("acme", "ana", order(1, 2))
    assert said.index("Offline mode") < said.index("Single sign-on") < said.index("=Exports")
    await board.press("globex", "gus", "10")
    await board.press("globex", "gus", order(1))
    await board.press("initech", "ida", order(2, 1))
    await board.wait(days=13)
    product = board.text("product")
    assert "1 would recommend (9–10), 0 in between (7–8), 1 would not (0–6)" in product
    assert "S1 Offline mode · 2 of 3 people / 2 of 3 companies" in product
    why = await board.type("why S1")
    assert "Acme" in why
    assert "Globex" in why
    assert "Initech" not in why


async def test_two_that_are_level_at_the_top_propose_nothing(board: Terminal) -> None:
    await board.press("acme", "ana", order(1, 2))
    await board.press("globex", "gus", order(2, 1))
    await board.wait(days=13)
    assert "Offline mode and Single sign-on are level at the top" in board.text("product")
    with pytest.raises(Refusal):
        await board.type("why S1")


async def test_an_option_typed_twice_is_refused_by_its_name_and_leaves_no_trace(board: Terminal) -> None:
    with pytest.raises(Refusal, match=r"rank\.twice"):
        await board.press("acme", "ana", order(1, 1))
    assert board.rows("SELECT * FROM answer") == []


async def test_both_leave_as_rows_that_no_spreadsheet_runs(board: Terminal) -> None:
    await board.press("acme", "ana", "11")
    await board.press("acme", "ana", order(3, 1))
    bot = board.house.bot
    rows = list(csv.DictReader(io.StringIO((await exported(bot, await board_meant(bot, BOARD), None)).as_csv)))
    assert [each["answer"] for each in rows] == ["10", "'=Exports > Offline mode > Single sign-on"]
