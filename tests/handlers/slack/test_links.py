"""A link of ours leads just where it says, and nothing else of its message is parsed."""

from bot.cards.parts import Card, Link
from bot.ids import Token
from handlers.slack.blocks import paint
from prompts.catalogue import say_in

SAY = say_in("en")


def test_a_link_of_ours_leads_just_there_and_its_label_is_not_parsed() -> None:
    address = "https://northwind.atlassian.net/browse/CAB-12"
    painted = paint(Card(summary="x", parts=(Link("CAB-12 in *Jira*", address),)), SAY, token=Token("m1"))
    assert {"type": "link", "url": address, "text": "CAB-12 in *Jira*"} in painted.blocks[0]["elements"][0]["elements"]  # type: ignore[index]
