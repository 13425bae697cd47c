"""A link of ours opens in a browser from every platform, and is drawn as one everywhere."""

import json

from bot.cards import codec
from bot.cards.parts import Card, Link, Text
from bot.cards.sign_in import link_card
from handlers.console import messenger as console
from handlers.slack.blocks import paint as in_slack
from handlers.teams.adaptive import attachment
from handlers.teams.adaptive import paint as in_teams
from handlers.web.painting import painted
from prompts.catalogue import say_in

ADDRESS = "https://council.example.com/in/abc"
CARD = link_card(ADDRESS, minutes=15)
SAY = say_in("en")


def test_slack_shows_it_as_a_link_that_presses_nothing() -> None:
    drawn = json.dumps(in_slack(CARD, SAY).blocks)
    assert f'"url": "{ADDRESS}"' in drawn
    assert '"type": "link"' in drawn
    assert "action_id" not in drawn


def test_teams_opens_it_with_a_button() -> None:
    drawn = json.dumps(attachment(in_teams(CARD, SAY)))
    assert '"type": "Action.OpenUrl"' in drawn
    assert ADDRESS in drawn


def test_the_terminal_spells_it_and_a_page_links_it() -> None:
    assert ["link", "Open and sign in", ADDRESS] in console.paint(CARD, SAY)
    assert ("link", ("Open and sign in", ADDRESS)) in painted(SAY, CARD.parts)


def test_it_survives_being_kept() -> None:
    card = Card(summary="x", parts=(Text("x"), Link("Here", ADDRESS)))
    assert codec.from_json(codec.to_json(card)) == card
