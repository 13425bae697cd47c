"""Who is the guest in the product team's channel: asked of the admins once, before results are posted there."""

from collections.abc import Mapping

from bot.cards.parts import Button, Buttons, Card, Note, Text, Title
from bot.domain.channels import Channel
from bot.domain.errands import ErrandKind
from bot.ids import Token
from bot.presses import Do
from bot.texts import Phrase


def guest_card(*, guest: str, channel: Channel, buttons: Mapping[ErrandKind, Token]) -> Card:
    """Somebody who is no employee would read the results."""
    line = Phrase("guest.line", {"guest": guest, "channel": channel.name or channel.place.id})
    pressed = Buttons(
        (
            Button(Phrase("guest.colleague"), Do(buttons[ErrandKind.GUEST_IS_COLLEAGUE])),
            Button(Phrase("guest.customer"), Do(buttons[ErrandKind.GUEST_IS_CUSTOMER])),
        )
    )
    return Card(
        summary=line, parts=(Title(Phrase("guest.title")), Text(line), pressed, Note(Phrase("guest.until_then")))
    )


def colleague_card(guest: str) -> Card:
    """They may read along."""
    return _line(Phrase("guest.is_colleague", {"guest": guest}))


def customer_card(guest: str) -> Card:
    """They may not: what waits, and what lets it go on."""
    return _line(Phrase("guest.is_customer", {"guest": guest}))


def _line(phrase: Phrase) -> Card:
    return Card(summary=phrase, parts=(Text(phrase),))
