"""The Web API's conversations methods: which channels there are, who is in them and what stands there."""

from tests.fakes.objects import Json
from tests.fakes.slack.asks import Ask, Method
from tests.fakes.slack.refusals import Refused
from tests.fakes.slack.web_chat import direct
from tests.fakes.slack.world import Channel

SCOPED = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}
TYPES = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}


def described(ask: Ask, channel: Channel) -> Json:
    """A channel as the vendor describes it to this bot."""
    if channel.is_im:
        other = next(iter(channel.members - {ask.installation.bot_user_id}), "")
        return {
            "id": channel.id,
            "created": channel.created,
            "is_archived": channel.is_archived,
            "is_im": True,
            "is_org_shared": channel.is_org_shared,
            "context_team_id": ask.installation.team_id,
            "user": other,
            "is_user_deleted": ask.vendor.world.users[other].deleted if other else False,
            "is_ext_shared": channel.is_ext_shared,
        }
    shared = channel.is_ext_shared or channel.is_org_shared
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "group",
        "is_im": False,
        "is_mpim": channel.is_mpim,
        "is_private": channel.is_private,
        "created": channel.created,
        "creator": channel.creator,
        "is_archived": channel.is_archived,
        "is_general": False,
        "unlinked": 0,
        "is_shared": shared,
        "is_ext_shared": channel.is_ext_shared,
        "is_org_shared": channel.is_org_shared,
        "is_pending_ext_shared": bool(channel.pending_teams),
        "pending_shared": [],
        "pending_connected_team_ids": sorted(channel.pending_teams),
        "context_team_id": ask.installation.team_id,
        "conversation_host_id": channel.team_id,
        "shared_team_ids": sorted(channel.connected_teams),
        "internal_team_ids": [],
        "connected_team_ids": sorted(channel.connected_teams - {ask.installation.team_id}) if shared else [],
        "is_member": ask.inside(channel),
        "previous_names": [],
        "num_members": len(channel.members),
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": channel.purpose, "creator": "", "last_set": 0},
    }


def info(ask: Ask) -> Json:
    """`conversations.info`."""
    channel = ask.channel()
    ask.require(f"{SCOPED[channel.kind]}:read")
    body = described(ask, channel)
    if not ask.flag("include_num_members"):
        body.pop("num_members", None)
    return {"channel": body}


def open_direct(ask: Ask) -> Json:
    """`conversations.open`: the direct conversation with one person."""
    if ask.text("channel"):
        return {"channel": {"id": ask.channel().id}, "no_op": True, "already_open": True}
    users = [user for user in ask.text("users").split(",") if user]
    if not users:
        raise Refused("users_list_not_supplied")
    if len(users) > 1:
        raise Refused("missing_scope", extra={"needed": "mpim:write", "provided": ",".join(ask.installation.scopes)})
    known = {channel.id for channel in ask.vendor.world.channels.values()}
    channel = direct(ask, users[0], unknown="user_not_found", gone="user_disabled")
    body = described(ask, channel) if ask.flag("return_im") else {"id": channel.id}
    return {"channel": body} | ({"no_op": True, "already_open": True} if channel.id in known else {})


def history(ask: Ask) -> Json:
    """`conversations.history`: newest first, between `oldest` and `latest`."""
    channel = _readable(ask)
    messages = [m for m in ask.vendor.timeline.public(channel.id) if _between(ask, m.ts)]
    metadata = ask.flag("include_all_metadata")
    page = ask.paged("messages", [m.wire(with_metadata=metadata) for m in reversed(messages)], *_width(ask, 100, 999))
    return page | {"has_more": bool(page["response_metadata"]["next_cursor"]), "pin_count": 0}


def replies(ask: Ask) -> Json:
    """`conversations.replies`: a message, then what was answered under it, oldest first."""
    channel, ts = _readable(ask), ask.needed("ts")
    if ask.vendor.timeline.find(channel.id, ts) is None:
        raise Refused("thread_not_found")
    metadata = ask.flag("include_all_metadata")
    thread = [m for m in ask.vendor.timeline.thread(channel.id, ts) if m.ts == ts or _between(ask, m.ts)]
    page = ask.paged("messages", [m.wire(with_metadata=metadata) for m in thread], *_width(ask, 1000, 1000))
    return page | {"has_more": bool(page["response_metadata"]["next_cursor"])}


def members(ask: Ask) -> Json:
    """`conversations.members`: the ids of everybody inside."""
    channel = ask.channel()
    ask.require(f"{SCOPED[channel.kind]}:read")
    ids = [{"id": member} for member in sorted(channel.members)]
    page = ask.paged("members", ids)
    return page | {"members": [member["id"] for member in page["members"]]}


def listed(ask: Ask) -> Json:
    """`conversations.list`: the channels this bot may know, of the kinds asked for."""
    return _page(ask, [c for c in ask.vendor.world.channels.values() if ask.sees(c)])


def of_user(ask: Ask) -> Json:
    """`users.conversations`: the channels a person is in, or this bot."""
    who = ask.text("user") or ask.installation.bot_user_id
    if who != ask.installation.bot_user_id:
        ask.person(who)
    return _page(ask, [c for c in ask.vendor.world.channels.values() if ask.sees(c) and who in c.members])


def join(ask: Ask) -> Json:
    """`conversations.join`: public channels of the bot's own workspace only."""
    channel = ask.channel()
    if not channel.public:
        raise Refused("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise Refused("is_archived")
    ask.vendor.world.join(channel, ask.bot)
    return {"channel": described(ask, channel)}


def _page(ask: Ask, channels: list[Channel]) -> Json:
    kinds = set()
    for name in ask.text("types", "public_channel").split(","):
        kind = TYPES.get(name.strip())
        if kind is None:
            raise Refused("invalid_types")
        ask.require(f"{SCOPED[kind]}:read")
        kinds.add(kind)
    keep = [c for c in channels if c.kind in kinds and not (ask.flag("exclude_archived") and c.is_archived)]
    return ask.paged("channels", [described(ask, channel) for channel in keep])


def _readable(ask: Ask) -> Channel:
    if ask.vendor.script.history_unreadable:
        raise Refused(ask.vendor.script.history_unreadable)
    channel = ask.channel()
    ask.require(f"{SCOPED[channel.kind]}:history")
    if not ask.inside(channel):
        raise Refused("not_in_channel")
    return channel


def _width(ask: Ask, default: int, most: int) -> tuple[int, int]:
    if ask.vendor.limits.narrow_history:
        ask.args["limit"] = min(ask.number("limit", 15, most), 15)
        return 15, 15
    return default, most


def _between(ask: Ask, ts: str) -> bool:
    oldest, latest = float(ask.text("oldest", "0") or 0), float(ask.text("latest", "inf") or "inf")
    stamp = float(ts)
    if ask.flag("inclusive"):
        return oldest <= stamp <= latest
    return oldest < stamp < latest


METHODS = {
    "conversations.info": Method(info, 3),
    "conversations.open": Method(open_direct, 3, "im:write"),
    "conversations.history": Method(history, 3),
    "conversations.replies": Method(replies, 3),
    "conversations.members": Method(members, 4),
    "conversations.list": Method(listed, 2),
    "conversations.join": Method(join, 3, "channels:join"),
    "users.conversations": Method(of_user, 3),
}
