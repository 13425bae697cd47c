"""The messages that stand in channels, with everybody who can read each of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.fakes.objects import Json, copied
from tests.fakes.slack.wire import Ids, Stamps
from tests.fakes.slack.world import Channel, User, World


@dataclass(slots=True, kw_only=True)
class Message:
    """One message as it stands now; `versions` are the texts and blocks that stood there before."""

    channel: str
    ts: str
    user: str
    team_id: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    thread_ts: str | None = None
    ephemeral_to: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    subtype: str | None = None
    edited_ts: str | None = None
    deleted: bool = False
    unfurl_links: bool | None = None
    unfurl_media: bool | None = None
    link_names: bool = False
    files: list[Json] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    readers: set[str] = field(default_factory=set)
    versions: list[tuple[str, list[Json]]] = field(default_factory=list)

    def wire(self, *, with_metadata: bool = False) -> Json:
        """The message as the vendor sends it."""
        body: Json = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text, "team": self.team_id}
        if self.subtype:
            body["subtype"] = self.subtype
        if self.bot_id:
            body |= {"bot_id": self.bot_id, "app_id": self.app_id}
        if self.blocks:
            body["blocks"] = copied(self.blocks)
        if self.thread_ts:
            body["thread_ts"] = self.thread_ts
        if self.edited_ts:
            body["edited"] = {"user": self.user, "ts": self.edited_ts}
        if self.files:
            body["files"] = copied(self.files)
        if self.reactions:
            body["reactions"] = [{"name": n, "users": u, "count": len(u)} for n, u in self.reactions.items()]
        if self.metadata is not None and with_metadata:
            body["metadata"] = copied(self.metadata)
        return body


class Timeline:
    """All messages, oldest first; nothing is ever really thrown away, so that tests can look."""

    def __init__(self, world: World, ids: Ids, stamps: Stamps) -> None:
        self._world = world
        self._ids = ids
        self._stamps = stamps
        self.all: list[Message] = []
        self._in: dict[str, list[Message]] = {}
        self._at: dict[tuple[str, str], Message] = {}
        self.choices: dict[tuple[str, str, str], Json] = {}

    def post(self, channel: Channel, author: User, text: str, blocks: Iterable[Json] = ()) -> Message:
        """Put a message into a channel; block_ids that are missing are made up, as the vendor does."""
        message = Message(
            channel=channel.id,
            ts=self._stamps.fresh(),
            user=author.id,
            team_id=author.team_id,
            text=text,
            blocks=self.completed(blocks),
            readers=set(channel.members),
        )
        self.all.append(message)
        self._in.setdefault(message.channel, []).append(message)
        self._at[message.channel, message.ts] = message
        return message

    def revise(self, message: Message, text: str, blocks: Iterable[Json]) -> None:
        """Put other words in its place; what stood there before is kept in `versions`."""
        message.versions.append((message.text, message.blocks))
        message.text, message.blocks = text, self.completed(blocks)
        message.readers |= self._world.channels[message.channel].members if not message.ephemeral_to else set()
        message.edited_ts = self._stamps.fresh()

    def completed(self, blocks: Iterable[Json]) -> list[Json]:
        """A copy of these blocks in which each has a block_id and each interactive element an action_id."""
        whole: list[Json] = copied(list(blocks))
        for block in whole:
            block.setdefault("block_id", self._ids.block())
            inside = [block.get("accessory"), block.get("element"), *(block.get("elements") or [])]
            for element in inside:
                if isinstance(element, dict) and element.get("type") not in PASSIVE:
                    element.setdefault("action_id", self._ids.block())
        return whole

    def find(self, channel: str, ts: str) -> Message | None:
        """The message with this stamp that everybody in the channel can read."""
        message = self._at.get((channel, ts))
        return message if message is not None and not message.ephemeral_to else None

    def standing(self, channel: str | None = None) -> list[Message]:
        """Messages that were not deleted, ephemeral ones too."""
        there = self.all if channel is None else self._in.get(channel, [])
        return [m for m in there if not m.deleted]

    def public(self, channel: str) -> list[Message]:
        """What `conversations.history` shows: no ephemeral messages, and of threads only their first message."""
        return [m for m in self.standing(channel) if not m.ephemeral_to and m.thread_ts in (None, m.ts)]

    def thread(self, channel: str, ts: str) -> list[Message]:
        """A message and the answers under it."""
        return [m for m in self.standing(channel) if not m.ephemeral_to and ts in (m.ts, m.thread_ts)]

    def readers(self, message: Message) -> set[str]:
        """Everybody who can read it or could: the one person of an ephemeral; else members then and members now."""
        if message.ephemeral_to:
            return {message.ephemeral_to}
        channel = self._world.channels.get(message.channel)
        if channel is None:
            return set(message.readers)
        browsing: set[str] = set()
        if channel.public:
            browsing = {u.id for u in self._world.users.values() if u.team_id == channel.team_id and _full(u)}
        return message.readers | channel.members | browsing

    def seen_by(self, user: User, channel: Channel) -> list[Message]:
        """What stands in a channel before the eyes of one of its members."""
        if user.id not in channel.members:
            return []
        return [m for m in self.standing(channel.id) if m.ephemeral_to in (None, user.id)]

    def move(self, old: str, new: str) -> None:
        """Follow a channel to its new id."""
        for message in self._in.pop(old, []):
            del self._at[old, message.ts]
            message.channel = new
            self._in.setdefault(new, []).append(message)
            self._at[new, message.ts] = message


PASSIVE = {"image", "mrkdwn", "plain_text", "rich_text_section", "rich_text_list", "rich_text_quote"}
PASSIVE |= {"rich_text_preformatted"}


def _full(user: User) -> bool:
    return not (user.deleted or user.is_bot or user.is_restricted or user.is_ultra_restricted)
