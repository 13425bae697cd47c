"""Who writes which text in the open questions: nobody says what somebody else has said, all through the quarter."""

from collections.abc import Iterable, Mapping
from functools import cache
from random import Random

from bot.domain.questions import Open
from handlers.console.season.attendance import audience, incidents, score
from handlers.console.season.cast import PersonRow
from handlers.console.season.dice import dice
from handlers.console.season.polls import FIRST_DAY, Occasion, asked, calendar
from handlers.console.season.words import ATTACK, BOTH, JUNK, PRAISE, Leaning, Saying, leaning, sayings, themes, tide

WRITES = 0.9
"""The share of those answering a poll who also write something."""
JUNKS, SPEAKS_OF_TWO, MINDS, PRAISES = 0.04, 0.09, 0.35, 0.5
"""How often somebody writes next to nothing; names two things; objects, where objecting fits; praises at full score."""
BY_THE_WAY, ASKED_ABOUT = 0.12, 0.6
"""The weight of a theme that is not one's own: in an open field, and where the poll asks about it."""


def written(seed: int, occasion: Occasion, person: PersonRow) -> Saying | None:
    """What `person` writes in this poll, or None when they write nothing."""
    return _plan(seed).get((occasion, person.key))


@cache
def _plan(seed: int) -> Mapping[tuple[Occasion, str], Saying]:
    """All texts of the season, dealt out in the order of time so that each is said once at most."""
    left = list(sayings())
    plan: dict[tuple[Occasion, str], Saying] = {}
    for occasion in calendar():
        if not any(isinstance(question, Open) for question in asked(occasion.slug).questions):
            continue
        for person in audience(seed, occasion):
            said = _chosen(seed, occasion, person, [each for each in left if each.language == person.language])
            if said is None:
                continue
            plan[occasion, person.key] = said
            if said.mood != JUNK:
                left.remove(said)
    return plan


def _chosen(seed: int, occasion: Occasion, person: PersonRow, left: list[Saying]) -> Saying | None:
    roll = dice(seed, "writes", occasion.slug, occasion.day, person.key)
    attack = incidents(seed).attack
    if (person.key, occasion.day) == (attack.person, attack.day):
        return roll.choice([each for each in left if each.mood == ATTACK])
    if roll.random() > WRITES:
        return None
    if roll.random() < JUNKS:
        return roll.choice([each for each in left if each.mood == JUNK])
    if occasion.slug == "value-pulse" and score(seed, person, occasion) == 5 and roll.random() < PRAISES:
        return _any(roll, [each for each in left if each.mood == PRAISE])
    lean = leaning(occasion.slug)
    moods = {mood for mood in lean.moods if mood != "dissent"}
    if "wish" in moods and roll.random() < SPEAKS_OF_TWO:
        both = [each for each in left if each.mood == BOTH and _fits(each, lean) and each.themes[0] in person.leanings]
        if both:
            return roll.choice(both)
    if "dissent" in lean.moods and roll.random() < MINDS:
        against = [each for each in left if each.mood == "dissent" and not set(each.themes) & set(person.leanings)]
        against = [each for each in against if _fits(each, lean)]
        if against and roll.random() < MINDS:
            return roll.choice(against)
    return _weighed(roll, occasion, person, [each for each in left if each.mood in moods and _fits(each, lean)])


def _fits(said: Saying, lean: Leaning) -> bool:
    return not lean.themes or set(said.themes) <= set(lean.themes)


def _weighed(roll: Random, occasion: Occasion, person: PersonRow, left: list[Saying]) -> Saying | None:
    """A text of a theme the person cares about, or of a lesser one when there is nothing new to say on the first."""
    lean = leaning(occasion.slug)
    month = (occasion.day - FIRST_DAY).days // 31 + 1
    other = ASKED_ABOUT if lean.themes else BY_THE_WAY
    ranked = sorted(
        themes(), key=lambda theme: roll.random() ** (1 / (tide(theme, month) * person.leanings.get(theme, other)))
    )
    for theme in reversed(ranked):
        said = _any(roll, [each for each in left if each.themes == (theme,)])
        if said is not None:
            return said
    return None


def _any(roll: Random, found: Iterable[Saying]) -> Saying | None:
    those = list(found)
    return roll.choice(those) if those else None
