"""What a chat says of a schedule's next dates, by the schedule's own clock, is what an almanac finds day by day."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.almanac import PAIRS, RULES, ZONES, Rule, due
from tests.both.desk import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")
SHOWN = re.compile(r"[A-Z][a-z]{2}, [A-Z][a-z]{2} \d+, \d{4}, \d+:\d\d [AP]M")
EACH_ONCE = [(rule, ZONES[at % len(ZONES)]) for at, rule in enumerate(RULES)]


@pytest.mark.parametrize(
    ("rule", "zone"),
    [
        pytest.param(*pair, id=f"{pair[0].typed} {pair[1]}", marks=[] if pair in EACH_ONCE else pytest.mark.soak)
        for pair in PAIRS
    ],
)
async def test_the_next_ten_dates_are_those_of_the_almanac(desk: Desk, rule: Rule, zone: str) -> None:
    said = await desk.say(f'schedule set "{rule.typed}" --engagement value-pulse --zone {zone}')
    assert said.startswith("Scheduled")
    since = desk.house.bot.now()
    shown = SHOWN.findall(await desk.say("schedule preview"))
    wanted = [each.astimezone(ZoneInfo(zone)) for each in due(rule, zone, since)]
    assert list(dict.fromkeys(shown)) == [_shown(each) for each in wanted]


def _shown(at: datetime) -> str:
    return f"{at:%a, %b} {at.day}, {at.year}, {at.hour % 12 or 12}:{at:%M %p}"
