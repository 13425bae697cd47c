"""What people wrote keeps its own direction, wherever a chat puts it; what we word ourselves needs no such box."""

from bot.texts import Phrase
from prompts.catalogue import say_in
from prompts.letters import words

HEBREW = "Ana \u05d0\u05d1\u05d2"


def test_words_of_people_that_could_turn_what_stands_beside_them_are_put_into_a_box() -> None:
    assert words(HEBREW, say_in("en"), 100) == f"\u2068{HEBREW}\u2069"
    assert words("Ana", say_in("en"), 100) == "Ana"


def test_a_box_is_put_once_around_what_a_phrase_quotes() -> None:
    shown = words(Phrase("quote.person", {"person": HEBREW, "account": "Acme"}), say_in("en"), 100)
    assert shown.count("\u2068") == shown.count("\u2069") == 1
