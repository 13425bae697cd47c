"""What each kind of Slack payload must hold, so that nothing behind the guard trips over one that lacks it.

Only what is read later is checked, and only its type: a payload may say more than we know.
"""

from collections.abc import Callable, Mapping
from typing import Any

Payload = Mapping[str, Any]
COMMAND = ("command", "channel_id", "user_id")
CHAIN = ("message", "previous_message", "item", "assistant_thread", "root")
"""Parts of an event in which the vendor's framework looks for a user or a channel, one inside the other."""
PEOPLE_OR_IDS = ("user", "channel", "team", "enterprise")
"""Given as an id, or as an object with an id."""
DEEPEST_CHAIN = 4


def fault_in(payload: Payload) -> str:
    """One word for what is wrong with the shape of a payload; empty when it is as the vendor describes it."""
    if payload.get("ssl_check") is not None and "type" not in payload:
        return ""
    if "command" in payload:
        good = _texts(payload, *COMMAND) and _optional(payload, str, "team_id", "text", "response_url", "trigger_id")
        return "" if good and "type" not in payload else "bad_command"
    kind = payload.get("type")
    check = CHECKS.get(kind) if isinstance(kind, str) else None
    if check is None:
        return "unknown_type"
    # A press goes past the framework, and a crowd's presses are what there is most of.
    good = check(payload) and (kind == "block_actions" or _frame(payload))
    return "" if good else f"bad_{kind}"


def _frame(payload: Payload) -> bool:
    """What the framework reads of every payload."""
    authorizations = payload.get("authorizations")
    if authorizations is not None and not _list_of_objects(authorizations):
        return False
    if any("authorizations" in each or not _persons(each) for each in authorizations or ()):
        return False
    addresses = payload.get("response_urls")
    return (
        _persons(payload)
        and _chained(payload)
        and (addresses is None or (_list_of_objects(addresses) and all(_texts(a, "response_url") for a in addresses)))
        and _optional(payload, str, "response_url", "team_id", "enterprise_id", "user_id", "channel_id", "thread_ts")
        and _optional(payload, str, "trigger_id", "token", "api_app_id", "callback_id")
        and _optional(payload, dict, "view", "container", "state", "function_data", "event")
    )


def _persons(part: Payload) -> bool:
    """Users, channels, teams and enterprises are ids or objects with an id."""
    for name in PEOPLE_OR_IDS:
        each = part.get(name)
        if each is None or isinstance(each, str):
            continue
        if not isinstance(each, dict) or not _optional(each, str, "id", "team_id", "enterprise_id", "name"):
            return False
    return True


def _chained(part: Payload, depth: int = 0) -> bool:
    if depth > DEEPEST_CHAIN:
        return False
    for name in CHAIN:
        each = part.get(name)
        if each is None or (name == "item" and isinstance(each, str)):
            continue
        if not isinstance(each, dict) or "authorizations" in each or "event" in each:
            return False
        if not _persons(each) or not _chained(each, depth + 1) or not _message(each):
            return False
    return True


def _message(part: Payload) -> bool:
    """What we look for in a message: its time, its author, its mark."""
    blocks, metadata = part.get("blocks"), part.get("metadata")
    if blocks is not None and not _list_of_objects(blocks):
        return False
    if metadata is not None and not (isinstance(metadata, dict) and _optional(metadata, dict, "event_payload")):
        return False
    return _optional(part, str, "ts", "thread_ts", "text", "subtype", "bot_id", "user_id", "channel_id", "team_id")


def _event_callback(payload: Payload) -> bool:
    event = payload.get("event")
    if not isinstance(event, dict) or not _texts(event, "type") or not _optional(payload, str, "event_id"):
        return False
    return (
        "event" not in event
        and "authorizations" not in event
        and _persons(event)
        and _chained(event)
        and _message(event)
        and _optional(event, str, "user_team", "source_team", "channel_type", "event_ts", "enterprise_id")
        and _optional(event, dict, "view", "tokens", "function", "inputs")
    )


