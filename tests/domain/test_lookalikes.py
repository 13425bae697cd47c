"""Options that no reader can tell apart are found, and ordinary words of any language are left in peace."""

import pytest

from bot.domain.lookalikes import lookalikes
from bot.domain.questions import Open, Option, Single
from bot.ids import OptionId, QuestionId


def asked(*options: str) -> Single:
    """A question with these options."""
    made = tuple(Option(id=OptionId(str(number)), text=text) for number, text in enumerate(options))
    return Single(id=QuestionId("q"), text="Which?", options=made)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Scope", "Ѕсоре"),
        ("NO", "ΝΟ"),
        ("A", "А"),
        ("Café", "Саfé"),
        ("Yes", "Υes"),
        ("СССР", "CCCP"),
        ("ё", "ë"),
    ],
)
def test_what_is_drawn_alike_in_two_scripts_is_a_pair(one: str, other: str) -> None:
    assert one != other
    assert lookalikes([asked(one, "Other", other)]).pairs == ((one, other),)


def test_a_word_of_two_scripts_is_found_though_nothing_looks_like_it() -> None:
    assert lookalikes([asked("Paypаl", "Offline mode")]).mixed == ("Paypаl",)


@pytest.mark.parametrize(
    "options",
    [
        ("Да", "Нет", "Не знаю"),
        ("Ναι", "Όχι"),
        ("10 kΩ", "100 µs", "Δ-Sync", "β-test"),
        ("iPhone-приложение", "Экспорт в CSV"),
        ("Bar", "Bär", "Bår"),
        ("導出", "导出", "エクスポート"),
        ("I", "l", "1"),
    ],
)
def test_ordinary_options_are_no_matter(options: tuple[str, ...]) -> None:
    assert not lookalikes([asked(*options), Open(id=QuestionId("o"), text="Why?")])


def test_options_of_different_questions_are_not_compared() -> None:
    assert not lookalikes([asked("A", "B"), asked("А", "В")])
