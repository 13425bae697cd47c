"""The Web API's chat methods: posting, changing and removing messages."""

from tests.fakes.objects import Json, encoded
from tests.fakes.slack.asks import Ask, Method
from tests.fakes.slack.blockkit import check_message_blocks
from tests.fakes.slack.messages import Message
from tests.fakes.slack.refusals import Refused
from tests.fakes.slack.world import Channel, User

LONGEST_POST = 40_000
LONGEST_UPDATE = 4_000
LONGEST_METADATA = 8_000


def post(ask: Ask) -> Json:
    """`chat.postMessage`: into a channel, or to a person by user id."""
    channel = target(ask, ask.needed("channel"))
    text, blocks = _content(ask, LONGEST_POST)
    metadata = _metadata(ask)
    thread = ask.text("thread_ts") or None
    if thread and ask.vendor.timeline.find(channel.id, thread) is None:
        raise Refused("thread_not_found")
    message = ask.vendor.speak(ask.installation, channel, text, blocks)
    message.thread_ts = thread
    message.metadata = None if ask.vendor.script.ignores_metadata else metadata
    message.unfurl_links = ask.flag("unfurl_links") if "unfurl_links" in ask.args else None
    message.unfurl_media = ask.flag("unfurl_media") if "unfurl_media" in ask.args else None
    message.link_names = ask.flag("link_names") or ask.text("parse") == "full"
    return {"channel": channel.id, "ts": message.ts, "message": message.wire(with_metadata=True)}


def target(ask: Ask, wanted: str) -> Channel:
    """Where a post goes: a channel the bot may write to, or its direct conversation with a person."""
    if wanted[:1] in ("U", "W"):
        return direct(ask, wanted)
    channel = ask.channel()
    if not ask.inside(channel):
        if channel.public and "chat:write.public" in ask.installation.scopes and not channel.is_ext_shared:
            return _open(channel)
        raise Refused("not_in_channel")
    return _open(channel)


def direct(ask: Ask, user_id: str, *, unknown: str = "channel_not_found", gone: str = "is_inactive") -> Channel:
    """The bot's conversation with a person; outsiders only while both share a channel."""
    person = ask.person(user_id, unknown)
    if person.is_bot:
        raise Refused("cannot_dm_bot")
    if person.deleted:
        raise Refused(gone)
    if not ask.vendor.world.meet(ask.bot, person):
        raise Refused(unknown)
    return ask.vendor.world.direct(ask.bot, person)


def update(ask: Ask) -> Json:
    """`chat.update`: the bot's own message only; blocks that are left out stay, an empty list removes them."""
    channel, message = _own(ask, "cant_update_message")
    text, blocks = _content(ask, LONGEST_UPDATE)
    metadata = _metadata(ask)
    if ask.args.get("blocks") is None:
        blocks = message.blocks
    ask.vendor.timeline.revise(message, text, blocks)
    if metadata is not None and not ask.vendor.script.ignores_metadata:
        message.metadata = metadata or None
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": message.wire()}


def delete(ask: Ask) -> Json:
    """`chat.delete`: the bot's own message only."""
    channel, message = _own(ask, "cant_delete_message")
    message.deleted = True
    return {"channel": channel.id, "ts": message.ts}


def post_ephemeral(ask: Ask) -> Json:
    """`chat.postEphemeral`: seen by one member of the channel, gone when they reload."""
    channel = ask.channel()
    if not ask.inside(channel):
        raise Refused("not_in_channel")
    _open(channel)
    user = ask.needed("user")
    if user not in channel.members:
        raise Refused("user_not_in_channel")
    text, blocks = _content(ask, LONGEST_POST)
    message = ask.vendor.speak(ask.installation, channel, text, blocks, to=user)
    message.thread_ts = ask.text("thread_ts") or None
    return {"message_ts": message.ts}


def permalink(ask: Ask) -> Json:
    """`chat.getPermalink`: the address of a message."""
    channel, ts = ask.channel(), ask.needed("message_ts")
    if ask.vendor.timeline.find(channel.id, ts) is None:
        raise Refused("message_not_found")
    team = ask.vendor.world.teams[ask.installation.team_id]
    return {"channel": channel.id, "permalink": f"https://{team.domain}.slack.example/archives/{channel.id}/p{ts}"}


def react(ask: Ask) -> Json:
    """`reactions.add`: once per name."""
    channel = ask.channel()
    message = ask.vendor.timeline.find(channel.id, ask.needed("timestamp"))
    if message is None or message.deleted:
        raise Refused("message_not_found")
    users = message.reactions.setdefault(ask.needed("name"), [])
    if ask.installation.bot_user_id in users:
        raise Refused("already_reacted")
    users.append(ask.installation.bot_user_id)
    return {}


def _own(ask: Ask, word: str) -> tuple[Channel, Message]:
    channel = ask.channel()
    message = ask.vendor.timeline.find(channel.id, ask.needed("ts"))
    if message is None or message.deleted:
        raise Refused("message_not_found")
    if message.user != ask.installation.bot_user_id:
        raise Refused(word)
    return _open(channel), message


def _open(channel: Channel) -> Channel:
    if channel.is_archived:
        raise Refused("is_archived")
    return channel


def _content(ask: Ask, longest: int) -> tuple[str, list[Json]]:
    text, blocks = ask.text("text"), ask.structure("blocks")
    if not text and not blocks and not ask.args.get("attachments"):
        raise Refused("no_text")
    if len(text) > longest:
        raise Refused("msg_too_long")
    if blocks is not None and blocks != []:
        check_message_blocks(blocks)
    return text, blocks if isinstance(blocks, list) else []


def _metadata(ask: Ask) -> Json | None:
    metadata = ask.structure("metadata")
    if metadata is None:
        return None
    if metadata == {}:
        return {}
    whole = (
        isinstance(metadata, dict)
        and set(metadata) <= {"event_type", "event_payload"}
        and isinstance(metadata.get("event_type"), str)
        and bool(metadata["event_type"])
        and isinstance(metadata.get("event_payload"), dict)
    )
    if not whole:
        raise Refused("invalid_metadata_format")
    assert isinstance(metadata, dict)
    if len(encoded(metadata).encode()) > LONGEST_METADATA:
        raise Refused("metadata_too_large")
    return metadata


def may_use(user: User, channel: Channel) -> bool:
    """Whether a person in a channel can use apps there at all: outsiders invited to post only cannot."""
    return user.id in channel.members and user.id not in channel.post_only


METHODS = {
    "chat.postMessage": Method(post, 5, "chat:write"),
    "chat.update": Method(update, 3, "chat:write"),
    "chat.delete": Method(delete, 3, "chat:write"),
    "chat.postEphemeral": Method(post_ephemeral, 4, "chat:write"),
    "chat.getPermalink": Method(permalink, 5),
    "reactions.add": Method(react, 3, "reactions:write"),
}
