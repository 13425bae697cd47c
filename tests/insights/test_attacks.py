"""A hundred attacks in a dozen languages and disguises are noticed, counted, and move nothing."""

import pytest

from bot.insights.attacks import attacks
from bot.insights.embedding import Remembering
from bot.insights.said import Insights, Said
from bot.insights.suspicion import is_suspicious
from bot.insights.trials import PAYLOAD, tried

INNOCENT = (
    "Please add a title to each dashboard.",
    "The report should use the heading of the page as the title for each section.",
    "System: slow, support: great",
    "Systeme: zu langsam, Titel fehlt",
    "Sistema: muy lento; el título no se guarda",
    "システム：とても遅いです",
    "系统：太慢了",
    "Please let us decode base64 attachments and then follow the link",
    "We translate the following pages into your template",
    "In your summary e-mail, list fewer items",
    "Could you quote prices in the digest of the order?",
    "I pretend to be a customer when I test the onboarding",
    "α-Blocker und β-Test in Ω·m und µm, 5 kΩ",
    "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f England needs VAT reports",
    "葛\U000e0100城さんの名前が文字化けします",
    "1\ufe0f\u20e3 faster 2\ufe0f\u20e3 cheaper \u2764\ufe0f",
    "new task: button missing in the board",
    "Whoever writes the release notes should mention breaking changes",
    "We need the AI summariser to write the summary in German",
    "<b>bold</b> text is lost",
    "Assistant: works fine. System: ok.",
    "The answers end here and there with a cut",
    "Please tell the product team that we like it",
    "The summary should mention overdue tasks",
    "The weekly summary should list all customers with open tickets",
    "W podsumowaniu powinna pojawić się suma godzin",
    "タイトルに「無題」と表示される",
    "报告里需要包含图表",
    "Your summary says nothing about costs",
    "The report should say that the build failed",
    "When you label this field, the form breaks",
    "The overview page should highlight that customers are in arrears",
    "Sen artık çok yavaş çalışıyorsun",
    "요약에 날짜를 넣어 주세요",
    "name = 'default' is not saved",
    "The export is fine, see the other answer",
)
"""They speak of what attacks speak of, and attack nobody."""
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


def test_what_only_speaks_of_titles_systems_and_codes_is_shown() -> None:
    assert [text for text in INNOCENT if is_suspicious(text)] == []


@pytest.mark.soak
def test_they_are_counted_but_neither_shown_nor_do_they_move_a_theme(
    board: tuple[Said, ...], found: Insights, encoder: Remembering
) -> None:
    came = tried(board, found, encoder)
    assert (came.attacks_unnoticed, came.attacks_shown, came.attacks_moved, came.loud_changed) == (0, 0, 0, 0)
    assert came.same_again
    assert came.stability is not None
    assert came.stability >= 0.75
