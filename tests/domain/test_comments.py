"""A comment stands beside an answer, goes where it goes, and never stands in the way of a new one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.answers import Answer, accept, commented, withdraw
from bot.domain.questions import Chosen
from bot.domain.rounds import closed
from bot.errors import Refusal
from bot.ids import AccountId, AnswerId, OptionId, PersonId
from tests.makers import TUESDAY, answer, round_, single

NOW = TUESDAY + timedelta(hours=1)
GIVEN = answer()


def voted(previous: Answer, *, minutes: int) -> Answer:
    """The same person chooses something else."""
    return accept(
        round_(single()),
        single(),
        Chosen(options=(OptionId("sso"),)),
        id=AnswerId("q1:ana"),
        person_id=PersonId("ana"),
        account_id=AccountId("acme"),
        previous=previous,
        said_at=TUESDAY + timedelta(minutes=minutes),
        now=NOW,
    )


def test_a_comment_replaces_the_earlier_one_and_leaves_the_answer_as_it_is() -> None:
    first = commented(round_(single()), GIVEN, "Because.", now=NOW)
    second = commented(round_(single()), first, "Because of audits.", now=NOW)
    assert (second.value, second.comment, second.version) == (GIVEN.value, "Because of audits.", 3)
    assert commented(round_(single()), second, "Because of audits.", now=NOW) is second
    assert commented(round_(single()), second, "", now=NOW).comment == ""


def test_it_stays_beside_a_new_answer_and_goes_with_a_withdrawn_one() -> None:
    beside = commented(round_(single()), GIVEN, "Because.", now=NOW)
    assert voted(beside, minutes=2).comment == "Because."
    gone = withdraw(round_(single()), beside, said_at=TUESDAY + timedelta(minutes=2), now=NOW)
    assert voted(gone, minutes=3).comment == ""
    with pytest.raises(Refusal, match=r"reply\.nothing_beside"):
        commented(round_(single()), gone, "Because.", now=NOW)


def test_an_answer_said_after_the_one_it_stands_beside_is_later_than_the_comment() -> None:
    beside = commented(round_(single()), GIVEN, "Because.", now=NOW + timedelta(hours=5))
    assert GIVEN.said_at < beside.said_at < GIVEN.said_at + timedelta(milliseconds=1)


def test_after_the_close_there_is_no_comment() -> None:
    with pytest.raises(Refusal, match=r"round\.has_closed"):
        commented(closed(round_(single()), NOW, gate_passed=True), replace(GIVEN), "Because.", now=NOW)
