"""Tells whether a request has the shape of an activity, as far as anything behind the door relies on it.

The shape is the vendor's: https://github.com/microsoft/Agents/blob/main/specs/activity/protocol-activity.md.
"""

import re
from collections.abc import Mapping
from typing import Any

LONGEST = 1024
"""Characters of a name or an id."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
REQUIRED = ("type", "id", "channelId", "serviceUrl")
NAMES = ("name", "action", "locale", "timestamp", "replyToId", "textFormat")
ACCOUNT_NAMES = ("aadObjectId", "tenantId", "role")
PLACE_NAMES = ("tenantId", "conversationType")
INSIDE = ("tenant", "team", "channel", "settings", "meeting")
"""Objects of `channelData`, each with an `id` of its own."""
LISTS = ("entities", "membersAdded", "membersRemoved", "reactionsAdded", "reactionsRemoved", "attachments")


def fault_in(activity: Mapping[str, Any]) -> str:
    """One word for what is wrong with it; empty when all is well. Never raises."""
    if not all(_id(activity.get(name)) for name in REQUIRED):
        return "not_an_activity"
    if not all(_optional_id(activity, name) for name in NAMES) or not _optional(activity, "text", str):
        return "name"
    if not _account(activity.get("from")) or not _place(activity.get("conversation")):
        return "address"
    if activity.get("recipient") is not None and not _account(activity["recipient"]):
        return "recipient"
    if not all(_list_of_objects(activity.get(name)) for name in LISTS):
        return "list"
    if not _channel_data(activity.get("channelData")):
        return "channel_data"
    if activity["type"] == "invoke" and not (_id(activity.get("name")) and isinstance(activity.get("value"), dict)):
        return "invoke"
    return ""


def _account(who: object) -> bool:
    return (
        isinstance(who, dict)
        and _id(who.get("id"))
        and all(_optional_id(who, name) for name in ACCOUNT_NAMES)
        and _optional(who, "name", str)
    )


def _place(where: object) -> bool:
    return (
        isinstance(where, dict)
        and _id(where.get("id"))
        and all(_optional_id(where, name) for name in PLACE_NAMES)
        and _optional(where, "name", str)
        and _optional(where, "isGroup", bool)
    )


def _channel_data(data: object) -> bool:
    if data is None:
        return True
    if not isinstance(data, dict) or not _optional_id(data, "eventType"):
        return False
    parts = [data.get(name) for name in INSIDE]
    return all(
        part is None
        or (
            isinstance(part, dict)
            and _optional_id(part, "id")
            and _optional_id(part, "aadGroupId")
            and _optional(part, "name", str)
        )
        for part in parts
    )


def _id(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST and not _CONTROL.search(value)


def _optional_id(part: Mapping[str, Any], name: str) -> bool:
    value = part.get(name)
    return value is None or value == "" or _id(value)


def _optional(part: Mapping[str, Any], name: str, kind: type) -> bool:
    value = part.get(name)
    return value is None or isinstance(value, kind)


def _list_of_objects(value: object) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(each, dict) for each in value))
