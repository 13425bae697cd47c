"""A message to a tracker is tried at most six times, ever further apart, and looked for where its fate is unknown."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from bot.domain.handoffs import (
    LEASE,
    LONGEST_WAIT,
    MOST_TRIES,
    Handoff,
    Issue,
    Step,
    Tracker,
    arrived,
    claimed,
    first,
    following,
    given_up,
    in_doubt,
    is_ref,
    label,
    may_claim,
    once_more,
    put_off,
    uuid_of,
)
from bot.domain.suggestions import State
from bot.ids import Ids, SuggestionId
from tests.makers import ORG, TUESDAY

IDS = Ids(b"k" * 32)
NEW = first(IDS, ORG, SuggestionId("s1"), Tracker.JIRA, State.PLANNED, TUESDAY)


def tried(times: int) -> Handoff:
    """A message that was tried so often, and certainly refused each time but the last."""
    one = NEW
    for _ in range(times):
        assert one.due_at is not None
        one = claimed(one, one.due_at)
        if one.attempt < times:
            one = put_off(one, one.due_at or TUESDAY, None)
    return one


def test_the_same_message_has_one_key_for_ever_and_another_tracker_another() -> None:
    assert first(IDS, ORG, SuggestionId("s1"), Tracker.JIRA, State.SHIPPED, TUESDAY + timedelta(days=9)).id == NEW.id
    assert first(IDS, ORG, SuggestionId("s1"), Tracker.LINEAR, State.PLANNED, TUESDAY).id != NEW.id
    assert label(NEW, "S7") == f"cab-S7-{NEW.id}"
    assert " " not in label(NEW, "S7")


def test_the_name_we_give_in_linear_is_a_uuid_of_version_4_and_always_the_same() -> None:
    assert UUID(uuid_of(NEW)).version == 4
    assert uuid_of(NEW) == uuid_of(replace(NEW, attempt=3))
    assert uuid_of(NEW) != uuid_of(following(IDS, NEW, State.SHIPPED, TUESDAY))


def test_what_goes_out_may_not_be_taken_by_another_until_its_lease_is_over() -> None:
    out = claimed(NEW, TUESDAY)
    assert (out.step, out.attempt, out.tried_at) == (Step.SENDING, 1, TUESDAY)
    assert not may_claim(out, TUESDAY + LEASE - timedelta(seconds=1))
    assert may_claim(out, TUESDAY + LEASE)


def test_a_clock_that_was_set_back_does_not_hold_it_up_for_ever() -> None:
    out = claimed(NEW, TUESDAY)
    assert may_claim(out, TUESDAY - timedelta(days=1))


@pytest.mark.parametrize("attempt", range(1, MOST_TRIES))
def test_each_try_waits_longer_than_the_one_before_and_never_too_long(attempt: int) -> None:
    now = TUESDAY
    later = put_off(replace(NEW, attempt=attempt), now, None)
    latest = put_off(replace(NEW, attempt=attempt + 1), now, None) if attempt + 1 < MOST_TRIES else None
    assert later.step is Step.WAITING
    assert later.due_at is not None
    assert timedelta(seconds=30) <= later.due_at - now <= LONGEST_WAIT
    if latest is not None:
        assert latest.due_at is not None
        assert latest.due_at > later.due_at


def test_a_tracker_that_asks_to_wait_is_left_alone_for_so_long() -> None:
    later = put_off(claimed(NEW, TUESDAY), TUESDAY, 900)
    assert later.due_at == TUESDAY + timedelta(seconds=900)


def test_after_six_tries_it_is_given_up_and_goes_on_only_when_asked() -> None:
    out = tried(MOST_TRIES)
    parked = put_off(out, TUESDAY, None)
    assert (parked.step, parked.due_at) == (Step.GIVEN_UP, None)
    assert not may_claim(parked, TUESDAY + timedelta(days=365))
    again = once_more(parked, TUESDAY)
    assert (again.step, again.attempt) == (Step.WAITING, 0)
    assert again.tried_at is not None
    assert again.due_at == again.tried_at + LEASE  # a search over there would not show the last try before


def test_what_is_in_doubt_stays_under_way_and_is_looked_for_after_its_lease() -> None:
    out = in_doubt(claimed(NEW, TUESDAY), TUESDAY)
    assert out.step is Step.SENDING
    assert out.due_at is not None
    assert out.due_at >= TUESDAY + LEASE
    assert out.tried_at == TUESDAY


def test_a_change_waits_until_the_issue_stands() -> None:
    waits = following(IDS, NEW, State.SHIPPED, TUESDAY)
    assert (waits.number, waits.due_at) == (1, None)
    stands = arrived(claimed(NEW, TUESDAY), Issue(ref="CAB-1", url="https://northwind.atlassian.net/browse/CAB-1"))
    assert following(IDS, stands, State.SHIPPED, TUESDAY).due_at == TUESDAY


def test_only_what_trackers_call_an_issue_is_taken_for_one() -> None:
    assert is_ref("CAB-12")
    for odd in ("CAB-12/../admin", "cab-1", "CAB-", "CAB-1 ", "-1", "CAB-1\n", "<@U1>", ""):
        assert not is_ref(odd)


def test_what_was_refused_for_good_keeps_the_reason() -> None:
    assert given_up(NEW, "http_401").failure == "http_401"
