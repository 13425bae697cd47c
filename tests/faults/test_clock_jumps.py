"""The machine's clock is set back and forth while the bot is at work: each occurrence is asked once."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.actions.settle import settle
from bot.app import opened
from bot.clock import SetClock
from bot.config import Settings
from tests.databases import prepared
from tests.journeys.terminal import MONDAY, Terminal


class Unsteady(SetClock):
    """A clock that somebody also sets back."""

    def jump(self, **span: float) -> None:
        """Set it, either way."""
        self._at += timedelta(**span)


@pytest.mark.parametrize(
    "jumps",
    [
        pytest.param(({"hours": -1}, {"hours": 1}), marks=pytest.mark.soak),
        pytest.param(({"hours": 1}, {"hours": -1}), marks=pytest.mark.soak),
        pytest.param(({"days": 1}, {"days": -1}), marks=pytest.mark.soak),
        ({"seconds": -90}, {"seconds": 30}, {"hours": -3}, {"hours": 4}),
    ],
    ids=["back an hour", "on an hour", "on a day", "hither and thither"],
)
async def test_however_the_clock_jumps_around_the_due_time_everybody_is_asked_once(
    tmp_path: Path, jumps: tuple[dict[str, float], ...]
) -> None:
    clock = Unsteady(MONDAY)
    async with opened(Settings(home=prepared(tmp_path / "cab")), clock=clock, works=True) as house:
        terminal = Terminal(house, clock)
        await terminal.set_up("Acme", "Globex")
        await terminal.schedule("weekly on Tue at 10:00")
        await terminal.wait(days=1, hours=1, minutes=5)
        for jump in jumps:
            clock.jump(**jump)
            await settle(house.bot, house.queue)
        await terminal.wait(days=2)
        assert [len(terminal.room(name)) for name in ("acme", "globex")] == [1, 1]
        assert terminal.rows("SELECT count(*) FROM round") == [(1,)]


async def test_where_an_hour_is_skipped_or_comes_twice_a_time_in_it_comes_once(tmp_path: Path) -> None:
    for number, around in enumerate((datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 10, 24, 12, tzinfo=UTC))):
        clock = Unsteady(around)
        async with opened(Settings(home=prepared(tmp_path / str(number))), clock=clock, works=True) as house:
            terminal = Terminal(house, clock)
            await terminal.set_up("Acme", "Globex")
            await terminal.schedule("weekly on Sun at 02:30")  # Berlin's clocks are changed on that Sunday
            await terminal.wait(days=3)
            assert terminal.rows("SELECT count(*) FROM round") == [(1,)]
            assert len(terminal.room("acme")) == 1
