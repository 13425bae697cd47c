"""One message to one place: what a crash, a busy vendor and a clock set back do to it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import deliveries as rules
from bot.domain.deliveries import LEASE, MOST_ATTEMPTS, Delivery, Kind, State
from bot.ids import Token
from tests.makers import ORG, TUESDAY, channel


def delivery() -> Delivery:
    here = channel()
    return Delivery(
        key=rules.key_of(Kind.ASK, "r1", here.id),
        organisation_id=ORG,
        kind=Kind.ASK,
        subject_id="r1",
        channel_id=here.id,
        person_id=None,
        place=here.place,
        lane=here.place.lane,
        not_before=TUESDAY,
        token=Token("t"),
    )


def test_the_same_message_has_the_same_key() -> None:
    assert delivery().key == delivery().key
    assert rules.key_of(Kind.ASK, "r1", "a") != rules.key_of(Kind.REMIND, "r1", "a")


def test_a_claimed_message_remembers_when_it_was_first_tried() -> None:
    first = rules.claimed(delivery(), TUESDAY)
    again = rules.claimed(first, TUESDAY + timedelta(minutes=5))
    assert (again.state, again.attempt, again.first_started_at) == (State.SENDING, 2, TUESDAY)


@pytest.mark.parametrize(
    ("later", "gone"),
    [
        (timedelta(0), False),
        (LEASE - timedelta(seconds=1), False),
        (LEASE, True),
        (timedelta(hours=-1), True),  # the clock was set back: nobody can still be sending
        (timedelta(seconds=-59), False),
    ],
)
def test_a_message_in_doubt_is_looked_for_after_its_lease(later: timedelta, gone: bool) -> None:
    assert rules.stale(rules.claimed(delivery(), TUESDAY), TUESDAY + later) is gone


def test_a_message_that_waits_is_never_stale() -> None:
    assert not rules.stale(delivery(), TUESDAY + timedelta(days=9))


def test_a_busy_vendor_says_when_to_come_back_and_that_never_gives_up() -> None:
    tired = replace(rules.claimed(delivery(), TUESDAY), attempt=MOST_ATTEMPTS + 3)
    later = rules.put_off(tired, TUESDAY, retry_after=30)
    assert (later.state, later.not_before) == (State.PENDING, TUESDAY + timedelta(seconds=30))


@given(st.integers(1, 12), st.text())
def test_without_advice_the_waits_double_more_or_less_and_end(attempt: int, token: str) -> None:
    tried = replace(rules.claimed(delivery(), TUESDAY), attempt=attempt, token=Token(token))
    after = rules.put_off(tried, TUESDAY, retry_after=None)
    if attempt >= MOST_ATTEMPTS:
        assert (after.state, after.failure) == (State.FAILED, "too_many_attempts")
    else:
        shortest = timedelta(seconds=5 * 2 ** (attempt - 1))
        assert shortest <= after.not_before - TUESDAY <= shortest * 1.25


def test_messages_that_broke_together_do_not_come_back_together() -> None:
    broken = [replace(rules.claimed(delivery(), TUESDAY), token=Token(str(number))) for number in range(100)]
    again = {rules.put_off(each, TUESDAY, retry_after=None).not_before for each in broken}
    assert len(again) > 90


def test_a_message_is_given_up_within_ten_minutes() -> None:
    now, waiting, tries = TUESDAY, delivery(), 0
    while waiting.state is State.PENDING:
        now, tries = max(now, waiting.not_before), tries + 1
        waiting = rules.put_off(rules.claimed(waiting, now), now + LEASE, retry_after=None)
    assert tries == MOST_ATTEMPTS
    assert now + LEASE <= TUESDAY + timedelta(minutes=10)


def test_a_message_that_was_not_tried_after_all_is_as_it_was() -> None:
    assert rules.handed_back(rules.claimed(delivery(), TUESDAY)) == delivery()


def test_a_try_that_the_platform_put_off_is_none_of_the_six() -> None:
    waiting = delivery()
    for _ in range(MOST_ATTEMPTS * 2):
        waiting = rules.put_off(rules.claimed(waiting, TUESDAY), TUESDAY, 30)
        assert waiting.state is State.PENDING
    assert waiting.attempt == 0


@pytest.mark.parametrize(("seconds", "late"), [(0, False), (14, False), (15, True), (90, True)])
def test_a_sender_that_was_held_up_hands_its_message_back(seconds: int, late: bool) -> None:
    assert rules.too_late(rules.claimed(delivery(), TUESDAY), TUESDAY + timedelta(seconds=seconds)) is late


def test_a_message_beneath_another_waits_for_it_in_the_same_place() -> None:
    above = replace(rules.claimed(delivery(), TUESDAY), ref="C1:1")
    below = rules.beneath(above, Token("u"))
    assert (below.under, below.place, below.state, below.ref, below.token) == (
        above.key,
        above.place,
        State.PENDING,
        "",
        Token("u"),
    )
    assert below.key != above.key
