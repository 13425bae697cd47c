"""The calls of the Bot Connector that speak: open a conversation, send, update, delete."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.fakes.objects import Json
from tests.fakes.teams.activities import accepted
from tests.fakes.teams.messages import APP, Message
from tests.fakes.teams.recorder import Call
from tests.fakes.teams.refusals import Refused, blocked, malformed, not_found, not_in_roster
from tests.fakes.teams.vendor import Vendor
from tests.fakes.teams.world import ChannelType, Conversation, Kind

Answered = tuple[int, Json]
"""HTTP status and body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """A conversation as a call names it, and the post in it whose thread is meant."""

    conversation: Conversation
    thread: str | None = None


def located(vendor: Vendor, id: str) -> Where:
    """The conversation behind an id, with or without `;messageid=`; 404 where there is none, 403 where the app is out.

    A team's id is that of its first channel, so that this finds teams too.
    """
    root, _, rest = id.partition(";")
    conversation = vendor.world.conversations.get(root)
    if conversation is None or conversation.deleted:
        raise not_found()
    if conversation.team_id and vendor.world.teams[conversation.team_id].deleted:
        raise not_found()
    if not _reachable(vendor, conversation):
        raise not_in_roster()
    thread = rest.removeprefix("messageid=") or None
    if thread is not None:
        first = vendor.timeline.find(root, thread)
        if first is None or conversation.kind is not Kind.CHANNEL:
            raise not_found()
    return Where(conversation=conversation, thread=thread)


def _reachable(vendor: Vendor, conversation: Conversation) -> bool:
    if conversation.channel_type is ChannelType.SHARED and not vendor.channel_features:
        return False
    if conversation.kind is Kind.PERSONAL and conversation.installed is None:
        return all(vendor.world.meets_app(p, conversation.tenant_id) for p in vendor.world.members(conversation))
    return vendor.world.has_app(conversation)


def writable(vendor: Vendor, id: str) -> Where:
    """The same, where something may be said as well."""
    where = located(vendor, id)
    team_id = where.conversation.team_id
    if where.conversation.blocked or (team_id and vendor.world.teams[team_id].archived):
        raise blocked()
    vendor.limits.speak(where.conversation.tenant_id, id)
    return where


def create(vendor: Vendor, call: Call) -> Answered:
    """Open a chat with one person, or begin a post in a channel with its first message."""
    data = call.body.get("channelData")
    data = data if isinstance(data, dict) else {}
    channel = data.get("channel")
    if isinstance(channel, dict) and channel.get("id"):
        call.conversation = str(channel["id"])
        activity = accepted(call.body.get("activity"))
        where = writable(vendor, call.conversation)
        if where.conversation.kind is not Kind.CHANNEL or where.thread:
            raise malformed("channelData.channel.id must be a channel")
        message = _said(vendor, Where(conversation=where.conversation), activity)
        return 201, {"id": message.place, "activityId": message.id}
    return _personal(vendor, call, data)


def _personal(vendor: Vendor, call: Call, data: Json) -> Answered:
    members = call.body.get("members")
    tenant = data.get("tenant")
    tenant_id = str((tenant.get("id") if isinstance(tenant, dict) else None) or call.body.get("tenantId") or "")
    if not isinstance(members, list) or len(members) != 1 or not isinstance(members[0], dict):
        raise malformed("exactly one member is needed")
    if tenant_id not in vendor.world.tenants:
        raise malformed("tenant id is needed")
    person = vendor.world.lookup(str(members[0].get("id") or ""))
    if person is None:
        raise malformed("Failed to decrypt pairwise id")
    if not vendor.world.belongs(person, tenant_id):
        raise Refused(403, "NotEnoughPermissions", "The user is not part of this tenant.")
    chat = vendor.world.personal(person, tenant_id)
    call.conversation = chat.id
    if not _reachable(vendor, chat):
        raise not_in_roster()
    if chat.blocked:
        raise blocked()
    vendor.limits.speak(tenant_id, chat.id)
    answer: Json = {"id": chat.id}
    if call.body.get("activity"):
        answer["activityId"] = _said(vendor, Where(conversation=chat), accepted(call.body["activity"])).id
    return 201, answer


def send(vendor: Vendor, call: Call) -> Answered:
    """Say something; in a channel without a thread this begins a new post."""
    activity = accepted(call.body)
    where = writable(vendor, call.conversation)
    if activity["type"] == "typing":
        return 201, {"id": vendor.stamps.fresh()}
    return 201, {"id": _said(vendor, where, activity).id}


def reply(vendor: Vendor, call: Call) -> Answered:
    """Say something beneath a message: in a channel in its thread, elsewhere as its answer."""
    where = writable(vendor, call.conversation)
    activity = accepted(call.body)
    above = vendor.timeline.find(where.conversation.id, call.activity)
    if above is None or above.deleted:
        raise Refused(404, "ActivityNotFoundInConversation", "The message to reply to was not found.")
    if activity["type"] == "typing":
        return 201, {"id": vendor.stamps.fresh()}
    beneath = Where(conversation=where.conversation, thread=where.thread or above.thread)
    return 201, {"id": _said(vendor, beneath, activity).id}


def update(vendor: Vendor, call: Call) -> Answered:
    """Replace one of the app's own messages."""
    activity = accepted(call.body)
    writable(vendor, call.conversation)
    vendor.timeline.change(_own(vendor, call), activity, vendor.stamps.at())
    return 200, {"id": call.activity}


def delete(vendor: Vendor, call: Call) -> Answered:
    """Take one of the app's own messages away."""
    writable(vendor, call.conversation)
    _own(vendor, call).deleted = True
    return 200, {}


def _own(vendor: Vendor, call: Call) -> Message:
    message = vendor.timeline.find(call.conversation, call.activity)
    if message is None or message.deleted:
        raise Refused(404, "ActivityNotFoundInConversation", "The activity was not found in the conversation.")
    if not message.from_app:
        raise Refused(403, "NotEnoughPermissions", "Only messages of the bot itself can be changed.")
    return message


def _said(vendor: Vendor, where: Where, activity: Json) -> Message:
    fresh = vendor.stamps.fresh()
    return vendor.timeline.add(where.conversation, fresh, APP, activity, vendor.stamps.at(), where.thread)


SPEAKING: dict[str, Callable[[Vendor, Call], Answered]] = {
    "create": create,
    "send": send,
    "reply": reply,
    "update": update,
    "delete": delete,
}
