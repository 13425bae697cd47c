"""What people set right about themes is done again whenever themes are formed anew."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.corrections import Correction, CorrectionKind
from bot.ids import AccountId, AnswerId, BoardId, CorrectionId, OrganisationId, PersonId, ThemeId
from bot.insights.by_hand import ByHand
from bot.insights.embedding import Remembering
from bot.insights.pipeline import find
from bot.insights.said import Found, Insights, Said, Window
from bot.insights.trends import growing_segment, same_themes

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def correction(
    kind: CorrectionKind, answers: tuple[str, ...], others: tuple[str, ...] = (), *, title: str = "", n: int = 1
) -> Correction:
    """One thing set right."""
    return Correction(
        id=CorrectionId(f"correction-{n}"),
        organisation_id=OrganisationId("o"),
        board_id=BoardId("b"),
        kind=kind,
        theme_id=ThemeId("kept"),
        other_id=ThemeId("other"),
        title=title,
        answers=tuple(map(AnswerId, answers)),
        others=tuple(map(AnswerId, others)),
        by=PersonId("pm"),
        at=NOW,
    )


def theme_with(found: Insights, words: str) -> Found:
    """The theme whose title has these words."""
    return next(each for each in found.themes if words.casefold() in each.title.casefold())


def corrected(board: tuple[Said, ...], encoder: Remembering, *corrections: Correction) -> Insights:
    """The board's themes, with corrections."""
    return find(Window(said=board, accounts_asked=30, corrections=corrections), encoder)


@pytest.mark.soak
def test_two_themes_stay_one_also_when_a_fifth_of_the_answers_has_left(
    board: tuple[Said, ...], found: Insights, encoder: Remembering
) -> None:
    search, slow = theme_with(found, "search"), theme_with(found, "slow")
    merge = correction(CorrectionKind.MERGE, search.answer_ids, slow.answer_ids)
    for said in (board, tuple(each for number, each in enumerate(board) if number % 5)):
        again = corrected(said, encoder, merge)
        whole = next(each for each in again.themes if each.theme_id == "kept")
        there = {each.answer_id for each in said}
        for side in (search, slow):
            mine = set(side.answer_ids) & there
            assert len(mine & set(whole.answer_ids)) / len(mine) >= 0.8
        (renewed,) = again.renewed
        assert set(renewed.answers).isdisjoint(renewed.others)
        assert set(renewed.answers) | set(renewed.others) <= there


def test_other_themes_are_untouched_by_a_merge(board: tuple[Said, ...], found: Insights, encoder: Remembering) -> None:
    search, slow = theme_with(found, "search"), theme_with(found, "slow")
    again = corrected(board, encoder, correction(CorrectionKind.MERGE, search.answer_ids, slow.answer_ids))
    assert len(again.themes) == len(found.themes) - 1
    others = {each.answer_ids for each in found.themes if each.key not in (search.key, slow.key)}
    assert len(others & {each.answer_ids for each in again.themes}) >= len(others) - 1


def test_what_was_split_off_stays_apart_and_new_answers_go_where_they_are_nearer(
    board: tuple[Said, ...], found: Insights, encoder: Remembering
) -> None:
    whole = next(each for each in found.themes if len(each.parts) > 1)
    apart, missing = whole.parts[0].answer_ids[1:], whole.parts[0].answer_ids[0]
    rest = tuple(each for each in whole.answer_ids if each not in (*apart, missing))
    again = corrected(board, encoder, correction(CorrectionKind.SPLIT, rest, apart))
    new = next(each for each in (*again.themes, *again.emerging) if each.theme_id == "other")
    kept = next(each for each in again.themes if each.theme_id == "kept")
    assert set(apart) <= set(new.answer_ids)
    assert set(rest).isdisjoint(new.answer_ids) or set(new.answer_ids).isdisjoint(rest[:1])
    assert missing in (*new.answer_ids, *kept.answer_ids)


def test_a_title_given_by_hand_stays_while_the_answers_stay(
    board: tuple[Said, ...], found: Insights, encoder: Remembering
) -> None:
    slow = theme_with(found, "slow")
    named = corrected(board, encoder, correction(CorrectionKind.RENAME, slow.answer_ids, title="Speed"))
    (again,) = [each for each in named.themes if each.name]
    assert (again.name, again.theme_id, again.answer_ids) == ("Speed", "kept", slow.answer_ids)


