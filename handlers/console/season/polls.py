"""What is asked, and when: the polls of the season and their schedules."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from bot.domain.engagements import Engagement
from bot.ids import BoardId, Ids, OrganisationId
from prompts.library import load_library, parse_engagement

ZONE = "Europe/Berlin"
FIRST_DAY = date(2026, 1, 5)
WEEKS = 13
CYCLE = timedelta(weeks=5)
"""Three asks to everybody in five weeks: nobody hears from the board twice a week, or four times in thirty days."""

_SEGMENT_OF = {"custom-work": "utilities"}
"""Polls of the library are for anybody; these are put to one segment here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """An engagement as the file it is written in."""

    slug: str
    toml: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CadenceRow:
    """A schedule as a product manager would type it."""

    rule: str
    first: date
    """The day it falls due for the first time, in the board's zone."""
    rotation: tuple[str, ...]
    """Slugs of the polls, asked in turn."""

    @property
    def start(self) -> datetime:
        """The midnight before the first time, in UTC: the schedule starts here and counts its weeks from here."""
        return midnight(self.first)

    def days(self) -> tuple[date, ...]:
        """The days on which it falls due early enough for the poll to close before the season ends."""
        count = (FIRST_DAY + timedelta(weeks=WEEKS - 1) - self.first) // CYCLE + 1
        return tuple(self.first + turn * CYCLE for turn in range(count))


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """One poll on one day."""

    slug: str
    day: date

    @property
    def whole_board(self) -> bool:
        """True when every company is asked, and the shared room with them."""
        return not segment_of(self.slug)


@cache
def cadences() -> tuple[CadenceRow, ...]:
    """The schedules: one for the pulse, one for each segment, one for the large questions."""

    def thursday(week: int) -> date:
        return FIRST_DAY + timedelta(weeks=week - 1, days=3)

    ten, half_past = "every 5 weeks on Thu at 10:00", "RRULE:FREQ=WEEKLY;INTERVAL=5;BYDAY=TH;BYHOUR=10;BYMINUTE=30"
    eleven = "every 5 weeks on Thu at 11:00"
    return (
        CadenceRow(rule=ten, first=thursday(1), rotation=("value-pulse",)),
        CadenceRow(rule=ten, first=thursday(2), rotation=("on-site", "monday-board", "van-stock")),
        CadenceRow(rule=half_past, first=thursday(2), rotation=("appointments", "who-gets-in", "renewal")),
        CadenceRow(rule=eleven, first=thursday(2), rotation=("data-out", "night-shift", "custom-work")),
        CadenceRow(rule=ten, first=thursday(4), rotation=("build-next", "candid")),
    )


@cache
def polls() -> tuple[Poll, ...]:
    """Every poll of the season, in the order in which the schedules name them."""
    return tuple(Poll(slug=slug, toml=_text(slug)) for cadence in cadences() for slug in cadence.rotation)


@cache
def calendar() -> tuple[Occasion, ...]:
    """Every poll and its day, in the order of time."""
    found = [
        Occasion(slug=cadence.rotation[turn % len(cadence.rotation)], day=day)
        for cadence in cadences()
        for turn, day in enumerate(cadence.days())
    ]
    return tuple(sorted(found, key=lambda occasion: (occasion.day, occasion.slug)))


@cache
def asked(slug: str) -> Engagement:
    """The poll as the product reads it; its ids mean nothing outside of this script."""
    return parse_engagement(
        _text(slug),
        ids=Ids(bytes(32)),
        organisation_id=OrganisationId("script"),
        board_id=BoardId("script"),
        created_at=midnight(FIRST_DAY),
        slug=slug,
    )


def segment_of(slug: str) -> str:
    """The segment that is asked, or nothing when the whole board is."""
    return next(iter(asked(slug).segments), "")


def midnight(day: date) -> datetime:
    """The start of `day` in the board's zone, in UTC."""
    return datetime.combine(day, time(), ZoneInfo(ZONE)).astimezone(UTC)


@cache
def _text(slug: str) -> str:
    own = resources.files(__package__).joinpath("polls", f"{slug}.toml")
    if own.is_file():
        return own.read_text("utf-8")
    text = load_library(slug)
    return f'segments = ["{_SEGMENT_OF[slug]}"]\n{text}' if slug in _SEGMENT_OF else text
