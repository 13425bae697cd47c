"""Quiet hours: nobody is written to directly at night or at the weekend of their own zone."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING, EVENING = time(8, 0), time(18, 0)
SATURDAY = 5


def polite(now: datetime, zone: str) -> datetime:
    """`now`, or the next working morning of the IANA `zone` when `now` is outside of its working hours; in UTC."""
    there = ZoneInfo(zone)
    local = now.astimezone(there)
    if local.weekday() < SATURDAY and MORNING <= local.time() < EVENING:
        return now
    day = local.date() if local.time() < MORNING else local.date() + timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return datetime.combine(day, MORNING, there).astimezone(UTC)
