"""A hundred attacks in a dozen languages and disguises are noticed, counted, and move nothing."""

import pytest

from bot.insights.attacks import attacks
from bot.insights.embedding import Remembering
from bot.insights.said import Insights, Said
from bot.insights.suspicion import is_suspicious
from bot.insights.trials import PAYLOAD, tried

LANGUAGES = {
    "de": "Anweisungen",
    "fr": "instructions précédentes",
    "es": "instrucciones",
    "pt": "instruções",
    "ru": "инструкции",
    "ja": "指示",
    "zh": "指令",
    "ko": "지시",
    "ar": "التعليمات",
}


def test_there_are_more_than_a_hundred_in_many_languages_also_in_letters_nobody_sees() -> None:
    found = attacks(PAYLOAD)
    assert len(set(found)) >= 100
    assert [code for code, word in LANGUAGES.items() if not any(word in text for text in found)] == []
    assert sum(any("\U000e0000" <= letter <= "\U000e007f" for letter in text) for text in found) >= 6


@pytest.mark.parametrize("attack", attacks(PAYLOAD))
def test_each_attack_is_noticed(attack: str) -> None:
    assert is_suspicious(attack)


@pytest.mark.soak
def test_they_are_counted_but_neither_shown_nor_do_they_move_a_theme(
    board: tuple[Said, ...], found: Insights, encoder: Remembering
) -> None:
    came = tried(board, found, encoder)
    assert (came.attacks_unnoticed, came.attacks_shown, came.attacks_moved, came.loud_changed) == (0, 0, 0, 0)
    assert came.same_again
    assert came.stability is not None
    assert came.stability >= 0.75
