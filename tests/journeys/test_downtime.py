"""The bot was down, or the line broke: what is asked late, what is given up and told, and nothing is posted twice."""

import asyncio
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.actions.cast import first_board
from bot.actions.settle import settle
from bot.clock import Clock, SetClock
from bot.domain.cadence import DateRange
from bot.domain.deliveries import MOST_ATTEMPTS
from bot.ports import NotPosted, Permanent, Unknown
from bot.texts import Say
from handlers.console.messenger import ConsoleMessenger, Mishap, When
from handlers.console.rooms import Rooms
from storage import cadences
from tests.journeys.conftest import bot_at
from tests.journeys.rehearsal import ASKED_AT, DIED, Blind, Breaks, bot_with
from tests.journeys.terminal import MONDAY, Terminal

ROOT = Path(__file__).parents[2]
COMPANIES = ("Acme", "Globex", "Initech")
ROOMS = tuple(company.casefold() for company in COMPANIES)
POLL = "What should we build next?"
SOUND = Breaks(When.BEFORE, [])


@pytest.fixture
async def home(tmp_path: Path) -> Path:
    """A folder with a board of three companies and a weekly schedule, whose bot was stopped on Monday."""
    async with bot_at(tmp_path / "cab", MONDAY) as terminal:
        await terminal.set_up(*COMPANIES)
        await terminal.schedule()
    return tmp_path / "cab"


async def test_a_poll_missed_while_down_is_asked_once_late_within_the_grace(home: Path) -> None:
    for _ in range(2):
        async with bot_at(home, ASKED_AT + timedelta(hours=5, minutes=59)) as terminal:
            await terminal.wait(minutes=1)
            assert asked(terminal) == [POLL] * 3
            assert terminal.text("product") == ""
    async with bot_at(home, ASKED_AT + timedelta(days=1)) as terminal:
        assert terminal.rows("SELECT number, slot, closes_at > '2026-03-10 14' FROM round") == [
            (1, "2026-03-03 09:00:00.000000", 1)
        ]


async def test_a_poll_missed_for_longer_is_left_out_and_the_product_team_is_told_once(home: Path) -> None:
    for _ in range(2):
        async with bot_at(home, ASKED_AT + timedelta(hours=6, minutes=1)) as terminal:
            await terminal.wait(days=6)
            assert asked(terminal) == []
            notices = terminal.room("product")
            assert len(notices) == 1
            assert "The poll due on Tue, Mar 3, 10:00 AM CET was not asked" in terminal.text("product")
            assert "More than 6 hours late we do not ask any more." in terminal.text("product")
            assert "Next: Tue, Mar 10, 10:00 AM CET." in terminal.text("product")
    async with bot_at(home, ASKED_AT + timedelta(days=6, hours=23)) as terminal:
        await terminal.wait(hours=2)
        assert asked(terminal) == [POLL] * 3


async def test_a_backlog_of_weeks_collapses_to_one_poll_and_one_notice(home: Path) -> None:
    async with bot_at(home, ASKED_AT + timedelta(weeks=3, hours=1)) as terminal:
        await terminal.wait(days=5)
        assert asked(terminal) == [POLL] * 3
        assert len(terminal.room("product")) == 1
        assert "3 polls, the first due on Tue, Mar 3, 10:00 AM CET, were not asked" in terminal.text("product")


@pytest.mark.soak
@pytest.mark.parametrize("when", list(When))
async def test_a_process_killed_around_a_post_posts_it_once_in_the_end(home: Path, when: When) -> None:
    killed = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "tests.journeys.rehearsal", home, when.value],
        cwd=ROOT,
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert killed.returncode == DIED, killed.stderr.decode()
    async with bot_at(home, ASKED_AT) as terminal:
        assert len(asked(terminal)) == (1 if when is When.BEFORE else 2)
        assert states(terminal) == {"sending": 2, "sent": 1}
        await terminal.wait(minutes=1)
        assert_posted_once(terminal)


