"""What a wall time is worth in a time zone: when clocks jump, stand still for an hour, or a whole date is left out.

Wall times stay put while the clocks change around them. One that falls in a gap moves forward by the length of the gap
(02:30 becomes 03:30: RFC 5545 §3.3.5, PEP 495), one that occurs twice is its first occurrence, and one on a date that
the zone left out (Samoa had no 30 December 2011) is dropped.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.errors import Refusal
from bot.texts import Phrase, Phrases

YEARS = range(1900, 9001)
"""Moments outside are slips of the keyboard, and near the ends of what `datetime` can hold."""
NEAR = 3
"""At most so many names are suggested for a zone that does not exist."""
FOREIGN = ("right/", "posix/", "localtime", "posixrules", "Factory")
"""Files beside the zones in some systems' folders; `right/` counts leap seconds and would be half a minute off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One time a rule comes due: the instant, and the wall time it stands for."""

    at: datetime
    """In UTC."""
    wall: datetime
    """As the rule says it, without a zone."""
    local: datetime
    """As clocks in the zone show it; later than `wall` only where that one does not exist."""

    @property
    def moved(self) -> timedelta:
        """How far it had to move because clocks jumped over it."""
        return self.local.replace(tzinfo=None) - self.wall

    @property
    def twice(self) -> bool:
        """True when clocks show this wall time twice; this is the first."""
        return not self.moved and self.local.utcoffset() != self.local.replace(fold=1).utcoffset()


def zone_named(name: str) -> ZoneInfo:
    """The time zone of that IANA name; a Refusal that suggests the nearest names when there is none."""
    if name and not name.startswith(FOREIGN):
        try:
            return ZoneInfo(name)
        except (KeyError, ValueError, OSError):  # unknown; a path; a folder such as "Europe"
            pass
    near = _names_near(name)
    if near:
        raise Refusal(Phrase("cadence.unknown_zone_near", {"zone": name, "near": Phrases(near)}))
    raise Refusal(Phrase("cadence.unknown_zone", {"zone": name}))


@lru_cache(maxsize=1024)
def zone_known(name: str) -> str:
    """The name where it is that of a time zone; else empty. What a platform tells of people is not ours to refuse."""
    try:
        return ZoneInfo(name).key if name and not name.startswith(FOREIGN) else ""
    except (KeyError, ValueError, OSError):
        return ""


def wall_of(at: datetime, zone: ZoneInfo) -> datetime:
    """What clocks in the zone show at that instant, without a zone."""
    return at.astimezone(zone).replace(tzinfo=None, fold=0)


def instant_of(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, of a wall time: moved out of a gap, the first of two."""
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)


def typed_instant(moment: str, zone: str) -> datetime:
    """The instant, in UTC, that ISO 8601 text names (`2026-03-01T00:00`); wall time in `zone` if it has no offset."""
    there = zone_named(zone)
    try:
        at = datetime.fromisoformat(moment.strip())
    except ValueError:
        at = None
    if at is None or at.year not in YEARS:
        raise Refusal(Phrase("cadence.bad_moment", {"moment": moment}))
    return at.astimezone(UTC) if at.tzinfo else instant_of(at, there)


def occurrence_of(wall: datetime, zone: ZoneInfo) -> Occurrence | None:
    """What the wall time comes to in the zone, or None when its whole date was left out there."""
    at = instant_of(wall, zone)
    found = Occurrence(at=at, wall=wall, local=at.astimezone(zone))
    return None if found.moved and _left_out(wall, zone) else found


def in_order(walls: Iterable[datetime], zone: ZoneInfo) -> Iterator[Occurrence]:
    """The occurrences of ascending wall times, strictly ascending by instant, none twice.

    A wall time moved out of a gap can land on, or behind, one that is really there; it waits for its place.
    """
    waiting: list[Occurrence] = []
    for wall in walls:
        found = occurrence_of(wall, zone)
        if found is None:
            continue
        if found.moved:
            waiting.append(found)
            continue
        yield from (moved for moved in waiting if moved.at < found.at)
        waiting = [moved for moved in waiting if moved.at > found.at]
        yield found
    yield from waiting


def earliest_wall(at: datetime, zone: ZoneInfo) -> datetime:
    """The first wall time that may come due later than `at`: earlier than the clocks show if they have just jumped."""
    now, yesterday = at.astimezone(zone), (at - timedelta(days=1)).astimezone(zone)
    jumped = (now.utcoffset() or timedelta(0)) - (yesterday.utcoffset() or timedelta(0))
    return wall_of(at, zone) - max(jumped, timedelta(0))


def _left_out(wall: datetime, zone: ZoneInfo) -> bool:
    midnight = datetime.combine(wall.date(), time())
    return wall_of(instant_of(midnight, zone), zone).date() != wall.date()


def _names_near(name: str) -> tuple[str, ...]:
    from difflib import get_close_matches
    from zoneinfo import available_timezones

    names = sorted(known for known in available_timezones() if not known.startswith(FOREIGN))
    typed = name.strip().lower().replace(" ", "_")
    same = [known for known in names if known.lower() == typed]
    if same:
        return tuple(same)
    cities = [known for known in names if known.lower().rpartition("/")[2] == typed.rpartition("/")[2]]
    whole = {known.lower(): known for known in names}
    close = [whole[found] for found in get_close_matches(typed, whole, n=NEAR)]
    places = {known.lower().rpartition("/")[2]: known for known in names}
    close += [places[found] for found in get_close_matches(typed.rpartition("/")[2], places, n=NEAR)]
    return tuple(dict.fromkeys(cities + close))[:NEAR]
