"""Seats on a board: one person, speaking for one account."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.ids import AccountId, BoardId, MemberId, OrganisationId, PersonId


class Joined(StrEnum):
    """How a member came to the board."""

    IMPORT = "import"
    FIRST_ANSWER = "first_answer"
    INVITED = "invited"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person's seat on one board for one account."""

    id: MemberId
    organisation_id: OrganisationId
    board_id: BoardId
    person_id: PersonId
    account_id: AccountId
    joined_at: datetime
    joined_by: Joined
    answered_once: bool = False
    """Before a first answer nobody is named, reminded or messaged directly."""
