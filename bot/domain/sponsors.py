"""The sponsor's monthly report: when it comes, and which month it tells of."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SPONSOR_HOUR = time(9, 0)
SATURDAY = 5


def first_report_after(now: datetime, zone: str) -> datetime:
    """The next first weekday of a month, 09:00 by the board's clocks, in UTC; 09:00 is in no zone's clock change."""
    first = now.astimezone(ZoneInfo(zone)).date().replace(day=1)
    while (due := datetime.combine(_weekday(first), SPONSOR_HOUR, ZoneInfo(zone))) <= now:
        first = _next(first)
    return due.astimezone(UTC)


def month_told(due: datetime, zone: str) -> str:
    """The month before the one in which the report is due, e.g. `2026-03`."""
    return f"{due.astimezone(ZoneInfo(zone)).date().replace(day=1) - timedelta(days=1):%Y-%m}"


def span_of(month: str, zone: str) -> tuple[datetime, datetime]:
    """When a month begins and the next one does, by the board's clocks."""
    first = date.fromisoformat(f"{month}-01")
    begins, ends = (datetime.combine(each, time(), ZoneInfo(zone)) for each in (first, _next(first)))
    return begins.astimezone(UTC), ends.astimezone(UTC)


def _weekday(first: date) -> date:
    return first + timedelta(days=max(0, 7 - first.weekday()) if first.weekday() >= SATURDAY else 0)


def _next(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)
