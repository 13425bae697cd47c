"""Wall times stay put while clocks change: checked case by case, against a clock read minute by minute, and cronsim."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from functools import cache
from itertools import islice, pairwise, product, takewhile
from random import Random
from zoneinfo import ZoneInfo

import pytest
from cronsim import CronSim
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.cadence import Timetable
from bot.domain.cadence_calendar import wall_times
from bot.domain.cadence_rules import read_rule
from bot.domain.cadence_zone import Occurrence, typed_instant, wall_of, zone_named
from bot.errors import Refusal
from bot.texts import Phrases

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def occurrences(rule: str, zone: str, start: str) -> Iterator[Occurrence]:
    """What comes later than `start`, wall time of the zone."""
    at = typed_instant(start, zone)
    return Timetable(rule=rule, zone=zone, start=at).occurrences(at)


def due(rule: str, zone: str, start: str, count: int = 3) -> list[str]:
    """What clocks in the zone show at the next due times, and how far they are from UTC."""
    return [f"{found.local:%a %m-%d %H:%M %z}" for found in islice(occurrences(rule, zone, start), count)]


@pytest.mark.parametrize(
    ("rule", "zone", "start", "expected"),
    [
        # The day that lasts 23 hours: the time stays put, and what does not exist moves forward by the gap.
        ("daily at 10:00", "Europe/Berlin", "2026-03-28T12:00", ["Sun 03-29 10:00 +0200", "Mon 03-30 10:00 +0200"]),
        ("daily at 02:30", "Europe/Berlin", "2026-03-28T12:00", ["Sun 03-29 03:30 +0200", "Mon 03-30 02:30 +0200"]),
        ("daily at 02:30", "America/New_York", "2026-03-07T12:00", ["Sun 03-08 03:30 -0400", "Mon 03-09 02:30 -0400"]),
        (
            "daily at 02:15",
            "Australia/Lord_Howe",
            "2026-10-03T12:00",
            ["Sun 10-04 02:45 +1100", "Mon 10-05 02:15 +1100"],
        ),
        ("daily at 03:00", "Pacific/Chatham", "2026-09-26T12:00", ["Sun 09-27 04:00 +1345", "Mon 09-28 03:00 +1345"]),
        # The doubled hour: the first of the two, once.
        ("daily at 02:30", "Europe/Berlin", "2026-10-24T12:00", ["Sun 10-25 02:30 +0200", "Mon 10-26 02:30 +0100"]),
        ("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00", ["Sun 10-25 02:30 +0200", "Mon 10-26 02:30 +0100"]),
        (
            "daily at 01:45",
            "Australia/Lord_Howe",
            "2026-04-04T12:00",
            ["Sun 04-05 01:45 +1100", "Mon 04-06 01:45 +1030"],
        ),
        ("daily at 02:30", "Europe/Berlin", "2026-10-25T02:10+01:00", ["Mon 10-26 02:30 +0100"]),
        # Weekly at midnight where midnight is what the clocks jump over.
        (
            "weekly on Sun at 0:00",
            "America/Santiago",
            "2026-09-01T00:00",
            ["Sun 09-06 01:00 -0300", "Sun 09-13 00:00 -0300"],
        ),
        ("0 0 * * 5", "Africa/Cairo", "2026-04-20T00:00", ["Fri 04-24 01:00 +0300", "Fri 05-01 00:00 +0300"]),
        (
            "weekly on Sun at 0:00",
            "Asia/Beirut",
            "2026-03-25T00:00",
            ["Sun 03-29 01:00 +0300", "Sun 04-05 00:00 +0300"],
        ),
        (
            "weekly on Mon at 0:00",
            "America/New_York",
            "2026-03-01T00:00",
            ["Mon 03-02 00:00 -0500", "Mon 03-09 00:00 -0400"],
        ),
        # A date left out is dropped, in whichever direction one lived before.
        ("daily at 10:00", "Pacific/Apia", "2011-12-28T12:00", ["Thu 12-29 10:00 -1000", "Sat 12-31 10:00 +1400"]),
        (
            "weekly on Fri at 10:00",
            "Pacific/Apia",
            "2011-12-20T12:00",
            ["Fri 12-23 10:00 -1000", "Fri 01-06 10:00 +1400"],
        ),
        ("daily at 0:00", "Pacific/Kwajalein", "1993-08-19T12:00", ["Fri 08-20 00:00 -1200", "Sun 08-22 00:00 +1200"]),
        # Asked from the middle of it: a time that has been moved is still to come.
        ("daily at 02:30", "Europe/Berlin", "2026-03-29T03:15", ["Sun 03-29 03:30 +0200", "Mon 03-30 02:30 +0200"]),
        ("RRULE:FREQ=DAILY;BYHOUR=2;BYMINUTE=30", "Europe/Berlin", "2026-03-29T03:15", ["Sun 03-29 03:30 +0200"]),
        ("daily at 02:30", "Europe/Berlin", "2026-03-29T03:30", ["Mon 03-30 02:30 +0200"]),
        # No change of clocks at all, quarter hours, and both ends of the date line.
        ("daily at 10:00", "Asia/Kathmandu", "2026-03-28T12:00", ["Sun 03-29 10:00 +0545"]),
        ("daily at 10:00", "America/Sao_Paulo", "2026-10-17T12:00", ["Sun 10-18 10:00 -0300"]),
        ("daily at 0:00", "America/Sao_Paulo", "2018-11-03T12:00", ["Sun 11-04 01:00 -0200", "Mon 11-05 00:00 -0200"]),
        ("daily at 23:59", "Pacific/Kiritimati", "2026-03-28T12:00", ["Sat 03-28 23:59 +1400"]),
    ],
)
def test_wall_time_stays_put(rule: str, zone: str, start: str, expected: list[str]) -> None:
    assert due(rule, zone, start, len(expected)) == expected


def test_a_moved_time_and_a_real_one_that_meet_are_asked_once() -> None:
    shown = due("*/30 * * * *", "Europe/Berlin", "2026-03-29T01:15", 6)
    assert [one[10:15] for one in shown] == ["01:30", "03:00", "03:30", "04:00", "04:30", "05:00"]


def test_a_moved_time_that_lands_behind_a_real_one_waits_for_its_place() -> None:
    shown = due("*/20 2 * * *", "Australia/Lord_Howe", "2026-10-04T00:00", 4)
    assert shown[:3] == ["Sun 10-04 02:30 +1100", "Sun 10-04 02:40 +1100", "Sun 10-04 02:50 +1100"]
    assert shown[3] == "Mon 10-05 02:00 +1100"


def test_quarter_hours_pass_the_doubled_hour_once() -> None:
    shown = due("*/15 * * * *", "Europe/Berlin", "2026-10-25T01:45", 6)
    assert [one[10:] for one in shown] == [
        "02:00 +0200",
        "02:15 +0200",
        "02:30 +0200",
        "02:45 +0200",
        "03:00 +0100",
        "03:15 +0100",
    ]


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("Europe/Berln", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("Berlin", "Europe/Berlin"),
        ("New York", "America/New_York"),
        ("Kolkatta", "Asia/Kolkata"),
        ("utc", "UTC"),
    ],
)
def test_an_unknown_zone_is_refused_with_the_nearest_names(typed: str, near: str) -> None:
    with pytest.raises(Refusal) as refused:
        zone_named(typed)
    names = refused.value.phrase.args["near"]
    assert isinstance(names, Phrases)
    assert near in names.items
    assert all(zone_named(str(name)) for name in names.items)


@pytest.mark.parametrize(
    "typed", ["", "Xyzzy", "../../etc/passwd", "Europe", "right/UTC", "localtime", "\0", "Z" * 300]
)
def test_what_is_no_zone_at_all_is_refused_too(typed: str) -> None:
    with pytest.raises(Refusal, match=r"cadence\.unknown_zone"):
        zone_named(typed)


@pytest.mark.parametrize("moment", ["", "soon", "2026-13-01", "2026-03-01T25:00", "0001-01-01", "9999-12-31T23:59"])
def test_a_moment_that_is_none_is_refused(moment: str) -> None:
    with pytest.raises(Refusal, match=r"cadence\.bad_moment"):
        typed_instant(moment, "Europe/Berlin")


def test_a_moment_without_an_offset_is_wall_time() -> None:
    assert typed_instant("2026-03-01T00:00", "America/New_York") == datetime(2026, 3, 1, 5, tzinfo=UTC)
    assert typed_instant("2026-03-01", "America/New_York") == datetime(2026, 3, 1, 5, tzinfo=UTC)
    assert typed_instant("2026-03-01T00:00Z", "America/New_York") == datetime(2026, 3, 1, tzinfo=UTC)


def until(end: datetime, moments: Iterator[datetime]) -> Iterator[datetime]:
    """The moments up to `end`, itself included."""
    return takewhile(lambda at: at <= end, moments)


# --- the same zones, many rules -----------------------------------------------------------------------------------

ZONES = (
    *("UTC", "Europe/Berlin", "Europe/London", "Europe/Dublin", "America/New_York", "America/St_Johns"),
    *("America/Santiago", "America/Sao_Paulo", "America/Asuncion", "America/Havana", "America/Nuuk"),
    *("America/Scoresbysund", "Atlantic/Azores", "Africa/Casablanca", "Africa/Cairo", "Asia/Beirut", "Asia/Gaza"),
    *("Asia/Tehran", "Asia/Amman", "Asia/Kathmandu", "Australia/Sydney", "Australia/Lord_Howe", "Antarctica/Troll"),
    *(
        "Antarctica/Casey",
        "Pacific/Auckland",
        "Pacific/Chatham",
        "Pacific/Apia",
        "Pacific/Kiritimati",
        "Asia/Pyongyang",
    ),
)


FIRST = datetime(2011, 12, 1, tzinfo=UTC)
"""Samoa's lost day is included; Gaza and Newfoundland no longer change their clocks a minute past the hour."""


