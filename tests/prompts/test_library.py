"""A poll written as a file is read as it was meant, and a mistake in it is named where it stands."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.engagements import Engagement, JourneyStage
from bot.domain.questions import Agree, Multi, Open, Rating, Single, kind_of, options_of
from bot.domain.visibility import Visibility
from bot.errors import Refusal
from bot.ids import BoardId, Ids, OrganisationId
from bot.texts import Argument, Phrase
from prompts.library import KINDS, library, load_library, parse_engagement

IDS = Ids(b"0123456789abcdef0123456789abcdef")
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)

WHOLE = """\
title = "What should we build next?"
why = "We plan in two weeks."
slug = "build-next"
stage = "use"
visibility = "account"
window = "3 working days"
remind_after = "36h"
hear_back = "3 weeks"
segments = ["industrial", "utilities", "industrial"]
pulse = true

[[question]]
kind = "single"
text = "Which one?"
options = ["Offline work", "Faster board"]

[[question]]
kind = "Multi"
text = "Which ones?"
options = ["One", "Two", "Three"]

[[question]]
kind = "rating"
text = "How well?"

[[question]]
kind = "agree"
text = "You say:"
options = ["It is fast"]

[[question]]
kind = "open"
text = "Why?"
"""
SHORT = 'title = "Anything new?"\nwhy = "We ask."\n[[question]]\nkind = "open"\ntext = "Well?"\n'


def read(text: str, *, slug: str | None = "a-poll", ids: Ids = IDS) -> Engagement:
    return parse_engagement(
        text,
        ids=ids,
        organisation_id=OrganisationId("northwind"),
        board_id=BoardId("council"),
        created_at=NOON,
        slug=slug,
    )


def refused(text: str, *, slug: str | None = "a-poll") -> Phrase:
    with pytest.raises(Refusal) as caught:
        read(text, slug=slug)
    return caught.value.phrase


def test_a_whole_file_is_read_as_it_was_meant() -> None:
    ask = read(WHOLE)
    assert ask.slug == "build-next"
    assert ask.title == "What should we build next?"
    assert (ask.stage, ask.visibility, ask.pulse) == (JourneyStage.USE, Visibility.ACCOUNT, True)
    assert (ask.remind_after, ask.hear_back) == (timedelta(hours=36), timedelta(weeks=3))
    assert ask.segments == ("industrial", "utilities")
    assert [type(question) for question in ask.questions] == [Single, Multi, Rating, Agree, Open]
    assert [option.text for option in options_of(ask.questions[0])] == ["Offline work", "Faster board"]
    assert ask.created_at == NOON


def test_a_short_file_gets_the_defaults_and_the_name_of_the_file() -> None:
    ask = read(SHORT, slug="Köln & co")
    assert ask.slug == "koln-co"
    assert (ask.window, ask.remind_after, ask.hear_back) == (timedelta(days=7), timedelta(days=3), timedelta(days=14))
    assert (ask.stage, ask.visibility) == (JourneyStage.FEEDBACK, Visibility.NAMED)
    assert read(SHORT, slug=None).slug == "anything-new"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("5 working days", timedelta(days=7)),
        ("3 working days", timedelta(days=5)),
        ("10 Working Days", timedelta(days=14)),
        ("1 working day", timedelta(days=3)),
        ("7d", timedelta(days=7)),
        ("2 weeks", timedelta(days=14)),
        ("90 min", timedelta(minutes=90)),
        (" 1h ", timedelta(hours=1)),
    ],
)
def test_lengths_of_time_are_written_as_people_say_them(typed: str, meant: timedelta) -> None:
    assert read(f'window = "{typed}"\n' + SHORT).window == meant


def test_a_number_of_working_days_is_never_fewer_than_promised() -> None:
    for count in range(1, 31):
        window = read(f'window = "{count} working days"\n' + SHORT).window
        for weekday in range(7):
            start = NOON + timedelta(days=weekday)
            days = [start + timedelta(days=day) for day in range(window.days)]
            assert sum(day.weekday() < 5 for day in days) >= count


def test_no_reminder_can_be_wished_for() -> None:
    assert read('remind_after = "never"\n' + SHORT).remind_after is None


def test_the_same_text_gives_the_same_ids_and_a_changed_question_a_new_one() -> None:
    one, same, other = read(WHOLE), read(WHOLE), read(WHOLE.replace("Faster board", "Quicker board"))
    assert one == same
    assert one.id == other.id
    assert one.questions[0].id != other.questions[0].id
    assert one.questions[1:] == other.questions[1:]
    assert read(WHOLE, ids=Ids(b"another key of many bytes")).questions[0].id != one.questions[0].id


def test_hidden_characters_and_stray_blanks_are_taken_out_of_what_people_read() -> None:
    ask = read(SHORT.replace("Anything new?", "Any\u202ething \\n  new?\u200b"))
    assert ask.title == "Anything new?"


def test_a_file_saved_by_a_windows_editor_is_read() -> None:
    ask = read("\ufeff" + WHOLE.replace("\n", "\r\n"))
    assert ask == read(WHOLE)


@pytest.mark.parametrize(
    ("text", "id_", "args"),
    [
        ("title = ", "poll_file.not_toml", {"line": 1, "column": 9, "problem": "Invalid value"}),
        ('title = "a"\nwhy 3', "poll_file.not_toml", {"line": 2, "column": 5}),
        ("[[[[", "poll_file.not_toml", {"line": 1}),
        ("x = " + "[" * 50_000, "poll_file.not_toml", {"line": 1}),
        ("x = " + "9" * 5000, "poll_file.not_toml", {"line": 1}),
        ('colour = "red"\n' + SHORT, "poll_file.unknown_key", {"line": 1, "key": "colour"}),
        (SHORT + 'weight = "3"', "poll_file.unknown_key", {"line": 6, "key": "weight"}),
        ('why = "x"\n[[question]]\nkind = "open"\ntext = "?"', "poll_file.missing_key", {"line": 1, "key": "title"}),
        (SHORT + "[[question]]\n\nkind = 'open'", "poll_file.missing_key", {"line": 6, "key": "text"}),
        (SHORT.replace('"We ask."', "3"), "poll_file.not_a_text", {"line": 2, "key": "why"}),
        (SHORT.replace("We ask.", " \\u200b "), "poll_file.empty_text", {"line": 2, "key": "why"}),
        (SHORT.replace("We ask.", "x" * 301), "poll_file.long_text", {"line": 2, "length": 301, "most": 300}),
        ('title = "a"\nwhy = "b"', "poll_file.no_question", {"kinds": "single, multi, rank, rating, nps, agree, open"}),
        ('question = "Well?"\n', "poll_file.not_questions", {"line": 1}),
        ("question = [1]\n", "poll_file.not_questions", {"line": 1}),
        (SHORT.replace("open", "essay"), "poll_file.unknown_word", {"line": 4, "key": "kind", "value": "essay"}),
        ('stage = "buy"\n' + SHORT, "poll_file.unknown_word", {"line": 1, "key": "stage"}),
        ('# a note\nvisibility = "secret"\n' + SHORT, "poll_file.unknown_word", {"line": 2, "key": "visibility"}),
        ('window = "a week"\n' + SHORT, "poll_file.bad_duration", {"line": 1, "value": "a week"}),
        ("window = 7\n" + SHORT, "poll_file.bad_duration", {"line": 1, "value": "7"}),
        ('window = "0d"\n' + SHORT, "poll_file.bad_duration", {"key": "window"}),
        ('hear_back = "99999 weeks"\n' + SHORT, "poll_file.bad_duration", {"key": "hear_back", "most": 366}),
        ('remind_after = "8d"\n' + SHORT, "poll_file.late_reminder", {"line": 1}),
        ('pulse = "yes"\n' + SHORT, "poll_file.not_yes_or_no", {"line": 1, "key": "pulse"}),
        ('segments = "all"\n' + SHORT, "poll_file.not_a_list", {"line": 1, "key": "segments"}),
        ("segments = [1]\n" + SHORT, "poll_file.not_a_text", {"line": 1, "key": "segments"}),
        ('slug = "Not Good"\n' + SHORT, "poll_file.bad_slug", {"line": 1, "value": "Not Good"}),
        (SHORT + 'options = ["a", "b"]', "poll_file.no_options_here", {"line": 6, "kind": "open"}),
        (SHORT + SHORT.split("\n", 2)[2] * 5, "poll_file.question_count", {"line": 18, "count": 6, "most": 5}),
        ("x" * 100_001, "poll_file.too_big", {"most": 100_000}),
    ],
)
def test_every_mistake_is_named_where_it_stands(text: str, id_: str, args: dict[str, Argument]) -> None:
    phrase = refused(text)
    assert phrase.id == id_
    assert {key: phrase.args[key] for key in args} == args


@pytest.mark.parametrize(
    ("question", "problem"),
    [
        ('kind = "single"\ntext = "Which?"\noptions = ["One"]', "question.option_count"),
        ('kind = "multi"\ntext = "Which?"', "question.option_count"),
        ('kind = "single"\ntext = "Which?"\noptions = ["Café", "Cafe\\u0301 "]', "question.same_options"),
        ('kind = "agree"\ntext = "Which?"', "question.no_statements"),
        (f'kind = "open"\ntext = "{"x" * 301}"', "question.too_long"),
    ],
)
def test_a_question_that_cannot_be_asked_is_named_by_its_number(question: str, problem: str) -> None:
    phrase = refused(f"{SHORT}\n[[question]]\n{question}\n")
    assert (phrase.id, phrase.args["line"], phrase.args["number"]) == ("poll_file.bad_question", 7, 2)
    assert isinstance(inner := phrase.args["problem"], Phrase)
    assert inner.id == problem


def test_a_file_without_any_usable_name_asks_for_one() -> None:
    assert refused(SHORT, slug="日本").args["key"] == "slug"


LINES = st.lists(st.sampled_from([*WHOLE.splitlines(), "x", "[[question]]", '"""', "question = [{}]"]), max_size=12)


