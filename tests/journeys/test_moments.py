"""Something happens to a customer, and they alone are asked: once, in time, and never the same text too soon."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.actions.cast import first_board
from bot.actions.moments import tell_moment
from bot.errors import Denied, Refusal
from storage import accounts
from tests.journeys.conftest import bot_at
from tests.journeys.terminal import MONDAY, Terminal

FIRST_DAYS = "How are the first days going?"
RULE = 'schedule on "go-live done" --ask onboarding-check --after 3d'


@pytest.fixture
async def board(terminal: Terminal) -> Terminal:
    """A board of two companies."""
    await terminal.set_up("Acme", "Globex")
    return terminal


def asks(terminal: Terminal, text: str = FIRST_DAYS) -> list[int]:
    """How many messages in Acme's and in Globex's room ask that."""
    return [sum(text in str(each.painted) for each in terminal.room(room)) for room in ("acme", "globex")]


async def renews(terminal: Terminal, key: str, day: date | None) -> None:
    """A customer's contract is renewed on that day."""
    bot = terminal.house.bot
    council = await first_board(bot)
    async with bot.database.begin(council.organisation_id) as work:
        found = await accounts.by_key(work, key)
        assert found is not None
        await accounts.save(work, replace(found, renewal_on=day))


async def test_three_days_after_going_live_that_customer_alone_is_asked(board: Terminal) -> None:
    assert "“Your first days”, 3 days later" in await board.type(RULE, "admin")
    said = await board.type('event "Go-Live  done" acme')
    assert "Noted: go-live done, Acme." in said
    assert "Thu, Mar 5, 9:00 AM CET · reaches 1 channel" in said
    await board.wait(days=2, hours=23)
    assert asks(board) == [0, 0]
    await board.wait(hours=2)
    assert asks(board) == [1, 0]
    await board.press("acme", "ana", "4")
    await board.wait(minutes=1)
    assert "1 person has answered so far." in board.text("acme")


async def test_a_poll_that_followed_an_event_can_be_ended_by_whoever_asks_on_the_board(board: Terminal) -> None:
    await board.type('schedule on "go-live done" --ask onboarding-check', "admin")
    await board.type('event "go-live done" acme')
    await board.type('event "go-live done" globex')
    await board.wait(minutes=1)
    assert asks(board) == [1, 1]
    assert "P2 is called off" in await board.type("cancel P2", "pm")
    assert "P1" in await board.type("close", "pm")
    await board.wait(minutes=1)
    assert "called off" in board.text("globex")
    assert "This poll has closed" in board.text("acme")


async def test_told_twice_it_is_asked_once(board: Terminal) -> None:
    await board.type('schedule on "go-live done" --ask onboarding-check', "admin")
    for _ in range(3):
        said = await board.type('event "go-live done" --account Acme')
    assert "Noted before, nothing is asked twice" in said
    await board.wait(days=1)
    assert asks(board) == [1, 0]
    assert board.rows("SELECT count(*) FROM journey_moment") == [(1,)]


async def test_in_a_customers_channel_it_is_that_customer(board: Terminal) -> None:
    await board.type(RULE, "admin")
    assert "go-live done, Globex" in await board.type('event "go-live done"', room="globex")
    with pytest.raises(Refusal, match=r"command\.event_example"):
        await board.type('event "go-live done"')


async def test_what_is_planned_survives_a_restart_and_a_week_of_silence_ends_it(tmp_path: Path) -> None:
    home = tmp_path / "cab"
    async with bot_at(home, MONDAY) as terminal:
        await terminal.set_up("Acme", "Globex")
        await terminal.type(RULE, "admin")
        await terminal.type('event "go-live done" acme')
        await terminal.type('event "go-live done" globex --at 2026-02-20T10:00')
        assert asks(terminal) == [0, 1]
    async with bot_at(home, MONDAY + timedelta(days=9)) as terminal:
        await terminal.wait(minutes=1)
        assert asks(terminal) == [1, 1]
        await terminal.type('event "go-live done" acme --at 2026-03-11T10:00')
    async with bot_at(home, MONDAY + timedelta(days=40)) as terminal:
        await terminal.wait(minutes=1)
        assert asks(terminal) == [1, 1]
        assert "It is more than a week overdue" in terminal.text("product")
        assert {state for (state,) in terminal.rows("SELECT state FROM moment_ask")} == {"asked", "skipped"}


@pytest.mark.soak
async def test_the_same_text_does_not_come_too_soon_and_the_product_team_is_told(board: Terminal) -> None:
    await board.type('schedule on "go-live done" --ask onboarding-check', "admin")
    await board.type('event "go-live done" acme')
    await board.wait(days=5)
    await board.type('event "go-live done" acme')
    await board.type('event "go-live done" globex')
    await board.wait(days=3)  # the weekend passes first
    assert asks(board) == [1, 1]
    assert "“Your first days” was not asked of Acme." in board.text("product")
    assert "was not asked of Globex" not in board.text("product")


