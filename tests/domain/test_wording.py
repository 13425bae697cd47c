"""What people type is kept as they wrote it, and nothing that cannot be seen gets in."""

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.wording import MOST_MARKS, clean

SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
NEVER = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
HIDDEN = (
    "\x00\r\n\t\u00ad\u200b\u200c\u200d\u200e\u202e\u2060\u2066\u2069\ufeff\ud800\udfff"
    "\ufe0f\ufe01\U000e0100\U000e0041\U000e007f"
)
VISIBLE = (
    "aé\u0301\u0327\u05d0\u05b8\u0645\u06cc\u0915\u094d\u0dc1\u1100\u1161\u845b "
    "\u26a7\u2764\U0001f3f4\U0001f468\U0001f3fd\U0001f1e9"
)
TEXTS = st.text(st.one_of(st.sampled_from(HIDDEN + VISIBLE), st.characters(codec=None)), max_size=80)


@pytest.mark.parametrize(
    "text",
    [
        "The board takes forty seconds to open – “every” Monday…",
        "Größere Außenbüros prüfen täglich 15 Aufträge für 3,50 €.",
        "L’équipe s’en sert déjà : « parfait » à 95\u202f% !",
        "¿Por qué no avisáis al técnico? ¡Es urgentísimo!",
        "現場では電波が届かず、署名が消えてしまいます。葛\U000e0100飾区です。",
        "A sincronização não é automática, é à mão.",
        "می\u200cخواهم گزارش\u200cها را ببینم",
        "הלוח נטען לאט מדי, זה מייאש",
        "क्\u200dष और श्रीमान्\u200c जी",
        "ශ්\u200dරී ලංකාවේ කණ්ඩායම",
        "ไม่มีสัญญาณที่ไซต์งาน",
        "Thẻ kho không khớp với xe của kỹ thuật viên.",
        "한국어로도 문제없이 저장됩니다",
        "Дуже повільно, будь ласка, виправте її",
        f"Fixed {FAMILY} {SCOTLAND} 🇯🇵 👍🏽 ❤️ 1️⃣ 🏳️‍🌈 👩🏿‍🔧",
        "two lines\nand a\ttab, and   blanks  ",
        "",
    ],
)
def test_ordinary_text_of_many_languages_is_kept_as_it_is(text: str) -> None:
    cleaned = clean(text)
    assert cleaned.text == text
    assert not cleaned.removed
    assert not cleaned.shortened


@pytest.mark.parametrize(
    ("hidden", "left"),
    [
        ("nul\x00 and bell\x07", "nul and bell"),
        ("half \ud83d a pair \udc00", "half  a pair "),
        ("invoice \u202egpj.exe", "invoice gpj.exe"),
        ("\u2066isolated\u2069 \u200fright", "isolated right"),
        ("ze\u200bro\u2060 wi\ufeffdth", "zero width"),
        ("silent\U000e0069\U000e0067\U000e006e\U000e006f\U000e0072\U000e0065", "silent"),
        (f"{SCOTLAND[:-1]}", SCOTLAND[0]),
        ("lat\u200din jo\u200ciners", "latin joiners"),
        ("\U0001f468\u200d and no second picture", "\U0001f468 and no second picture"),
        ("a\ufe00\ufe01\ufe02", "a\ufe00"),
        ("a\U000e0141", "a"),
        ("\u3164\u3164", ""),
    ],
)
def test_what_cannot_be_seen_is_taken_out_and_said_so(hidden: str, left: str) -> None:
    cleaned = clean(hidden)
    assert cleaned.text == left
    assert cleaned.removed


def test_every_kind_of_line_break_becomes_the_same_one() -> None:
    cleaned = clean("a\r\nb\rc\u2028d\x85e")
    assert cleaned.text == "a\nb\nc\nd\ne"
    assert not cleaned.removed


def test_letters_and_their_accents_are_composed() -> None:
    assert clean("Cafe\u0301").text == "Café"
    assert clean("e\u200b\u0301").text == "é"


def test_a_tower_of_accents_is_cut_down() -> None:
    cleaned = clean("x" + "\u0335" * 200 + "y")
    assert cleaned.text == "x" + "\u0335" * MOST_MARKS + "y"
    assert cleaned.removed


def test_a_long_text_is_shortened_and_says_so() -> None:
    assert clean("é" * 5000).text == "é" * 3000
    assert clean("é" * 5000).shortened
    assert not clean("é" * 3000).shortened
    assert len(clean("🧰" * 3001).text) == 3000


def test_the_cut_falls_between_pictures_and_not_through_one() -> None:
    assert clean("ok " + FAMILY, most=6).text == "ok "
    assert clean("ok " + SCOTLAND, most=6).text == "ok "
    assert clean("ok q\u0335\u0335", most=5).text == "ok "


@given(TEXTS, st.integers(0, 40))
@example("\u1100\u3164\u1161", 40)
@example("\u0645" + "\u064b" * 3 + "\u0301" * 9 + "\u200c", 40)
def test_cleaned_text_is_storable_and_stays_as_it_is(text: str, most: int) -> None:
    once = clean(text, most)
    assert clean(once.text, most).text == once.text
    assert not clean(once.text, most).removed
    assert once.text.encode("utf-8").decode("utf-8") == once.text
    assert unicodedata.is_normalized("NFC", once.text)
    assert NEVER.search(once.text) is None
    assert len(once.text) <= most
    assert max((len(run) for run in _marks(once.text)), default=0) <= MOST_MARKS
    assert not re.search("[\U000e0000-\U000e007f]", once.text.replace(SCOTLAND, ""))


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"], exclude_characters="\u115f\u1160\u3164\uffa0")))
def test_letters_digits_and_punctuation_are_never_taken_out(text: str) -> None:
    assert not clean(text).removed
    assert clean(text, 10**6).text == unicodedata.normalize("NFC", text)


def test_a_megabyte_of_nothing_is_cleaned_at_once() -> None:
    assert clean("\u200b\u0301" * 500_000).text == "\u0301" * MOST_MARKS


def _marks(text: str) -> list[str]:
    runs, run = [], ""
    for each in text:
        run = run + each if unicodedata.category(each)[0] == "M" else ""
        runs.append(run)
    return runs


@pytest.mark.parametrize("hidden", ["\ufff9", "\ufffb", "\ufffc", "\ufdd0", "\ufdef", "\uffff"])
def test_stand_ins_and_what_is_no_character_at_all_are_taken_out(hidden: str) -> None:
    assert clean(f"a{hidden}b").text == "ab"
