"""Who may do what where: one table, default deny, asked by actions only."""

from collections.abc import Mapping
from enum import StrEnum
from typing import assert_never

from bot.domain.accounts import Account
from bot.domain.boards import Board
from bot.domain.channels import ChannelKind
from bot.domain.people import Person, Role
from bot.domain.rounds import Round
from bot.errors import Denied
from bot.texts import Phrase


class Deed(StrEnum):
    """What needs a right."""

    SET_UP = "set_up"
    """The organisation: new boards, roles, an AI service, people's data, the list of who did what."""
    RUN_BOARD = "run_board"
    """One board: its schedules, members, channels and policies."""
    ASK = "ask"
    """Put a poll to customers; remind, extend, close or cancel one's own and those that nobody in person asked."""
    ASK_FOR_OTHERS = "ask_for_others"
    """Remind, extend, close or cancel what a colleague asked."""
    SEE = "see"
    """Results, themes, suggestions, evidence, reported problems."""
    DECIDE = "decide"
    """Change a suggestion's state and tell customers."""
    EXPORT = "export"
    """Take answers out of the product."""
    LOOK_AFTER = "look_after"
    """One company: how often its people take part, what they said under their names, the links they answer by."""
    WRITE_DOWN = "write_down"
    """Keep what a customer said on a call, beside the votes."""
    READ_MONTH = "read_month"
    """A board's monthly report."""


class Standing(StrEnum):
    """What somebody is to the organisation, a board or a company at this moment, as far as rights go."""

    ADMIN = "admin"
    BOARD_OWNER = "board_owner"
    """One of the staff who runs this board, and no other."""
    PRODUCT_MANAGER = "product_manager"
    ACCOUNT_OWNER = "account_owner"
    """One of the staff who looks after this company, and no other."""
    SPONSOR = "sponsor"
    """One of the staff who reads the monthly report of this board, and no other."""
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


RIGHTS: frozenset[Cell] = (
    _everywhere(Standing.ADMIN, *Deed)
    | _everywhere(Standing.BOARD_OWNER, *(deed for deed in Deed if deed not in (Deed.SET_UP, Deed.EXPORT)))
    | _everywhere(Standing.PRODUCT_MANAGER, Deed.ASK, Deed.SEE, Deed.DECIDE, Deed.LOOK_AFTER, Deed.WRITE_DOWN)
    | _everywhere(Standing.ACCOUNT_OWNER, Deed.LOOK_AFTER, Deed.WRITE_DOWN)
    | _everywhere(Standing.SPONSOR, Deed.READ_MONTH)
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


def standing_over(person: Person | None, about: Board | Account | None) -> Standing:
    """What somebody is to just this board or company, besides what they are to the organisation.

    Who is no staff now, or has left, is nothing more to it, whatever stands in its row.
    """
    if person is None or about is None or standing_of(person) in (Standing.CUSTOMER, Standing.STRANGER):
        return standing_of(person)
    match about:
        case Board() if about.owner_id == person.id:
            return Standing.BOARD_OWNER
        case Board() if about.sponsor_id == person.id:
            return Standing.SPONSOR
        case Account() if about.owner_id == person.id:
            return Standing.ACCOUNT_OWNER
        case _:
            return standing_of(person)


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


def may(
    person: Person | None, deed: Deed, where: Where = Where.DIRECT, *, about: Board | Account | None = None
) -> bool:
    """True when `person` has the right in such a place; a button or dialog is answered where nobody reads along.

    `about` is the board or the company that it concerns: somebody may be more to it than to the others.
    """
    return any((each, deed, where) in RIGHTS for each in {standing_of(person), standing_over(person, about)})


def check(
    person: Person | None, deed: Deed, where: Where = Where.DIRECT, *, about: Board | Account | None = None
) -> Person:
    """`person` when they may; else Denied."""
    if person is None or not may(person, deed, where, about=about):
        raise Denied(Phrase("access.denied", {"deed": Phrase(f"deed.{deed.value}")}))
    return person


def check_round(person: Person | None, round_: Round, board: Board) -> Person:
    """`person` when they may remind, extend, close or cancel `round_`: one's own, the board's, of one's board any."""
    asker = check(person, Deed.ASK, about=board)
    if not may_end(asker, round_, board):
        raise Denied(Phrase("access.others_poll", {"round": round_.label}))
    return asker


def may_end(asker: Person, round_: Round, board: Board) -> bool:
    """True when `round_` of `board` is theirs to end, whose right to ask is known already.

    What a schedule asked, or what followed an event, has no author: it is everybody's who asks on the board.
    """
    return round_.asked_by in (None, asker.id) or may(asker, Deed.ASK_FOR_OTHERS, about=board)
