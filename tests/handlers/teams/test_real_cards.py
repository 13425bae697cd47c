"""Every message there is, drawn for Teams: taken by it, and looking as it did when somebody last looked."""

import json

import pytest
from syrupy.assertion import SnapshotAssertion

from bot.ids import Token
from handlers.teams.adaptive import ROOM, paint
from handlers.teams.dialogs import card_dialog
from handlers.teams.text import weight
from prompts.catalogue import say_in
from tests.handlers.slack.real_cards import real_cards
from tests.handlers.teams.checking import faults, objects, texts, wires

CARDS = real_cards()
MARKED = Token("m" * 26)
PEOPLE = [f"29:{number}" + "x" * 90 for number in range(20)]


@pytest.mark.parametrize("name", CARDS)
def test_a_message_looks_as_it_did(name: str, snapshot: SnapshotAssertion) -> None:
    painted = paint(CARDS[name], say_in("en"), token=Token("mark"))
    body = painted.content["body"]
    assert isinstance(body, list)
    assert "\n".join([painted.summary, *map(in_short, body)]) == snapshot


@pytest.mark.parametrize("name", CARDS)
def test_teams_takes_every_message(name: str) -> None:
    say = say_in("en")
    assert faults(paint(CARDS[name], say, token=MARKED, refresh=PEOPLE).content) == []
    assert faults(card_dialog(CARDS[name], say, mark=MARKED).content) == []


@pytest.mark.parametrize("name", CARDS)
def test_no_message_of_ours_is_cut(name: str) -> None:
    content = paint(CARDS[name], say_in("de"), token=MARKED, refresh=PEOPLE).content
    assert weight(content) <= ROOM
    assert "refresh" in content
    assert not [text for text in texts(content) if text.startswith("… und")]


@pytest.mark.parametrize("name", ["thanks", "cancelled"])
def test_what_is_over_has_nothing_to_press(name: str) -> None:
    assert wires(paint(CARDS[name], say_in("en"), token=MARKED).content) == set()


def in_short(element: dict[str, object]) -> str:
    """An element in one line, without what stands in for it in old clients."""
    shown = json.loads(json.dumps(element))
    for each in objects(shown):
        if str(each.get("type")).startswith("Action."):
            each.pop("fallback", None)
    return json.dumps(shown, ensure_ascii=False)
