"""Who opened the menu of a poll, or pressed what a member may press anywhere: read once, for every entry alike."""

from dataclasses import dataclass

from bot.bot import Bot
from bot.domain.boards import Board
from bot.domain.channels import Channel, ChannelKind, Place
from bot.domain.members import Member
from bot.domain.people import Person, Visitor
from bot.domain.rounds import Round
from bot.errors import Refusal
from bot.ids import AccountId, BoardId, OrganisationId, RoundId
from bot.texts import Phrase
from storage import boards, channels, members, people, rounds


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Somebody in front of a menu, and what we know of them."""

    organisation_id: OrganisationId
    visitor: Visitor
    person: Person | None
    """None for somebody who never answered."""
    board: Board
    round: Round | None
    """The poll in whose menu it was; None where it was pressed elsewhere."""
    seats: tuple[Member, ...]
    here: Channel | None
    """What the place is to the board; None in a private chat."""

    @property
    def account_id(self) -> AccountId | None:
        """The company they speak for, or in whose channel they are; None where nobody can tell."""
        if self.here is not None and self.here.account_id is not None:
            return self.here.account_id
        return self.seats[0].account_id if self.seats else None

    @property
    def internal(self) -> bool:
        """True when only the vendor's own people read along."""
        return self.here is not None and self.here.kind is ChannelKind.PRODUCT


async def guest_of(bot: Bot, organisation_id: OrganisationId, subject_id: str, visitor: Visitor, place: Place) -> Guest:
    """Who pressed an errand about a round or a board; Refusal when neither is there any more."""
    async with bot.database.read(organisation_id) as work:
        round_ = await rounds.find(work, RoundId(subject_id))
        board_id = round_.board_id if round_ is not None else BoardId(subject_id)
        board = next((each for each in await boards.all(work) if each.id == board_id), None)
        if board is None:
            raise Refusal(Phrase("press.unknown"))
        person = await people.find(work, visitor.identity)
        seats = await members.seats(work, board.id, person.id) if person is not None else []
        here = next((each for each in await channels.at(work, place) if each.board_id == board.id), None)
    return Guest(
        organisation_id=organisation_id,
        visitor=visitor,
        person=person,
        board=board,
        round=round_,
        seats=tuple(seats),
        here=here,
    )
