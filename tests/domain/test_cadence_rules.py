"""Cron lines and RRULEs are read and enumerated as their own standards say, and no rule can search for ever."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice, takewhile
from time import perf_counter

import pytest
from cronsim import CronSim
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.cadence import Timetable
from bot.domain.cadence_rules import read_rule
from bot.errors import Refusal
from tests.size import FULL

SUNDAY = datetime(2026, 3, 1, tzinfo=UTC)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def due(rule: str, after: datetime = SUNDAY, zone: str = "UTC", start: datetime | None = None) -> Iterator[datetime]:
    """The instants after `after`, counted from there unless told otherwise."""
    return (found.at for found in Timetable(rule=rule, zone=zone, start=start or after).occurrences(after))


def days(rule: str, count: int = 3, after: datetime = SUNDAY) -> list[str]:
    """What comes next, as `02 Mar 10:00`."""
    return [f"{at:%d %b %H:%M}" for at in islice(due(rule, after), count)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("0 9 * * 1", ["02 Mar 09:00", "09 Mar 09:00", "16 Mar 09:00"]),
        ("0 9 * * 0", ["01 Mar 09:00", "08 Mar 09:00", "15 Mar 09:00"]),
        ("0 9 * * 7", ["01 Mar 09:00", "08 Mar 09:00", "15 Mar 09:00"]),
        ("0 9 * * mon-fri", ["02 Mar 09:00", "03 Mar 09:00", "04 Mar 09:00"]),
        ("*/20 9 2 * *", ["02 Mar 09:00", "02 Mar 09:20", "02 Mar 09:40"]),
        ("0 9 13 * 5", ["06 Mar 09:00", "13 Mar 09:00", "20 Mar 09:00"]),
        ("0 9 L * *", ["31 Mar 09:00", "30 Apr 09:00", "31 May 09:00"]),
        ("0 0 31 * *", ["31 Mar 00:00", "31 May 00:00", "31 Jul 00:00"]),
        ("0 0 29 2 *", ["29 Feb 00:00", "29 Feb 00:00", "29 Feb 00:00"]),
        ("@weekly", ["08 Mar 00:00", "15 Mar 00:00", "22 Mar 00:00"]),
    ],
)
def test_a_cron_line_counts_its_days_as_cron_does(line: str, expected: list[str]) -> None:
    assert days(line) == expected


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("0 9 * *", "cadence.cron_fields"),
        ("0 0 9 * * 1", "cadence.cron_fields"),
        ("60 9 * * *", "cadence.bad_cron"),
        ("0 24 * * *", "cadence.bad_cron"),
        ("0 9 32 * *", "cadence.bad_cron"),
        ("0 9 * 13 *", "cadence.bad_cron"),
        ("0 9 * * 8", "cadence.bad_cron"),
        ("0 9 * * FRI-SUN", "cadence.bad_cron"),
        ("*/0 9 * * *", "cadence.bad_cron"),
        ("0 9 ? * MON", "cadence.bad_cron"),
    ],
)
def test_a_cron_line_that_is_none_is_refused(line: str, reason: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_rule(line)
    assert refused.value.phrase.id == reason


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("RRULE:FREQ=WEEKLY;BYDAY=MO,WE;BYHOUR=9;BYMINUTE=30", ["02 Mar 09:30", "04 Mar 09:30", "09 Mar 09:30"]),
        ("FREQ=MONTHLY;BYDAY=-1FR;BYHOUR=16", ["27 Mar 16:00", "24 Apr 16:00", "29 May 16:00"]),
        ("rrule: freq=monthly; byday=mo,tu,we,th,fr; bysetpos=-1;", ["31 Mar 00:00", "30 Apr 00:00", "29 May 00:00"]),
        ("RRULE:FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", ["13 Mar 00:00", "13 Nov 00:00", "13 Aug 00:00"]),
        ("RRULE:FREQ=MONTHLY;BYDAY=1MO,FR", ["02 Mar 00:00", "06 Mar 00:00", "13 Mar 00:00"]),
        ("RRULE:FREQ=YEARLY;BYDAY=20MO", ["18 May 00:00", "17 May 00:00", "15 May 00:00"]),
        ("RRULE:FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", ["11 May 00:00", "17 May 00:00", "15 May 00:00"]),
        ("RRULE:FREQ=HOURLY;INTERVAL=5", ["01 Mar 05:00", "01 Mar 10:00", "01 Mar 15:00"]),
        ("RRULE:FREQ=MINUTELY;INTERVAL=90", ["01 Mar 01:30", "01 Mar 03:00", "01 Mar 04:30"]),
        ("RRULE:FREQ=DAILY;UNTIL=20260302", ["02 Mar 00:00"]),
        ("RRULE:FREQ=DAILY;BYHOUR=10;UNTIL=20260302", ["01 Mar 10:00", "02 Mar 10:00"]),
        ("RRULE:FREQ=DAILY;BYHOUR=10;UNTIL=20260302T095959Z", ["01 Mar 10:00"]),
        ("DTSTART:20260305T101500 RRULE:FREQ=WEEKLY;INTERVAL=2", ["05 Mar 10:15", "19 Mar 10:15", "02 Apr 10:15"]),
        ("DTSTART;TZID=UTC:20260305T101500\nRRULE:FREQ=DAILY;COUNT=2", ["05 Mar 10:15", "06 Mar 10:15"]),
    ],
)
def test_an_rrule_is_read_as_calendars_write_it(rule: str, expected: list[str]) -> None:
    assert days(rule) == expected


def test_what_an_rrule_leaves_open_follows_the_start() -> None:
    start = datetime(2026, 1, 14, 10, 45, 30, tzinfo=UTC)
    assert days("RRULE:FREQ=WEEKLY", 2, start) == ["21 Jan 10:45", "28 Jan 10:45"]
    assert days("RRULE:FREQ=MONTHLY;BYHOUR=8", 2, start) == ["14 Feb 08:45", "14 Mar 08:45"]
    assert next(due("RRULE:FREQ=YEARLY", start)) == datetime(2027, 1, 14, 10, 45, 30, tzinfo=UTC)


def test_every_second_week_is_counted_from_the_monday_of_the_starts_own_week() -> None:
    wednesday = datetime(2026, 3, 4, 12, tzinfo=UTC)
    assert days("every 2 weeks on Mon,Fri at 9:00", 4, wednesday) == [
        "06 Mar 09:00",
        "16 Mar 09:00",
        "20 Mar 09:00",
        "30 Mar 09:00",
    ]
    assert days("RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU", 2, wednesday) == ["15 Mar 12:00", "16 Mar 12:00"]


def test_a_counted_rule_ends_with_its_count_wherever_one_asks_from() -> None:
    rule = "RRULE:FREQ=DAILY;COUNT=5;BYHOUR=10"
    assert len(list(due(rule))) == 5
    assert len(list(due(rule, SUNDAY + timedelta(days=3), start=SUNDAY))) == 2
    assert list(due(rule, SUNDAY + timedelta(days=30), start=SUNDAY)) == []


@pytest.mark.parametrize(
    "rule",
    [
        "RRULE:",
        "RRULE:BYDAY=MO",
        "RRULE:FREQ=SOMETIMES",
        "RRULE:FREQ=DAILY;INTERVAL=0",
        "RRULE:FREQ=DAILY;INTERVAL=-1",
        "RRULE:FREQ=DAILY;COUNT=0",
        "RRULE:FREQ=DAILY;COUNT=3;UNTIL=20260401",
        "RRULE:FREQ=DAILY;UNTIL=20260231",
        "RRULE:FREQ=DAILY;BYHOUR=24",
        "RRULE:FREQ=MONTHLY;BYMONTHDAY=0",
        "RRULE:FREQ=MONTHLY;BYMONTHDAY=32",
        "RRULE:FREQ=WEEKLY;BYDAY=XX",
        "RRULE:FREQ=WEEKLY;BYDAY=2MO",
        "RRULE:FREQ=WEEKLY;BYDAY=",
        "RRULE:FREQ=WEEKLY;BYDAY=MO;BYDAY=TU",
        "RRULE:FREQ=YEARLY;BYEASTER=1",
        "RRULE:FREQ=WEEKLY;WKST=XX",
        "RRULE:FREQ=WEEKLY RRULE:FREQ=DAILY",
        "DTSTART:tomorrow RRULE:FREQ=WEEKLY",
        "DTSTART:20260305T101500",
    ],
)
def test_a_part_that_is_no_part_of_an_rrule_is_named(rule: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_rule(rule)
    assert refused.value.phrase.id == "cadence.bad_rrule"


def test_calendars_lists_of_dates_and_other_zones_are_refused() -> None:
    with pytest.raises(Refusal) as refused:
        read_rule("RRULE:FREQ=DAILY\nEXDATE:20260303T000000")
    assert refused.value.phrase.id == "cadence.rrule_dates"
    with pytest.raises(Refusal) as refused:
        list(due("DTSTART;TZID=Europe/Berlin:20260305T101500 RRULE:FREQ=DAILY;COUNT=1"))
    assert refused.value.phrase.id == "cadence.other_zone"
    with pytest.raises(Refusal) as refused:
        read_rule("RRULE:FREQ=SECONDLY")
    assert refused.value.phrase.id == "cadence.too_often"


@pytest.mark.parametrize(
    "rule",
    [
        "0 0 30 2 *",
        "0 0 31 2,4,6,9,11 *",
        "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "RRULE:FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2",
        "RRULE:FREQ=YEARLY;BYDAY=MO;BYSETPOS=366",
        "RRULE:FREQ=DAILY;INTERVAL=7;BYDAY=TU",
        "RRULE:FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=29",
        "RRULE:FREQ=HOURLY;INTERVAL=24;BYHOUR=9",
        "RRULE:FREQ=MINUTELY;INTERVAL=1440;BYHOUR=9",
    ],
)
def test_a_rule_that_can_never_be_met_is_never_due_and_found_out_quickly(rule: str) -> None:
    start = perf_counter()
    assert list(due(rule, datetime(2027, 3, 1, tzinfo=UTC))) == []
    took = perf_counter() - start
    print(f"{rule}: {took * 1000:.0f} ms")
    assert took < 2.5


@pytest.mark.parametrize("rule", ["0 0 29 2 *", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO;BYHOUR=0"])
def test_a_rare_rule_runs_to_the_end_of_the_calendar_and_stops(rule: str) -> None:
    *_, last = islice(due(rule, datetime(9000, 1, 1, tzinfo=UTC)), 3000)
    assert 9900 < last.year < 9999


STARTS = st.builds(lambda n: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=n), st.integers(0, 9 * 365 * 1440))
NUMBERS = {
    "BYMONTH": st.integers(1, 12),
    "BYMONTHDAY": st.integers(-31, 31).filter(bool),
    "BYYEARDAY": st.integers(-366, 366).filter(bool),
    "BYHOUR": st.integers(0, 23),
    "BYMINUTE": st.integers(0, 59),
}


@st.composite
def rrules(draw: st.DrawFn) -> str:
    """Any RRULE whose reading is not in dispute."""
    frequency = draw(st.sampled_from(["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"]))
    parts = [f"FREQ={frequency}", f"INTERVAL={draw(st.integers(1, 4))}"]
    for name, numbers in NUMBERS.items():
        if draw(st.integers(0, 3)) == 0:
            chosen = draw(st.lists(numbers, min_size=1, max_size=5, unique=True))
            parts.append(f"{name}={','.join(map(str, chosen))}")
    if draw(st.booleans()):
        ranked = frequency in ("YEARLY", "MONTHLY") and draw(st.booleans())
        rank = st.sampled_from(["1", "2", "-1", "5"] if ranked else [""])
        named = st.builds("{}{}".format, rank, st.sampled_from(WEEKDAYS))
        parts.append("BYDAY=" + ",".join(draw(st.lists(named, min_size=1, max_size=4, unique=True))))
    if draw(st.booleans()) and frequency != "HOURLY":
        parts.append(f"BYSETPOS={draw(st.sampled_from(['1', '-1', '2,-2', '3']))}")
    if draw(st.integers(0, 3)) == 0:
        parts.append(f"WKST={draw(st.sampled_from(WEEKDAYS))}")
    return "RRULE:" + ";".join(parts)


@settings(max_examples=120 if FULL else 50, deadline=None)
@given(rule=rrules(), start=STARTS)
def test_an_rrule_in_utc_is_what_dateutil_makes_of_it(rule: str, start: datetime) -> None:
    anchor = start
    if "WEEKLY" in rule and "BYSETPOS" in rule:
        # dateutil counts positions in what is left of the first week; we count in the whole of it, as in months.
        week_start = WEEKDAYS.index(rule.partition("WKST=")[2] or "MO")
        anchor -= timedelta(days=(anchor.weekday() - week_start) % 7)
        anchor = anchor.replace(hour=0, minute=0)
    horizon = anchor + timedelta(days=9 * 366)
    ours = list(islice(takewhile(lambda at: at <= horizon, due(rule, anchor - timedelta(seconds=1), start=anchor)), 40))
    if ours:  # dateutil needs seconds to find out that a rule is never met
        theirs = rrulestr(f"{rule};UNTIL={horizon:%Y%m%dT%H%M%SZ}", dtstart=anchor)
        assert ours == list(islice(theirs, 40))


@settings(max_examples=60 if FULL else 30, deadline=None)
@given(
    line=st.tuples(
        st.sampled_from(["0", "30", "*/15", "5-50/9", "*"]),
        st.sampled_from(["9", "0", "*/6", "8-18", "*", "2,14"]),
        st.sampled_from(["*", "*/2", "1-7", "13", "L", "29"]),
        st.sampled_from(["*", "2", "*/3", "JAN,JUL"]),
        st.sampled_from(["*", "1", "MON-FRI", "0", "7", "5L", "2#2", "*/2"]),
    ).map(" ".join),
    start=STARTS,
)
def test_a_cron_line_in_utc_is_what_cronsim_makes_of_it(line: str, start: datetime) -> None:
    assert list(islice(due(line, start), 25)) == list(islice(CronSim(line, start), 25))
