"""Haste is told from a change of mind, counted for each person alone, and forgotten after a minute."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.haste import Haste, TooFast

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PHRASE = "answer.too_fast"


def at(seconds: float) -> datetime:
    """So many seconds after noon."""
    return NOON + timedelta(seconds=seconds)


def test_of_a_thousand_times_in_a_minute_ten_count_and_the_person_is_told_once() -> None:
    haste = Haste(10)
    counted = told = 0
    for number in range(1_000):
        try:
            haste.count("ana", PHRASE, at(number * 0.06), said_at=at(number * 0.06))
            counted += 1
        except TooFast as hasty:
            told += not hasty.told
    assert (counted, told) == (10, 1)
    haste.count("ben", PHRASE, at(59.9))


def test_after_a_minute_it_goes_on_and_the_wait_is_told_in_whole_seconds() -> None:
    haste = Haste(2)
    haste.count("ana", PHRASE, at(0))
    haste.count("ana", PHRASE, at(20))
    with pytest.raises(TooFast) as refused:
        haste.count("ana", PHRASE, at(50))
    assert refused.value.phrase.args == {"n": 10}
    haste.count("ana", PHRASE, at(60))
    with pytest.raises(TooFast):
        haste.count("ana", PHRASE, at(79))
    haste.count("ana", PHRASE, at(80))


def test_taps_of_long_ago_that_arrive_at_once_are_not_haste() -> None:
    haste = Haste(2)
    for said in (5, 40, 3, 39, 2, 1):
        haste.count("ana", PHRASE, at(60), said_at=at(said))
    with pytest.raises(TooFast):
        haste.count("ana", PHRASE, at(60), said_at=at(41))
    haste.count("ana", PHRASE, at(60), said_at=at(40))


def test_a_clock_that_is_put_back_locks_nobody_out() -> None:
    haste = Haste(1)
    haste.count("ana", PHRASE, at(7_200))
    haste.count("ana", PHRASE, at(0))
    with pytest.raises(TooFast):
        haste.count("ana", PHRASE, at(1))


def test_of_many_people_those_are_forgotten_who_did_nothing_for_longest() -> None:
    haste = Haste(1, remembered=2)
    for who in ("ana", "ben", "cem"):
        haste.count(who, PHRASE, at(0))
    haste.count("ana", PHRASE, at(1))
    with pytest.raises(TooFast):
        haste.count("cem", PHRASE, at(1))


def test_nothing_is_remembered_for_longer_than_a_minute() -> None:
    haste = Haste(2)
    haste.count("ana", PHRASE, at(0))
    haste.count("ben", PHRASE, at(30))
    haste.forget(at(59))
    assert len(haste) == 2
    haste.forget(at(60))
    assert len(haste) == 1
    haste.count("cem", PHRASE, at(91))
    assert len(haste) == 1, "whoever comes next sweeps up behind the others"
    haste.forget(at(20))
    assert len(haste) == 0, "a clock that was put back"


def test_who_goes_on_trying_is_remembered_for_as_long_as_they_try() -> None:
    haste = Haste(1)
    haste.count("ana", PHRASE, at(0))
    for second in range(5, 60, 5):
        with pytest.raises(TooFast):
            haste.count("ana", PHRASE, at(second))
    haste.forget(at(100))
    assert len(haste) == 1
