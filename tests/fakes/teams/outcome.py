"""What a person saw happen after they did something."""

from dataclasses import dataclass, field
from typing import Protocol

from tests.fakes.objects import Json
from tests.fakes.teams.courier import Delivery
from tests.fakes.teams.messages import Message
from tests.fakes.teams.reading import text
from tests.fakes.teams.world import Conversation, Person


class Behind(Protocol):
    """Finds what the app has said since."""

    def since(self, person: Person, id: str) -> list[Message]:
        """The app's messages after this one that somebody sees, in their own chat with it."""
        ...


@dataclass(slots=True, kw_only=True, eq=False)
class Dialog:
    """A window that the app opened in front of one person."""

    title: str
    card: Json
    person: Person
    place: Conversation
    on: Message | None = None
    closed: bool = False


@dataclass(slots=True, kw_only=True)
class Outcome:
    """The answer to one act; what arrives later is seen when it is looked at.

    `card` is the person's own view from now on, `note` a short text the client shows, `dialog` what opened;
    `trouble` is what the client shows of its own when the app did not answer well.
    """

    person: Person
    deliveries: list[Delivery] = field(default_factory=list)
    trouble: str | None = None
    card: Json | None = None
    note: str | None = None
    dialog: Dialog | None = None
    message: Message | None = field(default=None, repr=False)
    """What the person wrote."""
    began: str = ""
    behind: Behind | None = field(default=None, repr=False)

    @property
    def ok(self) -> bool:
        """Whether nothing looked broken to the person."""
        return self.trouble is None

    @property
    def delivery(self) -> Delivery | None:
        """The last request that this act caused."""
        return self.deliveries[-1] if self.deliveries else None

    @property
    def status(self) -> int | None:
        """The HTTP status the app gave; None when it never answered."""
        return self.delivery.status if self.delivery else None

    @property
    def json(self) -> Json:
        """The app's answer where it was JSON."""
        return self.delivery.json if self.delivery else {}

    @property
    def private(self) -> list[Message]:
        """What the app has written into this person's own chat since."""
        return self.behind.since(self.person, self.began) if self.behind else []

    @property
    def private_text(self) -> str:
        """All that only this person has been shown: their own card, the note, the dialog, and the chat."""
        parts = [self.note or "", text(self.card)]
        if self.dialog is not None:
            parts += [self.dialog.title, text(self.dialog.card)]
        for message in self.private:
            parts += [message.text, text(message.seen_by(self.person))]
        return "\n".join(part for part in parts if part)
