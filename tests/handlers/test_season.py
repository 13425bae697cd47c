"""The quarter that the demo plays is sensible for every seed, and the same seed always plays the same quarter."""

import random
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from bot.domain.channels import ChannelKind
from bot.domain.members import Joined
from bot.domain.people import Role
from bot.domain.questions import (
    Open,
    options_of,
)
from bot.domain.visibility import Visibility
from bot.domain.wording import clean
from handlers.console.season.attendance import incidents, on_stage
from handlers.console.season.cast import everybody
from handlers.console.season.polls import Occasion, asked, calendar, polls
from handlers.console.season.reactions import (
    Act,
    Judges,
    Orders,
    Picks,
    Reaction,
    Scores,
    Skips,
    TakesBack,
    Writes,
)
from handlers.console.season.setting import ROOM, setting
from handlers.console.season.words import Saying, leaning, sayings, themes
from tests.handlers.seasons import SEEDS, Season, play, react, slots


@pytest.fixture(scope="module")
def seasons() -> dict[int, Season]:
    return {seed: play(seed) for seed in SEEDS}


def in_time(occasion: Occasion, done: Reaction) -> list[Act]:
    return [step.act for step in done.steps if step.after < asked(occasion.slug).window]


def answered(occasion: Occasion, done: Reaction) -> set[int]:
    """The questions that have an answer at the close."""
    said: set[int] = set()
    for act in in_time(occasion, done):
        match act:
            case TakesBack(question=question):
                said.discard(question)
            case Picks() | Orders() | Scores() | Judges() | Writes():
                said.add(act.question)
            case Skips():
                pass
    return said


def test_the_board_has_twelve_companies_and_thirty_members_in_six_languages() -> None:
    stage = setting(1)
    members = [person for person in stage.people if person.joins is Joined.IMPORT]
    assert len(stage.accounts) == 12
    assert len(members) == 30
    assert {person.language for person in members} == {"en", "de", "fr", "es", "ja", "pt"}
    assert {person.account for person in members} == {account.key for account in stage.accounts}
    assert Counter(channel.kind for channel in stage.channels) == {
        ChannelKind.CUSTOMER: 12,
        ChannelKind.SHARED_ROOM: 1,
        ChannelKind.PRODUCT: 1,
    }
    assert {person.role for person in stage.staff} == {Role.PRODUCT_MANAGER, Role.ADMIN, Role.NONE}
    zones = {person.zone for person in (*stage.people, *stage.staff)} | {account.zone for account in stage.accounts}
    assert all(ZoneInfo(zone) for zone in zones)


def test_rivals_never_sit_in_one_room() -> None:
    stage = setting(1)
    rivals = defaultdict(set)
    for account in stage.accounts:
        if account.rival_group:
            rivals[account.rival_group].add(account.key)
    assert [len(group) for group in rivals.values()] == [2]
    for channel in stage.channels:
        assert all(len(group & set(channel.accounts)) <= 1 for group in rivals.values())


def test_the_schedules_fall_due_on_the_days_of_the_script() -> None:
    assert [occasion for occasion, _ in slots()] == list(calendar())
    assert all(slot + asked(occasion.slug).window < setting(0).end for occasion, slot in slots())


def test_nobody_is_asked_twice_a_week_or_four_times_in_thirty_days() -> None:
    for person in setting(0).people:
        days = [slot for occasion, slot in slots() if on_stage(0, person, occasion)]
        assert all(later - earlier >= timedelta(days=7) for earlier, later in pairwise(days))
        assert all(fourth - first >= timedelta(days=30) for first, fourth in zip(days, days[3:], strict=False))


def test_nobody_reads_the_same_question_twice_in_a_quarter_but_a_pulse() -> None:
    seen: dict[str, list[Occasion]] = defaultdict(list)
    for occasion in calendar():
        for question in asked(occasion.slug).questions:
            seen[question.text].append(occasion)
    for days in seen.values():
        if len(days) > 1:
            assert all(asked(occasion.slug).pulse for occasion in days)
            assert days[1].day - days[0].day >= timedelta(days=28)


@pytest.mark.parametrize("slug", [poll.slug for poll in polls()])
def test_members_have_a_leaning_for_every_question(slug: str) -> None:
    lean = leaning(slug)
    questions = asked(slug).questions
    assert [len(leans) for leans in lean.options] == [len(options_of(question)) for question in questions]
    named = {str(each).removeprefix("-") for leans in lean.options for each in leans if isinstance(each, str)}
    assert named | set(lean.themes) <= set(themes())
    open_ones = [question for question in questions if isinstance(question, Open)]
    assert len(open_ones) <= 1
    assert bool(open_ones) == bool(lean.moods)
    assert set(lean.moods) <= {saying.mood for saying in sayings()}


