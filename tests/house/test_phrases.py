"""Everything the code says can be worded, everything that can be worded is said, and both mean the same blanks."""

import re

import pytest

from tests.house import phrases


def test_every_phrase_in_the_code_has_english_words() -> None:
    english = phrases.catalogue("en")
    missing = [f"{one.where} {id_}" for one in phrases.said() for id_ in one.ids if id_ not in english]
    missing += [
        f"{one.where} {one.pattern.pattern}"
        for one in phrases.said()
        if one.pattern and not any(one.pattern.fullmatch(id_) for id_ in english)
    ]
    assert missing == []


def test_every_english_phrase_is_said_somewhere() -> None:
    patterns = [one.pattern for one in phrases.said() if one.pattern]
    unsaid = [
        id_
        for id_ in phrases.catalogue("en")
        if id_ not in phrases.strings() and not any(pattern.fullmatch(id_) for pattern in patterns)
    ]
    assert unsaid == []


def test_every_blank_of_a_wording_is_filled_by_the_code() -> None:
    english = phrases.catalogue("en")
    unfilled = []
    for one in phrases.said():
        known = [id_ for id_ in english if id_ in one.ids or (one.pattern and one.pattern.fullmatch(id_))]
        for id_ in known if one.arguments is not None else ():
            blanks = frozenset().union(*map(phrases.placeholders, english[id_]))
            if not blanks <= (one.arguments or frozenset()):
                unfilled.append(f"{one.where} {id_}: {sorted(blanks - (one.arguments or frozenset()))}")
    assert unfilled == []


def test_no_wording_is_empty() -> None:
    assert [id_ for id_, wordings in phrases.catalogue("en").items() if not all(wordings) or not wordings] == []


@pytest.mark.parametrize("language", phrases.languages())
def test_no_language_words_what_english_does_not_or_fills_other_blanks(language: str) -> None:
    english, other = phrases.catalogue("en"), phrases.catalogue(language)
    assert sorted(set(other) - set(english)) == []
    different = []
    for id_, wordings in other.items():
        expected = frozenset().union(*map(phrases.placeholders, english[id_]))
        different += [f"{id_}: {wording}" for wording in wordings if phrases.placeholders(wording) - expected]
    assert different == []
    print(f"{language}: {len(other)} of {len(english)} phrases")


ONE_NAME = {"Board": "Beirat", "Channel": "Kanal", "Unternehmen": "Firma"}
"""Words that stood beside their twins in German: whoever reads two names looks for two things."""


def test_german_calls_each_thing_by_one_name() -> None:
    beside = [
        f"{id_}: {wording}"
        for id_, wordings in phrases.catalogue("de").items()
        for wording in wordings
        for word in ONE_NAME
        if re.search(rf"\b{word}s?\b", wording)
    ]
    assert beside == []
