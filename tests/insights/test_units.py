"""Answers are cut in places, never rewritten."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.insights.evaluate import Labelled
from bot.insights.languages import Languages, main_language
from bot.insights.units import clauses, readable, sentences


def _cut(text: str) -> list[str]:
    return [text[start:end] for start, end in clauses(text)]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Cheaper viewer seats and a real mobile app.", ["Cheaper viewer seats", "a real mobile app."]),
        ("SSO with Okta first, then please fix dashboards.", ["SSO with Okta first", "please fix dashboards."]),
        ("Audit trail plus custom roles", ["Audit trail", "custom roles"]),
        ("Weniger E-Mails und endlich eine Suche", ["Weniger E-Mails", "endlich eine Suche"]),
        ("Un mode sombre et des webhooks", ["Un mode sombre", "des webhooks"]),
        ("検索が遅い。通知も多すぎます。", ["検索が遅い。", "通知も多すぎます。"]),
        ("Too slow\nToo expensive", ["Too slow", "Too expensive"]),
        ("CSV and S3", ["CSV and S3"]),
        ("Uptime of 99.9 is e.g. not enough", ["Uptime of 99.9 is e.g. not enough"]),
    ],
)
def test_an_answer_is_cut_where_a_new_wish_may_begin(text: str, pieces: list[str]) -> None:
    assert _cut(text) == pieces


@given(st.text(max_size=200))
def test_every_piece_is_a_slice_in_order_and_nothing_but_joints_is_lost(text: str) -> None:
    for cut in (sentences(text), clauses(text)):
        assert all(0 <= start < end <= len(text) for start, end in cut)
        assert all(one[1] <= other[0] for one, other in pairwise(cut))
        assert all(text[start:end] == text[start:end].strip() for start, end in cut)


@given(st.text(max_size=200))
def test_any_text_can_be_made_readable(text: str) -> None:
    plain = readable(text)
    plain.encode("utf-8")
    assert readable(plain) == plain


def test_languages_are_told_apart_even_in_short_answers(labelled: tuple[Labelled, ...]) -> None:
    rows = [each.said for each in labelled if each.labels]
    found = Languages().detect([each.text for each in rows], [None] * len(rows))
    right = sum(code == each.language for code, each in zip(found, rows, strict=True))
    print(f"{right} of {len(rows)} languages right")
    assert right / len(rows) >= 0.98


def test_a_text_too_short_to_tell_is_taken_for_the_boards_language() -> None:
    board = ["Wir brauchen dringend eine bessere Suche in den Dokumenten."] * 5
    assert Languages().detect([*board, "SSO"], [None] * 6)[-1] == "de"


def test_a_known_language_is_believed() -> None:
    assert Languages().detect(["SSO", "mode sombre"], ["pt-BR", None])[0] == "pt"


def test_the_main_language_is_the_most_frequent_and_english_of_nothing() -> None:
    assert main_language(["de", "en", "de"]) == "de"
    assert main_language([]) == "en"
