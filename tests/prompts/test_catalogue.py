"""Phrases are said in the reader's language, dates and numbers, and what people wrote stays as they wrote it."""

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts import Argument, Phrase, Phrases
from prompts import catalogue
from prompts.bidi import isolated
from prompts.catalogue import languages, say_in

AT = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
PLURALS = {"en": "nplurals=2; plural=(n != 1);", "pl": "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 ? 1 : 2);"}


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of catalogues of our own making."""
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    _forget()
    yield tmp_path
    _forget()


def _forget() -> None:
    catalogue.say_in.cache_clear()
    catalogue._catalogue.cache_clear()


def put(shelf: Path, language: str, **wordings: str | tuple[str, ...]) -> None:
    """Write a catalogue; `a_b` stands for the id `a.b`."""
    lines = [HEADER + f'"Plural-Forms: {PLURALS.get(language, PLURALS["en"])}\\n"\n']
    for name, wording in wordings.items():
        id_ = name.replace("_", ".", 1)
        if isinstance(wording, str):
            lines.append(f'msgid "{id_}"\nmsgstr "{wording}"\n')
        else:
            forms = "\n".join(f'msgstr[{n}] "{form}"' for n, form in enumerate(wording))
            lines.append(f'msgid "{id_}"\nmsgid_plural "{id_}"\n{forms}\n')
    folder = shelf / language / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.po").write_text("\n".join(lines), encoding="utf-8")


def test_there_is_more_than_one_language() -> None:
    assert languages() == ("de", "en")


def test_a_number_chooses_between_singular_and_plural() -> None:
    assert [say_in("en")(Phrase("count.people", {"n": n})) for n in (0, 1, 2)] == ["0 people", "1 person", "2 people"]
    assert say_in("de")(Phrase("count.people", {"n": 1})) == "1 Person"


def test_a_language_has_as_many_plural_forms_as_it_needs(shelf: Path) -> None:
    put(shelf, "en", poll_n=("{n} poll", "{n} polls"))
    put(shelf, "pl", poll_n=("{n} ankieta", "{n} ankiety", "{n} ankiet"))
    assert [say_in("pl")(Phrase("poll.n", {"n": n})) for n in (1, 3, 7)] == ["1 ankieta", "3 ankiety", "7 ankiet"]


def test_numbers_are_written_as_the_reader_writes_them() -> None:
    assert say_in("en")(Phrase("count.answers", {"n": 12345})) == "12,345 answers"
    assert say_in("de")(Phrase("count.answers", {"n": 12345})) == "12.345 Antworten"
    mean: dict[str, Argument] = {"mean": 4.2, "most": 5}
    assert say_in("de")(Phrase("results.mean_of_answers", mean)) == "im Schnitt 4,2 von 5"


def test_a_percentage_is_written_as_the_reader_writes_it() -> None:
    share: dict[str, Argument] = {"count": "9", "share": 0.45}
    assert say_in("en")(Phrase("results.with_share", share)) == "9 (45%)"
    assert say_in("de")(Phrase("results.with_share", share)) == "9 (45\xa0%)"


@pytest.mark.parametrize(
    ("language", "zone", "expected"),
    [
        ("en", None, "Tue, Mar 10, 9:00 AM UTC"),
        ("en", "America/New_York", "Tue, Mar 10, 5:00 AM EDT"),
        ("en-GB", "Europe/London", "Tue 10 Mar, 09:00 GMT"),
        ("de", "Europe/Berlin", "Di., 10. März, 10:00 MEZ"),
        ("de-AT", "Asia/Kolkata", "Di., 10. März, 14:30 IST"),
        ("en", "America/Sao_Paulo", "Tue, Mar 10, 6:00 AM UTC-3"),
        ("en", "Asia/Kathmandu", "Tue, Mar 10, 2:45 PM UTC+5:45"),
    ],
)
def test_a_time_is_shown_by_the_readers_clock_with_its_zone(language: str, zone: str | None, expected: str) -> None:
    assert expected in say_in(language, zone)(Phrase("missed.next", {"when": AT}))


def test_without_a_zone_a_time_is_shown_in_the_zone_it_carries() -> None:
    there = AT.astimezone(ZoneInfo("Asia/Tokyo"))
    assert say_in("en")(Phrase("missed.next", {"when": there})) == "Next: Tue, Mar 10, 6:00 PM JST."


def test_a_wording_may_ask_for_the_day_or_the_month_alone() -> None:
    late = datetime(2026, 2, 28, 23, 30, tzinfo=UTC)
    say = say_in("en", "Europe/Berlin")
    assert say(Phrase("sent.hear_back", {"when": late})) == "You hear back by Sun, Mar 1."
    assert say(Phrase("loop.heard", {"month": late})) == "You told us in March."
    assert say(Phrase("sent.hear_back", {"when": date(2026, 2, 28)})) == "You hear back by Sat, Feb 28."


def test_phrases_within_phrases_are_said_in_the_same_language() -> None:
    inner = Phrase("count.both", {"people": Phrase("count.people", {"n": 2}), "companies": "∞"})
    assert say_in("de")(Phrase("results.anecdotes", {"turnout": inner})) == "Nur Einzelstimmen: 2 Personen / ∞"


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "By value: S1, 2 people, and S3"), ("de", "Nach Wert: S1, 2 Personen und S3")]
)
def test_a_row_is_joined_as_the_language_joins_it(language: str, expected: str) -> None:
    row = Phrases(("S1", Phrase("count.people", {"n": 2}), "S3"))
    assert say_in(language)(Phrase("digest.by_value", {"order": row})) == expected


@pytest.mark.parametrize("text", ["{n}", "{board.zone}", "{0}", "{question:percent}", "%(board)s", "\\1", "{{", "}"])
def test_what_people_wrote_is_put_in_as_it_is(text: str) -> None:
    said = say_in("en")(Phrase("ask.summary", {"board": "Northwind", "question": text}))
    assert said == f"Northwind asks: {text}"


@given(text=st.text())
def test_no_text_of_anybody_breaks_a_phrase(text: str) -> None:
    assert text in say_in("en")(Phrase("ask.why", {"why": text})) or isolated(text) != text


@pytest.mark.parametrize("language", ["fr", "xx-YY", "zh-Hant-TW", "", "../../etc", "de/../en", "🦆", "en_US_POSIX"])
def test_a_language_we_do_not_speak_is_worded_in_english(language: str) -> None:
    assert say_in(language)(Phrase("missed.next", {"when": AT})) == "Next: Tue, Mar 10, 9:00 AM UTC."


def test_a_regional_language_falls_back_phrase_by_phrase(shelf: Path) -> None:
    put(shelf, "en", a_x="color", a_y="sidewalk", a_z="hello")
    put(shelf, "de", a_x="Farbe", a_y="Gehweg")
    put(shelf, "de_AT", a_y="Gehsteig")
    say = say_in("de-AT")
    assert [say(Phrase(id_)) for id_ in ("a.x", "a.y", "a.z")] == ["Farbe", "Gehsteig", "hello"]


def test_a_phrase_that_no_language_words_is_a_bug() -> None:
    with pytest.raises(KeyError, match="no.such_phrase"):
        say_in("de")(Phrase("no.such_phrase"))
    with pytest.raises(KeyError, match="no.such_phrase"):
        say_in("en")(Phrase("no.such_phrase", {"n": 2}))


def test_a_blank_that_nobody_fills_is_a_bug() -> None:
    with pytest.raises(KeyError, match="why"):
        say_in("en")(Phrase("ask.why"))


def test_text_that_runs_from_right_to_left_cannot_turn_the_sentence_around_it() -> None:
    said = say_in("en")(Phrase("ask.title", {"board": "\u202eevil", "effort": "1 tap"}))
    assert said == "\u2068\u202eevil\u202c\u2069 asks · 1 tap"
    assert say_in("en")(Phrase("ask.title", {"board": "مجلس", "effort": "1 tap"})) == "\u2068مجلس\u2069 asks · 1 tap"


@given(text=st.text(alphabet="ab\n\u05d0\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
def test_an_isolated_text_closes_all_it_opens_and_nothing_else(text: str) -> None:
    closed = isolated(text)
    kept = iter(closed)
    assert all(letter in kept for letter in text)
    for before, after in zip(text.split("\n"), closed.split("\n"), strict=True):
        assert after == before or (after[0], after[-1]) == ("\u2068", "\u2069")
        assert after == before or _open_after(after[1:-1]) == []


def _open_after(line: str) -> list[str]:
    opened: list[str] = []
    for each in line:
        if each in "\u2066\u2067\u2068":
            opened.append("isolate")
        elif each in "\u202a\u202b\u202d\u202e":
            opened.append("embedding")
        elif each == "\u202c" and opened and opened[-1] == "embedding":
            opened.pop()
        elif each == "\u2069":
            assert "isolate" in opened
            while opened.pop() != "isolate":
                pass
    return opened


@pytest.mark.parametrize("language", languages())
def test_every_language_words_every_phrase_with_the_same_number_of_forms(language: str) -> None:
    english, other = _messages("en"), _messages(language)
    assert set(other) == set(english)
    assert {id_ for id_ in other if isinstance(other[id_], str) != isinstance(english[id_], str)} == set()


@pytest.mark.parametrize("language", languages())
def test_every_placeholder_has_a_form_that_exists(language: str) -> None:

    wordings = [
        form
        for wording in _messages(language).values()
        for form in ([wording] if isinstance(wording, str) else wording)
    ]
    forms = {form for wording in wordings for form in re.findall(r"\{\w+:(\w+)\}", wording)}
    assert forms <= set(catalogue.FORMS)
    assert [wording for wording in wordings if re.sub(r"\{[a-z_]+(:[a-z]+)?\}", "", wording).count("{")] == []


@pytest.mark.parametrize("language", languages())
def test_a_catalogue_is_sorted_and_every_section_says_what_it_is(language: str) -> None:
    lines = (catalogue.FOLDER / language / "LC_MESSAGES" / "messages.po").read_text("utf-8").splitlines()
    ids = [line[7:-1] for line in lines if line.startswith("msgid ") and line != 'msgid ""']
    assert ids == sorted(ids)
    sections = {line[2:].partition(":")[0] for line in lines if line.startswith("# ")}
    assert {id_.partition(".")[0] for id_ in ids} <= sections


def test_importing_the_catalogue_costs_next_to_nothing() -> None:
    code = "import sys, prompts.catalogue; print([name for name in sys.modules if name.partition('.')[0] == 'babel'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def _messages(language: str) -> dict[str, str | tuple[str, ...]]:
    from babel.messages.pofile import read_po

    with (catalogue.FOLDER / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        found = [message for message in read_po(file, locale=language) if message.id]
    return {
        str(message.id if isinstance(message.id, str) else message.id[0]): (
            message.string if isinstance(message.string, str) else tuple(message.string or ())
        )
        for message in found
    }
