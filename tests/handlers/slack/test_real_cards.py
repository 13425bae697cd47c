"""Every message there is, drawn for Slack: taken by it, and looking as it did when somebody last looked."""

import json

import pytest
from syrupy.assertion import SnapshotAssertion

from handlers.slack.blocks import paint
from handlers.slack.modals import card_modal, home_view
from prompts.catalogue import say_in
from tests.handlers.slack.checking import active, faults, texts, view_faults
from tests.handlers.slack.real_cards import real_cards
from tests.handlers.slack.test_blocks import MARKED

CARDS = real_cards()


@pytest.mark.parametrize("name", CARDS)
def test_a_message_looks_as_it_did(name: str, snapshot: SnapshotAssertion) -> None:
    painted = paint(CARDS[name], say_in("en"), token=MARKED)
    lines = [painted.text, *map(spelt, painted.blocks), "", *map(spelt, painted.thread_blocks)]
    assert "\n".join(lines).rstrip() == snapshot


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("name", CARDS)
def test_slack_takes_every_message(name: str, language: str) -> None:
    say = say_in(language)
    painted = paint(CARDS[name], say, token=MARKED)
    assert faults(painted.blocks) == []
    assert faults(painted.thread_blocks) == []
    assert not active(painted.text)
    assert faults(paint(CARDS[name], say).blocks) == []
    assert view_faults(card_modal(CARDS[name], say)) == []


@pytest.mark.parametrize("name", CARDS)
def test_no_message_of_ours_is_cut(name: str) -> None:
    painted = paint(CARDS[name], say_in("en"), token=MARKED)
    assert not [text for text in texts([painted.blocks, painted.thread_blocks]) if text.startswith("… and")]


def test_all_of_them_together_fit_the_home_tab_or_are_counted() -> None:
    assert view_faults(home_view(list(CARDS.values()), say_in("en"))) == []


def spelt(block: dict[str, object]) -> str:
    """A block in one line."""
    return json.dumps(block, ensure_ascii=False)
