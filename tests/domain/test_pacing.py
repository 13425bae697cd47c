"""How fast a workspace may be spoken to: who gets an instant now, who waits, and what a refusal silences."""

import math
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.pacing import (
    AHEAD,
    HOLD,
    NO_LIMITS,
    QUIET,
    SHUT,
    Call,
    Limits,
    Spacing,
    better_later,
    held,
    key,
    shut,
    shut_lanes,
    timetable,
)
from tests.makers import TUESDAY

LANE = "slack:T1"
LIMITS = Limits(post=Spacing(each=timedelta(seconds=1), whole=timedelta(seconds=0.2)))


def in_seconds(targets: str, *, most: int = 8, limits: Limits = LIMITS, **busy: float) -> list[float | None]:
    """When each target's call goes, in seconds from now; `busy` says which target is busy for how long."""
    pace = {
        key(Call.POST, LANE, "" if name == "whole" else name): TUESDAY + timedelta(seconds=length)
        for name, length in busy.items()
    }
    times, _ = timetable(list(targets), call=Call.POST, lane=LANE, limits=limits, pace=pace, now=TUESDAY, most=most)
    return [None if at is None else (at - TUESDAY).total_seconds() for at in times]


def test_without_limits_everything_goes_at_once() -> None:
    assert in_seconds("aaab", limits=NO_LIMITS) == [0, 0, 0, 0]


def test_a_workspace_and_each_place_in_it_have_their_own_pace() -> None:
    assert in_seconds("abc") == [0, 0.2, 0.4]
    assert in_seconds("aba") == [0, 0.2, 1]


def test_what_comes_later_than_a_little_ahead_waits_in_the_ledger() -> None:
    assert in_seconds("aaaa") == [0, 1, None, None]
    assert in_seconds("ab", whole=30) == [None, None]
    assert in_seconds("ab", a=30) == [None, 0]
    assert in_seconds("ab", whole=1) == [1, 1.2]


def test_no_more_get_an_instant_than_are_wanted() -> None:
    assert in_seconds("abcd", most=2) == [0, 0.2, None, None]


@given(st.lists(st.sampled_from("abc"), max_size=30), st.integers(0, 5), st.integers(0, 5))
def test_no_two_calls_are_closer_than_they_may_be(targets: list[str], whole: int, each: int) -> None:
    limits = Limits(post=Spacing(each=timedelta(seconds=each / 4), whole=timedelta(seconds=whole / 4)))
    times, after = timetable(targets, call=Call.POST, lane=LANE, limits=limits, pace={}, now=TUESDAY, most=8)
    given_out = [(at, target) for at, target in zip(times, targets, strict=True) if at is not None]
    for place, (at, target) in enumerate(given_out):
        assert TUESDAY <= at < TUESDAY + AHEAD
        for later, other in given_out[place + 1 :]:
            assert abs(later - at) >= limits.post.whole
            assert target != other or later - at >= limits.post.each
    for at, target in given_out:
        assert after.get(key(Call.POST, LANE), at) >= at
        assert after.get(key(Call.POST, LANE, target), at) >= at


def test_a_refusal_silences_its_target_or_the_whole_workspace() -> None:
    wide = held(Call.POST, LANE, "a", retry_after=7, everywhere=True, now=TUESDAY)
    assert wide == {key(Call.POST, LANE): TUESDAY + timedelta(seconds=7)}
    narrow = held(Call.REDRAW, LANE, "a", retry_after=None, everywhere=False, now=TUESDAY)
    assert narrow == {key(Call.REDRAW, LANE, "a"): TUESDAY + HOLD}


def test_a_workspace_that_is_shut_is_known_with_its_reason_until_it_is_asked_again() -> None:
    keys = shut(LANE, "token_revoked", TUESDAY)
    assert {keys[key(call, LANE)] for call in Call} == {TUESDAY + SHUT}
    assert shut_lanes(keys, TUESDAY) == {LANE: "token_revoked"}
    assert shut_lanes(keys, TUESDAY + SHUT) == {}


def test_the_first_answers_are_shown_at_once_and_the_last_once_it_is_quiet() -> None:
    moment = TUESDAY - QUIET / 2
    for drawn, version in ((0, 1), (1, 2), (2, 3), (100, 150)):
        assert better_later(drawn, version, answered_at=moment, now=TUESDAY) is None
    assert better_later(3, 4, answered_at=moment, now=TUESDAY) == moment + QUIET
    assert better_later(3, 4, answered_at=moment, now=moment + QUIET) is None
    assert better_later(3, 4, answered_at=TUESDAY + SHUT, now=TUESDAY) == TUESDAY + QUIET, "whatever a clock says"


@given(st.integers(1, 10_000), st.integers(1, 50))
def test_a_crowd_that_answers_all_the_time_has_a_message_drawn_a_few_times(people: int, at_a_time: int) -> None:
    version, drawn, redraws = 0, 0, 0
    while version < people:
        version += at_a_time
        if better_later(drawn, version, answered_at=TUESDAY, now=TUESDAY) is None:
            drawn, redraws = version, redraws + 1
    assert redraws <= 3 + 1.71 * math.log2(people), "each shows half as many again as the one before"
