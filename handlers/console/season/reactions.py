"""What one person does when a poll arrives: whether, when, where, and which buttons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from bot.domain.members import Joined
from bot.domain.questions import Agree, Multi, Nps, Open, Question, Rank, Rating, Single, Stance, options_of
from bot.domain.visibility import Visibility
from handlers.console.season.attendance import Reacts, incidents, likely, must_answer, reacts, score
from handlers.console.season.cast import PersonRow, everybody
from handlers.console.season.dice import dice
from handlers.console.season.polls import ZONE, Occasion, asked, calendar
from handlers.console.season.setting import ROOM, SHARES_THE_ROOM
from handlers.console.season.words import leaning
from handlers.console.season.writing import written

AT_ONCE, NEXT_DAY, REMINDED = 0.55, 0.75, 0.965
"""Who answers within hours, by the next day, after the reminder; the rest comes too late."""
IN_THE_ROOM = 0.35
CHANGES_MIND, TAKES_BACK = 0.07, 0.015
FIRST_HOUR, LAST_HOUR = 8, 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Picks:
    """Presses one option of a single choice, or sends the ticks of a multiple choice."""

    question: int
    options: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """Puts options in order, what matters most first, and leaves out what does not matter."""

    question: int
    options: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Presses a score: 1 to 5, or 0 to 10 where it is asked how likely a recommendation is."""

    question: int
    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Judges:
    """Presses agree, disagree or pass beside one statement."""

    question: int
    option: int
    stance: Stance


