"""What a product manager reads of a poll that names companies alone, of one segment, of lately: no more than that."""

import re
import shutil
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.actions.cast import first_board
from bot.actions.export import exported
from bot.actions.read_digest import digest_page
from bot.domain.masking import masked
from bot.domain.visibility import Visibility
from handlers.web.digest_view import digest_html
from tests.journeys.conftest import bot_at
from tests.journeys.terminal import Terminal, number
from tests.journeys.wished import SHUT, said, tell_until_the_close

SOMEBODY = re.compile(r"\d+Quokka|(?:Holly|Harry)quokka")
"""How people are called, and nobody's words hold."""
NAMING = ("results P1", "summary P1", "summary export", "why S1", "page", "file")
TYPED = ("results P1", "summary", "summary P1", "summary last 30d", "summary export", "why S1", "roadmap", "status")
OTHERS = ("Globex", "Initech", SHUT)
OWN = [masked(text) for room, _, text in said() if room == "acme"]


@pytest.fixture
async def council(wished: tuple[Path, datetime], tmp_path: Path) -> AsyncIterator[Terminal]:
    """Four companies, one of them large, have said enough for themes; one of their people said more on a call."""
    home, at = wished
    shutil.copytree(home, tmp_path / "cab")
    async with bot_at(tmp_path / "cab", at) as terminal:
        terminal.rows("UPDATE account SET segment = CASE key WHEN 'acme' THEN 'big' ELSE 'small' END", write=True)
        await terminal.type('heard P1 "The export is too slow for us" --account Acme --by Acme3Quokka')
        await terminal.wait(days=7)
        yield terminal


@pytest.mark.parametrize("visibility", [Visibility.NAMED, Visibility.ACCOUNT])
async def test_where_the_company_alone_was_promised_nobody_is_named_wherever_they_else_would_be(
    council: Terminal, visibility: Visibility
) -> None:
    council.rows(f"UPDATE round SET visibility = '{visibility.value}'", write=True)
    bot, board = council.house.bot, await first_board(council.house.bot)
    read = {line: await council.type(line) for line in TYPED}
    read["page"] = digest_html(await digest_page(bot, board), "en")
    read["file"] = (await exported(bot, board, None)).as_csv
    assert "on calls" in read["why S1"]
    naming = [surface for surface, text in read.items() if SOMEBODY.search(text)]
    assert naming == (list(NAMING) if visibility is Visibility.NAMED else [])


async def test_of_one_segment_only_its_companies_are_counted_and_quoted(council: Terminal) -> None:
    results = await council.type("summary P1 --segment big")
    assert "5 of 5 people / 1 of 1 company" in results
    for line in ("summary P1", "summary", "summary last 30d", "summary export"):
        read = await council.type(f"{line} --segment big")
        assert [each for each in OTHERS if each in read] == [], line
        assert re.findall(r"of (\d+) compan", read) in (["1"], []), line
        quoted = re.findall(r"“(.+?)”  —", read)
        assert [
            each for each in quoted if not any(each.strip("… ") in text for text in OWN) and "slow for us" not in each
        ] == []


async def test_what_several_companies_of_a_segment_said_is_counted_out_of_those_alone(council: Terminal) -> None:
    council.rows(f"UPDATE account SET segment = CASE name WHEN '{SHUT}' THEN 'small' ELSE 'big' END", write=True)
    read = await council.type("summary --segment big")
    assert "of 15 people" in read
    assert set(re.findall(r"of (\d+) compan", read)) == {"3"}
    assert SHUT not in read


async def test_of_lately_nothing_older_is_counted_or_quoted(council: Terminal) -> None:
    assert "of 4 companies" in await council.type("summary last 30d")
    await council.wait(days=21)
    assert "of 4 companies" in await council.type("summary last 60d")
    read = await council.type("summary last 20d")
    assert "of 4 companies" not in read
    assert "export" not in read.casefold()


async def test_words_of_an_open_poll_and_words_that_were_taken_back_are_in_no_summary(council: Terminal) -> None:
    await council.type('ask "What else?"')
    await council.wait(minutes=5)
    await council.press("acme", "acme3quokka", "1 A zeppelin would help")
    await council.press("acme", "acme6quokka", "1 Some marzipan would help")
    await council.press("acme", "acme6quokka", number(council.private, "Withdraw my answer"), message=council.private)
    assert "zeppelin" not in await council.type("summary last 2d")
    await council.type("close")
    await council.wait(minutes=5)
    read = await council.type("summary last 2d")
    assert "zeppelin" in read
    assert "marzipan" not in read


async def test_who_said_things_on_calls_about_two_polls_is_named_beneath_one_theme_only_if_both_name_people(
    council: Terminal,
) -> None:
    by_name = "Acme3Quokka of Acme, on a call"
    assert by_name in await council.type("summary export")
    await council.type('ask "What else?"')
    await council.wait(minutes=5)
    council.rows("UPDATE round SET visibility = 'account' WHERE number = 2", write=True)
    for company, who in (("acme", "acme0quokka"), ("globex", "globex1quokka")):
        await council.press(company, who, "1 Exports lose columns in our weekly report")
    await council.type("close P2")
    await council.type('heard P2 "Our exports stop halfway" --account Acme --by Acme3Quokka')
    await council.type('heard P1 "Exports are slow" --account Globex --by Globex4Quokka')
    await council.wait(days=7)
    read = await council.type("summary export")
    assert "Globex4Quokka of Globex, on a call" in read, "whose name was promised in every poll they spoke about"
    assert "“Our exports stop halfway”  — Acme, on a call" in read
    assert by_name not in read, "the words about the second poll would be known for theirs by the first"


async def test_while_answers_are_listed_one_by_one_what_speaks_to_a_machine_is_in_no_digest(
    terminal: Terminal,
) -> None:
    await tell_until_the_close(terminal, allowed=False, voices=[*said()[:3], *said()[13:15]])
    results = await terminal.type("results P1")
    assert all(word in results for word in ("walrus", "pizza")), "whoever asked reads each answer of that poll"
    for read in (await terminal.type("summary"), await terminal.type("summary last 90d")):
        assert "The export drops columns" in read
        assert [word for word in ("walrus", "pizza") if word in read] == [], "wholly an order, or one within a wish"