@pytest.mark.parametrize("when", list(When))
async def test_a_line_that_breaks_around_a_post_posts_it_once_in_the_end(home: Path, when: When) -> None:
    breaks = Breaks(when, [Unknown()])
    async with bot_with(home, ASKED_AT, breaks) as terminal:
        await terminal.wait(seconds=20)
        assert states(terminal) == {"sending": 1, "sent": 2}
        assert len(asked(terminal)) == (2 if when is When.BEFORE else 3)
        await terminal.wait(minutes=2)
        await terminal.wait(minutes=1)
        assert_posted_once(terminal)
        assert len(breaks.met) == 1


class OnTime(ConsoleMessenger):
    """A platform whose clock is right, whatever ours says."""

    def __init__(self, rooms: Rooms, say_in: Callable[[str], Say], clock: Clock, *, mishap: Mishap) -> None:
        super().__init__(rooms, say_in, SetClock(ASKED_AT), mishap=mishap)


async def test_what_was_posted_while_our_clock_was_an_hour_ahead_is_found_when_it_is_right(home: Path) -> None:
    async with bot_with(home, ASKED_AT + timedelta(hours=1), Breaks(When.AFTER, [Unknown()]), OnTime) as terminal:
        await terminal.wait(seconds=20)
        assert states(terminal) == {"sending": 1, "sent": 2}
    async with bot_with(home, ASKED_AT + timedelta(minutes=2), SOUND, OnTime) as terminal:
        await terminal.wait(minutes=1)
        assert_posted_once(terminal)


async def test_an_answer_to_a_message_that_is_in_doubt_counts(home: Path) -> None:
    async with bot_with(home, ASKED_AT, Breaks(When.AFTER, [Unknown()])) as terminal:
        await terminal.wait(seconds=20)
        for room in ROOMS:
            await terminal.press(room, f"{room} member", "1")
        await terminal.wait(minutes=2)
        await terminal.wait(minutes=1)
        assert_posted_once(terminal)
        for room in ROOMS:
            assert "3 people have answered so far." in terminal.text(room)


async def test_a_platform_that_asks_us_to_wait_is_left_alone_for_that_long(home: Path) -> None:
    async with bot_with(home, ASKED_AT, Breaks(When.BEFORE, [NotPosted(retry_after=90)])) as terminal:
        await terminal.wait(seconds=89)
        assert len(asked(terminal)) == 2
        assert states(terminal) == {"pending": 1, "sent": 2}
        await terminal.wait(seconds=2)
        assert_posted_once(terminal)


async def test_a_message_that_is_refused_again_and_again_is_given_up_and_reported_once(home: Path) -> None:
    breaks = Breaks(When.BEFORE, [NotPosted()] * MOST_ATTEMPTS, one=True)
    async with bot_with(home, ASKED_AT, breaks) as terminal:
        await terminal.wait(hours=1)
        assert states(terminal) == {"failed": 1, "sent": 3}
        assert len(asked(terminal)) == 2
        assert terminal.text("product").count("a channel cannot be reached") == 1
        assert breaks.errors == []


async def test_a_channel_that_is_gone_is_reported_once_and_never_tried_again(home: Path) -> None:
    breaks = Breaks(When.BEFORE, [Permanent("channel_not_found")])
    async with bot_with(home, ASKED_AT, breaks) as terminal:
        await terminal.wait(days=2)
        assert states(terminal) == {"failed": 1, "sent": 3}
        assert len(asked(terminal)) == 2
        assert terminal.text("product").count("a channel cannot be reached") == 1
        assert "channel_not_found" in terminal.text("product")


@pytest.fixture
async def one_waits(home: Path) -> Path:
    """The same folder, stopped on Tuesday when the poll had gone out to all companies but the last."""
    async with bot_with(home, ASKED_AT, Breaks(When.BEFORE, [NotPosted(60)] * 9, one=True)) as terminal:
        await terminal.wait(seconds=30)
        assert len(asked(terminal)) == 2
    return home


async def test_a_post_that_was_held_up_into_the_night_waits_for_the_morning(one_waits: Path) -> None:
    async with bot_at(one_waits, ASKED_AT + timedelta(hours=12)) as terminal:
        await terminal.wait(hours=9, minutes=59)
        assert len(asked(terminal)) == 2
        assert terminal.text("product") == ""
        await terminal.wait(minutes=2)
        assert asked(terminal) == [POLL] * 3, "at eight in the morning"


