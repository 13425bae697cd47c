"""Nobody is asked too often, at night or on a holiday; what a person sends by hand goes out, and says what it does."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.actions import enrol
from bot.domain.boards import BoardKind
from bot.domain.channels import ChannelKind
from bot.domain.people import Role
from tests.journeys.conftest import bot_at
from tests.journeys.sparing import BERLIN, HAND, NEW_YORK, SECOND, council_of, funnel, reads, schedule, seat, status
from tests.journeys.terminal import MONDAY, Terminal
from tests.journeys.test_claim import change
from tests.journeys.test_own_page import appointed


@pytest.mark.soak
async def test_a_schedule_leaves_a_company_alone_that_was_asked_this_week(terminal: Terminal) -> None:
    await council_of(terminal, "Acme", "Globex")
    await schedule(terminal, "weekly on Tue at 10:00", "First", "Second")
    await terminal.type(HAND.format("Typed"), room="acme")
    await terminal.wait(minutes=3)
    assert reads(terminal, "acme", "Typed")
    assert not reads(terminal, "globex", "Typed")
    await terminal.wait(days=1, hours=2)
    assert not reads(terminal, "acme", "First")
    assert reads(terminal, "globex", "First")
    assert "2 eligible · 1 asked this week already · 1 reached · 0 answered" in await status(terminal)
    await terminal.wait(days=7)
    assert reads(terminal, "acme", "Second"), "more than seven days later they may be asked again"


async def test_a_weekly_schedule_asks_every_week_also_when_the_clocks_change(tmp_path: Path) -> None:
    texts = ("One", "Two", "Three")
    async with bot_at(tmp_path / "cab", datetime(2026, 3, 23, 8, tzinfo=UTC)) as terminal:
        await council_of(terminal, "Acme")
        await schedule(terminal, "weekly on Tue at 10:00", *texts)
        await terminal.wait(days=16)
        assert [text for text in texts if reads(terminal, "acme", text)] == list(texts)


@pytest.mark.soak
async def test_a_fourth_ask_within_thirty_days_is_left_out_and_the_product_team_is_told(terminal: Terminal) -> None:
    await council_of(terminal, "Acme")
    await schedule(terminal, "weekly on Tue at 10:00", "One", "Two", "Three", "Four", "Five")
    await terminal.wait(days=23)
    assert [reads(terminal, "acme", text) for text in ("One", "Two", "Three", "Four")] == [True, True, True, False]
    told = terminal.text("product")
    assert "The poll due on Tue, Mar 24, 10:00 AM CET was not asked" in told
    assert "1 eligible · 1 asked often enough this month · 0 reached" in told
    assert terminal.rows("SELECT count(*) FROM round") == [(3,)]
    await terminal.wait(days=14)
    assert reads(terminal, "acme", "Four"), "a date that is left out costs no question its turn"


async def test_two_boards_share_what_one_person_can_take(terminal: Terminal) -> None:
    await council_of(terminal, "Acme")
    bot = terminal.house.bot
    await enrol.create_board(bot, "Second Council", kind=BoardKind.CUSTOMER, zone=BERLIN, language="en")
    for company in ("Acme", "Hooli"):
        place = f"console:home:{company.casefold()}-2"
        await enrol.add_channel(bot, SECOND, place, kind=ChannelKind.CUSTOMER, account=company)
        await seat(terminal, company, f"ana{company.casefold()}", board=SECOND)
    await schedule(terminal, "weekly on Tue at 10:00", "First")
    await schedule(terminal, "weekly on Thu at 10:00", "Second", board=SECOND)
    await terminal.wait(days=4)
    assert reads(terminal, "acme", "First")
    assert not reads(terminal, "acme-2", "Second"), "Ana was asked on Tuesday, by the other board"
    assert reads(terminal, "hooli-2", "Second")
    assert terminal.rows("SELECT reason FROM target WHERE reason IS NOT NULL") == [("week",)]


async def test_what_one_product_manager_asked_the_next_one_reads_before_sending(terminal: Terminal) -> None:
    await council_of(terminal, "Acme", "Globex")
    await terminal.type(HAND.format("From Pam"), room="acme")
    await terminal.wait(minutes=3)
    await change(terminal, "anaglobex", paused_until=terminal.clock.now() + timedelta(days=9))
    await appointed(terminal, "tom", Role.PRODUCT_MANAGER)
    shown = await terminal.type(HAND.format("From Tom"), "tom", staff=True)
    assert "Asked this week already" in shown
    assert "Anaacme" in shown
    assert "Not reminded: paused" in shown
    assert "Sent by hand it stands in every channel at once" in shown
    await terminal.press("product", "tom", "1", message=terminal.private, staff=True)
    await terminal.wait(seconds=5)
    assert reads(terminal, "acme", "From Tom")
    assert reads(terminal, "globex", "From Tom")
    assert "2 eligible · 1 asked this week already · 1 paused · 0 reached · 0 answered" in await status(terminal)


@pytest.mark.soak
async def test_polls_by_hand_go_out_however_many_there_are_on_one_day(terminal: Terminal) -> None:
    await council_of(terminal, "Acme")
    for text in ("One", "Two", "Three", "Four"):
        await terminal.type(HAND.format(text))
        await terminal.press("product", "pm", "1", message=terminal.private)
        await terminal.wait(minutes=1)
        assert reads(terminal, "acme", text)
    await schedule(terminal, "weekly on Thu at 10:00", "Later")
    await terminal.wait(days=20)
    assert not reads(terminal, "acme", "Later"), "what was sent by hand counts all the same"


@pytest.mark.soak
async def test_night_there_is_waited_for_once_and_through_a_restart(tmp_path: Path) -> None:
    home, slot = tmp_path / "cab", datetime(2026, 3, 3, 9, tzinfo=UTC)
    async with bot_at(home, MONDAY) as terminal:
        await terminal.set_up("Acme", "Globex")
        await seat(terminal, "Acme", "ana", "abe", zone=NEW_YORK)
        await seat(terminal, "Acme", "amy", zone=BERLIN)
        await seat(terminal, "Globex", "gus")
        await schedule(terminal, "weekly on Tue at 10:00", "First")
        await terminal.wait(days=1, hours=2)
        assert reads(terminal, "globex", "First")
        assert not reads(terminal, "acme", "First"), "it is four in the morning for most of them"
        assert "4 eligible · 3 quiet hours · 1 reached · 0 answered" in await status(terminal)
        assert funnel(terminal, 1)["quiet"] == 3
    async with bot_at(home, slot + timedelta(hours=3, minutes=59)) as terminal:
        assert not reads(terminal, "acme", "First")
        await terminal.wait(minutes=2)
        assert reads(terminal, "acme", "First"), "at eight in New York"
        assert len(terminal.room("acme")) == 1
        assert "4 eligible · 4 reached · 0 answered" in await status(terminal)
        closes = terminal.rows("SELECT closes_at FROM round")[0][0]
        assert str(closes).startswith("2026-03-08 09:00:"), "the window counts as planned"


@pytest.mark.soak
@pytest.mark.parametrize(
    ("day", "rests", "other"),
    [(datetime(2026, 5, 1, tzinfo=UTC), "acme", "globex"), (datetime(2026, 7, 3, tzinfo=UTC), "globex", "acme")],
)
async def test_a_holiday_in_one_country_is_a_working_day_in_another(
    tmp_path: Path, day: datetime, rests: str, other: str
) -> None:
    async with bot_at(tmp_path / "cab", day - timedelta(days=1)) as terminal:
        await terminal.set_up("Acme", "Globex")
        await seat(terminal, "Acme", "ana", country="DE")
        await seat(terminal, "Globex", "gus", zone=NEW_YORK, country="US")
        await schedule(terminal, "weekly on Fri at 16:00", "First", window="14d")
        await terminal.wait(days=1, hours=15)
        assert reads(terminal, other, "First")
        assert not reads(terminal, rests, "First")
        await terminal.wait(days=2, hours=6)
        assert not reads(terminal, rests, "First"), "the weekend follows"
        await terminal.wait(hours=18)
        assert reads(terminal, rests, "First")


@pytest.mark.soak
async def test_who_joined_by_answering_is_not_asked_again_the_same_week_but_the_next(terminal: Terminal) -> None:
    await terminal.set_up("Acme")
    await schedule(terminal, "weekly on Tue,Thu at 10:00", "One", "Two", "Three")
    await terminal.wait(days=1, hours=4)
    await terminal.press("acme", "ana", "1")
    await terminal.wait(days=2)
    assert not reads(terminal, "acme", "Two")
    await terminal.wait(days=5)
    assert reads(terminal, "acme", "Two")
    assert not reads(terminal, "acme", "Three")


@pytest.mark.soak
async def test_on_a_board_of_the_own_staff_nothing_is_held_back(tmp_path: Path) -> None:
    async with bot_at(tmp_path / "cab", datetime(2026, 3, 7, 22, tzinfo=UTC)) as terminal:
        await terminal.set_up(kind=BoardKind.CLIENT_ZERO)
        await schedule(terminal, "daily at 03:00", "One", "Two", "Three")
        await terminal.wait(days=2, hours=6)
        assert all(reads(terminal, "product", text) for text in ("One", "Two", "Three"))
        shown = await terminal.type(HAND.format("Typed"))
        assert "Asked this week already" not in shown
        assert "Quiet hours" not in shown


@pytest.mark.soak
async def test_the_preview_says_who_is_in_quiet_hours_and_until_when(terminal: Terminal) -> None:
    await terminal.set_up("Acme", "Globex")
    await seat(terminal, "Acme", "ana", zone=NEW_YORK)
    await seat(terminal, "Globex", "gus")
    shown = await terminal.type(HAND.format("Typed"))
    assert "Quiet hours there" in shown
    assert "Ana: until Mon, Mar 2, 2:00 PM CET" in shown
    assert "Gus:" not in shown
    await terminal.wait(minutes=3)
    assert reads(terminal, "acme", "Typed"), "it goes out at once all the same"


@pytest.mark.soak
async def test_an_admin_may_let_a_board_ask_more_often_and_later(terminal: Terminal) -> None:
    await council_of(terminal, "Acme")
    await appointed(terminal, "boss", Role.ADMIN)
    await terminal.type("policy person 2 a week", "boss")
    shown = await terminal.type("policy quiet 23:00-06:00", "boss")
    assert "2 in 7 days, 3 in 30 days" in shown
    assert "06:00 to 23:00" in shown
    await schedule(terminal, "weekly on Tue,Wed,Thu at 22:00", "One", "Two", "Three")
    await terminal.wait(days=4)
    assert [reads(terminal, "acme", text) for text in ("One", "Two", "Three")] == [True, True, False]


@pytest.mark.soak
async def test_somebody_may_want_to_be_asked_less_than_others(terminal: Terminal) -> None:
    await council_of(terminal, "Acme", "Globex")
    await change(terminal, "anaacme", budget=1)
    await schedule(terminal, "every 2 weeks on Tue at 10:00", "One", "Two", "Three")
    await terminal.wait(days=17)
    assert reads(terminal, "acme", "One")
    assert not reads(terminal, "acme", "Two")
    assert reads(terminal, "globex", "Two")
