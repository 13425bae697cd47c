"""What each channel may see of a closed poll: whose own count stands there, and whose answers are left out."""

import pytest

from bot.actions.outcome import Outcome
from bot.domain.accounts import Account
from bot.domain.answers import Choice
from bot.domain.channels import ChannelKind
from bot.domain.questions import Chosen
from bot.domain.rounds import closed
from bot.domain.visibility import Visibility
from bot.ids import AccountId, OptionId
from tests.makers import ORG, TUESDAY, answer, channel, round_, single

COMPANIES = ("acme", "globex", "initech", "hooli", "stark")
RIVALS = ("acme", "globex")
QUESTION = single()
ROOM = channel(None, ChannelKind.SHARED_ROOM)
OFFLINE = Chosen(options=(OptionId("offline"),))


def outcome(visibility: Visibility = Visibility.NAMED, *, room: bool = False, rivals: bool = False) -> Outcome:
    """Two people of each company said the same; Acme and Globex are rivals where that is asked for."""
    anonymous = visibility is Visibility.ANONYMOUS
    said = [answer(f"{each}{n}", each, OFFLINE) for each in COMPANIES for n in range(2)]
    choices = [
        Choice(id=each.id, organisation_id=ORG, round_id=each.round_id, question_id=each.question_id, value=each.value)
        for each in said
    ]
    asked = [
        Account(
            id=AccountId(name),
            organisation_id=ORG,
            key=name,
            name=name,
            rival_group="meters" if rivals and name in RIVALS else "",
        )
        for name in COMPANIES
    ]
    return Outcome(
        round=closed(round_(QUESTION, visibility=visibility), TUESDAY, gate_passed=True),
        questions=(QUESTION,),
        said=tuple(choices if anonymous else said),
        asked=tuple(asked),
        rooms=(*(channel(each) for each in COMPANIES), *([ROOM] if room else [])),
    )


@pytest.mark.parametrize("visibility", Visibility)
def test_a_company_sees_its_own_count_where_it_was_asked_by_name_and_nowhere_else(visibility: Visibility) -> None:
    (seen,) = outcome(visibility).seen_in(channel("acme"))
    assert (seen.own is not None) is (visibility is Visibility.NAMED)
    assert seen.result is not None


def test_who_reads_alone_is_no_company_and_sees_no_colleagues() -> None:
    (seen,) = outcome().seen_in(channel("acme"), alone=True)
    assert seen.own is None
    assert seen.result is not None


def test_a_room_of_several_companies_shows_nobodys_own_count() -> None:
    (seen,) = outcome(room=True).seen_in(ROOM)
    assert seen.own is None


def test_a_rival_is_left_out_and_where_both_sit_in_a_room_that_was_asked_they_are_for_everybody() -> None:
    apart, together = outcome(rivals=True), outcome(rivals=True, room=True)
    assert apart.told_to(AccountId("acme")) != (None,), "four companies are left without its rival"
    assert together.told_to(AccountId("acme")) == together.told_to(None) == (None,), "and three without both"


def test_an_anonymous_result_is_told_to_those_without_a_rival_whatever_room_it_was_asked_in() -> None:
    nobody_knows = outcome(Visibility.ANONYMOUS, rivals=True, room=True)
    assert nobody_knows.told_to(AccountId("initech")) != (None,)
    assert nobody_knows.told_to(AccountId("acme")) == nobody_knows.told_to(None) == (None,)
