"""A cadence is due on its own dates, leaves out the ones it must, and collapses what it missed into one ask."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice

import pytest

from bot.domain.cadence import (
    MOST_REPORTED,
    Cadence,
    DateRange,
    Missed,
    Timetable,
    due_after,
    missed,
    preview,
    scheduled,
)
from bot.errors import Refusal
from bot.ids import BoardId, CadenceId, EngagementId, OrganisationId

START = datetime(2026, 3, 1, tzinfo=UTC)
MONDAY_TEN = datetime(2026, 3, 2, 10, tzinfo=UTC)
SECOND, HOUR, DAY, WEEK = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)


def cadence(rule: str = "weekly on Mon at 10:00", zone: str = "UTC") -> Cadence:
    """A schedule from 1 March 2026 on, waiting for its first due time."""
    made = Cadence(
        id=CadenceId("c1"),
        organisation_id=OrganisationId("o1"),
        board_id=BoardId("b1"),
        engagement_ids=(EngagementId("goals"), EngagementId("friction"), EngagementId("roadmap")),
        rule=rule,
        zone=zone,
        start=START,
    )
    return scheduled(made, START - SECOND)


def test_a_cadence_waits_for_its_first_due_time() -> None:
    assert cadence().next_due_at == MONDAY_TEN
    assert scheduled(cadence(), MONDAY_TEN).next_due_at == MONDAY_TEN + WEEK


def test_due_times_come_strictly_later_than_asked_and_not_before_the_start() -> None:
    assert list(islice(due_after(cadence(), MONDAY_TEN), 2)) == [MONDAY_TEN + WEEK, MONDAY_TEN + 2 * WEEK]
    assert next(due_after(cadence(), START - 400 * DAY)) == MONDAY_TEN
    begins_then = replace(cadence(), start=MONDAY_TEN)
    assert next(due_after(begins_then, MONDAY_TEN - SECOND)) == MONDAY_TEN


def test_the_end_is_included_and_nothing_comes_after_it() -> None:
    ends = replace(cadence(), end=MONDAY_TEN + WEEK)
    assert list(due_after(ends, START)) == [MONDAY_TEN, MONDAY_TEN + WEEK]
    assert scheduled(ends, MONDAY_TEN + WEEK).next_due_at is None


def test_a_paused_cadence_waits_for_nothing_and_owes_nothing() -> None:
    paused = scheduled(replace(cadence(), paused=True), START)
    assert paused.next_due_at is None
    assert missed(replace(paused, next_due_at=MONDAY_TEN), MONDAY_TEN + HOUR).ask is None
    assert scheduled(replace(paused, paused=False), MONDAY_TEN + HOUR).next_due_at == MONDAY_TEN + WEEK


def test_blackout_dates_are_left_out_and_say_why_in_the_preview() -> None:
    off = replace(cadence(), blackout=(DateRange(date(2026, 3, 7), date(2026, 3, 9)),))
    assert list(islice(due_after(off, START), 2)) == [MONDAY_TEN, MONDAY_TEN + 2 * WEEK]
    lines = preview(off.timetable, START, 3)
    assert [line.skipped for line in lines] == [False, True, False]
    assert lines[1].note is not None
    assert lines[1].note.id == "cadence.blackout"
    assert lines[1].note.args["day"] == date(2026, 3, 9)


def test_a_blackout_date_is_a_date_of_the_cadences_own_zone() -> None:
    sydney = cadence("weekly on Mon at 8:00", "Australia/Sydney")  # still Sunday in UTC
    assert sydney.next_due_at == datetime(2026, 3, 1, 21, tzinfo=UTC)
    monday = DateRange(date(2026, 3, 2), date(2026, 3, 2))
    assert next(due_after(replace(sydney, blackout=(monday,)), START)) == datetime(2026, 3, 8, 21, tzinfo=UTC)


def test_a_blackout_must_end_after_it_begins_and_within_a_year() -> None:
    for last in (date(2026, 2, 28), date(2028, 3, 1)):
        with pytest.raises(Refusal, match=r"cadence\.bad_range"):
            DateRange(date(2026, 3, 1), last)


def test_a_preview_says_where_the_clocks_move_a_time() -> None:
    table = Timetable(rule="daily at 2:30", zone="Europe/Berlin", start=datetime(2026, 3, 28, 12, tzinfo=UTC))
    moved, plain = preview(table, table.start, 2)
    assert moved.note is not None
    assert (moved.note.id, moved.note.args) == ("cadence.moved", {"by": "1 h", "wall": "02:30"})
    assert plain.note is None
    autumn = replace(table, start=datetime(2026, 10, 24, 12, tzinfo=UTC))
    first = preview(autumn, autumn.start, 1)[0]
    assert first.note is not None
    assert (first.note.id, first.note.args) == ("cadence.twice", {"wall": "02:30"})
    half = Timetable(rule="daily at 2:10", zone="Australia/Lord_Howe", start=datetime(2026, 10, 3, 2, tzinfo=UTC))
    note = preview(half, half.start, 1)[0].note
    assert note is not None
    assert note.args["by"] == "30 min"


def test_dates_that_are_left_out_end_at_midnight_there_also_where_two_ranges_meet() -> None:
    free = (
        DateRange(first=date(2026, 3, 2), last=date(2026, 3, 3)),
        DateRange(first=date(2026, 3, 4), last=date(2026, 3, 5)),
    )
    table = Timetable(rule="daily at 10:00", zone="Europe/Berlin", start=MONDAY_TEN, blackout=free)
    within = datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert table.free_again(within) == datetime(2026, 3, 5, 23, tzinfo=UTC)
    assert table.free_again(datetime(2026, 3, 6, tzinfo=UTC)) == datetime(2026, 3, 6, tzinfo=UTC)


def test_a_cadence_asks_something() -> None:
    with pytest.raises(Refusal, match=r"cadence\.nothing_to_ask"):
        replace(cadence(), engagement_ids=())


@pytest.mark.parametrize("late", [timedelta(0), SECOND, timedelta(seconds=2.5), HOUR, 6 * HOUR])
def test_a_time_missed_by_no_more_than_the_grace_is_asked_once(late: timedelta) -> None:
    assert missed(cadence(), MONDAY_TEN + late) == Missed(
        ask=MONDAY_TEN, skipped=0, skipped_since=None, next_due_at=MONDAY_TEN + WEEK
    )


@pytest.mark.parametrize("late", [6 * HOUR + SECOND, 12 * HOUR, 3 * DAY])
def test_a_time_missed_by_more_than_the_grace_is_skipped_and_reported(late: timedelta) -> None:
    assert missed(cadence(), MONDAY_TEN + late) == Missed(
        ask=None, skipped=1, skipped_since=MONDAY_TEN, next_due_at=MONDAY_TEN + WEEK
    )


def test_nothing_is_owed_before_the_due_time() -> None:
    assert missed(cadence(), MONDAY_TEN - SECOND) == Missed(
        ask=None, skipped=0, skipped_since=None, next_due_at=MONDAY_TEN
    )


def test_a_backlog_collapses_to_one_ask() -> None:
    daily = cadence("daily at 10:00")
    first = START + 10 * HOUR
    assert missed(daily, first + 3 * DAY + HOUR) == Missed(
        ask=first + 3 * DAY, skipped=3, skipped_since=first, next_due_at=first + 4 * DAY
    )
    assert missed(daily, first + 3 * DAY + 7 * HOUR) == Missed(
        ask=None, skipped=4, skipped_since=first, next_due_at=first + 4 * DAY
    )


def test_several_times_within_the_grace_are_one_ask_too() -> None:
    often = cadence("0 * * * *")
    assert missed(often, START + 3 * HOUR + 30 * 60 * SECOND) == Missed(
        ask=START + 3 * HOUR, skipped=3, skipped_since=START, next_due_at=START + 4 * HOUR
    )


def test_an_endless_backlog_is_counted_up_to_a_bound_and_still_asks_for_the_latest() -> None:
    every_minute = cadence("* * * * *")
    owed = missed(every_minute, START + 90 * DAY)
    assert owed.ask == START + 90 * DAY
    assert owed.skipped == MOST_REPORTED
    assert owed.skipped_since == START


def test_a_promised_time_stands_even_if_the_zones_rules_have_changed_since() -> None:
    promised = replace(cadence(), next_due_at=MONDAY_TEN - HOUR)
    assert missed(promised, MONDAY_TEN - HOUR).ask == MONDAY_TEN - HOUR
    assert missed(promised, MONDAY_TEN - HOUR).next_due_at == MONDAY_TEN


def test_a_clock_that_jumps_about_meets_every_local_time_once() -> None:
    waiting = cadence("daily at 2:30", "Europe/Berlin")
    asked: list[datetime] = []
    steps = (HOUR, HOUR, DAY, -HOUR, HOUR, HOUR, DAY, -DAY, HOUR, DAY, DAY)
    now = datetime(2026, 3, 28, tzinfo=UTC)
    waiting = scheduled(waiting, now)
    for step in steps * 3:
        now += step
        owed = missed(waiting, now)
        asked += [owed.ask] if owed.ask else []
        waiting = replace(waiting, next_due_at=owed.next_due_at)
    assert asked
    assert asked == sorted(set(asked))
    assert set(asked) <= set(islice(due_after(cadence("daily at 2:30", "Europe/Berlin"), START), 90))


def test_two_zones_hear_the_same_rule_at_their_own_time() -> None:
    new_york = [at.hour for at in islice(due_after(cadence("daily at 10:00", "America/New_York"), START), 10)]
    assert new_york == [15] * 7 + [14] * 3  # from 8 March on
    assert {at.hour for at in islice(due_after(cadence("daily at 10:00"), START), 10)} == {10}
