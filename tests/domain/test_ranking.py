"""An order of options is counted by mean place: one company, one vote, and what is level is said to be level."""

from fractions import Fraction
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.answers import Answer
from bot.domain.questions import Ranked
from bot.domain.ranking import RankTally, places
from bot.domain.tallies import as_json, tally
from bot.ids import OptionId
from tests.makers import answer, rank

ABC = rank("A", "B", "C")
orders = st.sampled_from([order for size in (1, 2, 3) for order in permutations("abc", size)])


def ordered(who: str, account: str, order: str) -> Answer:
    return answer(who, account, Ranked(order=tuple(OptionId(each) for each in order)), question="q7")


def counted(*said: Answer) -> RankTally:
    found = tally(ABC, said)
    assert isinstance(found, RankTally)
    return found


def test_a_crowd_from_one_company_does_not_decide() -> None:
    crowd = [ordered(f"p{n}", "acme", "abc") for n in range(50)]
    found = counted(*crowd, ordered("bo", "globex", "bca"), ordered("cy", "initech", "bca"))
    assert [(row.text, row.place, row.people, row.accounts) for row in found.rows] == [
        ("B", Fraction(4, 3), 2, 2),
        ("A", Fraction(7, 3), 50, 1),
        ("C", Fraction(7, 3), 0, 0),
    ]
    assert [[row.text for row in rows] for rows in found.ties] == [["A", "C"]]


def test_what_everybody_can_live_with_beats_what_divides() -> None:
    said = [ordered("a", "acme", "abc"), ordered("b", "beta", "abc"), ordered("c", "cyan", "cba")]
    found = counted(*said, ordered("d", "dune", "cba"), ordered("e", "echo", "bac"))
    assert [row.text for row in found.leaders] == ["B"]
    assert found.rows[0].people == 1


def test_options_without_a_place_share_those_that_are_left() -> None:
    assert places(ABC, (OptionId("b"),)) == {"b": 1, "a": Fraction(5, 2), "c": Fraction(5, 2)}


def test_two_at_the_top_are_level_and_any_company_can_change_that() -> None:
    found = counted(ordered("a", "acme", "abc"), ordered("b", "beta", "bac"))
    assert [row.text for row in found.leaders] == ["A", "B"]
    assert found.flips == 1


def test_it_is_known_how_few_companies_could_turn_the_order() -> None:
    near = [ordered("a", "acme", "abc"), ordered("b", "beta", "bac"), ordered("c", "cyan", "abc")]
    assert counted(*near).flips == 1
    assert counted(*(ordered(f"p{n}", f"company {n}", "abc") for n in range(9))).flips == 4


def test_nobody_answered_is_no_order() -> None:
    found = counted()
    assert (found.leaders, found.ties, found.flips, found.people) == ((), (), None, 0)
    assert as_json(ABC, found)["options"] == [
        {"text": each, "place": None, "first_people": 0, "first_accounts": 0} for each in "ABC"
    ]


@given(st.lists(st.tuples(orders, st.sampled_from("xyz"), st.booleans()), max_size=20))
def test_every_company_hands_out_the_same_places(said: list[tuple[tuple[str, ...], str, bool]]) -> None:
    answers = [
        answer(f"p{n}", account, Ranked(order=tuple(map(OptionId, order))), question="q7", withdrawn=gone)
        for n, (order, account, gone) in enumerate(said)
    ]
    found = counted(*answers)
    standing = [each for each in said if not each[2]]
    assert found.people == sum(row.people for row in found.rows) == len(standing)
    if not standing:
        return
    means = [row.place for row in found.rows if row.place is not None]
    assert sum(means) == 1 + 2 + 3
    assert means == sorted(means)
    assert all(1 <= each <= 3 for each in means)
    companies = len({account for _, account, _ in standing})
    assert found.flips is not None
    assert 1 <= found.flips <= companies


@given(st.lists(orders, min_size=1, max_size=6), st.permutations("abc"))
def test_the_count_knows_no_names(said: list[tuple[str, ...]], renamed: list[str]) -> None:
    other = dict(zip("abc", renamed, strict=True))
    one = counted(*(ordered(f"p{n}", f"c{n}", "".join(order)) for n, order in enumerate(said)))
    two = counted(*(ordered(f"p{n}", f"c{n}", "".join(other[each] for each in order)) for n, order in enumerate(said)))
    assert {other[row.option_id]: row.place for row in one.rows} == {row.option_id: row.place for row in two.rows}


@settings(deadline=None, max_examples=40)
@given(st.lists(orders, min_size=1, max_size=4))
def test_no_fewer_companies_than_said_can_turn_the_order(said: list[tuple[str, ...]]) -> None:
    """Tried out: whatever fewer companies answer instead, the leader stays at the top."""
    found = counted(*(ordered(f"p{n}", f"c{n}", "".join(order)) for n, order in enumerate(said)))
    assert found.flips is not None
    if found.flips != 2:
        return
    for n in range(len(said)):
        for instead in permutations("abc"):
            changed = [instead if m == n else order for m, order in enumerate(said)]
            turned = counted(*(ordered(f"p{m}", f"c{m}", "".join(order)) for m, order in enumerate(changed)))
            assert found.rows[0].text in [row.text for row in turned.leaders]
