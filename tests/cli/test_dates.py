"""What the command line says of a schedule's next dates is what an almanac finds day by day."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.almanac import PAIRS, Rule, due
from tests.cli.machine import Cab

SINCE = ("2026-03-02T08:00", "2026-03-28T12:00", "2026-10-20T23:59", "2027-02-27T00:00")
"""Before clocks are put forward in the north and back in the south, and the other way round."""


@pytest.mark.parametrize(("rule", "zone"), [pytest.param(*pair, id=f"{pair[0].typed} {pair[1]}") for pair in PAIRS])
def test_the_next_dates_are_those_of_the_almanac(cab: Cab, rule: Rule, zone: str) -> None:
    for since in SINCE:
        said = cab("cadence", "preview", rule.typed, "--zone", zone, "--from", since, "--json").json
        wanted = due(rule, zone, datetime.fromisoformat(since).replace(tzinfo=ZoneInfo(zone)))
        assert [datetime.fromisoformat(each).astimezone(UTC) for each in said["due"]] == wanted
