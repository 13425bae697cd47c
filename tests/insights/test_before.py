"""Against the window before: who began to say a thing and who ceased, when both windows are judged together."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.domain.themes import Trend
from bot.ids import AccountId, AnswerId
from bot.insights.embedding import Remembering
from bot.insights.evaluate import Labelled, fingerprint
from bot.insights.pipeline import find
from bot.insights.ranking import difference
from bot.insights.said import Compared, Found, Insights, Said, Window
from bot.insights.trends import trend_between

EVERY, FEW = 100, 2
"""Companies that say a thing: all that do in the data, or hardly any."""


def halves(labelled: Sequence[Labelled]) -> tuple[list[Labelled], list[Labelled]]:
    """This window and the one before: of each label every other answer."""
    seen: Counter[str] = Counter()
    now: list[Labelled] = []
    before: list[Labelled] = []
    for each in labelled:
        if len(each.labels) == 1:
            seen[each.labels[0]] += 1
            (now if seen[each.labels[0]] % 2 else before).append(each)
    return now, before


def only(labelled: Sequence[Labelled], label: str, companies: int) -> list[Labelled]:
    """All of it, but of one label no more than what the first few companies said."""
    said_by: list[AccountId | None] = []
    kept = []
    for each in labelled:
        if label in each.labels:
            if each.said.account_id not in said_by:
                said_by.append(each.said.account_id)
            if said_by.index(each.said.account_id) >= companies:
                continue
        kept.append(each)
    return kept


def compared(now: Sequence[Labelled], before: Sequence[Labelled], encoder: Remembering) -> Insights:
    """The themes of this window, held against the one before."""
    window = Window(
        said=tuple(each.said for each in now), earlier=tuple(each.said for each in before), accounts_asked=30
    )
    return find(window, encoder)


def about(found: Insights, labelled: Sequence[Labelled], label: str) -> Found:
    """The theme that holds most answers of a label."""
    mine = {each.said.answer_id for each in labelled if label in each.labels}
    return max((*found.themes, *found.emerging), key=lambda theme: len(mine.intersection(theme.answer_ids)))


@pytest.mark.parametrize(
    ("label", "companies_now", "companies_before", "expected"),
    [
        ("dashboard_speed", EVERY, FEW, Trend.UP),
        ("search_quality", FEW, EVERY, Trend.DOWN),
        ("pricing_seats", EVERY, 0, Trend.NEW),
        ("dashboard_speed", EVERY, EVERY, Trend.NO_EVIDENCE),
    ],
)
def test_who_began_and_who_ceased_is_told_and_the_rest_is_no_evidence(
    labelled: tuple[Labelled, ...],
    encoder: Remembering,
    label: str,
    companies_now: int,
    companies_before: int,
    expected: Trend,
) -> None:
    now, before = halves(labelled)
    now, before = only(now, label, companies_now), only(before, label, companies_before)

    found = compared(now, before, encoder)

    assert found.compared_with_before
    assert trend_between(about(found, now, label).compared) is expected


def test_comparing_changes_nothing_else_and_not_with_the_order_of_the_answers(
    labelled: tuple[Labelled, ...], encoder: Remembering
) -> None:
    now, before = halves(labelled)
    alone, both = compared(now, [], encoder), compared(now, before, encoder)

    assert fingerprint(alone) == fingerprint(both)
    assert not alone.compared_with_before
    assert compared(now[::-1], before[::-1], encoder) == both


def test_a_board_that_was_just_beginning_then_is_not_compared(
    labelled: tuple[Labelled, ...], encoder: Remembering
) -> None:
    now, before = halves(labelled)
    few = {each.said.account_id for each in before[:3]}

    found = compared(now, [each for each in before if each.said.account_id in few], encoder)

    assert not found.compared_with_before
    assert all(each.compared is None for each in (*found.themes, *found.emerging))


def test_what_nobody_can_be_named_for_does_not_count_as_a_company(
    labelled: tuple[Labelled, ...], encoder: Remembering
) -> None:
    now, before = halves(labelled)
    nameless = [replace(each, said=replace(each.said, account_id=None)) for each in before]

    assert not compared(now, nameless, encoder).compared_with_before


def companies(n: int) -> frozenset[AccountId]:
    """So many companies."""
    return frozenset(AccountId(f"a{number}") for number in range(n))


def test_on_a_large_board_two_companies_more_may_be_chance() -> None:
    small = Compared(now=companies(8), before=companies(5), heard_now=12, heard_before=12)
    large = Compared(now=companies(38), before=companies(35), heard_now=100, heard_before=100)
    sure = Compared(now=companies(60), before=companies(35), heard_now=100, heard_before=100)

    assert trend_between(small) is Trend.UP
    assert trend_between(large) is Trend.NO_EVIDENCE
    assert trend_between(sure) is Trend.UP
    assert trend_between(None) is Trend.NO_EVIDENCE


def test_the_interval_of_a_difference_is_that_of_the_paper() -> None:
    low, high = difference(56, 70, 48, 80)  # Newcombe 1998, table II, (a), method 10

    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)


def test_an_answer_in_both_windows_is_a_mistake_of_the_caller(encoder: Remembering) -> None:
    one = Said(answer_id=AnswerId("1"), person_id=None, account_id=None, text="Search is slow")

    with pytest.raises(ValueError, match="twice"):
        find(Window(said=(one,), earlier=(one,), accounts_asked=1), encoder)