def test_every_text_is_clean_and_said_in_a_language_of_the_board() -> None:
    assert all(clean(saying.text).text == saying.text for saying in sayings())
    assert {saying.language for saying in sayings()} == {person.language for person in setting(0).people}
    texts = Counter(saying.text for saying in sayings() if saying.mood != "junk")
    assert texts.most_common(1)[0][1] == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_a_season_has_a_realistic_size(seed: int, seasons: dict[int, Season]) -> None:
    season = seasons[seed]
    asked_people = sum(on_stage(seed, person, occasion) for occasion in calendar() for person in setting(seed).people)
    customers = {key: done for key, done in season.items() if not everybody()[key[1]].staff}
    answers = sum(len(answered(occasion, done)) for (occasion, _), done in customers.items())
    speakers = sum(bool(answered(occasion, done)) for (occasion, _), done in customers.items())
    texts = sum(isinstance(act, Writes) for (occasion, _), done in customers.items() for act in in_time(occasion, done))
    assert len(calendar()) == 14
    assert 0.6 <= speakers / asked_people <= 0.77
    assert 270 <= answers <= 360
    assert texts >= 100


@pytest.mark.parametrize("seed", SEEDS)
def test_most_themes_are_voiced_by_several_companies(seed: int, seasons: dict[int, Season]) -> None:
    by_text = {saying.text: saying for saying in sayings()}
    companies: dict[str, set[str]] = defaultdict(set)
    for (_, person), done in seasons[seed].items():
        for step in done.steps:
            if isinstance(step.act, Writes):
                for theme in by_text[step.act.text].themes:
                    companies[theme].add(everybody()[person].account)
    assert sum(len(each) >= 4 for each in companies.values()) >= 8


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_repeats_what_somebody_has_said_and_all_speak_their_own_language(
    seed: int, seasons: dict[int, Season]
) -> None:
    by_text: dict[tuple[str, str], Saying] = {(saying.text, saying.language): saying for saying in sayings()}
    said: list[str] = []
    for (_, person), done in seasons[seed].items():
        for step in done.steps:
            if isinstance(step.act, Writes):
                saying = by_text[step.act.text, everybody()[person].language]
                said += [step.act.text] if saying.mood != "junk" else []
    assert len(said) == len(set(said))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_incidents_of_a_quarter_all_happen_once(seed: int, seasons: dict[int, Season]) -> None:
    season = seasons[seed]
    homes = {
        (person, step.channel)
        for (_, person), done in season.items()
        for step in done.steps
        if step.channel not in (everybody()[person].account, ROOM)
    }
    assert homes == {("lukas.perner", "eichental"), ("priya.raman", "kestrelmoor")}
    assert [person for _, person in season if everybody()[person].staff] == ["priya.raman"]
    silent = {person for person, row in everybody().items() if row.account == "saintaubry"}
    assert not silent & {person for _, person in season}
    first = min(occasion.day for occasion, person in season if person == "marcus.hale")
    assert first == incidents(seed).joins.day
    attacks = {saying.text for saying in sayings() if saying.mood == "attack"}
    typed = [step.act.text for done in season.values() for step in done.steps if isinstance(step.act, Writes)]
    assert len(attacks & set(typed)) == 1


def test_people_answer_by_day_except_those_who_are_too_late(seasons: dict[int, Season]) -> None:
    due = dict(slots())
    hours = {
        (due[occasion] + done.steps[0].after).astimezone(ZoneInfo(everybody()[person].zone)).hour
        for season in seasons.values()
        for (occasion, person), done in season.items()
        if done.steps[0].after < asked(occasion.slug).window
    }
    assert hours <= set(range(7, 18))
    late = [
        done
        for season in seasons.values()
        for (occasion, _), done in season.items()
        if done.steps[0].after > asked(occasion.slug).window
    ]
    assert len(late) >= len(SEEDS)


def test_steps_come_in_the_order_of_time_and_some_people_change_their_mind(seasons: dict[int, Season]) -> None:
    changed = 0
    for season in seasons.values():
        for (occasion, _), done in season.items():
            times = [step.after for step in done.steps]
            assert times == sorted(times)
            assert times[0] > timedelta(0)
            presses = [step.act.question for step in done.steps if isinstance(step.act, Picks | Scores)]
            if len(presses) > len(set(presses)) and "eichental" not in {step.channel for step in done.steps}:
                changed += 1
                assert asked(occasion.slug).visibility is not Visibility.ANONYMOUS
    assert changed >= len(SEEDS)


def test_the_order_of_questions_to_the_script_changes_nothing(seasons: dict[int, Season]) -> None:
    keys = [(occasion, slot, person) for occasion, slot in slots() for person in everybody()]
    random.Random(4).shuffle(keys)
    again = {(occasion, person): react(3, occasion, slot, person) for occasion, slot, person in keys}
    assert {key: done for key, done in again.items() if done is not None} == seasons[3]
    assert seasons[3] != seasons[4]


def test_a_poll_the_script_does_not_know_is_met_with_silence() -> None:
    unknown = datetime(2026, 1, 7, 9, tzinfo=UTC)
    assert react(1, Occasion(slug="value-pulse", day=unknown.date()), unknown, "jana.brandt") is None