@pytest.mark.parametrize(("named", "grown", "kept"), [(1, 12, False), (3, 12, False), (4, 12, True), (10, 12, True)])
def test_a_name_does_not_pass_to_a_large_theme_that_takes_its_few_answers_in(
    named: int, grown: int, kept: bool
) -> None:
    row = {AnswerId(each): number for number, each in enumerate(IDS)}
    themes = np.asarray([0] * grown + [1] * (len(IDS) - grown))
    rename = correction(CorrectionKind.RENAME, (*IDS[:named], "gone"), title="Fax")
    hand = ByHand(themes=themes, row=row, vectors=np.eye(12, dtype=np.float32)).again([rename])
    assert hand.titles == ({0: "Fax"} if kept else {})
    assert hand.ids == ({0: "kept"} if kept else {})
    assert [each.answers for each in hand.renewed] == ([tuple(sorted(IDS[:grown]))] if kept else [])


def test_a_name_stays_with_the_part_that_is_still_mostly_its_answers() -> None:
    row = {AnswerId(each): number for number, each in enumerate(IDS)}
    rename = correction(CorrectionKind.RENAME, tuple(IDS[:5]), title="Fax")
    themes = np.asarray([1, 1, 0, 0, 0, *[0] * 7])
    assert ByHand(themes=themes, row=row, vectors=np.eye(12, dtype=np.float32)).again([rename]).titles == {1: "Fax"}


def test_a_moved_answer_is_in_the_theme_it_was_moved_to_and_in_no_other(
    board: tuple[Said, ...], found: Insights, encoder: Remembering
) -> None:
    search, slow = theme_with(found, "search"), theme_with(found, "slow")
    moved = slow.answer_ids[0]
    again = corrected(board, encoder, correction(CorrectionKind.MOVE, search.answer_ids, (moved,)))
    homes = [each for each in (*again.themes, *again.emerging) if moved in each.answer_ids]
    assert [each.theme_id for each in homes] == ["kept"]
    assert dict(again.placed)[moved] == homes[0].key


def test_a_correction_whose_answers_are_all_gone_does_nothing(
    board: tuple[Said, ...], found: Insights, encoder: Remembering
) -> None:
    gone = correction(CorrectionKind.MERGE, ("gone-1", "gone-2"), ("gone-3",))
    again = corrected(board, encoder, gone, correction(CorrectionKind.MOVE, ("gone-1",), ("gone-9",), n=2))
    assert [each.answer_ids for each in again.themes] == [each.answer_ids for each in found.themes]
    assert again.renewed == ()


IDS = [f"a{number}" for number in range(12)]
SOME = st.lists(st.sampled_from([*IDS, "gone"]), min_size=1, max_size=6, unique=True).map(tuple)


@settings(max_examples=150, deadline=None)
@given(
    themes=st.lists(st.integers(0, 3), min_size=12, max_size=12),
    made=st.lists(st.tuples(st.sampled_from(list(CorrectionKind)), SOME, SOME), max_size=5),
)
def test_no_series_of_corrections_loses_an_answer(
    themes: list[int], made: list[tuple[CorrectionKind, tuple[str, ...], tuple[str, ...]]]
) -> None:
    vectors = np.eye(12, 16, dtype=np.float32)
    row = {AnswerId(each): number for number, each in enumerate(IDS)}
    corrections = [
        correction(kind, one, other[:1] if kind is CorrectionKind.MOVE else other, title="T", n=number)
        for number, (kind, one, other) in enumerate(made)
    ]
    hand = ByHand(themes=np.asarray(themes), row=row, vectors=vectors).again(corrections)
    homes = {each: hand.home(AnswerId(each)) for each in IDS}
    assert None not in homes.values()
    assert {home for home in homes.values() if home is not None} <= set(hand.themes.tolist())
    assert hand.home(AnswerId("gone")) is None


def test_a_theme_grows_in_one_segment_when_two_companies_of_it_join_and_none_of_another() -> None:
    def some(names: str) -> set[AccountId]:
        return set(map(AccountId, names))

    segments = {AccountId(name): "enterprise" if name in "abc" else "smb" for name in "abcdef"}
    assert growing_segment(some("abd"), some("d"), segments) == "enterprise"
    assert growing_segment(some("abde"), some("d"), segments) == ""
    assert growing_segment(some("ad"), some("d"), segments) == ""
    assert growing_segment(some("ab"), None, segments) == ""
    assert growing_segment(some("abd"), some("d"), dict.fromkeys(segments, "enterprise")) == ""


def test_themes_are_carried_on_so_that_the_overlap_in_all_is_greatest() -> None:
    def answers(text: str) -> set[AnswerId]:
        return set(map(AnswerId, text))

    # The best single pair (0 with x) would leave theme 1 without any; in all it is better the other way round.
    now = [answers("abcdef"), answers("abcd")]
    before = {"x": answers("abcde"), "y": answers("efgabc")}
    assert same_themes(now, before) == {0: "y", 1: "x"}
