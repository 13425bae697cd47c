"""One payload of each kind that Slack sends, with the fields that come with it, and how it is put on the wire."""

import json
from typing import Any
from urllib.parse import quote_plus, urlencode

FORM, JSON = "application/x-www-form-urlencoded", "application/json"

PERSON = {"id": "U1ANA", "username": "ana", "name": "ana", "team_id": "T9ACME"}
FRAME = {"token": "x", "api_app_id": "A1", "is_enterprise_install": False, "enterprise": None}
VIEW = {
    "id": "V1",
    "team_id": "T1VENDOR",
    "type": "modal",
    "callback_id": "write",
    "hash": "1.abc",
    "private_metadata": "write:abc",
    "state": {"values": {"b1": {"a1": {"type": "plain_text_input", "value": "Offline, bitte 🙂 100%"}}}},
    "app_installed_team_id": "T1VENDOR",
}
PAYLOADS: dict[str, dict[str, Any]] = {
    "block_actions": FRAME
    | {
        "type": "block_actions",
        "user": PERSON,
        "team": {"id": "T1VENDOR", "domain": "vendor"},
        "container": {"type": "message", "message_ts": "1.2", "channel_id": "C1", "is_ephemeral": False},
        "trigger_id": "1.2.3",
        "channel": {"id": "C1", "name": "acme"},
        "message": {"type": "message", "user": "UBOT", "bot_id": "B1", "ts": "1.2", "team": "T1VENDOR", "blocks": []},
        "state": {"values": {}},
        "response_url": "https://hooks.slack.com/actions/T1/1/x",
        "actions": [
            {
                "type": "button",
                "action_id": "vote:abc",
                "block_id": "b1",
                "text": {"type": "plain_text", "text": "Offline", "emoji": True},
                "value": "vote:abc",
                "action_ts": "1548426417.840180",
            }
        ],
    },
    "view_submission": FRAME
    | {
        "type": "view_submission",
        "team": {"id": "T9ACME", "domain": "acme"},
        "user": PERSON,
        "trigger_id": "1.2.3",
        "view": VIEW,
        "response_urls": [],
    },
    "view_closed": FRAME
    | {"type": "view_closed", "team": {"id": "T9ACME"}, "user": PERSON, "view": VIEW, "is_cleared": False},
    "shortcut": FRAME
    | {
        "type": "shortcut",
        "action_ts": "1.2",
        "team": {"id": "T1"},
        "user": PERSON,
        "callback_id": "x",
        "trigger_id": "1",
    },
    "message_action": FRAME
    | {
        "type": "message_action",
        "action_ts": "1.2",
        "team": {"id": "T1"},
        "user": PERSON,
        "channel": {"id": "C1", "name": "acme"},
        "callback_id": "ask",
        "trigger_id": "1",
        "message_ts": "1.2",
        "response_url": "https://hooks.slack.com/x",
        "message": {"type": "message", "user": "U2", "ts": "1.2", "text": "hello"},
    },
    "block_suggestion": FRAME
    | {
        "type": "block_suggestion",
        "user": PERSON,
        "team": {"id": "T1"},
        "container": {"type": "view", "view_id": "V1"},
        "action_id": "who",
        "block_id": "b",
        "value": "ac",
        "view": VIEW,
    },
    "event_callback": {
        "token": "x",
        "team_id": "T9ACME",
        "context_team_id": "T1VENDOR",
        "context_enterprise_id": None,
        "api_app_id": "A1",
        "type": "event_callback",
        "event_id": "Ev1",
        "event_time": 1,
        "is_ext_shared_channel": True,
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": "T1VENDOR",
                "user_id": "UBOT",
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "event": {
            "type": "message",
            "subtype": "message_changed",
            "channel": "C1",
            "channel_type": "channel",
            "ts": "1.3",
            "message": {
                "type": "message",
                "user": "U1ANA",
                "ts": "1.2",
                "text": "hi",
                "blocks": [{"type": "rich_text"}],
            },
            "previous_message": {"type": "message", "user": "U1ANA", "ts": "1.2", "text": "h"},
        },
    },
    "url_verification": {"token": "x", "type": "url_verification", "challenge": "3eZbrw1a"},
    "app_rate_limited": {"token": "x", "type": "app_rate_limited", "team_id": "T1", "minute_rate_limited": 1},
}
COMMAND = {
    "token": "x",
    "team_id": "T1VENDOR",
    "team_domain": "vendor",
    "channel_id": "C1",
    "channel_name": "general",
    "user_id": "U1",
    "user_name": "pia",
    "command": "/cab",
    "text": 'poll "Was zuerst?" A B + 100%',
    "response_url": "https://hooks.slack.com/commands/T1/1/x",
    "trigger_id": "1.2",
    "api_app_id": "A1",
    "is_enterprise_install": "false",
}
EVENTS = ("event_callback", "url_verification", "app_rate_limited")


def encoded(payload: Any) -> tuple[bytes, str]:
    """The payload as Slack puts it on the wire."""
    if isinstance(payload, dict) and payload.get("type") in EVENTS:
        return json.dumps(payload).encode(), JSON
    if isinstance(payload, dict) and "command" in payload:
        return urlencode(payload).encode(), FORM
    return b"payload=" + quote_plus(json.dumps(payload)).encode(), FORM
