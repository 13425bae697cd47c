"""Every message there is: its text and card, how both changed, who could see it, and who sees a card of their own."""

from dataclasses import dataclass, field
from datetime import datetime

from tests.fakes.objects import Json, copied
from tests.fakes.teams.adaptive import as_shown
from tests.fakes.teams.world import Conversation, Kind, Person, World

CARD = "application/vnd.microsoft.card.adaptive"
APP = "app"
"""The author of what the app said; of anything else it is somebody's aad id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What a message said from then on."""

    at: datetime
    activity: Json


@dataclass(slots=True, kw_only=True, eq=False)
class Message:
    """One message; `thread` is the id of the post in a channel that it belongs to."""

    id: str
    conversation: str
    author: str
    activity: Json
    at: datetime
    thread: str | None = None
    versions: list[Version] = field(default_factory=list)
    readers: set[str] = field(default_factory=set)
    deleted: bool = False
    own: dict[str, Json] = field(default_factory=dict)
    """The card that a person sees instead of the shared one, by aad id; gone with the next change of the message."""
    refreshed: dict[str, datetime] = field(default_factory=dict)
    reactions: dict[str, set[str]] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Its words, cards aside."""
        return str(self.activity.get("text") or "")

    @property
    def card(self) -> Json | None:
        """The card that everybody sees, as it was sent."""
        return card_in(self.activity)

    @property
    def from_app(self) -> bool:
        """Whether the app said it."""
        return self.author == APP

    @property
    def place(self) -> str:
        """The conversation as calls name it: of a post in a channel with its thread."""
        return f"{self.conversation};messageid={self.thread}" if self.thread else self.conversation

    @property
    def ref(self) -> str:
        """Conversation and activity in one text."""
        return f"{self.place}|{self.id}"

    def seen_by(self, person: Person | str) -> Json | None:
        """The card as somebody's client shows it; their own, where they have one."""
        card = self.own.get(person if isinstance(person, str) else person.aad, self.card)
        return None if card is None else as_shown(card)


def card_in(activity: Json) -> Json | None:
    """The Adaptive Card of an activity."""
    for attachment in activity.get("attachments") or []:
        if attachment.get("contentType") == CARD:
            card: Json = attachment["content"]
            return card
    return None


class Timeline:
    """Every message, in the order in which it came."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.all: list[Message] = []
        self._at: dict[tuple[str, str], Message] = {}
        self._in: dict[str, list[Message]] = {}

    def add(
        self, where: Conversation, id: str, author: str, activity: Json, at: datetime, thread: str | None = None
    ) -> Message:
        """Put a message down."""
        root = (thread or id) if where.kind is Kind.CHANNEL else None
        message = Message(
            id=id,
            conversation=where.id,
            author=author,
            activity=copied(activity),
            at=at,
            thread=root,
            versions=[Version(at=at, activity=copied(activity))],
            readers={person.aad for person in self._world.members(where)},
        )
        self.all.append(message)
        self._at[where.id, id] = message
        self._in.setdefault(where.id, []).append(message)
        return message

    def change(self, message: Message, activity: Json, at: datetime) -> None:
        """Replace what it says; cards of people's own give way to it."""
        message.activity = copied(activity)
        message.versions.append(Version(at=at, activity=copied(activity)))
        message.readers |= {p.aad for p in self._world.members(self._world.conversations[message.conversation])}
        message.own.clear()

    def readers(self, message: Message) -> set[str]:
        """Everybody who can read it or could: members then, and members now."""
        if message.deleted:
            return message.readers
        where = self._world.conversations[message.conversation]
        return message.readers | {person.aad for person in self._world.members(where)}

    def find(self, conversation: str, id: str) -> Message | None:
        """A message by its conversation (with or without thread) and id."""
        return self._at.get((conversation.partition(";")[0], id))

    def by_ref(self, ref: str) -> Message:
        """A message by `conversation|activity`."""
        conversation, _, activity = ref.rpartition("|")
        return self._at[conversation.partition(";")[0], activity]

    def standing(self, conversation: str | None = None) -> list[Message]:
        """Messages that were not deleted."""
        there = self.all if conversation is None else self._in.get(conversation, [])
        return [message for message in there if not message.deleted]

    def thread(self, conversation: str, id: str) -> list[Message]:
        """A post and the answers under it."""
        return [m for m in self.standing(conversation.partition(";")[0]) if m.thread == id]