def _block_actions(payload: Payload) -> bool:
    actions = payload.get("actions")
    if not _list_of_objects(actions) or not actions:
        return False
    return (
        all(_action(each) for each in actions)
        and _clicker(payload)
        and _state(payload.get("state"))
        and _surroundings(payload)
        and (payload.get("view") is None or _view(payload["view"]))
    )


def _surroundings(payload: Payload) -> bool:
    """Where a press was made, and through which installations it came."""
    message, authorizations = payload.get("message"), payload.get("authorizations")
    return (
        _optional(payload, dict, "message", "container", "state", "view")
        and _optional(payload, str, "response_url", "trigger_id", "team_id", "enterprise_id")
        and (message is None or _message(message))
        and (authorizations is None or (_list_of_objects(authorizations) and all(map(_persons, authorizations))))
    )


def _action(action: Payload) -> bool:
    if not _texts(action, "type", "action_id") or not _optional(action, str, "block_id", "action_ts", "value"):
        return False
    if not _optional(action, str, "selected_conversation", "selected_channel", "selected_user"):
        return False
    chosen, many = action.get("selected_option"), action.get("selected_options")
    return (
        _optional(action, dict, "text", "selected_option")
        and (chosen is None or (_texts(chosen, "value") and _optional(chosen, dict, "text")))
        and (many is None or (_list_of_objects(many) and all(_texts(each, "value") for each in many)))
    )


def _submission(payload: Payload) -> bool:
    view = payload.get("view")
    return _clicker(payload) and isinstance(view, dict) and _view(view) and _texts(view, "id")


def _closing(payload: Payload) -> bool:
    view = payload.get("view")
    return _clicker(payload) and isinstance(view, dict) and _view(view) and _texts(view, "id", "callback_id")


def _view(view: Payload) -> bool:
    return (
        _texts(view, "type")
        and _optional(view, str, "id", "hash", "callback_id", "private_metadata", "team_id", "app_installed_team_id")
        and _state(view.get("state"))
    )


def _state(state: object) -> bool:
    """What stands in the fields: a table of tables of objects."""
    if state is None:
        return True
    values = state.get("values") if isinstance(state, dict) else 0
    if values is None:
        return True
    if not isinstance(values, dict):
        return False
    return all(
        isinstance(fields, dict) and all(isinstance(field, dict) and _field(field) for field in fields.values())
        for fields in values.values()
    )


def _field(field: Payload) -> bool:
    return _action({"action_id": "", **field, "type": field.get("type", "")})


def _shortcut(payload: Payload) -> bool:
    return _clicker(payload) and _texts(payload, "callback_id", "trigger_id")


def _message_action(payload: Payload) -> bool:
    return _shortcut(payload) and isinstance(payload.get("message"), dict) and isinstance(payload.get("channel"), dict)


def _suggestion(payload: Payload) -> bool:
    return _clicker(payload) and _texts(payload, "action_id", "value") and _optional(payload, str, "block_id")


def _clicker(payload: Payload) -> bool:
    user = payload.get("user")
    return (
        isinstance(user, dict)
        and _texts(user, "id")
        and _optional(user, str, "team_id", "username", "name")
        and _optional(user, dict, "enterprise_user")
        and all(payload.get(name) is None or isinstance(payload[name], dict) for name in ("team", "channel"))
    )


def _texts(part: Payload, *names: str) -> bool:
    # A loop is twice as quick as `all(...)`, and this runs for every click.
    for name in names:  # noqa: SIM110
        if not isinstance(part.get(name), str):
            return False
    return True


def _optional(part: Payload, kind: type, *names: str) -> bool:
    """Each of these may be missing or null; what is there is of this type."""
    for name in names:
        each = part.get(name)
        if each is not None and not isinstance(each, kind):
            return False
    return True


def _list_of_objects(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


CHECKS: Mapping[str, Callable[[Payload], bool]] = {
    "event_callback": _event_callback,
    "url_verification": lambda payload: _texts(payload, "challenge"),
    "app_rate_limited": lambda payload: _texts(payload, "team_id"),
    "block_actions": _block_actions,
    "view_submission": _submission,
    "view_closed": _closing,
    "shortcut": _shortcut,
    "message_action": _message_action,
    "block_suggestion": _suggestion,
}
