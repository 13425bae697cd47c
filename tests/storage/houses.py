"""A vendor's boards, people and asks, every text marked with the vendor's own name, so that a leak is seen."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from bot.domain.accounts import Account
from bot.domain.boards import Board, BoardKind
from bot.domain.cadence import Cadence, DateRange
from bot.domain.channels import Channel, ChannelKind, Place
from bot.domain.engagements import Engagement, JourneyStage
from bot.domain.members import Joined, Member
from bot.domain.organisations import Organisation
from bot.domain.people import Identity, Person, Role
from bot.domain.questions import (
    Agree,
    Multi,
    Open,
    Option,
    Question,
    Rating,
    Single,
)
from bot.domain.rounds import Deed, Round, Stage
from bot.domain.visibility import Visibility
from bot.ids import (
    AccountId,
    BoardId,
    CadenceId,
    ChannelId,
    EngagementId,
    MemberId,
    OptionId,
    OrganisationId,
    PersonId,
    QuestionId,
    RoundId,
)
from storage.kept import Joining

NOW = datetime(2026, 3, 3, 10, 0, 0, 123456, tzinfo=UTC)
CLOSE = NOW + timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """One organisation and what it asks; every id and every text in it begins with its name."""

    name: str

    @property
    def id(self) -> OrganisationId:
        """The organisation's id."""
        return OrganisationId(self.name)

    @property
    def organisation(self) -> Organisation:
        """The organisation."""
        return Organisation(id=self.id, name=f"{self.name} Inc.", created_at=NOW)

    @property
    def board(self) -> Board:
        """Its board."""
        return Board(
            id=BoardId(f"{self.name}-board"),
            organisation_id=self.id,
            slug="council",
            name=f"{self.name} Council",
            kind=BoardKind.CUSTOMER,
            zone="Europe/Berlin",
            language="en",
            created_at=NOW,
            next_digest_at=NOW + timedelta(days=5),
        )

    @property
    def account(self) -> Account:
        """A customer company."""
        return Account(
            id=AccountId(f"{self.name}-acme"),
            organisation_id=self.id,
            key="acme",
            name=f"{self.name}'s Acme",
            arr=Decimal("120000.50"),
            country="DE",
            renewal_on=date(2026, 12, 31),
        )

    def person(self, who: str = "ana", *, staff: bool = False) -> Person:
        """Somebody of it, or of its customers."""
        return Person(
            id=PersonId(f"{self.name}-{who}"),
            organisation_id=self.id,
            name=f"{self.name} {who}",
            language="de",
            zone="Europe/Berlin",
            staff=staff,
            role=Role.ADMIN if staff else Role.NONE,
            paused_until=None if staff else NOW,
        )

    def identity(self, who: str = "ana") -> Identity:
        """Their account on a platform."""
        return Identity(platform="console", workspace=self.name, user=who)

    def member(self, who: str = "ana") -> Member:
        """Their seat."""
        return Member(
            id=MemberId(f"{self.name}-seat-{who}"),
            organisation_id=self.id,
            board_id=self.board.id,
            person_id=self.person(who).id,
            account_id=self.account.id,
            joined_at=NOW,
            joined_by=Joined.IMPORT,
        )

    def joining(self, who: str) -> Joining:
        """Their first answer's effect."""
        return Joining(
            person=self.person(who),
            identity=self.identity(who),
            member=replace(self.member(who), joined_by=Joined.FIRST_ANSWER),
        )

    @property
    def channel(self) -> Channel:
        """The customer's channel."""
        return Channel(
            id=ChannelId(f"{self.name}-channel"),
            organisation_id=self.id,
            board_id=self.board.id,
            place=Place(platform="console", workspace=self.name, id="acme:general"),
            kind=ChannelKind.CUSTOMER,
            account_id=self.account.id,
            added_at=NOW,
        )

    @property
    def questions(self) -> tuple[Question, ...]:
        """One question of each kind."""
        options = tuple(
            Option(id=OptionId(f"{self.name}-{text}"), text=f"{self.name} {text}") for text in ("Ärger", "sso", "😀")
        )
        return (
            Single(id=QuestionId(f"{self.name}-single"), text="What next?", options=options),
            Multi(id=QuestionId(f"{self.name}-multi"), text="Which?", options=options),
            Rating(id=QuestionId(f"{self.name}-rating"), text="How was it?"),
            Agree(id=QuestionId(f"{self.name}-agree"), text="Do you agree?", options=options),
            Open(id=QuestionId(f"{self.name}-open"), text="What should we fix?"),
        )

    @property
    def engagement(self) -> Engagement:
        """An ask of five questions."""
        return Engagement(
            id=EngagementId(f"{self.name}-ask"),
            organisation_id=self.id,
            board_id=self.board.id,
            slug="next-quarter",
            title=f"{self.name} asks",
            why="It decides.",
            questions=self.questions,
            stage=JourneyStage.USE,
            segments=("enterprise", "mid, market"),
            created_at=NOW,
        )

    @property
    def cadence(self) -> Cadence:
        """When it is due."""
        return Cadence(
            id=CadenceId(f"{self.name}-cadence"),
            organisation_id=self.id,
            board_id=self.board.id,
            engagement_ids=(self.engagement.id,),
            rule="every 2 weeks on Tue at 10:00",
            zone="Europe/Berlin",
            start=NOW,
            blackout=(DateRange(first=date(2026, 12, 24), last=date(2027, 1, 1)),),
            next_due_at=NOW,
        )

    def round(self, number: int = 1, *, visibility: Visibility = Visibility.NAMED) -> Round:
        """An open round."""
        return Round(
            id=RoundId(f"{self.name}-round-{number}"),
            organisation_id=self.id,
            board_id=self.board.id,
            engagement_id=self.engagement.id,
            cadence_id=None,
            number=number,
            slot=NOW,
            question_ids=tuple(question.id for question in self.questions),
            visibility=visibility,
            closes_at=CLOSE,
            remind_at=None,
            hear_back_by=CLOSE + timedelta(days=14),
            stage=Stage.OPEN,
            opened_at=NOW,
            deed=Deed.CLOSE,
            deed_at=CLOSE,
        )
