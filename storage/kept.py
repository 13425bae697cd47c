"""What a member did, as it is handed to the writer: an answer, a skip, or the choices of an anonymous round."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.answers import Answer, Choice
from bot.domain.members import Member
from bot.domain.people import Identity, Person
from bot.ids import OrganisationId, PersonId, RoundId, Token


class Outdated(Exception):
    """What was to be kept points to somebody who is not there any more; nothing of it was kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """Whom a first answer makes a member; what is already known stays as it is."""

    person: Person
    identity: Identity
    member: Member


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation:
    """That somebody has spoken in an anonymous round, in marks that mean nothing once the round's key is gone."""

    token: Token
    account_token: Token


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One tap. Exactly one of: `answer`; `skip_by`; `participation` together with `choices`."""

    inbox: str
    """What makes the tap one of a kind; a second one with this key changes nothing."""
    organisation_id: OrganisationId
    round_id: RoundId
    received_at: datetime | None = None
    """When it reached us: too late is judged by this. With an answer it is the answer's own."""
    answer: Answer | None = None
    joins: Joining | None = None
    skip_by: PersonId | None = None
    participation: Participation | None = None
    choices: tuple[Choice, ...] = ()

    def __post_init__(self) -> None:
        if [self.answer is None, self.skip_by is None, self.participation is None].count(False) != 1:
            raise ValueError("a tap is an answer, a skip or an anonymous participation")
        if (self.participation is None) != (not self.choices):
            raise ValueError("anonymous choices come with a participation, and with nothing else")
        if self.answer is None and self.received_at is None:
            raise ValueError("when was it received?")

    @property
    def at(self) -> datetime:
        """When it reached us."""
        at = self.answer.received_at if self.answer else self.received_at
        if at is None:
            raise ValueError("when was it received?")
        return at
