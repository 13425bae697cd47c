"""The checks of these tests can fail: what is wrong with a card is noticed."""

from typing import Any

import pytest

from tests.handlers.teams.checking import faults

PRESS = {"type": "Action.Execute", "title": "Go", "verb": "cab", "data": {"cab": "vote:v"}}
SPARE = {"type": "Action.Submit", "title": "Go", "data": {"cab": "vote:v"}}
TEXT = {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "Hello"}]}


def card(*body: dict[str, Any], **more: object) -> dict[str, Any]:
    """A card around these elements."""
    return {"type": "AdaptiveCard", "version": "1.5", "body": list(body), **more}


def press(**more: object) -> dict[str, Any]:
    """A row with one button."""
    return {"type": "ActionSet", "actions": [{**PRESS, **more}]}


def choice(**more: object) -> dict[str, Any]:
    """A list of one."""
    return {"type": "Input.ChoiceSet", "id": "a", "label": "A", "choices": [{"title": "T", "value": "v"}], **more}


def test_nothing_is_wrong_with_a_card_that_is_right() -> None:
    assert faults(card(TEXT, press(fallback=SPARE), choice(style="filtered"))) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "AdaptiveCard", "body": [TEXT]},
        card(),
        card({"type": "TextBlock"}),
        card({"type": "Text", "text": "x"}),
        card({"type": "TextBlock", "text": "x", "colour": "red"}),
        card({"type": "TextBlock", "text": "x", "size": "gigantic"}),
        card({"type": "RichTextBlock", "inlines": []}),
        card({"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": " "}]}),
        card({"type": "TextBlock", "text": "**x**"}),
        card({"type": "TextBlock", "text": "see evil.com"}),
        card({"type": "FactSet", "facts": [{"title": "a", "value": "<at>b</at>"}]}),
        card({"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "{{DATE(2017-02-14T06:08:00Z)}}"}]}),
        card({"type": "Image", "url": "https://evil.example/x.png"}),
        card(TEXT, msteams={"entities": []}),
        card(TEXT, refresh={"action": PRESS, "userIds": ["29:a"] * 61}),
        card(TEXT, speak="<speak>x</speak>"),
        card({"type": "TextBlock", "text": "x" * 15_000}),
        card(press(verb="other")),
        card(press(data={})),
        card(press(fallback={**SPARE, "data": {"cab": "vote:w"}})),
        card({"type": "ActionSet", "actions": [PRESS] * 7}),
        card({"type": "Container", "items": [{"type": "ActionSet", "actions": [{"type": "Action.Nothing"}]}]}),
        card(choice(), choice()),
        card(choice(label="")),
        card(choice(value="w")),
        card(choice(isMultiSelect=True, choices=[{"title": "T", "value": "a,b"}])),
        card(choice(choices=[{"title": "[a](b)", "value": "v"}])),
        card({"type": "Chart.HorizontalBar", "fallback": {"type": "Nothing"}}),
    ],
    ids=range(28),
)
def test_what_is_wrong_with_a_card_is_noticed(wrong: dict[str, Any]) -> None:
    assert faults(wrong) != []
