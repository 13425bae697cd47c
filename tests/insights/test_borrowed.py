"""A second encoder reads English; texts in other languages borrow from the English ones that say nearly the same."""

from collections.abc import Sequence

import numpy as np
import pytest

from bot.config import Settings, finer_english
from bot.insights import borrowed as borrowed_module
from bot.insights import english
from bot.insights.borrowed import Borrowed, enough_english
from bot.insights.cut_english import BEGIN, END, UNKNOWN, EnglishPieces, vocabulary
from bot.insights.embedding import BuiltIn, Remembering
from bot.insights.english import MiniLM, WithEnglish
from bot.insights.evaluate import Labelled, evaluate, fingerprint
from bot.insights.pipeline import find
from bot.insights.said import Said
from bot.insights.vectors import Vectors, unit
from tests.insights.conftest import window

needs_extra = pytest.mark.skipif(not english.installed(), reason="the extra `quality` is not installed")


class Letters:
    """A second encoder that knows letters, not meanings."""

    model = "letters"

    def encode(self, texts: Sequence[str]) -> Vectors:
        counted = [[text.lower().count(letter) + 0.1 for letter in "abcdefghijklmnopqrstuvwxyz"] for text in texts]
        return unit(np.asarray(counted, dtype=np.float32))


class Two:
    """The built-in encoder with letters beside it."""

    def __init__(self, built_in: Remembering) -> None:
        self.model, self.languages, self.english = "two", built_in.languages, Letters()
        self.encode, self.weigh, self.knows = built_in.encode, built_in.weigh, built_in.knows


@pytest.fixture(scope="session")
def finer(forgetful: BuiltIn) -> Remembering:
    """Both encoders, loaded once."""
    return Remembering(WithEnglish(forgetful))


def test_words_are_cut_as_the_encoder_knows_them() -> None:
    number = vocabulary()
    pieces = EnglishPieces()

    assert len(number) == 30_522
    assert pieces.of("Exporting, café!") == [
        BEGIN,
        *(number[each] for each in ("export", "##ing", ",", "cafe", "!")),
        END,
    ]
    assert pieces.of("") == [BEGIN, END]
    assert pieces.of("👍") == [BEGIN, UNKNOWN, END]
    assert len(pieces.of("word " * 500)) == 128


def test_a_text_in_another_language_lies_where_the_english_texts_lie_that_say_the_same(encoder: Remembering) -> None:
    english_texts = [f"{thing} {number}" for thing in ("export to a file", "search is slow") for number in range(10)]
    both = [*english_texts, "Die Suche ist langsam", "Export in eine Datei"]
    languages = ["en"] * 20 + ["de"] * 2
    near = unit(encoder.encode(both) - encoder.encode(both).mean(axis=0))

    lent = Borrowed(near, both, languages, Two(encoder)).vectors

    slow, export = lent[20], lent[21]
    assert slow @ lent[10:20].mean(axis=0) > 0.2 > slow @ lent[:10].mean(axis=0)
    assert export @ lent[:10].mean(axis=0) > 0.2 > export @ lent[10:20].mean(axis=0)
    assert np.linalg.norm(lent[20:], axis=1).max() <= 1.001


def test_borrowing_a_few_rows_at_a_time_is_borrowing_all_at_once(
    board: tuple[Said, ...], encoder: Remembering, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts, languages = [each.text for each in board], [each.language or "" for each in board]
    near = encoder.encode(texts)
    whole = Borrowed(near, texts, languages, Two(encoder))
    monkeypatch.setattr(borrowed_module, "ROWS", 7)

    in_parts = Borrowed(near, texts, languages, Two(encoder))

    assert np.abs(whole.vectors - in_parts.vectors).max() < 1e-5
    assert np.abs(whole.place(near, texts, languages) - whole.vectors).max() < 1e-4


@pytest.mark.parametrize(("german", "said_in_english", "enough"), [(0, 19, False), (0, 20, True), (200, 21, False)])
def test_nothing_is_borrowed_where_little_is_english(german: int, said_in_english: int, *, enough: bool) -> None:
    assert enough_english(["de"] * german + ["en"] * said_in_english) is enough


def test_an_operator_can_let_the_extra_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(english, "NEEDS", ("json",))
    assert finer_english(Settings(embedder="best"))
    assert not finer_english(Settings(embedder="built-in"))
    monkeypatch.setattr(english, "NEEDS", ("json", "no_such_package_at_all"))
    assert not finer_english(Settings(embedder="best"))


@needs_extra
def test_a_text_has_the_same_vector_whoever_it_is_read_with(board: tuple[Said, ...]) -> None:
    reader = MiniLM()
    texts = [each.text for each in board if each.language == "en"]
    together = reader.encode(texts)
    alone = np.concatenate([reader.encode([text]) for text in texts[:20]])
    assert np.abs(together[:20] - alone).max() < 1e-5
    assert np.array_equal(together, reader.encode(texts))
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)


@needs_extra
def test_themes_are_finer_with_both_and_the_same_in_any_order(
    labelled: tuple[Labelled, ...], board: tuple[Said, ...], finer: Remembering
) -> None:
    measured, found = evaluate(labelled, finer)
    assert (measured.ari or 0) >= 0.88
    assert (measured.nmi or 0) >= 0.93
    assert measured.coverage == measured.quotes_exact == measured.counts_exact == 1.0
    assert fingerprint(find(window(board[::-1]), finer)) == fingerprint(found)
