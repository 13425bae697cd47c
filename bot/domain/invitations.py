"""Whose channel is this: what is known of a place the bot was invited to, until somebody says what it is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.channels import Place
from bot.domain.wording import clean
from bot.ids import InvitationId, OrganisationId

LONGEST_NAME = 80
UNCOUNTED = -1
"""People from outside where the platform did not say who reads along."""
SAYS_NOTHING = frozenset(
    {
        "cab",
        "channel",
        "chat",
        "client",
        "clients",
        "collab",
        "collaboration",
        "connect",
        "cust",
        "customer",
        "customers",
        "ext",
        "external",
        "extern",
        "guest",
        "guests",
        "kunde",
        "kunden",
        "partner",
        "partners",
        "private",
        "project",
        "proj",
        "public",
        "shared",
        "slack",
        "support",
        "team",
        "teams",
        "vendor",
        "with",
        "x",
        "and",
        "und",
    }
)
"""Words in a channel's name that name no company."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelFacts:
    """What the platform tells about a channel."""

    name: str
    """What people call it there, without the `#`."""
    is_private: bool = False
    ext_shared: bool = False
    """True when people of another workspace read along."""
    companies: tuple[str, ...] = ()
    """The names of the other workspaces, as far as the platform tells them."""
    outsiders: int = 0
    """How many people there are not the vendor's own; UNCOUNTED where nobody can tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """The bot was taken into a channel and waits to be told whose it is; nothing is posted before."""

    id: InvitationId
    organisation_id: OrganisationId
    place: Place
    name: str
    """What people call the channel."""
    company: str
    """The customer's name as guessed, or as somebody typed it; empty where nothing suggests one."""
    inviter: str
    """The identity of whoever invited the bot; empty where the platform does not say."""
    outsiders: int
    """How many people there are not the vendor's own; UNCOUNTED where nobody can tell."""
    companies: int
    """How many other workspaces read along."""
    invited_at: datetime
    settled_at: datetime | None = None

    @property
    def counted(self) -> int:
        """How many people from outside are known to be there."""
        return max(self.outsiders, 0)


def guessed_company(facts: ChannelFacts, own_names: Sequence[str]) -> str:
    """The customer's name: the connected workspace's own, or what is left of the channel's (`#shared-acme-northwind`).

    `own_names` are the vendor's names. Empty when nothing is left, or several companies read along.
    """
    own = {word for name in own_names for word in _words(name)}
    others = [tidy for name in facts.companies if (tidy := _tidy(name)) and not set(_words(tidy)) <= own]
    if others:
        return others[0] if len(others) == 1 else ""
    left = [word for word in _words(facts.name) if word not in own | SAYS_NOTHING and not word.isdigit()]
    return _tidy(" ".join(word.capitalize() for word in left))


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", name.casefold())


def _tidy(name: str) -> str:
    return " ".join(clean(name, LONGEST_NAME).text.split())
