"""What is read when somebody asks for rights: by the one who asks, and by the admins who decide."""

from collections.abc import Mapping, Sequence

from bot.cards.parts import Button, Buttons, Card, Note, Text, Title, Tone
from bot.domain.errands import ErrandKind
from bot.domain.people import Person, Role
from bot.ids import Token
from bot.presses import Do
from bot.texts import Phrase, Phrases

ROLES = {Role.ADMIN: "role.admin", Role.PRODUCT_MANAGER: "role.product_manager", Role.NONE: "role.none"}


def asked_card(admins: Sequence[str]) -> Card:
    """Your request lies before the admins."""
    return _line(Phrase("rights.asked", {"admins": Phrases(tuple(admins))}))


def asked_nobody_card(admins: Sequence[str]) -> Card:
    """No admin could be written to: whom to talk to instead."""
    if not admins:
        return _line(Phrase("rights.no_admin"))
    return _line(Phrase("rights.talk_to", {"admins": Phrases(tuple(admins))}))


def request_card(*, person: Person, buttons: Mapping[ErrandKind, Token]) -> Card:
    """To an admin: a colleague asks for rights."""
    line = Phrase("rights.request", {"name": person.name})
    give = Button(Phrase("rights.approve"), Do(buttons[ErrandKind.MAKE_PRODUCT_MANAGER]), Tone.PRIMARY)
    crown = Button(Phrase("rights.make_admin"), Do(buttons[ErrandKind.MAKE_ADMIN]), confirm=Phrase("rights.sure"))
    refuse = Button(Phrase("rights.refuse"), Do(buttons[ErrandKind.REFUSE_RIGHTS]))
    return Card(
        summary=line,
        parts=(
            Title(Phrase("rights.title")),
            Text(line),
            Buttons((give, crown, refuse)),
            Note(Phrase("rights.what_they_may")),
        ),
    )


def told_card(*, granted: bool, role: Role) -> Card:
    """To the colleague: what became of it."""
    if granted:
        return _line(Phrase("rights.you_have_them", {"role": Phrase(ROLES[role])}))
    return _line(Phrase("rights.not_now"))


def given_card(name: str, role: Role) -> Card:
    """To the admin: it is done."""
    return _line(Phrase("rights.given", {"name": name, "role": Phrase(ROLES[role])}))


def refused_card(name: str) -> Card:
    """To the admin: nothing was given."""
    return _line(Phrase("rights.refused", {"name": name}))


def _line(phrase: Phrase) -> Card:
    return Card(summary=phrase, parts=(Text(phrase),))
