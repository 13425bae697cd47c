"""Decides whether a tap is a voice: who pressed, in which channel, for which account."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.boards import Board, BoardKind
from bot.domain.channels import Channel, ChannelKind
from bot.domain.members import Member
from bot.domain.people import Person, Visitor
from bot.errors import Denied
from bot.ids import AccountId, PersonId
from bot.texts import Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One person's right to be counted once in a round."""

    person_id: PersonId
    account_id: AccountId
    joins: bool
    """True when this is the answer that makes the person a member."""


def voice_of(
    board: Board,
    channel: Channel,
    visitor: Visitor,
    *,
    person: Person | None,
    new_person_id: PersonId,
    seats: Sequence[Member],
    home_account_id: AccountId | None = None,
) -> Voice:
    """The voice of `visitor`, who pressed in `channel`; `seats` are that person's seats on this board,
    `home_account_id` stands for the vendor itself on a client-zero board.

    Denied when it is the vendor's own staff (but on a client-zero board), somebody of another company, or an unknown
    company in a shared room.
    """
    _check_not_staff(board, visitor, person)
    if channel.kind is ChannelKind.PRODUCT and board.kind is not BoardKind.CLIENT_ZERO:
        raise Denied(Phrase("answer.wrong_place"))
    person_id = person.id if person else new_person_id
    fitting = [seat for seat in seats if channel.account_id in (None, seat.account_id)]
    if fitting:
        return Voice(person_id=person_id, account_id=fitting[0].account_id, joins=False)
    if seats:
        raise Denied(Phrase("answer.other_company"))
    company = channel.account_id or (home_account_id if board.kind is BoardKind.CLIENT_ZERO else None)
    if company is None:
        raise Denied(Phrase("answer.unknown_company"))
    return Voice(person_id=person_id, account_id=company, joins=True)


def voice_outside(
    board: Board, posted: Sequence[Channel], visitor: Visitor, *, person: Person | None, seats: Sequence[Member]
) -> Voice:
    """The voice of `visitor`, who pressed outside of any channel: in a direct message, a dialog or on their own page.

    There no channel vouches for a company, so only a member is heard, for a company that was asked: `posted` are the
    channels the round was posted to. Denied when it is the vendor's own staff (but on a client-zero board), somebody
    we do not know, or a member of a company that was not asked.
    """
    _check_not_staff(board, visitor, person)
    if person is None or not seats:
        raise Denied(Phrase("answer.not_a_member"))
    read = [each for each in posted if each.kind is not ChannelKind.PRODUCT or board.kind is BoardKind.CLIENT_ZERO]
    for seat in seats:
        if any(each.account_id in (None, seat.account_id) for each in read):
            return Voice(person_id=person.id, account_id=seat.account_id, joins=False)
    raise Denied(Phrase("answer.not_asked"))


def _check_not_staff(board: Board, visitor: Visitor, person: Person | None) -> None:
    staff = visitor.staff or (person is not None and person.staff)
    if staff and board.kind is not BoardKind.CLIENT_ZERO:
        raise Denied(Phrase("answer.own_staff"))
