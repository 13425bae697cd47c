"""Nobody reads the same text twice within 90 days, a pulse within 28; a date that is left out costs nobody a turn."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.engagements import Engagement
from bot.domain.questions import Open
from bot.domain.rotation import Asked, asked_as, forecast, free_again, free_on, in_turn, rest_of, texts_of
from bot.ids import AccountId, EngagementId, QuestionId
from tests.makers import engagement

DAY = date(2026, 3, 3)


def ask(name: str, *texts: str, pulse: bool = False, accounts: Sequence[str] = ()) -> Engagement:
    """An engagement of open questions; its name is its only text unless told otherwise."""
    asked = tuple(Open(id=QuestionId(f"{name}-{text}"), text=text) for text in texts or (name,))
    return replace(
        engagement(*asked),
        id=EngagementId(name),
        slug=name,
        pulse=pulse,
        account_ids=tuple(AccountId(each) for each in accounts),
    )


ONE, TWO, THREE = ask("one"), ask("two"), ask("three")
ROTATION = (ONE, TWO, THREE)


@pytest.mark.parametrize(
    ("pulse", "days", "free"), [(False, 89, False), (False, 90, True), (True, 27, False), (True, 28, True)]
)
def test_a_text_comes_back_after_ninety_days_and_a_pulse_after_twenty_eight(pulse: bool, days: int, free: bool) -> None:
    one = ask("one", pulse=pulse)
    assert (in_turn([one], 0, [asked_as(one, DAY)], DAY + timedelta(days=days)) is one) is free


def test_the_first_that_has_rested_is_asked_counted_from_its_turn() -> None:
    lately = [asked_as(TWO, DAY)]
    after = DAY + timedelta(days=14)
    assert [in_turn(ROTATION, turn, lately, after) for turn in range(4)] == [ONE, THREE, THREE, ONE]


def test_where_nothing_has_rested_nothing_is_asked_and_it_is_known_until_when() -> None:
    lately = [asked_as(ONE, DAY), asked_as(TWO, DAY + timedelta(days=7)), asked_as(THREE, DAY + timedelta(days=14))]
    assert in_turn(ROTATION, 0, lately, DAY + timedelta(days=21)) is None
    assert free_again(ROTATION, lately) == DAY + timedelta(days=90)


@pytest.mark.parametrize("other", ["What is missing?", "what  is MISSING", "Ｗhat is missing ?", "What is missing…"])
def test_texts_that_read_the_same_are_the_same_wherever_they_stand(other: str) -> None:
    before = asked_as(ask("a", "Something else", "What is missing?"), DAY)
    assert in_turn([ask("b", other)], 0, [before], DAY + timedelta(days=30)) is None
    assert in_turn([ask("b", "What is missing here?")], 0, [before], DAY + timedelta(days=30)) is not None


def test_what_only_another_company_read_keeps_nobody_from_being_asked() -> None:
    acme, globex, all_of_them = ask("one", accounts=["acme"]), ask("one", accounts=["globex"]), ask("one")
    assert in_turn([globex], 0, [asked_as(acme, DAY)], DAY) is globex
    assert in_turn([acme], 0, [asked_as(acme, DAY)], DAY) is None
    assert in_turn([all_of_them], 0, [asked_as(acme, DAY)], DAY) is None
    assert in_turn([acme], 0, [asked_as(all_of_them, DAY)], DAY) is None
    large, small = replace(ONE, segments=("large",)), replace(ONE, segments=("small",))
    assert in_turn([small], 0, [asked_as(large, DAY)], DAY) is small


def test_a_rotation_that_is_long_enough_never_leaves_a_date_out() -> None:
    rotation = [ask(str(number)) for number in range(7)]
    days = [DAY + timedelta(weeks=2 * number) for number in range(30)]
    assert list(forecast(rotation, 0, [], days)) == [rotation[number % 7] for number in range(30)]


def test_a_date_left_out_costs_nobody_a_turn() -> None:
    days = [DAY + timedelta(weeks=4 * number) for number in range(6)]
    found = list(forecast((ONE, TWO), 0, [], days))
    again = DAY + timedelta(days=90)
    assert found == [ONE, TWO, again, again, ONE, TWO]


@given(
    st.lists(st.booleans(), min_size=1, max_size=5),
    st.lists(st.integers(1, 40), min_size=1, max_size=60),
    st.integers(0, 50),
)
def test_no_forecast_ever_repeats_a_text_too_soon_and_none_waits_longer_than_it_must(
    pulses: list[bool], gaps: list[int], turn: int
) -> None:
    rotation = [ask(str(number), pulse=pulse) for number, pulse in enumerate(pulses)]
    days, day = [], DAY
    for gap in gaps:
        day += timedelta(days=gap)
        days.append(day)
    asked: list[Asked] = []
    for on, found in zip(days, forecast(rotation, turn, [], days), strict=True):
        if isinstance(found, Engagement):
            assert all(on - each.on >= rest_of(found) for each in asked if each.texts & texts_of(found.questions))
            asked.append(asked_as(found, on))
        else:
            assert found > on
            assert all(free_on(each, asked) > on for each in rotation)