async def test_a_post_held_up_until_nobody_may_be_disturbed_before_its_close_is_given_up_and_told_once(
    one_waits: Path,
) -> None:
    async with bot_at(one_waits, ASKED_AT + timedelta(days=6)) as terminal:
        board = await first_board(terminal.house.bot)
        async with terminal.house.bot.database.begin(board.organisation_id) as work:
            (cadence,) = await cadences.of_board(work, board.id)
            free = DateRange(first=date(2026, 3, 9), last=date(2026, 3, 10))
            await cadences.save(work, replace(cadence, blackout=(free,)))
        await terminal.wait(hours=20)
        assert len(asked(terminal)) == 2
        (waiting,) = [room for room in ROOMS if not terminal.room(room)]
        assert f"P1 did not go out to {waiting.title()}." in terminal.text("product")
        assert len(terminal.room("product")) == 1
        assert terminal.rows("SELECT count(*) FROM target WHERE reason = 'quiet'") == [(1,)]


@pytest.mark.soak
async def test_what_cannot_be_looked_up_is_left_to_a_person_and_never_posted_twice(home: Path) -> None:
    breaks = Breaks(When.AFTER, [Unknown()])
    async with bot_with(home, ASKED_AT, breaks, Blind) as terminal:
        await terminal.wait(days=2)
        assert states(terminal) == {"unknown": 1, "sent": 3}
        assert asked(terminal) == [POLL] * 3
        assert terminal.text("product").count("was this message posted?") == 1
    async with bot_with(home, ASKED_AT + timedelta(days=3), SOUND, Blind) as terminal:
        await terminal.wait(days=1)
        assert asked(terminal) == [POLL] * 3


@pytest.mark.soak
async def test_a_redrawing_that_fails_is_made_up_for_by_the_next(home: Path) -> None:
    breaks = Breaks(When.BEFORE, [])
    async with bot_with(home, ASKED_AT, breaks) as terminal:
        await settle(terminal.house.bot, terminal.house.queue)
        await terminal.press("acme", "ana", "1")
        breaks.errors += [Unknown(), NotPosted(), Unknown()]
        await terminal.wait(minutes=1)
        for room in ROOMS:
            assert "1 person has answered so far." in terminal.text(room)


def asked(terminal: Terminal) -> list[str]:
    """The poll, once for each message in which it stands."""
    return [POLL for room in ROOMS for message in terminal.room(room) if POLL in str(message.painted)]


def states(terminal: Terminal) -> dict[str, int]:
    """How many messages are in which state."""
    return dict(Counter(str(state) for (state,) in terminal.rows("SELECT state FROM delivery")))


def assert_posted_once(terminal: Terminal) -> None:
    """One message in each room, and the ledger knows it."""
    assert asked(terminal) == [POLL] * 3
    assert states(terminal) == {"sent": 3}
    ledger = {row for (row,) in terminal.rows("SELECT ref FROM delivery")}
    assert {message.id for room in ROOMS for message in terminal.room(room)} == ledger


async def test_a_digest_that_fell_due_while_down_comes_once_as_soon_as_the_bot_is_back(tmp_path: Path) -> None:
    home = tmp_path / "cab"
    monday = MONDAY + timedelta(days=14)
    async with bot_at(home, MONDAY) as terminal:
        await terminal.set_up(*COMPANIES)
        await terminal.schedule("every 8 weeks on Tue at 10:00")
        await terminal.wait(days=1, hours=2)
        for room in ("acme", "globex"):
            await terminal.press(room, f"ann{room}", "1")
        await terminal.wait(days=11)
        assert "Acme and Globex" not in terminal.text("product"), "it is not due before Monday"
    for days in (2, 2, 5):
        async with bot_at(home, monday + timedelta(days=days)) as terminal:
            await terminal.wait(hours=1)
            posted = [each.at for each in terminal.room("product") if ", week 2026-W" in str(each.painted[0])]
            assert len(posted) == 1
            assert timedelta(0) <= posted[0] - monday - timedelta(days=2) < timedelta(minutes=1)
    async with bot_at(home, monday + timedelta(days=6)) as terminal:
        await terminal.wait(days=2)
        assert terminal.rows("SELECT count(*) FROM digest") == [(1,)], "the next week brings no news"
