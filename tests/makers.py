"""Makes domain values for tests: every field has a sensible value, and a test names only what it is about."""

from datetime import UTC, datetime, timedelta

from bot.domain.answers import Answer
from bot.domain.boards import Board, BoardKind
from bot.domain.channels import Channel, ChannelKind, Place
from bot.domain.engagements import Engagement
from bot.domain.members import Joined, Member
from bot.domain.people import Identity, Person, Role, Visitor
from bot.domain.questions import Agree, Chosen, Multi, Nps, Open, Option, Question, Rank, Rating, Single, Value
from bot.domain.rounds import Round, opened, planned
from bot.domain.visibility import Visibility
from bot.ids import (
    AccountId,
    AnswerId,
    BoardId,
    ChannelId,
    EngagementId,
    MemberId,
    OptionId,
    OrganisationId,
    PersonId,
    QuestionId,
    RoundId,
)

ORG = OrganisationId("northwind")
BOARD = BoardId("council")
TUESDAY = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


def options(*texts: str) -> tuple[Option, ...]:
    """Options whose ids are their texts in lower case."""
    return tuple(Option(id=OptionId(text.casefold()), text=text) for text in texts)


def single(*texts: str, id: str = "q1") -> Single:
    """A single choice."""
    return Single(id=QuestionId(id), text="What should we build next?", options=options(*(texts or ("Offline", "SSO"))))


def multi(*texts: str, id: str = "q2") -> Multi:
    """A multiple choice."""
    return Multi(id=QuestionId(id), text="What slows you down?", options=options(*(texts or ("Search", "Export"))))


def rating(id: str = "q3") -> Rating:
    """A rating."""
    return Rating(id=QuestionId(id), text="How was the last month with us?")


def nps(id: str = "q6") -> Nps:
    """How likely one is to recommend it."""
    return Nps(id=QuestionId(id), text="How likely are you to recommend us to a colleague?")


def rank(*texts: str, id: str = "q7") -> Rank:
    """Options to be put in order."""
    found = options(*(texts or ("Offline", "SSO", "Export")))
    return Rank(id=QuestionId(id), text="What should come first?", options=found)


def agree(*texts: str, id: str = "q4") -> Agree:
    """Statements."""
    return Agree(id=QuestionId(id), text="What do you think?", options=options(*(texts or ("Less is more",))))


def open_(id: str = "q5") -> Open:
    """An open question."""
    return Open(id=QuestionId(id), text="What should we fix first?")


def engagement(*questions: Question, visibility: Visibility = Visibility.NAMED) -> Engagement:
    """An engagement with these questions."""
    return Engagement(
        id=EngagementId("next-quarter"),
        organisation_id=ORG,
        board_id=BOARD,
        slug="next-quarter",
        title="Next quarter",
        why="It decides what we build first.",
        questions=questions or (single(),),
        visibility=visibility,
        created_at=TUESDAY,
    )


def round_(*questions: Question, visibility: Visibility = Visibility.NAMED, at: datetime = TUESDAY) -> Round:
    """An open round."""
    draft = planned(engagement(*questions, visibility=visibility), id=RoundId("r1"), number=1, slot=at, opens_at=at)
    return opened(draft, at)


def board(kind: BoardKind = BoardKind.CUSTOMER) -> Board:
    """A board."""
    return Board(
        id=BOARD,
        organisation_id=ORG,
        slug="northwind-council",
        name="Northwind Council",
        kind=kind,
        zone="Europe/Berlin",
        language="en",
        created_at=TUESDAY,
    )


def channel(account: str | None = "acme", kind: ChannelKind = ChannelKind.CUSTOMER) -> Channel:
    """A channel."""
    return Channel(
        id=ChannelId(f"c-{account or kind.value}"),
        organisation_id=ORG,
        board_id=BOARD,
        place=Place(platform="console", workspace="home", id=account or kind.value),
        kind=kind,
        account_id=AccountId(account) if account else None,
        added_at=TUESDAY,
    )


def visitor(user: str = "ana", *, staff: bool = False) -> Visitor:
    """Whoever presses."""
    return Visitor(identity=Identity(platform="console", workspace="home", user=user), name=user.title(), staff=staff)


def person(name: str = "ana", *, staff: bool = False, role: Role = Role.NONE) -> Person:
    """A person."""
    return Person(
        id=PersonId(name),
        organisation_id=ORG,
        name=name.title(),
        language="en",
        zone="Europe/Berlin",
        staff=staff,
        role=role,
    )


def member(name: str = "ana", account: str = "acme") -> Member:
    """A seat."""
    return Member(
        id=MemberId(f"{name}@{account}"),
        organisation_id=ORG,
        board_id=BOARD,
        person_id=PersonId(name),
        account_id=AccountId(account),
        joined_at=TUESDAY,
        joined_by=Joined.IMPORT,
    )


def answer(
    who: str = "ana",
    account: str = "acme",
    value: Value | None = None,
    *,
    question: str = "q1",
    minutes: int = 1,
    withdrawn: bool = False,
) -> Answer:
    """An answer said some minutes after the round opened."""
    at = TUESDAY + timedelta(minutes=minutes)
    return Answer(
        id=AnswerId(f"{question}:{who}"),
        organisation_id=ORG,
        round_id=RoundId("r1"),
        question_id=QuestionId(question),
        person_id=PersonId(who),
        account_id=AccountId(account),
        value=value or Chosen(options=(OptionId("offline"),)),
        said_at=at,
        received_at=at,
        withdrawn=withdrawn,
    )
