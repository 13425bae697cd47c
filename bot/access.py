"""Who may do what where: one table, default deny, asked by actions only."""

from collections.abc import Mapping
from enum import StrEnum
from typing import assert_never

from bot.domain.channels import ChannelKind
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


class Standing(StrEnum):
    """What somebody is to the organisation at this moment, as far as rights go."""

    ADMIN = "admin"
    PRODUCT_MANAGER = "product_manager"
    COLLEAGUE = "colleague"
    """One of the staff who was not appointed to anything."""
    CUSTOMER = "customer"
    """Everybody else whom we know: a customer, an admin of a customer's own workspace, a guest in the vendor's."""
    STRANGER = "stranger"
    """Nobody we know, or somebody whose account is closed."""


class Where(StrEnum):
    """Who reads along where something is tried; it is answered to one person alone everywhere."""

    INTERNAL = "internal"
    """A channel of the vendor's own team."""
    SHARED = "shared"
    """A channel with people of other companies in it, or one of which we cannot tell."""
    DIRECT = "direct"
    """Nobody: a chat with the bot, its Home, a dialog, the command line."""


Cell = tuple[Standing, Deed, Where]


def _everywhere(standing: Standing, *deeds: Deed) -> frozenset[Cell]:
    return frozenset((standing, deed, where) for deed in deeds for where in Where)


RIGHTS: frozenset[Cell] = _everywhere(Standing.ADMIN, *Deed) | _everywhere(
    Standing.PRODUCT_MANAGER, Deed.ASK, Deed.SEE, Deed.DECIDE
)
"""The whole table: what is not in it is denied. What people read or change about themselves needs no right."""

OF_ROLE: Mapping[Role, Standing] = {
    Role.NONE: Standing.COLLEAGUE,
    Role.PRODUCT_MANAGER: Standing.PRODUCT_MANAGER,
    Role.ADMIN: Standing.ADMIN,
}


def standing_of(person: Person | None) -> Standing:
    """What somebody is: a role counts for nothing where they are no staff now, or have left."""
    if person is None or person.gone_at is not None:
        return Standing.STRANGER
    return OF_ROLE[person.role] if person.staff else Standing.CUSTOMER


def where_is(kind: ChannelKind | None) -> Where:
    """Who reads along in a channel of this kind; of one that serves no board (None) we cannot tell."""
    match kind:
        case ChannelKind.PRODUCT:
            return Where.INTERNAL
        case ChannelKind.DIRECT:
            return Where.DIRECT
        case ChannelKind.CUSTOMER | ChannelKind.SHARED_ROOM | None:
            return Where.SHARED
        case _:
            assert_never(kind)


def may(person: Person | None, deed: Deed, where: Where = Where.DIRECT) -> bool:
    """True when `person` has the right in such a place; a button or dialog is answered where nobody reads along."""
    return (standing_of(person), deed, where) in RIGHTS


def check(person: Person | None, deed: Deed, where: Where = Where.DIRECT) -> Person:
    """`person` when they may; else Denied."""
    if person is None or not may(person, deed, where):
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