@given(st.text(max_size=200) | LINES.map("\n".join))
def test_no_text_whatever_breaks_the_reader(text: str) -> None:
    with suppress(Refusal):
        assert read(text).questions


@pytest.mark.parametrize("slug", library())
def test_every_ask_of_the_library_can_be_sent_as_it_is(slug: str) -> None:
    ask = read(load_library(slug), slug=slug)
    assert ask.slug == slug
    assert ask.segments == ()
    assert len(ask.why) <= 160
    assert ask.visibility is not Visibility.ANONYMOUS or len(ask.questions) == 1


def test_the_library_covers_the_whole_journey_and_every_kind_of_question() -> None:
    asks = [read(load_library(slug), slug=slug) for slug in library()]
    assert {ask.stage for ask in asks} == set(JourneyStage)
    assert {kind_of(question) for ask in asks for question in ask.questions} == set(KINDS)
    assert any(ask.pulse for ask in asks)
    assert {ask.visibility for ask in asks} == set(Visibility)


def test_a_language_without_a_translation_gets_english() -> None:
    assert load_library("one-thing", "xx") == load_library("one-thing", "en") == load_library("one-thing", "en-GB")


def test_an_unknown_library_ask_lists_those_there_are() -> None:
    with pytest.raises(Refusal) as caught:
        load_library("../../secrets")
    assert caught.value.phrase.id == "library.unknown"
    assert "value-pulse" in str(caught.value.phrase.args["known"])
