"""What a schedule's preview says of nights, weekends and holidays is what comes to pass, by a count of our own."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from holidays import country_holidays

from bot.actions import enrol
from tests.journeys.conftest import bot_at
from tests.journeys.sparing import BERLIN, NEW_YORK, asks, seat
from tests.journeys.terminal import BOARD, Terminal

TOKYO = "Asia/Tokyo"
HOMES = {"acme": (BERLIN, "DE"), "globex": (NEW_YORK, "US"), "initech": (TOKYO, "JP")}
STEP = timedelta(minutes=15)
CASES = [
    (datetime(2026, 4, 30, tzinfo=UTC), "weekly on Fri at 16:00", "", "14d"),
    (datetime(2026, 7, 2, tzinfo=UTC), "weekly on Fri at 16:00", "", "14d"),
    (datetime(2026, 12, 24, tzinfo=UTC), "weekly on Fri at 10:00", "", "2d"),
    (datetime(2026, 12, 31, tzinfo=UTC), "weekly on Fri at 10:00 --local", "", "14d"),
    (datetime(2026, 3, 6, tzinfo=UTC), "weekly on Sat at 11:00", "", "14d"),
    (datetime(2026, 3, 6, tzinfo=UTC), "weekly on Sat at 11:00 --local", "", "1d"),
    (datetime(2026, 3, 27, tzinfo=UTC), "weekly on Sun at 02:30", "2026-03-30", "14d"),
    (datetime(2026, 3, 2, tzinfo=UTC), "daily at 23:45", "", "14d"),
    (datetime(2026, 9, 18, tzinfo=UTC), "weekly on Mon at 09:00 --local", "2026-09-24..2026-09-25", "14d"),
]
QUICK = (0, 3, 6)


async def asked_in_three_countries(terminal: Terminal, rule: str, blackout: str, window: str) -> str:
    """The preview of a schedule that asks three companies, typed by whoever runs the board."""
    await terminal.set_up("Acme", "Globex", "Initech")
    for company, (zone, country) in HOMES.items():
        await seat(terminal, company.title(), f"ana{company}", zone=zone, country=country)
    (toml,) = asks("First", window=window)
    toml = toml.replace('remind_after = "3d"\n', "")
    await enrol.add_engagement(terminal.house.bot, BOARD, toml, slug="first")
    when, _, local = rule.partition(" --")
    flags = (" --local" if local else "") + (f" --except {blackout}" if blackout else "")
    await terminal.type(f'schedule set "{when}" --engagement first{flags}', "admin")
    return await terminal.type("schedule preview", "admin")


def wakes(at: datetime, home: str, free: set[str]) -> datetime:
    """The first quarter of an hour from `at` on in which nobody is disturbed there, found by trying each."""
    zone, country = HOMES[home]
    holidays = country_holidays(country)
    while True:
        there = at.astimezone(ZoneInfo(zone))
        works = there.weekday() < 5 and there.date() not in holidays and 8 <= there.hour < 20
        if works and at.astimezone(ZoneInfo(BERLIN)).date().isoformat() not in free:
            return at
        at += STEP


def days(typed: str) -> set[str]:
    """Each date of a range as it is typed."""
    if not typed:
        return set()
    first, _, last = typed.partition("..")
    day, end = datetime.fromisoformat(first), datetime.fromisoformat(last or first)
    return {(day + timedelta(days=n)).date().isoformat() for n in range((end - day).days + 1)}


def spelt(at: datetime) -> str:
    """An instant as the preview spells it, by the board's clock."""
    there = at.astimezone(ZoneInfo(BERLIN))
    return f"{there:%a, %b} {there.day}, {there.year}, {there.hour % 12 or 12}:{there:%M %p}"


@pytest.mark.parametrize(
    ("start", "rule", "blackout", "window"),
    [pytest.param(*case, marks=() if n in QUICK else pytest.mark.soak) for n, case in enumerate(CASES)],
)
async def test_what_the_preview_says_is_what_happens(
    tmp_path: Path, start: datetime, rule: str, blackout: str, window: str
) -> None:
    async with bot_at(tmp_path / "cab", start) as terminal:
        shown = " ".join((await asked_in_three_countries(terminal, rule, blackout, window)).split())
        shown = re.sub("[\N{FIRST STRONG ISOLATE}\N{POP DIRECTIONAL ISOLATE}]", "", shown)
        ((slot, due),) = terminal.rows("SELECT coalesce(next_slot, next_due_at), next_due_at FROM cadence")
        at, opens = (datetime.fromisoformat(str(each)).replace(tzinfo=UTC) for each in (slot, due))
        wall = at.astimezone(ZoneInfo(BERLIN)).replace(tzinfo=None)
        closes = opens + timedelta(days=int(window[:-1]))
        (line,) = re.findall(r" 1 (.*? · First.*?) 2 [A-Z]", shown)
        expected = {}
        for home, (zone, _) in HOMES.items():
            mine = wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) if "--local" in rule else at
            expected[home] = wakes(mine, home, days(blackout))
            late = expected[home] != mine
            assert (spelt(expected[home]) in line.partition(" · ")[2]) == (late and expected[home] < closes), line
        out = [home for home, then in expected.items() if then >= closes]
        assert ("left out" in line or "nobody is asked" in line) == bool(out), line
        for moment in sorted(set(expected.values())):
            for at_work in (moment - timedelta(minutes=1), moment + timedelta(seconds=30)):
                await terminal.wait(seconds=(at_work - terminal.clock.now()).total_seconds())
                asked = {home for home, then in expected.items() if then <= at_work and then < closes}
                assert {home for home in HOMES if terminal.room(home)} == asked, (at_work, line)
