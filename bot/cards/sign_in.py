"""The link by which one person reads on the web."""

from bot.cards.parts import Card, Link, Note, Text
from bot.texts import Phrase


def link_card(address: str, *, minutes: int) -> Card:
    """The link, how long it works, and that it is theirs alone."""
    ready = Phrase("sign_in.ready")
    once = Note(Phrase("sign_in.once", {"n": minutes}))
    return Card(summary=ready, parts=(Text(ready), Link(Phrase("sign_in.open"), address), once), beside=True)
