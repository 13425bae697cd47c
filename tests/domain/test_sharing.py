"""What customers may learn of a closed poll: nothing below the gate, nothing of a rival, and never how many."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import pytest

from bot.domain.accounts import Account
from bot.domain.answers import Answer, Choice
from bot.domain.nps import Camp
from bot.domain.questions import Chosen, Likely, Question, Ranked, Rated, Stance, Stances, Value, Wrote
from bot.domain.rounds import Round, closed
from bot.domain.sharing import Band, rivals_of, sharable, shared_result
from bot.domain.visibility import Share, Visibility
from bot.ids import AccountId, AnswerId, OptionId
from tests.makers import ORG, TUESDAY, agree, answer, multi, nps, open_, rank, rating, round_, single

COMPANIES = ("acme", "globex", "initech", "hooli", "stark")
OFFLINE, SSO = Chosen(options=(OptionId("offline"),)), Chosen(options=(OptionId("sso"),))


def account(name: str, group: str = "") -> Account:
    """A company, in a group of rivals."""
    return Account(id=AccountId(name), organisation_id=ORG, key=name, name=name, rival_group=group)


def over(question: Question, *, visibility: Visibility = Visibility.NAMED, gate_passed: bool = True) -> Round:
    """A closed round."""
    return closed(round_(question, visibility=visibility), TUESDAY, gate_passed=gate_passed)


def said(question: Question, values: Sequence[Value], *, each: int = 1) -> list[Answer]:
    """One value per company, said by so many of its people."""
    return [
        answer(f"{company}{number}", company, value, question=question.id)
        for company, value in zip(COMPANIES, values, strict=False)
        for number in range(each)
    ]


def words(question: Question, values: Sequence[Value]) -> list[tuple[object, Share]]:
    """The rows that customers read."""
    return [(row.what, row.share) for row in shared_result(question, said(question, values), anonymous=False).rows]


@pytest.mark.parametrize(("companies", "each", "told"), [(4, 1, False), (3, 2, False), (4, 2, True), (5, 1, True)])
def test_a_question_that_few_answered_is_not_told_even_in_a_round_that_passed_the_gate(
    companies: int, each: int, told: bool
) -> None:
    answers = said(single(), [OFFLINE] * companies, each=each)
    assert (sharable(single(), answers, over(single()), ()) is not None) is told


def test_below_the_gate_nothing_is_told_whoever_answered_since() -> None:
    answers = said(single(), [OFFLINE] * 5, each=3)
    assert sharable(single(), answers, over(single(), gate_passed=False), ()) is None
    assert sharable(single(), answers, round_(single()), ()) is None


def test_what_was_withdrawn_or_said_in_own_words_is_told_to_nobody() -> None:
    gone = [replace(each, withdrawn=True) for each in said(single(), [OFFLINE] * 5, each=2)]
    assert sharable(single(), gone, over(single()), ()) is None
    texts = said(open_(), [Wrote(text="Secret")] * 5, each=2)
    assert sharable(open_(), texts, over(open_()), ()) is None


def test_rivals_are_those_asked_who_share_a_group_and_in_a_shared_room_all_who_have_one() -> None:
    asked = [account("acme", "meters"), account("globex", "meters"), account("initech", "pumps"), account("hooli")]
    assert rivals_of(AccountId("acme"), asked) == {"globex"}
    assert rivals_of(AccountId("initech"), asked) == frozenset()
    assert rivals_of(AccountId("hooli"), asked) == frozenset()
    assert rivals_of(None, asked) == {"acme", "globex"}


def test_nothing_that_a_company_reads_depends_on_what_its_rival_said() -> None:
    rivals = frozenset({AccountId("globex")})
    read = []
    for value in (OFFLINE, SSO):
        answers = [
            replace(each, value=value) if each.account_id == "globex" else each
            for each in said(single(), [SSO, OFFLINE, OFFLINE, SSO, SSO], each=2)
        ]
        left = sharable(single(), answers, over(single()), rivals)
        assert left is not None
        read.append(shared_result(single(), left, anonymous=False))
    assert read[0] == read[1]
    few = said(single(), [SSO, OFFLINE, OFFLINE, SSO], each=2)
    assert sharable(single(), few, over(single()), rivals) is None  # three are left


def test_an_anonymous_result_is_not_told_to_rivals_since_nobody_can_take_their_answers_out() -> None:
    asked = over(single(), visibility=Visibility.ANONYMOUS)
    chosen = [
        Choice(id=AnswerId(str(n)), organisation_id=ORG, round_id=asked.id, question_id=single().id, value=OFFLINE)
        for n in range(5)
    ]
    assert sharable(single(), chosen, asked, ()) == tuple(chosen)
    assert sharable(single(), chosen, asked, {AccountId("globex")}) is None
    assert sharable(single(), chosen[:4], asked, ()) is None


def test_every_kind_is_told_in_its_order_and_in_words() -> None:
    assert words(single(), [SSO, SSO, SSO, SSO, OFFLINE]) == [("SSO", Share.MOST), ("Offline", Share.SOME)]
    both = Chosen(options=(OptionId("search"), OptionId("export")))
    assert words(multi(), [both] * 5) == [("Search", Share.MOST), ("Export", Share.MOST)]
    scores = [Rated(score=score) for score in (5, 4, 3, 3, 1)]
    assert words(rating(), scores) == [(Band.HIGH, Share.HALF), (Band.MIDDLE, Share.HALF), (Band.LOW, Share.SOME)]
    likely = [Likely(score=score) for score in (10, 9, 9, 9, 0)]
    assert words(nps(), likely) == [
        (Camp.PROMOTERS, Share.MOST),
        (Camp.PASSIVES, Share.FEW),
        (Camp.DETRACTORS, Share.SOME),
    ]
    orders = [Ranked(order=(OptionId("sso"), OptionId("offline"), OptionId("export")))] * 5
    assert words(rank(), orders) == [("SSO", Share.MOST), ("Offline", Share.FEW), ("Export", Share.FEW)]
    stances = [Stances(stances={OptionId("less is more"): Stance.AGREE})] * 4
    (row,) = shared_result(agree(), said(agree(), stances), anonymous=False).rows
    assert (row.what, row.share, row.against) == ("Less is more", Share.MOST, Share.FEW)


def test_a_company_weighs_the_same_however_many_of_its_people_answered() -> None:
    crowd = [answer(f"c{number}", "acme", SSO) for number in range(20)]
    others = [answer(name, name, OFFLINE) for name in COMPANIES[1:]]
    rows = shared_result(single(), [*crowd, *others], anonymous=False).rows
    assert [(row.what, row.share) for row in rows] == [("Offline", Share.MOST), ("SSO", Share.SOME)]


def test_options_that_are_level_in_an_order_are_said_to_be() -> None:
    orders = [Ranked(order=tuple(OptionId(each) for each in order)) for order in (("a", "b"), ("b", "a"))]
    result = shared_result(rank("A", "B"), said(rank("A", "B"), orders), anonymous=False)
    assert result.level == (("A", "B"),)


def test_whatever_five_companies_say_every_share_is_one_of_four_words() -> None:
    for values in product((OFFLINE, SSO), repeat=5):
        assert all(isinstance(share, Share) for _, share in words(single(), values))


def test_a_single_answer_that_was_withdrawn_is_left_out_of_what_is_told() -> None:
    standing = said(single(), [OFFLINE] * 5, each=2)
    gone = replace(answer("zoe", "acme", SSO, question=single().id), withdrawn=True)
    told = sharable(single(), [*standing, gone], over(single()), ())
    assert told == tuple(standing)


@pytest.mark.parametrize(
    ("score", "band"), [(1, Band.LOW), (2, Band.LOW), (3, Band.MIDDLE), (4, Band.HIGH), (5, Band.HIGH)]
)
def test_each_score_is_told_as_part_of_one_band(score: int, band: Band) -> None:
    shown = dict(words(rating(), [Rated(score=score)] * 5))
    assert [each for each, share in shown.items() if share is Share.MOST] == [band]