@pytest.mark.soak
async def test_when_nothing_follows_any_more_what_waits_is_called_off(board: Terminal) -> None:
    await board.type(RULE, "admin")
    await board.type('event "go-live done" acme')
    assert "go-live done" in await board.type("schedule", "admin")
    said = await board.type('schedule off "go-live done"', "admin")
    assert "1 poll that waited is called off." in said
    await board.wait(days=5)
    assert asks(board) == [0, 0]
    with pytest.raises(Refusal, match=r"moment\.not_followed"):
        await board.type('schedule off "go-live done"', "admin")


@pytest.mark.soak
async def test_the_library_proposes_what_to_ask_and_when(board: Terminal) -> None:
    assert "“Going live”, 14 days later" in await board.type('schedule on "go-live done"', "admin")
    assert "“Before your renewal”, at once" in await board.type('schedule on "renewal in 60 days"', "admin")
    with pytest.raises(Refusal, match=r"moment\.ask_what"):
        await board.type('schedule on "full moon"', "admin")
    with pytest.raises(Refusal, match=r"engagement\.unknown"):
        await board.type('schedule on "full moon" --ask nothing-of-the-kind', "admin")


@pytest.mark.soak
async def test_sixty_days_before_a_renewal_that_customer_is_asked_once_for_each_date(board: Terminal) -> None:
    await renews(board, "acme", date(2026, 5, 5))
    await renews(board, "globex", date(2026, 3, 20))
    await board.type('schedule on "renewal in 60 days"', "admin")
    question = "If the renewal were decided today"
    await board.wait(days=3, hours=23)
    assert asks(board, question) == [0, 0]
    await board.wait(hours=4)
    assert asks(board, question) == [1, 0]
    assert board.rows("SELECT slot FROM round") == [("2026-03-06 09:00:00.000000",)]
    await board.wait(days=2)
    assert asks(board, question) == [1, 0]
    await renews(board, "globex", date(2026, 5, 8))
    await board.wait(days=1)
    assert asks(board, question) == [1, 1]


@pytest.mark.soak
@pytest.mark.parametrize(
    ("line", "refused"),
    [
        ("event", "command.event_example"),
        ('event "go-live done" --account', "command.event_example"),
        ('event "go-live done" nobody', "moment.unknown_account"),
        ('event "go-live done" acme --at 2020-01-01', "moment.implausible"),
        ('event "go-live done" acme --at whenever', "cadence.bad_moment"),
        (f'event "{"x" * 61}" acme', "moment.bad_name"),
    ],
)
async def test_a_slip_leaves_nothing_behind(board: Terminal, line: str, refused: str) -> None:
    with pytest.raises(Refusal) as caught:
        await board.type(line)
    assert caught.value.phrase.id == refused
    assert board.rows("SELECT id FROM journey_moment") == []


@pytest.mark.soak
async def test_only_the_staff_tells_what_happened_and_only_admins_what_follows(board: Terminal) -> None:
    for line, who, staff in (
        (RULE, "pm", None),
        ('schedule off "go-live done"', "pm", None),
        ("schedule delete", "pm", None),
        ('event "go-live done" acme', "anaquokka", False),
        ('event "go-live done" acme', "pm", False),
    ):
        with pytest.raises(Denied):
            await board.type(line, who, staff=staff)
    assert board.rows("SELECT id FROM moment_rule") == []


@pytest.mark.soak
async def test_an_id_that_was_used_for_something_else_is_refused(board: Terminal) -> None:
    bot = board.house.bot
    council = await first_board(bot)
    first = await tell_moment(bot, council.organisation_id, "go-live done", "acme", key="crm-1")
    again = await tell_moment(bot, council.organisation_id, "go-live done", "acme", key="crm-1")
    assert (first.new, again.new) == (True, False)
    with pytest.raises(Refusal, match=r"moment\.other_key"):
        await tell_moment(bot, council.organisation_id, "go-live done", "globex", key="crm-1")
    assert board.rows("SELECT count(*) FROM journey_moment") == [(1,)]


@pytest.mark.soak
async def test_a_customer_who_was_asked_often_enough_is_asked_as_soon_as_they_may_be(board: Terminal) -> None:
    await board.type('poll "What next?" "This" "That"')
    await board.wait(minutes=3)
    await board.press("acme", "ana", "1")
    await board.type('schedule on "go-live done" --ask onboarding-check', "admin")
    await board.type('event "go-live done" acme')
    await board.wait(days=2)
    waits = board.rows("SELECT state, put_off > 0 FROM moment_ask")
    assert (waits, asks(board)) in (([("waiting", 1)], [0, 0]), ([("asked", 0)], [1, 0]))
    await board.wait(days=9)
    assert asks(board) == [1, 0]
    assert board.rows("SELECT state FROM moment_ask") == [("asked",)]
