"""What people write stays what they wrote: it mentions nobody, links to nothing and formats nothing, in any place."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cards.parts import Button, Card, Quote, Text
from bot.domain.masking import masked
from bot.texts import Phrase
from handlers.teams.adaptive import paint
from handlers.teams.dialogs import card_dialog, choose_dialog, confirm_dialog, text_dialog
from handlers.teams.text import inert, plain, spoken
from prompts.catalogue import say_in
from tests.handlers.slack.test_blocks import MARKED, VOTE, everything
from tests.handlers.slack.test_hostile import HOSTILE as HOSTILE_IN_SLACK
from tests.handlers.teams.checking import alive, leading_away, texts
from tests.size import FULL

SAY = say_in("en")
HOSTILE_IN_TEAMS = [
    "<at>Ana</at>",
    '<at id="0">Ana</at>',
    "<AT>everyone</AT>",
    "{{DATE(2017-02-14T06:08:00Z, SHORT)}}",
    "{{DATE(2017-02-14T06:08:00Z)}}",
    "{{{DATE(2017-02-14T06:08:00Z)}}}",
    "{{TIME(2017-02-14T06:08:00+02:00)}}",
    "${$root.secret}",
    "**bold**",
    "***both***",
    "__bold__",
    "snake_case and _it_",
    "~~struck~~",
    "[good](https://evil.example)",
    "[good]( <https://evil.example> )",
    "[good][1]",
    "[1]: https://evil.example",
    "![pixel](https://evil.example/x.png)",
    "<https://evil.example>",
    "<eve@evil.example>",
    '<img src="https://evil.example/x.png">',
    "<script>alert(1)</script>",
    "<!-- hidden -->",
    "<?php ?>",
    "<b>bold</b>",
    "</speak><audio src='https://evil.example/a.mp3'/>",
    "<speak>hello</speak>",
    "&lt;at&gt;Ana&lt;/at&gt;",
    "&nbsp;&#8203;&copy;",
    "# heading",
    "###### heading",
    "#",
    "- one",
    "+ one",
    "-",
    "1. one",
    "1) one",
    "999999999. one",
    "---",
    "***",
    "___",
    "===",
    "> quoted",
    "    code",
    "```js\nalert(1)\n```",
    "~~~\ncode\n~~~",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "\\*not bold\\*",
    "\\[a\\](b)",
    "a\\",
    "https://evil.example/?a=1&b=2",
    "msteams://teams.microsoft.com/l/call/0/0?users=eve@evil.example",
    "https://teams.microsoft.com/l/chat/0/0?users=eve@evil.example",
    "data:text/html;base64,PHNjcmlwdD4=",
    "+49 170 1234567",
    "\u202ecba\u202c",
    "\u2067[a](b)",
    "a\u200b[b](https://evil.example)",
    "two\nlines",
    "line\rline",
    "x\n- one\n- two",
    "line\u2028line",
    "\x00null\x1b[31m",
    "\ud800",
]
HOSTILE = list(dict.fromkeys([*HOSTILE_IN_SLACK, *HOSTILE_IN_TEAMS]))
MARKUP = st.text(alphabet="<>&*_~`@#!|:/.()[]{}\\-+=0123 \nabDATE", max_size=60)


@pytest.mark.parametrize("text", HOSTILE)
def test_people_mention_nobody_and_link_to_nothing(text: str) -> None:
    painted = paint(everything(text), SAY, token=MARKED)
    assert alive(painted.content) == []
    assert leading_away(painted.content) == []
    assert alive({"fallbackText": painted.summary}) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_no_dialog_mentions_anybody(text: str) -> None:
    asking = Button(text, VOTE, confirm=text)
    for dialog in (
        card_dialog(everything(text), SAY, mark=MARKED),
        text_dialog(title=text, say=SAY, wire="write:a", mark=MARKED, proposed=text, label=text, error=text),
        choose_dialog(title=text, label=text, offers=[("1", text), ("2", "B")], say=SAY, wire="do:a", mark=MARKED),
        confirm_dialog(asking, SAY, MARKED),
    ):
        assert alive(dialog.content) == []
        assert leading_away(dialog.content) == []


@pytest.mark.parametrize(
    "text", [text for text in HOSTILE if " ".join(text.split()) == text and text.isprintable() and "{{" not in text]
)
def test_people_read_what_was_written_letter_for_letter(text: str) -> None:
    shown = list(texts(paint(everything(text), SAY).content["body"]))
    assert shown.count(text) >= 8  # the headline, the paragraph, the buttons
    assert f"“{masked(text)}”" in shown  # Others do not read how to reach whoever said it.
    assert f"“{text}”" in texts(
        paint(Card(summary="x", parts=(Quote(text, "Ana", as_said=True),)), SAY).content["body"]
    )


def test_lines_stay_lines() -> None:
    assert "two\nlines" in list(texts(paint(Card(summary="x", parts=(Text("two\nlines"),)), SAY).content))


def test_a_date_is_shown_as_it_was_written_but_for_a_sign_that_nobody_sees() -> None:
    shown = plain("{{DATE(2017-02-14T06:08:00Z)}} {{name}}", SAY, 100)
    assert shown.replace("\u2060", "") == "{{DATE(2017-02-14T06:08:00Z)}} {{name}}"
    assert "{{name}}" in shown
    assert "{{DATE" not in shown


@settings(max_examples=2000 if FULL else 60, deadline=None)
@given(text=MARKUP)
def test_nothing_is_alive_in_what_is_inert(text: str) -> None:
    shown = inert(text, SAY, 300)
    assert alive({"fallbackText": shown}) == []
    assert "<" not in spoken(text, SAY, 300)


@pytest.mark.parametrize("text", ["@everyone", "ask @Ana", "#general", "!important"])
def test_no_sign_that_begins_a_mention_or_a_picture_stands_right_before_a_word(text: str) -> None:
    shown = inert(text, SAY, 300)
    assert shown != text
    assert shown.replace("\u2060", "") == text, "nobody sees the difference"


@pytest.mark.parametrize(
    "text",
    ["A faster export", "R&D (EU)", "at 10:30 it cost 3.5 %", "5 > 4 < 6", "snake_case", "C# – or: what?", "2 * 3"],
)
def test_ordinary_words_read_the_same_where_they_could_be_parsed(text: str) -> None:
    assert inert(text, SAY, 300).replace("\u2060", "").replace("∗", "*") == text


def test_a_headline_is_one_for_screen_readers_unless_something_could_be_parsed_in_it() -> None:
    safe, risky = (paint(Card(summary="x", parts=(everything(text).parts[0],)), SAY).content for text in ("Go", "*Go*"))
    assert "'style': 'heading'" in str(safe)
    assert "'TextBlock'" not in str(risky)


@pytest.mark.parametrize("text", ["", " \n\t", "\u2068\u2069", "\u200b"])
def test_nothing_to_see_is_an_ellipsis_and_never_empty(text: str) -> None:
    assert inert(text, SAY, 75) == plain(text, SAY, 75) == spoken(text, SAY, 75) == "…"


def test_there_are_enough_of_them_to_mean_something() -> None:
    assert len(HOSTILE) >= 100
    assert sum(bool(alive({"fallbackText": text})) for text in HOSTILE) >= 70


def test_phrases_keep_their_words() -> None:
    assert plain(Phrase("teams.more", {"n": 3}), SAY, 75) == "… and 3 more"
