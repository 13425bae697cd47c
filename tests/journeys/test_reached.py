"""Of everybody a poll was meant for: how many were reached, who was not and why, and who is reminded when."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.actions import enrol
from bot.actions.cast import first_board
from bot.actions.remind import remind, remind_early
from bot.domain.people import Identity
from bot.domain.visibility import Visibility
from bot.ids import PersonId, RoundId
from storage import people
from tests.journeys.conftest import bot_at
from tests.journeys.sparing import (
    HAND,
    NEW_YORK,
    asks,
    council_of,
    exported,
    funnel,
    line_of,
    person_called,
    reads,
    schedule,
    seat,
    status,
    to_whom,
)
from tests.journeys.terminal import BOARD, MONDAY, Terminal, read
from tests.journeys.test_claim import change


@pytest.mark.parametrize("visibility", Visibility)
async def test_what_would_come_after_the_close_is_left_out_with_its_reason_and_named_only_where_names_were_promised(
    terminal: Terminal, visibility: Visibility
) -> None:
    await terminal.set_up("Acme", "Globex")
    await seat(terminal, "Acme", "ana", zone=NEW_YORK)
    await seat(terminal, "Globex", "gus")
    for text, toml in zip(("Short",), asks("Short", window="3h"), strict=True):
        toml = toml.replace('remind_after = "3d"\n', f'visibility = "{visibility.value}"\n')
        await enrol.add_engagement(terminal.house.bot, BOARD, toml, slug=text)
    await enrol.set_cadence(terminal.house.bot, BOARD, "weekly on Tue at 10:00", engagement_slugs=("short",))
    await terminal.wait(days=1, hours=2)
    answered = "" if visibility is Visibility.ANONYMOUS else " · 0 answered"
    assert f"2 eligible · 1 quiet hours · 1 reached{answered}" in await status(terminal)
    await terminal.wait(days=1)
    assert not reads(terminal, "acme", "Short")
    report = await terminal.type("results")
    assert "Not asked: quiet hours until the close" in report
    assert ("Ana" in report) is (visibility is Visibility.NAMED)


@pytest.mark.soak
async def test_the_steps_shown_are_those_of_an_independent_count(terminal: Terminal) -> None:
    await terminal.set_up("Acme", "Globex", "Initech")
    await seat(terminal, "Acme", "ana", "abe")
    await seat(terminal, "Globex", "gus", "gia")
    await seat(terminal, "Initech", "ida", zone=NEW_YORK)
    await terminal.type(HAND.format("Typed"), room="globex")
    await terminal.wait(minutes=3)
    await change(terminal, "abe", paused_until=terminal.clock.now() + timedelta(days=9))
    await schedule(terminal, "weekly on Tue at 10:00", "First", "Second")
    await terminal.wait(days=1, hours=2)
    first = funnel(terminal, 2)
    assert first == {"eligible": 5, "capped": 2, "quiet": 1, "paused": 1, "reached": 1, "answered": 0}
    assert line_of(first) in await status(terminal)
    await terminal.press("acme", "ana", "1")
    await terminal.wait(hours=5)
    await terminal.press("initech", "ida", "1")
    second = funnel(terminal, 2)
    assert second == {"eligible": 5, "capped": 2, "quiet": 0, "paused": 1, "reached": 2, "answered": 2}
    assert line_of(second) in await status(terminal)
    await terminal.wait(days=5)
    report = " ".join((await terminal.type("results P2")).split())
    assert line_of(second) in report
    assert "Not asked: asked this week already" in report
    assert "Gia and Gus" in report


async def test_who_joins_by_answering_was_reached(terminal: Terminal) -> None:
    await terminal.set_up("Acme", "Globex")
    await schedule(terminal, "weekly on Tue at 10:00", "First")
    await terminal.wait(days=1, hours=2)
    nobody = "0 eligible · 0 reached · 2 channels where nobody is known yet · 0 answered"
    assert nobody in await status(terminal)
    await terminal.press("acme", "ana", "1")
    assert "1 eligible · 1 reached · 2 channels" in await status(terminal)
    assert "1 answered" in await status(terminal)


async def test_an_open_anonymous_poll_tells_whom_it_reached_and_not_how_many_answered(terminal: Terminal) -> None:
    await council_of(terminal, "Acme", "Globex")
    await terminal.type('poll "Would you buy it again?" "Yes" "No" --anon')
    await terminal.press("product", "pm", "1", message=terminal.private)
    await terminal.wait(minutes=1)
    shown = await status(terminal)
    assert "2 eligible · 2 reached" in shown
    assert "answered" not in shown


@pytest.mark.soak
async def test_reminders_spare_who_was_asked_enough_and_wait_for_the_morning(terminal: Terminal) -> None:
    await terminal.set_up("Acme")
    await seat(terminal, "Acme", "ana", "abe")
    await seat(terminal, "Acme", "amy", zone="Asia/Tokyo")
    await terminal.type(HAND.format("First"))
    await terminal.wait(minutes=3)
    for who in ("ana", "abe", "amy"):
        await terminal.press("acme", who, "1")
    await terminal.type(HAND.format("Second"))
    await terminal.wait(minutes=3)
    await terminal.type("remind")
    await terminal.wait(days=2)
    assert [each for each in terminal.house.rooms.room("console:home:acme") if each.to] == [], "asked twice in a day"
    assert terminal.rows("SELECT DISTINCT reason FROM target WHERE kind = 'remind'") == [("week",)]
    await terminal.wait(days=8)
    await change(terminal, "abe", paused_until=terminal.clock.now() + timedelta(days=9))
    await terminal.type(HAND.format("Third"))
    await terminal.wait(hours=4)
    await terminal.type("remind")
    await terminal.wait(minutes=1)
    assert to_whom(terminal) == ["ana"], "it is night in Tokyo"
    await terminal.wait(hours=14)
    assert to_whom(terminal) == ["amy", "ana"]
    reasons = terminal.rows("SELECT reason FROM target WHERE kind = 'remind' ORDER BY at")
    assert reasons[-1] == ("paused",)


@pytest.mark.soak
async def test_who_pauses_before_a_reminder_comes_does_not_get_it(terminal: Terminal) -> None:
    await terminal.set_up("Acme")
    await seat(terminal, "Acme", "amy", zone="Asia/Tokyo")
    await terminal.type(HAND.format("First"))
    await terminal.wait(minutes=3)
    await terminal.press("acme", "amy", "1")
    await terminal.wait(days=8, hours=6)
    await terminal.type(HAND.format("Second"))
    await terminal.wait(minutes=3)
    await terminal.type("remind")
    await change(terminal, "amy", paused_until=terminal.clock.now() + timedelta(days=9))
    await terminal.wait(days=2)
    assert to_whom(terminal) == []


@pytest.mark.soak
async def test_a_reminder_that_was_held_up_into_the_night_waits_for_the_morning(tmp_path: Path) -> None:
    home = tmp_path / "cab"
    async with bot_at(home, MONDAY) as terminal:
        await council_of(terminal, "Acme")
        await terminal.type(HAND.format("First"))
        await terminal.wait(minutes=3)
        await terminal.press("acme", "anaacme", "1")
        await terminal.wait(days=8)
        await terminal.type(HAND.format("Second"))
        await terminal.wait(minutes=3)
        board = await first_board(terminal.house.bot)
        second = RoundId(str(terminal.rows("SELECT id FROM round WHERE number = 2")[0][0]))
        await remind_early(terminal.house.bot, board.organisation_id, second)
        await remind(terminal.house.bot, board.organisation_id, second)
        at = terminal.clock.now()
    async with bot_at(home, at.replace(hour=22)) as terminal:
        await terminal.wait(hours=8)
        assert to_whom(terminal) == []
        await terminal.wait(hours=2)
        assert to_whom(terminal) == ["anaacme"]


@pytest.mark.soak
async def test_where_nobody_can_be_written_to_the_thread_gets_one_line_without_a_name(terminal: Terminal) -> None:
    await terminal.set_up("Acme")
    await seat(terminal, "Acme", "ana", "abe")
    await terminal.type(HAND.format("First"))
    await terminal.wait(minutes=3)
    for who in ("ana", "abe"):
        await terminal.press("acme", who, "1")
        person = await person_called(terminal, who)
        async with terminal.house.bot.database.begin(person.organisation_id) as work:
            there = Identity(platform="console", workspace="home", user=who)
            await people.save(work, replace(person, id=PersonId(f"nobody-{who}")), there)
    await terminal.wait(days=8)
    before = len(terminal.room("acme"))
    await terminal.type(HAND.format("Second"))
    await terminal.wait(minutes=3)
    await terminal.type("remind")
    await terminal.wait(hours=1)
    assert len(terminal.room("acme")) == before + 2
    last = read(terminal.room("acme")[-1].painted)
    assert "Ana" not in last
    assert "Second?" in last
    assert to_whom(terminal) == []


@pytest.mark.soak
async def test_a_channel_where_somebody_may_be_asked_is_asked(terminal: Terminal) -> None:
    await terminal.set_up("Acme")
    await seat(terminal, "Acme", "ana")
    await terminal.type(HAND.format("Typed"))
    await terminal.wait(days=1)
    await seat(terminal, "Acme", "newcomer")
    await schedule(terminal, "weekly on Wed at 10:00", "First")
    await terminal.wait(days=1, hours=3)
    assert reads(terminal, "acme", "First"), "the newcomer was asked nothing yet"
    assert funnel(terminal, 2) == {"eligible": 2, "capped": 1, "quiet": 0, "paused": 0, "reached": 1, "answered": 0}


@pytest.mark.soak
async def test_everybody_finds_in_their_own_export_what_was_meant_for_them(terminal: Terminal) -> None:
    await council_of(terminal, "Acme", "Globex")
    await terminal.type(HAND.format("Typed"), room="acme")
    await schedule(terminal, "weekly on Tue at 10:00", "First")
    await terminal.wait(days=1, hours=2)
    found = await exported(terminal, "anaacme")
    assert "P1 · asked on Mon, Mar 2, 9:02 AM CET" in found
    assert "P2 · Not asked: asked this week already" in found
