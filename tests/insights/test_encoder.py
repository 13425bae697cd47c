"""The encoder calculates with fewer steps what its package calculates, and cuts texts as its package does."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.insights import encoder as encoder_module
from bot.insights.embedding import BuiltIn
from bot.insights.said import Said

ODD = (
    *("", " ", "▁", "a▁b ▁", "\u200b", "x \u200b y", "¨x ¨", "x\u00a0y", "a\u3000b", "aaaa aaa aa a", "\x1f\x85"),
    "\uff46\uff55\uff4c\uff4c\u3000\uff57\uff49\uff44\uff54\uff48",
)
SIGNS = "aeo nrt SSO 3.5 ñé ¨´ \u00a0\u2003\u3000\u200b\u0301\u2581 請求書 ダーク ёж ﬁ½™ 👍🏽"


def test_remembered_words_give_the_pieces_of_the_package(forgetful: BuiltIn, board: tuple[Said, ...]) -> None:
    package = forgetful._use._tokenizer

    for text in [*(each.text for each in board), *ODD] * 2:
        assert forgetful._cut.of(text) == package.encode(text, add_bos=True, add_eos=True), text


@settings(max_examples=200, deadline=None)
@given(text=st.text(alphabet=SIGNS, max_size=40))
def test_whatever_is_written_the_pieces_are_those_of_the_package(forgetful: BuiltIn, text: str) -> None:
    assert forgetful._cut.of(text) == forgetful._use._tokenizer.encode(text, add_bos=True, add_eos=True)


def test_vectors_are_those_of_the_package_but_for_the_last_digits(
    forgetful: BuiltIn, board: tuple[Said, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [each.text for each in board] + ["", "short", "word " * 500, *ODD]
    theirs = forgetful._use._model.encode([text[:2000] for text in texts])

    ours = forgetful.encode(texts)
    monkeypatch.setattr(encoder_module, "DIFFERENT", 40)
    in_small_parts = forgetful.encode(texts)

    assert ours.dtype == np.float32
    assert np.abs(ours - theirs).max() < 2e-6
    assert np.abs(in_small_parts - theirs).max() < 2e-6
    assert np.allclose(np.linalg.norm(ours, axis=1), 1, atol=1e-5)


def test_no_texts_have_no_vectors(forgetful: BuiltIn) -> None:
    assert forgetful.encode([]).shape == (0, 512)
