"""Many rules in many zones: checked against a clock read minute by minute, against cronsim, and against themselves."""

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
from bot.domain.cadence_zone import wall_of
from tests.size import FULL

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def until(end: datetime, moments: Iterator[datetime]) -> Iterator[datetime]:
    """The moments up to `end`, itself included."""
    return takewhile(lambda at: at <= end, moments)


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
        for rule in some.sample(lines, 9) + some.sample(plain, 6):
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


@settings(max_examples=120 if FULL else 50, deadline=None)
@given(data=st.data(), zone=st.sampled_from(PLAIN), line=CRON)
def test_cronsim_differs_only_where_the_clocks_change(data: st.DataObject, zone: str, line: str) -> None:
    # cronsim on aware times: with a star in the minutes or hours it walks through real time, so a doubled hour counts
    # twice and a gap not at all; otherwise what falls in a gap is moved to the gap's end, whatever is there already.
    clock = ZoneInfo(zone)
    start = data.draw(moments(zone)).replace(second=0, microsecond=0)
    end = start + 3 * DAY
    table = Timetable(rule=line, zone=zone, start=start)
    ours = {found.at: found for found in takewhile(lambda found: found.at <= end, table.occurrences(start))}
    told = {at.astimezone(UTC) for at in until(end, CronSim(line, start.astimezone(clock)))}
    theirs = {
        at for at in told if at > start
    }  # begun in the second pass of a doubled hour, it tells the first pass too
    for at in theirs - set(ours):
        assert at.astimezone(clock).fold == 1 or at in _ends_of_gaps(clock, at), at
    for at in set(ours) - theirs:
        assert ours[at].moved or _clocks_jumped(clock, at), at


def _clocks_jumped(clock: ZoneInfo, at: datetime) -> bool:
    """True within a day after a gap: there cronsim can lose times that do exist.

    What is due in those hours is held against a clock read minute by minute, above.
    """
    return wall_of(at, clock) - wall_of(at - DAY, clock) > DAY


def test_a_date_that_starts_at_one_in_the_morning_is_not_lost() -> None:
    start = datetime(2012, 4, 1, 3, tzinfo=UTC)  # in Havana 00:00 became 01:00 that Sunday, two hours later
    found = islice(Timetable(rule="*/15 1 * * 0", zone="America/Havana", start=start).occurrences(start), 5)
    assert [f"{one.local:%m-%d %H:%M %z}" for one in found] == [
        "04-01 01:00 -0400",
        "04-01 01:15 -0400",
        "04-01 01:30 -0400",
        "04-01 01:45 -0400",
        "04-08 01:00 -0400",
    ]


def _ends_of_gaps(clock: ZoneInfo, near: datetime) -> set[datetime]:
    minutes = [near + MINUTE * n for n in range(-2, 3)]
    return {late for early, late in pairwise(minutes) if wall_of(late, clock) - wall_of(early, clock) > MINUTE}


@settings(max_examples=100 if FULL else 40, deadline=None)
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
    start = datetime(2024, 6, 1, tzinfo=UTC)
    for rule, count, apart in (("weekly on Mon at 0:00", 150, 7), ("0 0 * * 5", 150, 7), ("30 2 * * *", 400, 1)):
        found = islice(Timetable(rule=rule, zone=zone, start=start).occurrences(start), count)
        dates = [one.local.date() for one in found]
        assert {later - earlier for earlier, later in pairwise(dates)} == {DAY * apart}, rule
