"""Wall times stay put while clocks change, and only real time zones are taken."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

import pytest

from bot.domain.cadence import Timetable
from bot.domain.cadence_zone import Occurrence, typed_instant, zone_named
from bot.errors import Refusal
from bot.texts import Phrases


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