@dataclass(frozen=True, slots=True, kw_only=True)
class Writes:
    """Sends a text."""

    question: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Skips:
    """Presses Skip."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakesBack:
    """Withdraws the answer to one question."""

    question: int


Act = Picks | Orders | Scores | Judges | Writes | Skips | TakesBack
"""Questions and options are counted from 0, in the order in which they are asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing done, so long after the poll was due, in one channel."""

    after: timedelta
    channel: str
    act: Act


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """All that one person does with one poll, in the order of time."""

    steps: tuple[Step, ...]


def reaction(
    seed: int, *, engagement_slug: str, slot: datetime, person_key: str, questions: Sequence[Question]
) -> Reaction | None:
    """What `person_key` does with the poll that was due at `slot`; None for those who do nothing, or are not asked.

    Steps may lie after the close, in another company's channel, or come from the vendor's own staff: the product has
    to refuse those. In an anonymous poll every step is final.
    """
    person = everybody()[person_key]
    occasion = Occasion(slug=engagement_slug, day=slot.astimezone(ZoneInfo(ZONE)).date())
    if occasion not in calendar():
        return None
    roll = dice(seed, "does", occasion.slug, occasion.day, person.key)
    if person.staff:
        return _tap_of_staff(seed, roll, occasion, person, questions)
    found = reacts(seed, person, occasion)
    if found is Reacts.IGNORES:
        return None
    begins = _delay(seed, roll, slot, person, occasion)
    channel = _channel(roll, person, occasion)
    if found is Reacts.SKIPS:
        return Reaction(steps=(Step(after=begins, channel=channel, act=Skips()),))
    steps: list[Step] = []
    now = begins
    for act in _answers(seed, roll, occasion, person, questions):
        steps.append(Step(after=now, channel=channel, act=act))
        now += timedelta(seconds=roll.randint(8, 20) if isinstance(act, Judges) else roll.randint(15, 140))
    stray = incidents(seed).stray
    if (person.key, occasion.day) == (stray.person, stray.day) and occasion.whole_board:
        steps.insert(0, Step(after=begins - timedelta(minutes=3), channel=stray.channel, act=steps[0].act))
    elif asked(occasion.slug).visibility is not Visibility.ANONYMOUS and not must_answer(seed, person, occasion):
        steps += _second_thoughts(roll, steps, questions)
    return Reaction(steps=tuple(steps))


def _answers(
    seed: int, roll: Random, occasion: Occasion, person: PersonRow, questions: Sequence[Question]
) -> list[Act]:
    said = written(seed, occasion, person)
    on_my_mind = said.themes[:1] if said else ()
    acts: list[Act] = []
    for index, question in enumerate(questions):
        leans = leaning(occasion.slug).options[index]
        match question:
            case Single():
                wanted = [_wanted(each, person, on_my_mind) for each in leans]
                acts.append(Picks(question=index, options=(_drawn(roll, wanted),)))
            case Multi():
                wanted = [_wanted(each, person, on_my_mind) for each in leans]
                ticks = {_drawn(roll, wanted) for _ in range(roll.choice((1, 2, 2, 3)))}
                acts.append(Picks(question=index, options=tuple(sorted(ticks))))
            case Rank():
                wanted = [_wanted(each, person, on_my_mind) for each in leans]
                acts.append(Orders(question=index, options=_ordered(roll, wanted)))
            case Rating():
                acts.append(Scores(question=index, score=score(seed, person, occasion)))
            case Nps():
                acts.append(Scores(question=index, score=likely(seed, person, occasion)))
            case Agree():
                acts += _judgements(roll, index, leans, person)
            case Open() if said is not None:
                acts.append(Writes(question=index, text=said.text))
            case Open():
                pass
    return acts


def _wanted(lean: str | float, person: PersonRow, on_my_mind: tuple[str, ...]) -> float:
    """How much somebody is drawn to an option; most people tick what they then write about."""
    if not isinstance(lean, str):
        return lean
    return 0.25 + person.leanings.get(lean, 0.0) + (12.0 if lean in on_my_mind else 0.0)


def _drawn(roll: Random, wanted: list[float]) -> int:
    return roll.choices(range(len(wanted)), weights=wanted)[0]


def _ordered(roll: Random, wanted: list[float]) -> tuple[int, ...]:
    """One after the other, each of those that are left; some people stop before the last."""
    left, order = list(wanted), list[int]()
    for _ in range(roll.randint(2, len(wanted))):
        order.append(_drawn(roll, left))
        left[order[-1]] = 0.0
    return tuple(order)


def _judgements(roll: Random, index: int, leans: tuple[str | float, ...], person: PersonRow) -> list[Act]:
    acts: list[Act] = []
    for option, lean in enumerate(leans):
        theme = str(lean).removeprefix("-")
        against = 0.25 + 0.15 * min(4.0, person.leanings.get(theme, 0.0))
        disagrees = (roll.random() < against) == str(lean).startswith("-")
        stance = Stance.DISAGREE if disagrees else Stance.AGREE
        if roll.random() < 0.1:
            stance = Stance.PASS
        if option == 0 or roll.random() > 0.06:
            acts.append(Judges(question=index, option=option, stance=stance))
    return acts


def _second_thoughts(roll: Random, steps: list[Step], questions: Sequence[Question]) -> list[Step]:
    last = steps[-1]
    later = last.after + timedelta(minutes=roll.randint(5, 900))
    if roll.random() < TAKES_BACK and isinstance(last.act, Writes):
        return [Step(after=later, channel=last.channel, act=TakesBack(question=last.act.question))]
    for step in steps if roll.random() < CHANGES_MIND else ():
        match step.act:
            case Picks(question=question, options=(only,)) if isinstance(questions[question], Single):
                others = [each for each in range(len(options_of(questions[question]))) if each != only]
                return [
                    Step(
                        after=later,
                        channel=step.channel,
                        act=Picks(question=question, options=(roll.choice(others),)),
                    )
                ]
            case Scores(question=question, score=given):
                change = Scores(question=question, score=given - 1 if given > 1 else 2)
                return [Step(after=later, channel=step.channel, act=change)]
            case _:
                pass
    return []


def _delay(seed: int, roll: Random, slot: datetime, person: PersonRow, occasion: Occasion) -> timedelta:
    """How long after the slot: mostly soon, some by the reminder, few too late; nobody answers at night."""
    poll = asked(occasion.slug)
    when = roll.random()
    if must_answer(seed, person, occasion):
        when *= NEXT_DAY
    if when < AT_ONCE:
        wait = timedelta(minutes=min(540.0, 4 + roll.expovariate(1 / 90)))
    elif when < NEXT_DAY:
        wait = timedelta(hours=roll.uniform(20, 30))
    elif when < REMINDED:
        wait = (poll.remind_after or timedelta(0)) + timedelta(hours=roll.uniform(0.3, 20))
    else:
        return poll.window + timedelta(hours=roll.uniform(1, 30))
    there = (slot + wait).astimezone(ZoneInfo(person.zone))
    return _working_hour(roll, there).astimezone(UTC) - slot


def _working_hour(roll: Random, there: datetime) -> datetime:
    """`there` itself, or some minute of the next working morning."""
    if there.weekday() < 5 and FIRST_HOUR <= there.hour < LAST_HOUR:
        return there
    day = there if there.hour < FIRST_HOUR else there + timedelta(days=1)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return day.replace(hour=FIRST_HOUR, minute=0) + timedelta(minutes=roll.randint(2, 150))


def _channel(roll: Random, person: PersonRow, occasion: Occasion) -> str:
    in_the_room = occasion.whole_board and person.account in SHARES_THE_ROOM and person.joins is Joined.IMPORT
    return ROOM if in_the_room and roll.random() < IN_THE_ROOM else person.account


def _tap_of_staff(
    seed: int, roll: Random, occasion: Occasion, person: PersonRow, questions: Sequence[Question]
) -> Reaction | None:
    staff = incidents(seed).staff
    if (person.key, occasion.day) != (staff.person, staff.day) or not occasion.whole_board:
        return None
    first = questions[0]
    act: Act = Scores(question=0, score=5) if isinstance(first, Rating) else Picks(question=0, options=(0,))
    return Reaction(steps=(Step(after=timedelta(minutes=roll.randint(10, 50)), channel=staff.channel, act=act),))
