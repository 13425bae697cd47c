"""Who reacts to which poll, and the few things that go wrong in every quarter."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from bot.domain.members import Joined
from handlers.console.season.cast import PersonRow, everybody, segment_of_account
from handlers.console.season.dice import dice
from handlers.console.season.polls import Occasion, asked, calendar, segment_of

SKIPS = 0.07
"""Of those who do not answer, so many say so."""
TIRING = 0.995
"""From poll to poll people grow a little slower to react."""


class Reacts(StrEnum):
    """What somebody does with a poll."""

    ANSWERS = "answers"
    SKIPS = "skips"
    IGNORES = "ignores"


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """Something that happens to one person on one day, and must be taken well."""

    person: str
    day: date
    channel: str = ""
    """Where it happens, when it is not the channel of the person's own company."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incidents:
    """The four that every season has."""

    joins: Incident
    """An outside person answers for the first time, and thereby becomes a member."""
    stray: Incident
    """A member presses in another company's channel, where they are a guest; it must not count there."""
    staff: Incident
    """The vendor's own account owner taps an option to see what happens; it must never count."""
    attack: Incident
    """Somebody tries to give orders to whatever summarises the answers."""


@cache
def incidents(seed: int) -> Incidents:
    """On which of the season's days they happen, and to whom."""
    roll = dice(seed, "incidents")
    large = [each.day for each in calendar() if each.whole_board and asked(each.slug).visibility != "anonymous"]
    pulses = [each.day for each in calendar() if each.slug == "value-pulse"]
    return Incidents(
        joins=Incident(person="marcus.hale", day=roll.choice(large[1:3])),
        stray=Incident(person="lukas.perner", day=roll.choice(large), channel="eichental"),
        staff=Incident(person="priya.raman", day=roll.choice(large), channel="kestrelmoor"),
        attack=Incident(
            person=roll.choice(["joris.blom", "dana.whitlock", "ciaran.moss"]), day=roll.choice(pulses[1:])
        ),
    )


def on_stage(seed: int, person: PersonRow, occasion: Occasion) -> bool:
    """True when `person` sits where this poll is put, and takes part in the council by then."""
    if person.staff or (person.joins is Joined.FIRST_ANSWER and occasion.day < incidents(seed).joins.day):
        return False
    return segment_of(occasion.slug) in ("", segment_of_account(person.account))


def reacts(seed: int, person: PersonRow, occasion: Occasion) -> Reacts:
    """Whether `person` answers, skips or does neither."""
    if not on_stage(seed, person, occasion) or person.diligence == 0:
        return Reacts.IGNORES
    if must_answer(seed, person, occasion):
        return Reacts.ANSWERS
    roll = dice(seed, "reacts", occasion.slug, occasion.day, person.key)
    if roll.random() < person.diligence * TIRING ** calendar().index(occasion):
        return Reacts.ANSWERS
    return Reacts.SKIPS if roll.random() < SKIPS else Reacts.IGNORES


def must_answer(seed: int, person: PersonRow, occasion: Occasion) -> bool:
    """True when one of the season's incidents needs this answer."""
    today = incidents(seed)
    return (person.key, occasion.day) in {
        (each.person, each.day) for each in (today.joins, today.stray, today.attack)
    } and occasion.whole_board


def score(seed: int, person: PersonRow, occasion: Occasion) -> int:
    """The rating `person` gives in this poll: their usual one, a little up or down."""
    roll = dice(seed, "score", occasion.slug, occasion.day, person.key)
    return min(5, max(1, round(roll.gauss(person.content, 0.7))))


def likely(seed: int, person: PersonRow, occasion: Occasion) -> int:
    """How likely `person` is to recommend the vendor, 0 to 10: who gives full scores does so gladly."""
    roll = dice(seed, "likely", occasion.slug, occasion.day, person.key)
    return min(10, max(0, round(roll.gauss(2.2 * person.content + 0.6, 1.0))))


def audience(seed: int, occasion: Occasion) -> list[PersonRow]:
    """Those who answer, in an order that differs from poll to poll."""
    found = [person for person in everybody().values() if reacts(seed, person, occasion) is Reacts.ANSWERS]
    dice(seed, "order", occasion.slug, occasion.day).shuffle(found)
    return found
