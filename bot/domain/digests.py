"""The weekly summary for the product channel: when it comes, and what is kept of it."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.ids import BoardId, DigestId, OrganisationId

DIGEST_HOUR = time(9, 0)
MONDAY = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One weekly summary, kept word for word before it is posted."""

    id: DigestId
    organisation_id: OrganisationId
    board_id: BoardId
    week: str
    """ISO week of the board's zone, e.g. `2026-W12`."""
    made_at: datetime
    card: str
    """The card as JSON; its numbers equal the rows at `made_at`."""


def first_digest_after(now: datetime, zone: str) -> datetime:
    """The next Monday 09:00 of the board's zone, in UTC; 09:00 is in no zone's clock change."""
    local = now.astimezone(ZoneInfo(zone))
    monday = local.date() + timedelta(days=(MONDAY - local.weekday()) % 7)
    due = datetime.combine(monday, DIGEST_HOUR, ZoneInfo(zone))
    if due <= now:
        due = datetime.combine(monday + timedelta(days=7), DIGEST_HOUR, ZoneInfo(zone))
    return due.astimezone(UTC)


def week_of(now: datetime, zone: str) -> str:
    """The ISO week in which the board's people live at `now`."""
    year, week, _ = now.astimezone(ZoneInfo(zone)).isocalendar()
    return f"{year}-W{week:02d}"
