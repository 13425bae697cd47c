"""A quarter later: the digest says what more companies say than in the 90 days before, and what fewer do."""

from pathlib import Path

import pytest

from bot.actions.cast import first_board
from bot.actions.find_themes import find_themes
from bot.domain.themes import Trend
from tests.journeys.conftest import bot_at
from tests.journeys.terminal import MONDAY, Terminal
from tests.journeys.wished import ALLOWED, EXPORTS, SEARCHES, tell_until_the_close

pytestmark = pytest.mark.soak
COMPANIES = tuple(name.casefold() for name in ALLOWED)


async def test_two_windows_that_share_no_answer_are_compared_also_after_a_restart(tmp_path: Path) -> None:
    home = tmp_path / "cab"
    async with bot_at(home, MONDAY) as terminal:
        await tell_until_the_close(terminal, allowed=False)
        await terminal.wait(days=95)
        await terminal.type('ask "What is in your way now?" --close 6d')
        await terminal.wait(minutes=3)
        for number, text in enumerate(EXPORTS):
            await terminal.press(COMPANIES[number % len(COMPANIES)], f"e{number}", f"1 {text} now")
        for number, text in enumerate(SEARCHES):
            await terminal.press(COMPANIES[0], f"s{number}", f"1 {text} now")
        await terminal.wait(days=7)
        assert await trends(terminal) == {"export": Trend.NO_EVIDENCE, "search": Trend.DOWN}
        at = terminal.clock.now()
    async with bot_at(home, at) as terminal:
        assert await trends(terminal) == {"export": Trend.NO_EVIDENCE, "search": Trend.DOWN}
        await terminal.wait(days=7)
        digest = terminal.text("product").rpartition(", week ")[2]
        assert "falling" in digest
        assert "rising" not in digest


async def trends(terminal: Terminal) -> dict[str, Trend]:
    """How the two themes fare, by a word of their answers."""
    bot = terminal.house.bot
    heard = await find_themes(bot, await first_board(bot))
    stand = [each for each in heard.themes if each.answers > 2]
    return {
        word: each.trend
        for each in stand
        for word in ("export", "search")
        if word in f"{each.title} {each.quote_text}".casefold()
    }
