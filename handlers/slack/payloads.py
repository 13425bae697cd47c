"""Reads what Slack sends: who did something, where, with which button, and what they ticked or typed."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from bot.commands.words import NAMES_SOMEBODY
from bot.domain.channels import Place
from bot.ids import Token
from handlers.slack.people import Caller

Payload = Mapping[str, Any]
FIELD = "field:"
"""In front of a button's press when the person is to write something first."""
MARK = "m:"
"""In front of a message's own token, in the name of its first block."""


def caller_of(payload: Payload, lane: str) -> Caller:
    """Who did it. An outsider's workspace stands with the user, never with the payload."""
    match payload:
        case {"command": str()}:
            return Caller(
                lane=lane,
                user=str(payload["user_id"]),
                team=str(payload.get("team_id") or lane.partition(":")[2]),
                enterprise=str(payload.get("enterprise_id") or ""),
                name=str(payload.get("user_name") or ""),
            )
        case {"user": {"id": str(user)}}:
            about: Payload = payload["user"]
            return Caller(
                lane=lane,
                user=user,
                team=str(about.get("team_id") or team_of(payload)),
                enterprise=str((about.get("enterprise_user") or {}).get("enterprise_id") or ""),
                name=str(about.get("name") or about.get("username") or ""),
            )
        case _:
            raise ValueError("a payload without a user")


def team_of(payload: Payload) -> str:
    """The workspace the payload speaks of: the installed one for its own people, perhaps another for outsiders."""
    team = payload.get("team")
    return str(team["id"]) if isinstance(team, Mapping) and team.get("id") else str(payload.get("team_id") or "")


@lru_cache(maxsize=4_096)
def place_of(lane: str, channel: str) -> Place:
    """A channel or direct message as the product names it, reached through the installation `lane`."""
    platform, _, workspace = lane.partition(":")
    return Place(platform=platform, workspace=workspace, id=channel or "-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """One button, select or menu entry."""

    wire: str
    """`kind:token`, as we put it there."""
    field: bool
    """True when the press is complete only with a text."""
    label: str
    picked: tuple[Token, ...]
    text: str
    at: datetime


def pressed_in(payload: Payload) -> Pressed | None:
    """The press of a `block_actions` payload; None for what is no press (a tick, a text being typed)."""
    action = payload["actions"][0]
    wire, label, text = "", "", ""
    match action:
        case {"type": "button"}:
            wire = str(action.get("value") or "")
            label = str((action.get("text") or {}).get("text") or "")
        case {"type": "overflow" | "static_select" | "radio_buttons", "selected_option": {"value": str(wire)}}:
            label = str((action["selected_option"].get("text") or {}).get("text") or "")
        case {"type": "conversations_select" | "channels_select"}:
            wire = str(action["action_id"]).partition("|")[2]
            text = str(action.get("selected_conversation") or action.get("selected_channel") or "")
            if not text:
                return None
        case _:
            return None
    field = wire.startswith(FIELD)
    wire = wire.removeprefix(FIELD)
    return Pressed(
        wire=wire,
        field=field or wire.partition(":")[0] in ("write", "comment", "tell"),
        label=label,
        picked=_picked(payload, wire),
        text=text,
        at=moment(str(action.get("action_ts") or "0")),
    )


def is_channel_choice(payload: Payload) -> bool:
    """True when somebody chose a channel from a list."""
    return payload["actions"][0].get("type") in ("conversations_select", "channels_select")


def _picked(payload: Payload, wire: str) -> tuple[Token, ...]:
    """What is ticked in the list that belongs to this press: its block is named after the press."""
    values = (payload.get("state") or {}).get("values") or {}
    found: list[Token] = []
    for block_id, fields in values.items():
        if block_id.partition(":")[2] != wire:
            continue
        for field in fields.values():
            found += [Token(str(option["value"]).partition(":")[2]) for option in (field.get("selected_options") or ())]
    return tuple(found)


def moment(ts: str) -> datetime:
    """The instant that one of the vendor's time stamps names; the epoch where it is none."""
    try:
        return datetime.fromtimestamp(float(ts), UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)


def mark_of(message: Payload) -> Token | None:
    """The token by which a message of ours is recognised; None for anybody else's."""
    metadata = (message.get("metadata") or {}).get("event_payload") or {}
    if metadata.get("token"):
        return Token(str(metadata["token"]))
    for block in message.get("blocks") or ():
        name = str(block.get("block_id") or "")
        if name.startswith(MARK):
            return Token(name.removeprefix(MARK))
    return None


def stands_in_public(payload: Payload) -> bool:
    """True for a press on a message that several people see, or on one that carries a mark; an aside has none."""
    container, message = payload.get("container") or {}, payload.get("message") or {}
    if container.get("type") != "message" or container.get("is_ephemeral"):
        return False
    direct = str(container.get("channel_id") or "").startswith("D")
    return not direct or mark_of(message) is not None


_LINK = re.compile(r"<(https?://[^|>\s]+|mailto:[^|>\s]+)(?:\|([^>]*))?>")
_NAMED = re.compile(r"<([@#])([A-Z0-9]+)(?:\|([^>]*))?>")
_MENTION = re.compile(r"^\s*<@[A-Z0-9]+(?:\|[^>]*)?>\s*:?")


def plain(text: str) -> str:
    """What somebody typed, as they typed it: links as addresses, names as names, nothing escaped.

    A command about somebody keeps who is meant: `<@U123>`.
    """
    meant = NAMES_SOMEBODY.match(text) is not None
    text = _LINK.sub(lambda found: found[2] or found[1].removeprefix("mailto:"), text)
    text = _NAMED.sub(lambda found: _name(found, meant=meant), text)
    return html.unescape(text)


def _name(found: re.Match[str], *, meant: bool) -> str:
    if meant and found[1] == "@":
        return f"<@{found[2]}>"
    return f"{found[1]}{found[3]}" if found[3] else found[0]


def without_mention(text: str) -> str:
    """What stands behind the bot's name at the beginning of a message."""
    return _MENTION.sub("", text).strip()
