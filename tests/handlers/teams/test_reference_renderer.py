"""The vendor's own renderer takes every card and every dialog of ours, and draws all of their words and buttons."""

import re

import pytest

from bot.cards.parts import Button, Card, Facts, Note, Text, Title, Tone
from bot.ids import Token
from bot.presses import Withdraw
from handlers.teams.adaptive import paint
from handlers.teams.dialogs import card_dialog, confirm_dialog, form_dialog, text_dialog
from prompts.catalogue import say_in
from tests.fakes.objects import Json
from tests.fakes.teams.reference import NEEDED, browser, judged, renderer
from tests.handlers.slack.real_cards import real_cards
from tests.handlers.teams.checking import actions, as_without_charts, objects
from tests.handlers.teams.test_adaptive import PART
from tests.handlers.teams.test_dialogs import FORM

MARKED = Token("m" * 26)
HOSTILE = (
    "<script>alert(1)</script> <at>everyone</at> ![x](https://evil.example/x.png) [here](https://evil.example) "
    "{{DATE(2026-01-01T00:00:00Z)}} &lt;b&gt; *bold* _it_ https://evil.example"
)
pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(not browser() or renderer() is None, reason=NEEDED),
]


def every_card() -> dict[str, Json]:
    """Every message there is, each part alone, hostile words, and every kind of dialog."""
    say, found = say_in("en"), dict[str, Json]()
    for name, card in real_cards().items():
        found[f"message {name}"] = paint(card, say, token=MARKED, refresh=["29:1"]).content
        found[f"dialog {name}"] = card_dialog(card, say, mark=MARKED).content
    for name, part in PART.items():
        found[f"part {name}"] = paint(Card(summary="What next?", parts=(part,)), say, token=MARKED).content
    hostile = Card(summary=HOSTILE, parts=(Title(HOSTILE), Text(HOSTILE), Note(HOSTILE), Facts(((HOSTILE, HOSTILE),))))
    found["hostile words"] = paint(hostile, say, token=MARKED).content
    found["form"] = form_dialog(FORM, say, wire="do:f", mark="m").content
    found["text"] = text_dialog(title="Your answer", say=say, wire="write:o", mark="m", proposed=HOSTILE).content
    found["confirm"] = confirm_dialog(
        Button("Withdraw", Withdraw(Token("w")), Tone.DANGER, "For good?"), say, "m"
    ).content
    return found


def test_the_vendors_renderer_draws_every_word_and_every_button() -> None:
    cards = every_card()
    for (name, card), drawn in zip(cards.items(), judged(list(cards.values())), strict=True):
        # Charts are newer than what this renderer knows; it draws what stands in for them.
        assert [each for each in drawn["wrong"] if "Chart." not in each] == [], name
        assert drawn["leading_away"] == 0, name
        seen = _tight(drawn["text"])
        for each in objects(as_without_charts(card)):
            text = each.get("text")
            if each.get("type") in ("TextBlock", "TextRun") and isinstance(text, str):
                assert _tight(text) in seen, (name, text)
        drawn_at_once = [each for each in actions(card) if each.get("mode") != "secondary"]
        titles = {_tight(str(each["title"])) for each in drawn_at_once if "title" in each}
        assert titles <= {*map(_tight, drawn["buttons"])}, name


def _tight(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
