"""One wall-clock time in many zones: everybody is asked when their own clock shows it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.cadence import Cadence, Timetable
from bot.domain.cadence_zone import instant_of, zone_named
from bot.ids import ChannelId, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Zones:
    """Whose clock counts where: of each channel, and of each person who is asked directly."""

    board: str
    channels: Mapping[ChannelId, str]
    people: Mapping[PersonId, str]

    def of(self, channel_id: ChannelId, person_id: PersonId | None) -> str:
        """The zone of a message's reader; what nobody knows follows the board."""
        if person_id is not None:
            return self.people.get(person_id) or self.channels.get(channel_id, self.board)
        return self.channels.get(channel_id, self.board)


def usual_zone(zones: Iterable[str], otherwise: str) -> str:
    """The zone that most of them have, of two with as many the one that sorts first; names of no zone do not count."""
    known = Counter(zone for zone in zones if _is_zone(zone))
    return min(known, key=lambda zone: (-known[zone], zone), default=otherwise)


def wall_at(timetable: Timetable, slot: datetime) -> datetime:
    """The wall time that the rule names for `slot`, even where clocks in the schedule's own zone leapt over it."""
    found = next(timetable.occurrences(slot - timedelta(microseconds=1)), None)
    if found is not None and found.at == slot:
        return found.wall
    return slot.astimezone(zone_named(timetable.zone)).replace(tzinfo=None, fold=0)


def instants_of(wall: datetime, zones: Iterable[str]) -> dict[str, datetime]:
    """When clocks in each of the zones show `wall`, in UTC: moved out of a gap, the first of two."""
    return {zone: instant_of(wall, ZoneInfo(zone)) for zone in zones if _is_zone(zone)}


def opens_at(cadence: Cadence, slot: datetime, zones: Iterable[str]) -> datetime:
    """When the first of the zones shows the time of `slot`: then the round opens."""
    if not cadence.local:
        return slot
    return min(instants_of(wall_at(cadence.timetable, slot), zones).values(), default=slot)


def _is_zone(name: str) -> bool:
    try:
        return bool(name) and ZoneInfo(name) is not None
    except (KeyError, ValueError, OSError):
        return False
