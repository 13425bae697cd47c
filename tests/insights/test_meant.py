"""Where people share no word but mean the same, a title says it in one of their words, and in nobody else's."""

import pytest

from bot.insights.embedding import Remembering
from bot.insights.labels import labels
from bot.insights.terms import Text

PASSWORDS = (
    ("en", "One more password that everybody forgets."),
    ("es", "Otra contraseña que caduca, y la gente la apunta en un papel."),
    ("pt", "Mais uma senha separada que todo mundo esquece."),
)
ANOTHER_THING = (
    ("en", "At the end of the quarter somebody types it all again."),
    ("de", "Noch ein Passwort auf einem Zettel."),
    ("es", "Otra contraseña que caduca."),
    ("pt", "Mais uma senha separada."),
)
PARTS = (
    ("en", "Reserve a spare part right from the job."),
    ("de", "Wieder mit dem falschen Ersatzteil beim Kunden gestanden."),
)
LONE = (
    "{w} password, password {w}. {w}.",
    "password-{w}, password/{w}, password.{w}",
    "Password{w} and {w}password for the senha{w}",
    "the password of {w}, {w} of the password",
    "Contraseña {w}, senha {w}, Passwort {w}.",
)
"""Whoever hangs a word of their own on what others say."""


def _texts(said: tuple[tuple[str, str], ...]) -> list[Text]:
    return [
        Text(text=text, language=language, voices=frozenset({f"person {number}"}))
        for number, (language, text) in enumerate(said)
    ]


def test_what_several_mean_is_the_title_in_the_boards_language(encoder: Remembering) -> None:
    (english,) = labels([_texts(PASSWORDS)], "en", encoder)
    (portuguese,) = labels([_texts(PASSWORDS)], "pt", encoder)
    assert english.title == "Password"
    assert portuguese.title == "Senha"


def test_where_what_is_said_in_the_boards_language_is_another_thing_the_title_is_in_one_of_the_others(
    encoder: Remembering,
) -> None:
    (label,) = labels([_texts(ANOTHER_THING)], "en", encoder)
    assert label.title.lower() in {"senha", "contraseña", "passwort"}


def test_what_one_person_alone_means_is_no_title(encoder: Remembering) -> None:
    alone = [Text(text=text, language=language, voices=frozenset({"one"})) for language, text in PASSWORDS]
    assert labels([alone], "en", encoder)[0].title == ""
    assert labels([_texts(PASSWORDS[:1])], "en", encoder)[0].title == ""


def test_of_a_pair_of_words_that_another_means_only_those_are_shown_that_somebody_else_uses(
    encoder: Remembering,
) -> None:
    (apart,) = labels([_texts(PARTS)], "en", encoder)
    elsewhere = _texts((*PARTS, ("en", "A spare tablet for the evening."), ("en", "The first part is too long.")))
    together, _ = labels([elsewhere[:2], elsewhere[2:]], "en", encoder)
    assert "spare part" not in apart.title.lower()
    assert "spare part" in together.title.lower()


def test_words_that_count_are_in_no_such_title(encoder: Remembering) -> None:
    twice = (
        ("es", "La ruta cruza el río dos veces"),
        ("fr", "La tournée passe deux fois"),
        ("pt", "A rota passa duas vezes"),
    )
    elsewhere = Text(text="Dos veces al día", language="es", voices=frozenset({"somebody else"}))
    label, _ = labels([_texts(twice), [elsewhere]], "es", encoder)
    assert label.title
    assert not {"dos", "deux", "duas"} & set(label.title.lower().split())


@pytest.mark.parametrize("text", LONE)
@pytest.mark.parametrize("word", ["Quorvexia", "Brimtossel", "pizza", "party", "Acme", "クオル"])
def test_nobody_hangs_a_word_of_their_own_on_what_others_say(text: str, word: str, encoder: Remembering) -> None:
    said = (*PASSWORDS, ("en", text.replace("{w}", word)))
    (label,) = labels([_texts(said)], "en", encoder)
    assert "password" in label.title.lower()
    assert word.lower() not in label.title.lower()
