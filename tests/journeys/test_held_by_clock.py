"""A schedule on everybody's own clock: what its preview says where one clock is far behind another comes to pass."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.actions import enrol
from bot.domain.people import Role
from tests.journeys.conftest import bot_at
from tests.journeys.sparing import NEW_YORK, asks, seat
from tests.journeys.terminal import BOARD, Terminal
from tests.journeys.test_own_page import appointed, page, text

WEEK = timedelta(days=7)


async def asked_in_tokyo_and_new_york(
    terminal: Terminal, rule: str, window: str, *texts: str, only: str = "", end: str = ""
) -> None:
    """Initech lives in Tokyo and Globex in New York; `only` is the segment that is asked."""
    await terminal.set_up("Globex", "Initech")
    await seat(terminal, "Globex", "anaglobex", zone=NEW_YORK, country="US")
    await seat(terminal, "Initech", "anainitech", zone="Asia/Tokyo", country="JP")
    terminal.rows("UPDATE account SET segment = CASE key WHEN 'globex' THEN 'far' ELSE 'near' END", write=True)
    for name, toml in zip(texts, asks(*texts, window=window), strict=True):
        wanted = toml.replace('remind_after = "3d"\n', f'segments = ["{only}"]\n' if only else "")
        await enrol.add_engagement(terminal.house.bot, BOARD, wanted, slug=name.casefold())
    slugs = ",".join(texts).casefold()
    await terminal.type(f'schedule set "{rule}" --engagement {slugs} --local{end}', "admin")


async def first_line(terminal: Terminal) -> str:
    shown = " ".join((await terminal.type("schedule preview", "admin")).split())
    (line,) = re.findall(r" 1 ([A-Z].*?)(?: 2 [A-Z].*)?$", shown)
    return str(line)


async def live(terminal: Terminal, until: datetime) -> None:
    await terminal.wait(seconds=(until - terminal.clock.now()).total_seconds())


@pytest.mark.parametrize(
    ("rule", "window", "only", "told", "asked"),
    [
        ("weekly on Sat at 11:00", "2d", "far", "weekend there until it would close, so nobody is asked", set()),
        ("weekly on Sat at 11:00", "3d", "far", "weekend there, so it goes out on Mon, Mar 9", {"globex"}),
        ("weekly on Wed at 11:00", "8h", "", "1 of 2 channels is left out: too early there", {"initech"}),
        ("weekly on Wed at 11:00", "8h", "far", "too early there until it would close, so nobody is asked", set()),
    ],
)
async def test_the_days_to_answer_count_from_the_first_clock_of_the_board(
    tmp_path: Path, rule: str, window: str, only: str, told: str, asked: set[str]
) -> None:
    start = datetime(2026, 3, 3, tzinfo=UTC)
    async with bot_at(tmp_path / "cab", start) as terminal:
        await asked_in_tokyo_and_new_york(terminal, rule, window, "First", only=only)
        assert told in await first_line(terminal)
        seen = set()
        for days in range(1, 8):
            await live(terminal, start + timedelta(days=days))
            seen |= {home for home in ("globex", "initech") if terminal.room(home)}
        assert seen == asked


async def test_a_date_that_has_begun_in_the_east_is_not_promised_again(tmp_path: Path) -> None:
    noon = datetime(2026, 3, 4, 4, tzinfo=UTC)
    async with bot_at(tmp_path / "cab", datetime(2026, 3, 3, tzinfo=UTC)) as terminal:
        await asked_in_tokyo_and_new_york(terminal, "weekly on Wed at 11:00", "5d", "First", "Second")
        assert "Wed, Mar 4, 2026, 11:00 AM CET · First" in await first_line(terminal)
        await live(terminal, noon)
        assert "First?" in terminal.history("initech")
        assert await first_line(terminal) == "Wed, Mar 11, 2026, 11:00 AM CET · Second"
        listed = await terminal.type("schedule list", "admin")
        assert "Mar 4" not in listed
        assert "Mar 11, 2026, 11:00 AM CET · Second" in listed
        await appointed(terminal, "pia", Role.PRODUCT_MANAGER)
        shown = text(await page(terminal, "pia", staff=True)).partition("What goes out next")[2]
        assert "Mar 4" not in shown
        assert "Second" in shown
        await live(terminal, noon + WEEK)
        assert "Second?" in terminal.history("initech")


async def test_the_last_date_of_a_schedule_is_not_promised_again_once_it_has_begun(tmp_path: Path) -> None:
    async with bot_at(tmp_path / "cab", datetime(2026, 3, 3, tzinfo=UTC)) as terminal:
        await asked_in_tokyo_and_new_york(terminal, "weekly on Wed at 11:00", "5d", "First", end=" --end 2026-03-05")
        await live(terminal, datetime(2026, 3, 4, 4, tzinfo=UTC))
        assert "Nothing comes any more" in await terminal.type("schedule preview", "admin")
        assert "Mar 4, 2026, 11:00 AM CET ·" not in await terminal.type("schedule list", "admin")