@cache
def changes(zone: str) -> tuple[datetime, ...]:
    """The days, 2011 to 2030, on which the zone changed its clocks: an instant less than a day before each change."""
    clock = ZoneInfo(zone)
    days = [FIRST + DAY * n for n in range(19 * 365)]
    return tuple(at for at in days if at.astimezone(clock).utcoffset() != (at + DAY).astimezone(clock).utcoffset())


def moments(zone: str) -> st.SearchStrategy[datetime]:
    """Instants, most of them within two days before a change of the zone's clocks."""
    anywhen = st.builds(lambda n: FIRST + MINUTE * n, st.integers(0, 19 * 365 * 1440))
    if not changes(zone):
        return anywhen
    near = st.builds(lambda at, ago: at - MINUTE * ago, st.sampled_from(changes(zone)), st.integers(-1440, 2880))
    return st.one_of(near, near, near, anywhen)


MINUTES = ("0", "30", "15,45", "5-50/9", "*/15", "*", "59", "0,7")
HOURS = ("0", "1", "2", "0-3", "2,3", "23", "*/2", "*", "9", "1-2", "22-23")
TIMES = ("0:00", "0:30", "1:59", "2:00", "2:30", "3:00", "23:30", "9:00", "0:00 and 2:45 and 3:45")
DAYS = (
    "every day",
    "every weekday",
    "weekly on Sun",
    "every 2 weeks on Fri,Sun",
    "every 3 days",
    "last Sun of the month",
)
CRON = st.tuples(
    st.sampled_from(MINUTES),
    st.sampled_from(HOURS),
    st.sampled_from(["*", "*", "*", "1-15", "28-31"]),
    st.just("*"),
    st.sampled_from("**06"),
).map(" ".join)
RULES = st.one_of(CRON, st.builds("{} at {}".format, st.sampled_from(DAYS), st.sampled_from(TIMES)))


