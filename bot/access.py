"""Who may do what: one table, default deny, asked by actions only."""

from enum import StrEnum

from bot.domain.people import Person, Role
from bot.domain.rounds import Round
from bot.errors import Denied
from bot.texts import Phrase


class Deed(StrEnum):
    """What needs a right."""

    SET_UP = "set_up"
    """Boards, channels, schedules, members, roles."""
    ASK = "ask"
    """Put a poll to customers; remind, close or cancel one's own and those that nobody in person asked."""
    ASK_FOR_OTHERS = "ask_for_others"
    """Remind, close or cancel what a colleague asked."""
    SEE = "see"
    """Results, themes, suggestions, evidence, reported problems."""
    DECIDE = "decide"
    """Change a suggestion's state and tell customers."""
    EXPORT = "export"
    """Take answers out of the product."""


RIGHTS: dict[Role, frozenset[Deed]] = {
    Role.NONE: frozenset(),
    Role.PRODUCT_MANAGER: frozenset({Deed.ASK, Deed.SEE, Deed.DECIDE}),
    Role.ADMIN: frozenset(Deed),
}


def may(person: Person | None, deed: Deed) -> bool:
    """True when `person` has the right.

    Strangers, customers, colleagues who were not appointed and people who left have none, whatever a row says of them.
    """
    return person is not None and person.staff and person.gone_at is None and deed in RIGHTS[person.role]


def check(person: Person | None, deed: Deed) -> Person:
    """`person` when they may; else Denied."""
    if person is None or not may(person, deed):
        raise Denied(Phrase("access.denied", {"deed": Phrase(f"deed.{deed.value}")}))
    return person


def check_round(person: Person | None, round_: Round) -> Person:
    """`person` when they may remind, close or cancel `round_`: one's own, one of the board's, as an admin any."""
    asker = check(person, Deed.ASK)
    if not may_end(asker, round_):
        raise Denied(Phrase("access.others_poll", {"round": round_.label}))
    return asker


def may_end(asker: Person, round_: Round) -> bool:
    """True when `round_` is theirs to end, whose right to ask is known already.

    What a schedule asked, or what followed an event, has no author: it is everybody's who asks on the board.
    """
    return round_.asked_by in (None, asker.id) or may(asker, Deed.ASK_FOR_OTHERS)
