"""Counts are arithmetic over rows: one company, one vote, shared among its people."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answers import Answer
from bot.domain.questions import Chosen, Rated, Stance, Stances
from bot.domain.tallies import OptionTally, RatingTally, StatementTally, tally, turnout
from bot.ids import OptionId
from tests.makers import agree, answer, multi, rating, single


def votes(who: str, account: str, *options: str, question: str = "q1") -> Answer:
    return answer(who, account, Chosen(options=tuple(OptionId(each) for each in options)), question=question)


def test_a_company_with_many_people_has_one_vote() -> None:
    crowd = [votes(f"p{n}", "acme", "offline") for n in range(50)]
    said = [*crowd, votes("bo", "globex", "sso"), votes("cy", "initech", "sso")]
    counted = tally(single(), said)
    assert isinstance(counted, OptionTally)
    assert [(row.text, row.people, row.accounts, row.weight) for row in counted.rows] == [
        ("SSO", 2, 2, Fraction(2)),
        ("Offline", 50, 1, Fraction(1)),
    ]


def test_a_company_of_two_minds_shares_its_vote() -> None:
    counted = tally(single(), [votes("ana", "acme", "offline"), votes("bo", "acme", "sso")])
    assert isinstance(counted, OptionTally)
    assert [row.weight for row in counted.rows] == [Fraction(1, 2), Fraction(1, 2)]


def test_several_ticks_share_one_persons_part() -> None:
    counted = tally(multi("A", "B", "C"), [votes("ana", "acme", "a", "b", question="q2")])
    assert isinstance(counted, OptionTally)
    assert [(row.text, row.weight) for row in counted.rows] == [
        ("A", Fraction(1, 2)),
        ("B", Fraction(1, 2)),
        ("C", Fraction(0)),
    ]


def test_what_was_withdrawn_counts_nowhere() -> None:
    said = [votes("ana", "acme", "sso"), answer("bo", "globex", withdrawn=True)]
    counted = tally(single(), said)
    spoke = turnout(said, people_asked=4, accounts_asked=3)
    assert counted.people == 1
    assert (spoke.people, spoke.accounts, spoke.people_asked, spoke.accounts_asked) == (1, 1, 4, 3)


def test_a_mean_rating_is_the_mean_of_the_companies() -> None:
    said = [answer(f"p{n}", "acme", Rated(score=1), question="q3") for n in range(9)]
    said.append(answer("bo", "globex", Rated(score=5), question="q3"))
    counted = tally(rating(), said)
    assert isinstance(counted, RatingTally)
    assert counted.mean == 3.0
    assert dict(counted.counts) == {1: 9, 2: 0, 3: 0, 4: 0, 5: 1}


def test_nobody_answered_is_not_a_rating_of_nought() -> None:
    counted = tally(rating(), [])
    assert isinstance(counted, RatingTally)
    assert counted.mean is None


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from(Stance)), max_size=40))
def test_statements_are_counted_one_by_one(said: list[tuple[str, Stance]]) -> None:
    latest = {who: stance for who, stance in said}  # noqa: C416 - the later stance stands
    answers = [
        answer(who, value=Stances(stances={OptionId("ship weekly"): stance}), question="q4")
        for who, stance in latest.items()
    ]
    counted = tally(agree("Less is more", "Ship weekly"), answers)
    assert isinstance(counted, StatementTally)
    first, second = counted.rows
    assert (first.agree, first.disagree, first.passed) == (0, 0, 0)
    assert (second.agree, second.disagree, second.passed) == tuple(
        list(latest.values()).count(stance) for stance in (Stance.AGREE, Stance.DISAGREE, Stance.PASS)
    )
