"""One wall-clock time on everybody's own clock, through changes of clocks anywhere."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from bot.domain.cadence import Cadence, due_after, missed, scheduled
from bot.domain.local_time import Zones, instants_of, opens_at, usual_zone, wall_at
from bot.ids import BoardId, CadenceId, ChannelId, EngagementId, OrganisationId, PersonId

ZONES = ("Europe/Berlin", "Asia/Tokyo", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC")
START = datetime(2026, 1, 1, tzinfo=UTC)


def cadence(rule: str = "weekly on Tue at 10:00", zone: str = "Europe/Berlin") -> Cadence:
    """A schedule in everybody's own time."""
    made = Cadence(
        id=CadenceId("c1"),
        organisation_id=OrganisationId("o1"),
        board_id=BoardId("b1"),
        engagement_ids=(EngagementId("one"),),
        rule=rule,
        zone=zone,
        start=START,
        local=True,
    )
    return scheduled(made, START)


def test_ten_o_clock_is_ten_o_clock_everywhere_all_year_round() -> None:
    one = cadence()
    for slot in islice(due_after(one, START), 52):
        wall = wall_at(one.timetable, slot)
        for zone, at in instants_of(wall, ZONES).items():
            local = at.astimezone(ZoneInfo(zone))
            assert (local.hour, local.minute, local.weekday(), local.date()) == (10, 0, 1, wall.date()), zone


def test_it_opens_with_the_first_clock_that_shows_it() -> None:
    one = cadence()
    slot = next(due_after(one, START))
    assert opens_at(one, slot, ZONES) == instants_of(wall_at(one.timetable, slot), ZONES)["Australia/Lord_Howe"]
    assert opens_at(one, slot, ["America/New_York"]) == slot + timedelta(hours=6)
    assert opens_at(one, slot, []) == slot
    assert opens_at(replace(one, local=False), slot, ZONES) == slot


def test_a_time_that_the_schedules_own_clocks_leap_over_is_kept_for_all_others() -> None:
    one = cadence("monthly on the last Sun at 02:30")
    slot = next(at for at in due_after(one, START) if at.month == 3)
    assert slot.astimezone(ZoneInfo("Europe/Berlin")).hour == 3
    assert wall_at(one.timetable, slot) == datetime(2026, 3, 29, 2, 30)
    assert instants_of(wall_at(one.timetable, slot), ["Asia/Tokyo"])["Asia/Tokyo"].hour == 17


@pytest.mark.parametrize(
    ("zones", "usual"),
    [
        (["Asia/Tokyo", "Asia/Tokyo", "UTC"], "Asia/Tokyo"),
        (["Asia/Tokyo", "America/New_York"], "America/New_York"),
        (["", "Nowhere/Land", "../etc/passwd"], "Europe/Berlin"),
        ([], "Europe/Berlin"),
    ],
)
def test_a_company_has_the_zone_of_most_of_its_people(zones: list[str], usual: str) -> None:
    assert usual_zone(zones, "Europe/Berlin") == usual


def test_a_message_to_one_person_follows_that_persons_clock() -> None:
    acme, ana, ben = ChannelId("acme"), PersonId("ana"), PersonId("ben")
    zones = Zones(board="UTC", channels={acme: "Asia/Tokyo"}, people={ana: "America/New_York", ben: ""})
    assert zones.of(acme, None) == "Asia/Tokyo"
    assert zones.of(acme, ana) == "America/New_York"
    assert zones.of(acme, ben) == "Asia/Tokyo"
    assert zones.of(ChannelId("shared"), None) == "UTC"


@pytest.mark.parametrize(("hours", "asked"), [(0, True), (6, True), (6.1, False), (30, False)])
def test_the_grace_counts_from_the_first_clock(hours: float, asked: bool) -> None:
    one = cadence()
    slot = one.next_due_at
    assert slot is not None
    waiting = replace(one, next_due_at=slot - timedelta(hours=8), next_slot=slot)
    early = missed(waiting, slot - timedelta(hours=8, seconds=1))
    assert (early.ask, early.next_due_at) == (None, slot)
    late = missed(waiting, slot - timedelta(hours=8) + timedelta(hours=hours))
    assert (late.ask == slot) is asked
    assert late.next_due_at == slot + timedelta(weeks=1)