@pytest.mark.parametrize("zone", ZONES)
def test_a_clock_read_minute_by_minute_agrees(zone: str) -> None:
    lines = [f"{minute} {hour} * * *" for minute, hour in product(MINUTES, HOURS)]
    plain = [f"{days} at {times}" for days, times in product(DAYS, TIMES)]
    some = Random(zone)
    for change in some.sample(changes(zone) or (datetime(2026, 3, 1, tzinfo=UTC),) * 2, 2):
        clock, end = ClockRead(zone, change - 2 * DAY, change + 3 * DAY), change + 2 * DAY
        for rule in some.sample(lines, 12) + some.sample(plain, 8):
            start = change - MINUTE * some.randrange(1440)
            found = Timetable(rule=rule, zone=zone, start=start).occurrences(start)
            ours = list(until(end, (one.at for one in found)))
            walls = wall_times(read_rule(rule), anchor=wall_of(start, ZoneInfo(zone)), begin=clock.first + 12 * HOUR)
            expected = {clock.when(wall) for wall in until(clock.last - 12 * HOUR, walls) if wall >= clock.first}
            assert ours == sorted(at for at in expected if at and start < at <= end), (rule, start)


class ClockRead:
    """What a clock in the zone shows, minute after minute, written down without any theory of gaps and folds."""

    def __init__(self, zone: str, start: datetime, end: datetime) -> None:
        self._shown: dict[datetime, datetime] = {}
        self._jumps: list[tuple[datetime, datetime]] = []
        clock = ZoneInfo(zone)
        self.first = self.last = start.astimezone(clock).replace(tzinfo=None, fold=0)
        for n in range((end - start) // MINUTE):
            wall = (start + MINUTE * n).astimezone(clock).replace(tzinfo=None, fold=0)
            if wall > self.last + MINUTE:
                self._jumps.append((self.last + MINUTE, wall))
            self._shown.setdefault(wall, start + MINUTE * n)
            self.last = wall

    def when(self, wall: datetime) -> datetime | None:
        """When the clock first shows `wall`, or would but for a jump; None on a date that it never shows."""
        if wall in self._shown:
            return self._shown[wall]
        begin, end = next((begin, end) for begin, end in self._jumps if begin <= wall < end)
        midnight = datetime.combine(wall.date(), time())
        return None if begin <= midnight and midnight + DAY <= end else self._shown[wall + (end - begin)]


ODD = ("Pacific/Apia", "Pacific/Chatham", "Australia/Lord_Howe", "Asia/Pyongyang")
PLAIN = tuple(zone for zone in ZONES if zone not in ODD)
"""cronsim fires on the date that Samoa left out, and loses its way where clocks change by, or at, part of an hour."""


@settings(max_examples=120, deadline=None)
@given(data=st.data(), zone=st.sampled_from(PLAIN), line=CRON)
def test_cronsim_differs_only_where_the_clocks_change(data: st.DataObject, zone: str, line: str) -> None:
    # cronsim on aware times: with a star in the minutes or hours it walks through real time, so a doubled hour counts
    # twice and a gap not at all; otherwise what falls in a gap is moved to the gap's end, whatever is there already.
    clock = ZoneInfo(zone)
    start = data.draw(moments(zone)).replace(second=0, microsecond=0)
    end = start + 3 * DAY
    table = Timetable(rule=line, zone=zone, start=start)
    ours = {found.at: found for found in takewhile(lambda found: found.at <= end, table.occurrences(start))}
    theirs = {at.astimezone(UTC) for at in until(end, CronSim(line, start.astimezone(clock)))}
    for at in theirs - set(ours):
        assert at.astimezone(clock).fold == 1 or at in _ends_of_gaps(clock, at), at
    for at in set(ours) - theirs:
        assert ours[at].moved, at


def _ends_of_gaps(clock: ZoneInfo, near: datetime) -> set[datetime]:
    minutes = [near + MINUTE * n for n in range(-2, 3)]
    return {late for early, late in pairwise(minutes) if wall_of(late, clock) - wall_of(early, clock) > MINUTE}


@settings(max_examples=100, deadline=None)
@given(data=st.data(), zone=st.sampled_from(ZONES), rule=RULES)
def test_due_times_ascend_and_do_not_depend_on_where_one_asks_from(data: st.DataObject, zone: str, rule: str) -> None:
    start = data.draw(moments(zone))
    table = Timetable(rule=rule, zone=zone, start=start)
    ats = [found.at for found in islice(table.occurrences(start), 12)]
    assert all(earlier < later for earlier, later in pairwise([start, *ats]))
    for n in data.draw(st.lists(st.integers(0, 10), max_size=4)):
        assert next(table.occurrences(ats[n])).at == ats[n + 1]
        assert next(table.occurrences(ats[n] - timedelta(microseconds=1))).at == ats[n]


@pytest.mark.parametrize("zone", ZONES)
def test_a_weekly_midnight_comes_every_week_and_a_daily_half_past_two_every_day(zone: str) -> None:
    for day in ("Mon", "Fri", "Sun"):
        weekly = [
            found.local.date() for found in islice(occurrences(f"weekly on {day} at 0:00", zone, "2024-06-01"), 150)
        ]
        assert {later - earlier for earlier, later in pairwise(weekly)} == {7 * DAY}
    daily = [found.local.date() for found in islice(occurrences("30 2 * * *", zone, "2025-08-01"), 370)]
    assert {later - earlier for earlier, later in pairwise(daily)} == {DAY}
