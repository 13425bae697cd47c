"""Who may do what: one table, default deny, asked by actions only."""

from enum import StrEnum

from bot.domain.people import Person, Role
from bot.errors import Denied
from bot.texts import Phrase


class Deed(StrEnum):
    """What needs a right."""

    SET_UP = "set_up"
    """Boards, channels, schedules, members."""
    ASK = "ask"
    """Put a poll to customers, remind, close or cancel it."""
    SEE = "see"
    """Results, themes, suggestions, evidence."""
    DECIDE = "decide"
    """Change a suggestion's state and tell customers."""


RIGHTS: dict[Role, frozenset[Deed]] = {
    Role.NONE: frozenset(),
    Role.PRODUCT_MANAGER: frozenset({Deed.ASK, Deed.SEE, Deed.DECIDE}),
    Role.ADMIN: frozenset(Deed),
}


def check(person: Person | None, deed: Deed) -> Person:
    """`person` when they may; Denied for strangers, customers and colleagues who were not appointed."""
    if person is None or not person.staff or deed not in RIGHTS[person.role]:
        raise Denied(Phrase("access.denied", {"deed": Phrase(f"deed.{deed.value}")}))
    return person
