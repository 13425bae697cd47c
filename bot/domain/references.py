"""How a place or a person is reached on a platform that needs more than their address: what it told us last."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.ids import OrganisationId


class Scope(StrEnum):
    """What a reference leads to."""

    PERSONAL = "personal"
    """One person, and their own chat with the bot."""
    CHANNEL = "channel"
    GROUP = "group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """The way to one place or one person, as a verified request named it last.

    Only what the platform signed may write here: whoever could, could have messages sent elsewhere.
    """

    organisation_id: OrganisationId
    address: str
    """The place or the person, spelt `platform:workspace:id`."""
    scope: Scope
    service_url: str
    """Where the platform takes what we send to it."""
    conversation: str = ""
    """The conversation's own id; of a person the chat with the bot, empty until there is one."""
    user: str = ""
    """How the platform calls the person towards this bot; empty for a place."""
    bot_user: str = ""
    """How it calls the bot there."""
    team: str = ""
    """The team a channel belongs to; empty elsewhere."""
    name: str = ""
    """What people call the channel; nothing of a person."""
    outside: bool = False
    """True for a person of another tenant than the workspace's, as a list of members said: no chat can be opened."""
    active: bool = True
    """False once the bot was removed there, or somebody has blocked it."""
    seen_at: datetime


def refreshed(known: Reference | None, heard: Reference) -> Reference:
    """What is known after `heard`: what it does not say stays as it was, the rest is replaced.

    A chat that was closed is not open again because its owner was heard elsewhere.
    """
    if known is None:
        return heard
    return replace(
        heard,
        conversation=heard.conversation or (known.conversation if known.active else ""),
        user=heard.user or known.user,
        bot_user=heard.bot_user or known.bot_user,
        team=heard.team or known.team,
        name=heard.name or known.name,
        outside=heard.outside or known.outside,
    )


def same_way(one: Reference, other: Reference) -> bool:
    """True when both lead to the same, whenever they were heard."""
    return replace(one, seen_at=other.seen_at) == other
