"""What people write stays what they wrote: it mentions nobody, links to nothing and formats nothing, in any place."""

from collections.abc import Iterator, Mapping

import pytest

from bot.cards.parts import Card, Quote
from bot.domain.masking import masked
from bot.texts import Phrase
from handlers.slack.blocks import paint
from handlers.slack.modals import card_modal, home_view, ticks_modal, write_modal
from handlers.slack.text import escaped
from prompts.catalogue import say_in
from prompts.letters import cells, clipped, words
from tests.handlers.slack.checking import active, faults, texts, view_faults
from tests.handlers.slack.test_blocks import MARKED, everything

SAY = say_in("en")
HOSTILE = [
    "<!channel>",
    "<!here>",
    "<!everyone>",
    "<!channel|look>",
    "<!subteam^S012ABC>",
    "<!subteam^S012ABC|@team>",
    "<!date^1700000000^{date}|now>",
    "<@U012ABC>",
    "<@U012ABC|ana>",
    "<@W012ABC>",
    "<#C012ABC>",
    "<#C012ABC|general>",
    "<http://evil.example>",
    "<http://evil.example|https://good.example>",
    "<https://evil.example|click>",
    "<mailto:eve@evil.example|Ana>",
    "<tel:+491701234567|call>",
    "<slack://user?team=T1&id=U1>",
    "<javascript:alert(1)|x>",
    "&lt;!channel&gt;",
    "&amp;lt;!channel&amp;gt;",
    "&#60;!channel&#62;",
    "@channel",
    "@here hello",
    "@everyone",
    "@ana",
    "#general",
    "https://evil.example/path?x=1",
    "HTTP://EVIL.EXAMPLE",
    "see evil.example.com for more",
    "www.evil.com",
    "eve@evil.com",
    "mailto:eve@evil.com",
    "пример.рф",
    "*bold*",
    "_italic_",
    "~struck~",
    "`code`",
    "```\nfence\n```",
    "> quoted",
    "&gt; quoted",
    ">>> all of it",
    "[good](http://evil.example)",
    "![img](https://evil.example/x.png)",
    "* one\n* two",
    "1. one\n2. two",
    "a<b>c&d",
    "<",
    "<!",
    "<<!channel>>",
    "<\u200b!channel>",
    "\u202e<!channel>",
    "x\n<!channel>",
    "<!channel\n>",
    ":smile:<!here>:tada:",
    "*<https://evil.example|*bold*>*",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_people_mention_nobody_and_link_to_nothing(text: str) -> None:
    card = everything(text)
    painted = paint(card, SAY, token=MARKED)
    assert faults(painted.blocks) == []
    assert faults(painted.thread_blocks) == []
    assert parsed_by_slack([{"text": painted.text}, painted.blocks, painted.thread_blocks]) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_no_dialog_mentions_anybody(text: str) -> None:
    card = everything(text)
    ticks = next(part for part in card.parts if type(part).__name__ == "Ticks")
    views = [
        card_modal(card, SAY),
        home_view([card], SAY),
        write_modal(title=text, say=SAY, wire="write:a", proposed=text, label=text),
        ticks_modal(ticks, SAY, title=text),  # type: ignore[arg-type]
    ]
    for view in views:
        assert view_faults(view) == []
    assert parsed_by_slack(views) == []


@pytest.mark.parametrize("text", [text for text in HOSTILE if "\n" not in text and "\u202e" not in text])
def test_people_read_what_was_written_letter_for_letter(text: str) -> None:
    shown = list(texts(paint(everything(text), SAY).blocks))
    assert text in shown  # the headline, the paragraph, the labels
    assert f"“{masked(text)}”" in shown  # Others do not read how to reach whoever said it.
    assert f"“{text}”" in texts(paint(Card(summary="x", parts=(Quote(text, "Ana", as_said=True),)), SAY).blocks)


def test_there_are_enough_of_them_to_mean_something() -> None:
    assert len(set(HOSTILE)) >= 40
    assert sum(bool(active(text)) for text in HOSTILE) >= 36


def test_the_fallback_reads_as_what_was_written() -> None:
    assert escaped("R&D asks: <why>?") == "R&amp;D asks: &lt;why&gt;?"
    visible = escaped("mail eve@evil.com *now*").replace("\u2060", "")
    assert visible == "mail eve@evil.com ∗now∗"
    assert escaped("at 10:30 it cost 3.5 %") == "at 10:30 it cost 3.5 %"


@pytest.mark.parametrize("text", ["", " \n\t", "\u2068\u2069", "\u200b"])
def test_nothing_to_see_is_an_ellipsis_and_never_empty(text: str) -> None:
    assert escaped(text) == words(text, SAY, 75) == "…"


def test_a_long_fallback_is_cut_within_its_limit() -> None:
    assert len(escaped("<&>" * 3000)) <= 4000
    assert escaped("<&>" * 3000).endswith("…")


def test_text_is_cut_between_letters_and_closes_what_it_opened() -> None:
    assert clipped("👩‍👩‍👧 family", 4) == "…"
    assert clipped("e\u0301e\u0301e\u0301", 4) == "e\u0301…"
    assert clipped("👍🏽👍🏽", 4) == "👍🏽…"
    cut = words("שלום עולם " * 20, SAY, 40)
    assert len(cut) <= 40
    assert (cut[0], cut[-2:]) == ("\u2068", "…\u2069")


def test_what_cannot_be_sent_is_shown_as_a_sign() -> None:
    assert words("a\x00b\ud800c\td", SAY, 75) == "a�b�c d"


def test_phrases_keep_their_words() -> None:
    assert words(Phrase("slack.more", {"n": 3}), SAY, 75) == "… and 3 more"


def test_a_chinese_letter_is_as_wide_as_two() -> None:
    assert (cells("離線"), cells("ab"), cells("e\u0301")) == (4, 2, 1)


def parsed_by_slack(drawn: object) -> list[str]:
    """What Slack would read into it: `text` beside no type is parsed, as are texts of the type `mrkdwn`."""
    return [found for text in _markup(drawn) for found in active(text)]


def _markup(drawn: object) -> Iterator[str]:
    if isinstance(drawn, Mapping):
        text = drawn.get("text")
        if isinstance(text, str) and drawn.get("type") not in ("plain_text", "text"):
            yield text
        for value in drawn.values():
            yield from _markup(value)
    elif isinstance(drawn, list | tuple):
        for value in drawn:
            yield from _markup(value)
