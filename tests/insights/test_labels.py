"""Titles are made of the words that a theme has and others have not; communities hold no chance."""

import numpy as np

from bot.insights.communities import leiden, nearest, numbered, tied
from bot.insights.embedding import Remembering
from bot.insights.labels import LONGEST_TITLE, labels
from bot.insights.terms import Text

SEARCH = ("The search never finds my documents", "Search should look inside attachments", "search is broken for PDFs")
EXPORT = ("CSV export is limited to 1,000 rows", "We need a full CSV export", "Please add a nightly CSV export to S3")
JAPANESE = (
    "監査ログが欲しいです。",
    "監査ログを検索できるようにしてください。",
    "誰が変更したか分かる監査ログが必要です。",
)


def _texts(texts: tuple[str, ...], language: str = "en") -> list[Text]:
    return [
        Text(text=text, language=language, voices=frozenset({f"{language}-{number}"}))
        for number, text in enumerate(texts)
    ]


def test_a_title_names_what_sets_a_theme_apart(encoder: Remembering) -> None:
    search, export = labels([_texts(SEARCH), _texts(EXPORT)], "en", encoder)
    assert "search" in search.title.lower()
    assert "CSV export" in export.title
    assert all(len(label.title) <= LONGEST_TITLE for label in (search, export))


def test_a_title_is_in_the_boards_language_where_it_can_be(encoder: Remembering) -> None:
    (mixed,) = labels([_texts(EXPORT) + _texts(("Der CSV-Export fehlt uns völlig",) * 9, "de")], "en", encoder)
    assert "fehlt" not in mixed.title.lower()


def test_a_title_is_in_the_themes_own_language_where_it_must_be(encoder: Remembering) -> None:
    _, japanese = labels([_texts(SEARCH), _texts(JAPANESE, "ja")], "en", encoder)
    assert "監査ログ" in japanese.title


def test_no_term_is_said_twice_in_a_title(encoder: Remembering) -> None:
    (label,) = labels([_texts(("mobile app", "the mobile apps", "our mobile app crashes"))], "en", encoder)
    words = [word.rstrip("s") for word in label.title.lower().replace("·", " ").split()]
    assert len(words) == len(set(words))


def test_addresses_and_links_never_become_terms(encoder: Remembering) -> None:
    (label,) = labels([_texts(("ask bob@acme.example about http://evil.example/x search",) * 3)], "en", encoder)
    assert "acme" not in label.title
    assert "evil" not in label.title


def test_a_word_of_one_person_alone_is_never_in_a_title(encoder: Remembering) -> None:
    twice = ("Quorvexia is what the search needs", "The search should have Quorvexia")
    alone = [Text(text=text, language="en", voices=frozenset({"one"})) for text in twice]
    (of_one,) = labels([_texts(SEARCH) + alone], "en", encoder)
    (of_two,) = labels([_texts(SEARCH) + _texts(twice, "en")[:1] + alone], "en", encoder)
    assert "quorvexia" not in of_one.title.lower()
    assert "search" in of_one.title.lower()
    assert "quorvexia" in of_two.title.lower()


def test_a_theme_without_words_has_no_title(encoder: Remembering) -> None:
    assert [label.title for label in labels([[]], "en", encoder)] == [""]


def test_communities_are_the_same_in_every_run_of_one_process() -> None:
    rng = np.random.default_rng(7)
    middles = np.repeat(rng.normal(size=(6, 16)), 20, axis=0)
    points = (middles + 0.3 * rng.normal(size=middles.shape)).astype(np.float32)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    near, cosine = nearest(points, 10)
    runs = [leiden(tied(near, cosine, 10), 1.0) for _ in range(5)]
    assert all(np.array_equal(run, runs[0]) for run in runs)
    assert len(set(runs[0])) == 6
    assert all(len(set(runs[0][start : start + 20])) == 1 for start in range(0, 120, 20))


def test_groups_are_numbered_in_the_order_of_their_first_member() -> None:
    assert numbered(np.array([7, 7, 2, 9, 2])).tolist() == [0, 0, 1, 2, 1]
