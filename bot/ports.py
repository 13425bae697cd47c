"""What the actions need from the outside, sized by capability: messengers and a writer, and what may go wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from bot.cards.parts import Card
from bot.domain.briefs import Brief
from bot.domain.channels import Place
from bot.domain.handoffs import Handoff, Issue
from bot.domain.pacing import Limits
from bot.domain.people import Identity, Visitor
from bot.domain.wordings import Job, Order, Trouble, Written
from bot.ids import Token


class NotPosted(Exception):
    """Certainly not posted; worth another try after `retry_after` seconds (None: the sender's own backoff).

    With `everywhere` the platform wants calls of this kind to stop in the whole workspace for so long.
    """

    def __init__(self, retry_after: float | None = None, *, everywhere: bool = False) -> None:
        super().__init__("not posted")
        self.retry_after = retry_after
        self.everywhere = everywhere


class Unknown(Exception):
    """Perhaps posted: the connection broke while we waited for the answer."""


class Permanent(Exception):
    """It will never be posted; `reason` is the platform's own word for why.

    `paused_for` is set where the place takes no message at all for now, in the words of `Channel.paused_for`; `gone`
    where the very message is not there any more, so that nothing can ever be drawn on it.
    """

    def __init__(self, reason: str, *, paused_for: str = "", gone: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.paused_for = paused_for
        self.gone = gone


class Unreachable(Permanent):
    """No private message gets through to this person: the platform opens no chat between them and us."""


class Shut(Permanent):
    """The whole workspace does not let us in (uninstalled, revoked); its messages wait until it does again."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The place does not let us look which messages stand in it."""


class Messenger(Protocol):
    """One platform's mouth. `language` is the reader's; every call may raise NotPosted, Unknown or Permanent."""

    @property
    def limits(self) -> Limits:
        """How fast the platform lets us speak."""
        ...

    @property
    def threads(self) -> bool:
        """Whether a message can stand under another one; elsewhere a card shows its `more` itself."""
        ...

    async def post(self, place: Place, card: Card, token: Token, language: str, under: str = "") -> str:
        """Put a message in a place, marked with `token`; returns the platform's reference to it.

        `under` is the reference of the message in whose thread it belongs.
        """
        ...

    async def redraw(self, place: Place, ref: str, card: Card, token: Token, language: str) -> None:
        """Replace a posted message; doing it twice is harmless."""
        ...

    async def whisper(self, identity: Identity, place: Place, card: Card, token: Token, language: str) -> str:
        """Show a message to one person only, in a place they share with the bot."""
        ...

    async def find(
        self, place: Place, tokens: Sequence[Token], since: datetime, *, under: str = "", to: Identity | None = None
    ) -> dict[Token, str] | Unreadable:
        """Which of `tokens` stand in `place` since then, with their references.

        `under` looks into the thread of that message, `to` at what was whispered to one person.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What goes to a tracker: which message it is, what it says, and the issue it belongs to once there is one."""

    handoff: Handoff
    brief: Brief
    issue: Issue | None = None


class IssueTracker(Protocol):
    """A tracker, or a program, that suggestions are handed to. Every call may raise NotPosted, Unknown or Permanent."""

    async def find(self, parcel: Parcel) -> Issue | None:
        """What an earlier try of this very message left there; None when it is certainly not there, or must be resent.

        A receiver that itself refuses a second one of the same key need not be asked.
        """
        ...

    async def send(self, parcel: Parcel) -> Issue:
        """Open the issue, or tell the one there is what changed; returns it."""
        ...

    async def check(self) -> str:
        """Whom we are to the tracker, changing nothing there."""
        ...


@runtime_checkable
class Links(Protocol):
    """A mouth that knows where its messages are opened."""

    def link_to(self, place: Place, ref: str) -> str:
        """The address of a message in the platform's own client; empty where there is none."""
        ...


@runtime_checkable
class Chats(Protocol):
    """A mouth that can open a conversation with one person alone."""

    async def chat_with(self, identity: Identity) -> Place:
        """Where that conversation is; asking twice gives the same place. Raises as a messenger does."""
        ...


@runtime_checkable
class Recognises(Protocol):
    """A mouth that can tell who is meant by a mention."""

    async def mentioned(self, place: Place, user: str) -> Visitor:
        """Whom the platform's own id means, in the workspace of `place`. Raises as a messenger does."""
        ...


@runtime_checkable
class Vouches(Protocol):
    """A mouth that can tell whether somebody is an employee of the vendor at this moment."""

    async def still_staff(self, identity: Identity) -> bool | None:
        """True for an employee, False for who has left or is a guest now, None where the platform does not say.

        What it says is a minute old at most. Raises as a messenger does.
        """
        ...


@runtime_checkable
class LooksAround(Protocol):
    """A mouth that can see who reads along."""

    async def outsiders_in(self, place: Place) -> bool:
        """True when people of another company can read what is posted there; raises as a messenger does."""
        ...


@runtime_checkable
class SeesGuests(Protocol):
    """A mouth that can tell the vendor's own people from their guests."""

    async def guests_in(self, place: Place) -> Sequence[Visitor]:
        """Who reads along in a workspace of the vendor without being an employee as far as the platform knows.

        Raises as a messenger does, NotPosted also while it is still finding out.
        """
        ...


@runtime_checkable
class TakesBack(Protocol):
    """A mouth that can take back what it said."""

    async def take_back(self, place: Place, ref: str) -> None:
        """Delete a message of ours; Permanent when it is gone already or cannot be deleted."""
        ...


class NotWritten(Exception):
    """The model wrote nothing that can be used; what it cost all the same is in `tokens`.

    `retry_after` is set where its server asked for so many seconds of patience.
    """

    def __init__(self, why: Trouble, *, tokens: int = 0, retry_after: float | None = None) -> None:
        super().__init__(why.value)
        self.why = why
        self.tokens = tokens
        self.retry_after = retry_after


class Writer(Protocol):
    """A language model that puts into words what was counted and cited without it."""

    @property
    def model(self) -> str:
        """Names the model: texts of different ones are never taken for each other."""
        ...

    @property
    def budget(self) -> int:
        """The tokens that one digest may cost."""
        ...

    @property
    def seconds(self) -> float:
        """How long one digest may wait for it."""
        ...

    def version(self, job: Job) -> str:
        """Which instructions it is given for this job."""
        ...

    def heaviest(self, order: Order) -> int:
        """The tokens that an order cannot cost more than."""
        ...

    async def write(self, order: Order) -> Written:
        """Write it, in half a minute at most; raises NotWritten, and nothing else for what a server may do."""
        ...
