"""Schedules as admins keep them: set, shown, left out, deleted; and nobody reads the same text twice too soon."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.actions import enrol
from bot.actions.cast import first_board
from bot.domain.channels import ChannelKind
from bot.domain.members import Joined, Member
from bot.domain.people import Identity, Person
from bot.errors import Refusal
from bot.ids import MemberId, PersonId
from storage import accounts, members, people
from tests.journeys.conftest import bot_at
from tests.journeys.rehearsal import ASKED_AT
from tests.journeys.terminal import BOARD, MONDAY, POLL, Terminal, number

PULSE = POLL.replace('why = "', 'pulse = true\nwhy = "').replace("build next", "mend next")


@pytest.fixture
async def board(terminal: Terminal) -> Terminal:
    """A board of two companies without a schedule."""
    await terminal.set_up("Acme", "Globex")
    return terminal


async def joins(terminal: Terminal, account: str, name: str, zone: str) -> None:
    """Somebody with a clock of their own gets a seat for a company."""
    bot = terminal.house.bot
    council = await first_board(bot)
    async with bot.database.begin(council.organisation_id) as work:
        company = await accounts.by_key(work, account)
        assert company is not None
        one = Person(id=PersonId(name), organisation_id=council.organisation_id, name=name, language="en", zone=zone)
        await people.save(work, one, Identity(platform="console", workspace="home", user=name))
        seat = Member(
            id=MemberId(f"seat-{name}"),
            organisation_id=council.organisation_id,
            board_id=council.id,
            account_id=company.id,
            person_id=one.id,
            joined_at=bot.now(),
            joined_by=Joined.IMPORT,
        )
        await members.save(work, seat)


def flat(text: str) -> str:
    """What was read, without the line breaks of a terminal."""
    return " ".join(text.split())


def slots(terminal: Terminal) -> list[str]:
    """When each round was due, to the minute."""
    return [str(slot)[:16] for (slot,) in terminal.rows("SELECT slot FROM round ORDER BY number")]


@pytest.mark.soak
async def test_an_admin_sets_shows_pauses_resumes_and_deletes_a_schedule(board: Terminal) -> None:
    line = 'schedule set "weekly on Tue at 10:00" --engagement poll,value-pulse,one-thing --grace 2h'
    said = await board.type(f"{line} --except 2026-03-10..2026-03-12", "admin")
    assert "First on Tue, Mar 3, 2026, 10:00 AM CET" in said
    assert "Next quarter" in said
    assert "Tue, Mar 10 is a blackout date" in said
    listed = flat(await board.type("schedule", "admin"))
    assert "1. Next quarter, How are we doing?, and If you" in listed
    assert "Paused" in await board.type("schedule pause 1", "admin")
    await board.wait(days=2)
    assert slots(board) == []
    assert "Next on Tue, Mar 17" in await board.type("schedule resume", "admin")
    await board.wait(days=14)
    assert slots(board) == ["2026-03-17 09:00"]
    gone = await board.type("schedule delete", "admin")
    assert "Deleted: weekly on Tue at 10:00" in gone
    assert "Nothing is scheduled" in await board.type("schedule", "admin")
    await board.wait(days=14)
    assert slots(board) == ["2026-03-17 09:00"]
    assert board.rows("SELECT stage FROM round") == [("reported",)]
    back = flat(gone).partition("Back again with: ")[2].removeprefix("/cab ")
    assert "--grace 120m" in back
    await board.type(back, "admin")
    assert "How are we doing?" in await board.type("schedule", "admin")


async def test_a_poll_that_is_open_goes_on_when_its_schedule_is_deleted(board: Terminal) -> None:
    await board.type('schedule set "weekly on Tue at 10:00" --engagement poll', "admin")
    await board.wait(days=2)
    await board.type("schedule delete", "admin")
    await board.press("acme", "ana", "1")
    await board.wait(days=8)
    assert board.rows("SELECT stage FROM round") == [("reported",)]
    assert "1 of 1 person" in board.text("product")


async def test_a_button_does_what_the_word_does_and_deleting_asks_first(board: Terminal) -> None:
    await board.type('schedule set "weekly on Tue at 10:00" --engagement poll', "admin")
    await board.type("schedule", "admin")
    page = board.private
    assert "Paused" in await board.press("product", "admin", number(page, "Pause"), message=page)
    assert "blackout" not in await board.press("product", "admin", number(page, "Next ten dates"), message=page)
    assert "Deleted" in await board.press("product", "admin", number(page, "Delete"), message=page)
    assert "not there any more" in await board.press("product", "admin", number(page, "Delete"), message=page)


async def test_a_product_manager_sees_the_dates_but_no_button(board: Terminal) -> None:
    await board.type('schedule set "weekly on Tue at 10:00" --engagement poll', "admin")
    seen = await board.type("schedule", "pm")
    assert "Tue, Mar 3" in seen
    assert "Delete" not in seen


@pytest.mark.soak
@pytest.mark.parametrize(
    ("line", "refused"),
    [
        ('schedule set "weekly on Tue at 10:00"', "command.schedule_example"),
        ('schedule set "weekly on Tue at 10:00" --engagement nowhere', "engagement.unknown"),
        ('schedule set "whenever" --engagement poll', "cadence.bad_rule"),
        ('schedule set "Tue at 10:00" --engagement poll --zone Berlin', "cadence.unknown_zone_near"),
        ('schedule set "Tue at 10:00" --engagement poll --except Christmas', "command.except_example"),
        ('schedule set "Tue at 10:00" --engagement poll --except 2027-01-06..2026-12-21', "cadence.bad_range"),
        ('schedule set "Tue at 10:00" --engagement poll --grace soon', "command.grace_example"),
        ('schedule set "Tue at 10:00" --engagement poll --start tomorrow', "cadence.bad_moment"),
        ('schedule set "Tue at 10:00" --engagement poll --zone', "command.schedule_flags"),
        ('schedule set "Tue at 10:00" --engagement poll --weekly', "command.unknown_flag"),
        ("schedule delete 3", "schedule.none_yet"),
        ("schedule delete the first", "command.schedule_number"),
    ],
)
async def test_a_slip_is_answered_with_a_line_that_works_and_changes_nothing(
    board: Terminal, line: str, refused: str
) -> None:
    with pytest.raises(Refusal) as caught:
        await board.type(line, "admin")
    assert caught.value.phrase.id == refused
    assert board.rows("SELECT id FROM cadence") == []


async def test_the_preview_of_a_schedule_that_rests_or_is_over_says_so(board: Terminal) -> None:
    await board.type('schedule set "weekly on Tue at 10:00" --engagement poll --end 2026-03-10', "admin")
    await board.type("schedule pause 1", "admin")
    resting = flat(await board.type("schedule preview"))
    assert "The schedule is paused. If it went on now, it would ask on: 1 Tue, Mar 3, 2026" in resting
    await board.type("schedule resume 1", "admin")
    assert "paused" not in await board.type("schedule preview")
    await board.wait(days=10)
    over = flat(await board.type("schedule preview"))
    assert "Nothing comes any more: the schedule ends on Tue, Mar 10, 2026" in over


@pytest.mark.parametrize("until", ["COUNT=2", "UNTIL=20260311T000000"])
async def test_the_preview_of_a_rule_that_has_come_to_its_own_end_says_when_that_was(
    board: Terminal, until: str
) -> None:
    rule = f"FREQ=WEEKLY;BYDAY=TU;BYHOUR=10;BYMINUTE=0;BYSECOND=0;{until}"
    await board.type(f'schedule set "{rule}" --engagement poll', "admin")
    assert "2 Tue, Mar 10, 2026, 10:00 AM" in flat(await board.type("schedule preview"))
    await board.wait(days=10)
    over = flat(await board.type("schedule preview"))
    assert "Nothing comes any more: the last date was Tue, Mar 10, 2026, 10:00 AM" in over


async def test_status_names_what_a_schedule_will_really_ask_next(board: Terminal) -> None:
    await board.type('schedule set "weekly on Tue at 10:00" --engagement poll', "admin")
    assert "Next quarter, Tue, Mar 3" in flat(await board.type("status"))
    await board.wait(days=2)
    assert "Next quarter, Tue, Jun 2" in flat(await board.type("status"))
    await board.type("schedule delete 1", "admin")
    await board.type('schedule set "weekly on Tue at 10:00" --engagement poll --end 2026-05-20', "admin")
    assert "asked too lately. Free again on Mon, Jun 1" in flat(await board.type("status"))


@pytest.mark.soak
async def test_the_same_text_is_left_out_for_ninety_days_and_told_once(board: Terminal) -> None:
    await board.type('schedule set "every 2 weeks on Tue at 10:00" --engagement poll', "admin")
    preview = flat(await board.type("schedule preview", "pm"))
    assert preview.count("Next quarter") == 2
    assert preview.count("Free again on Mon, Jun 1") == 6
    await board.wait(days=30)
    assert slots(board) == ["2026-03-03 09:00"]
    assert flat(board.text("product")).count("every text on this schedule was asked too lately") == 1


@pytest.mark.soak
async def test_a_rotation_steps_over_what_was_asked_by_hand_and_a_pulse_comes_back_sooner(board: Terminal) -> None:
    await enrol.add_engagement(board.house.bot, BOARD, PULSE, slug="pulse")
    await board.type('poll "What should we build next?" "Offline mode" "Faster search"')
    await board.type('schedule set "every 4 weeks on Tue at 10:00" --engagement poll,pulse', "admin")
    await board.wait(days=30)
    titles = "SELECT slug FROM round JOIN engagement ON engagement.id = engagement_id ORDER BY number"
    assert [slug for (slug,) in board.rows(titles)][1:] == ["pulse", "pulse"]


@pytest.mark.soak
async def test_what_the_preview_promises_is_what_is_asked(board: Terminal) -> None:
    await board.type('schedule set "every 2 weeks on Tue at 10:00" --engagement value-pulse,poll,one-thing', "admin")
    lines = [line for line in (await board.type("schedule preview")).splitlines() if " · " in line]
    promised = [line.rpartition(" · ")[2].strip() for line in lines[1:]]
    await board.wait(days=7 * 9)
    asked = board.rows("SELECT title FROM round JOIN engagement ON engagement.id = engagement_id ORDER BY number")
    assert promised
    assert len(asked) > 2
    assert [title for (title,) in asked] == promised[: len(asked)]


@pytest.mark.soak
async def test_ten_o_clock_comes_to_each_company_on_its_own_clock(board: Terminal) -> None:
    await joins(board, "acme", "kaito", "Asia/Tokyo")
    await joins(board, "globex", "joe", "America/New_York")
    await enrol.add_channel(board.house.bot, BOARD, "console:home:newton", kind=ChannelKind.CUSTOMER, account="Newton")
    said = flat(await board.type('schedule set "weekly on Tue at 10:00" --engagement poll --local', "admin"))
    assert "opens with the first, Asia/Tokyo: Tue, Mar 3, 2026, 2:00 AM CET" in said
    assert "the last is America/New_York: Tue, Mar 3, 2026, 4:00 PM CET" in said
    assert "everybody's own time" in await board.type("schedule", "admin")
    await board.wait(hours=16, minutes=59)
    assert slots(board) == []
    await board.wait(minutes=1)
    assert slots(board) == ["2026-03-03 09:00"]
    assert board.rows("SELECT opened_at, closes_at FROM round") == [
        ("2026-03-03 01:00:00.000000", "2026-03-10 01:00:00.000000")
    ]
    assert [bool(board.room(each)) for each in ("acme", "newton", "globex")] == [True, False, False]
    await board.wait(hours=8)
    assert [bool(board.room(each)) for each in ("acme", "newton", "globex")] == [True, True, False]
    await board.wait(hours=6)
    assert [bool(board.room(each)) for each in ("acme", "newton", "globex")] == [True, True, True]
    waits = "SELECT next_due_at, next_slot FROM cadence"
    assert board.rows(waits) == [("2026-03-10 01:00:00.000000", "2026-03-10 09:00:00.000000")]


@pytest.mark.soak
async def test_everybodys_own_time_holds_while_clocks_change_here_and_there(board: Terminal) -> None:
    await joins(board, "acme", "kaito", "Asia/Tokyo")
    await joins(board, "globex", "joe", "America/New_York")
    asks = "next-quarter,one-thing,problem-interview,three-goals,shortlist"
    await board.type(f'schedule set "every 2 weeks on Tue at 10:00" --engagement {asks} --local', "admin")
    await board.wait(days=44)
    found = board.rows(
        "SELECT substr(d.not_before, 6, 11) FROM delivery d JOIN channel c ON c.id = d.channel_id"
        " WHERE d.kind = 'ask' AND d.under IS NULL AND c.place LIKE '%:{}' ORDER BY 1".replace("{}", "globex")
    )
    # New York changes its clocks on 8 March, Berlin on 29 March: ten o'clock there stays ten o'clock.
    assert [at for (at,) in found] == ["03-03 15:00", "03-17 14:00", "03-31 14:00", "04-14 14:00"]
    assert slots(board)[1:3] == ["2026-03-17 09:00", "2026-03-31 08:00"]


@pytest.mark.soak
@pytest.mark.parametrize(
    ("away", "asked", "told"),
    [
        (timedelta(seconds=1), 1, 0),
        (timedelta(seconds=2.5), 1, 0),
        (timedelta(hours=6), 1, 0),
        (timedelta(days=3), 0, 1),
    ],
)
async def test_after_being_away_a_poll_is_asked_once_late_or_left_out_and_told(
    tmp_path: Path, away: timedelta, asked: int, told: int
) -> None:
    home = tmp_path / "cab"
    async with bot_at(home, MONDAY) as terminal:
        await terminal.set_up("Acme")
        await terminal.schedule()
    for later in (timedelta(0), timedelta(minutes=5)):
        async with bot_at(home, ASKED_AT + away + later) as terminal:
            await terminal.wait(minutes=1)
            assert len(terminal.room("acme")) == asked
            assert terminal.text("product").count("was not asked") == told
