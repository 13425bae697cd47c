"""Seasons of the demo, played without a bot: who does what, as the script says."""

from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from bot.domain.cadence import Timetable
from handlers.console.season.cast import everybody
from handlers.console.season.polls import Occasion, asked
from handlers.console.season.reactions import Reaction, reaction
from handlers.console.season.setting import setting

SEEDS = range(6)
Season = dict[tuple[Occasion, str], Reaction]


def slots() -> list[tuple[Occasion, datetime]]:
    """Every poll and the instant it is due, as the schedules of the setting have it."""
    found = []
    stage = setting(0)
    for cadence in stage.cadences:
        table = Timetable(rule=cadence.rule, zone=stage.zone, start=cadence.start, end=stage.last_ask)
        for turn, due in enumerate(table.occurrences(stage.start)):
            day = due.at.astimezone(ZoneInfo(stage.zone)).date()
            found.append((Occasion(slug=cadence.rotation[turn % len(cadence.rotation)], day=day), due.at))
    return sorted(found, key=lambda each: (each[0].day, each[0].slug))


def react(seed: int, occasion: Occasion, slot: datetime, person: str) -> Reaction | None:
    """What somebody does with a poll."""
    return reaction(
        seed,
        engagement_slug=occasion.slug,
        slot=slot,
        person_key=person,
        questions=asked(occasion.slug).questions,
    )


@cache
def play(seed: int) -> Season:
    """All reactions of one season."""
    found = {
        (occasion, person): react(seed, occasion, slot, person) for occasion, slot in slots() for person in everybody()
    }
    return {key: done for key, done in found.items() if done is not None}
