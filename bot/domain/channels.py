"""Places the bot posts to."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.errors import Refusal
from bot.ids import AccountId, BoardId, ChannelId, OrganisationId
from bot.texts import Phrase


class ChannelKind(StrEnum):
    """Who reads along in a channel."""

    CUSTOMER = "customer"
    """People of one account, and the vendor's staff."""
    SHARED_ROOM = "shared_room"
    """People of several accounts."""
    PRODUCT = "product"
    """The vendor's own product team; nothing internal is posted anywhere else."""
    DIRECT = "direct"
    """One person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An address on a platform, spelt `platform:workspace:id`, e.g. `slack:T0123:C0456`."""

    platform: str
    workspace: str
    id: str

    def __str__(self) -> str:
        return f"{self.platform}:{self.workspace}:{self.id}"

    @property
    def address(self) -> str:
        """The place without its workspace, since a shared channel is the same in both: `slack:C0456`."""
        return f"{self.platform}:{self.id}"

    @property
    def lane(self) -> str:
        """The workspace this place belongs to; all messages to one workspace go out in one lane."""
        return f"{self.platform}:{self.workspace}"

    @classmethod
    def parse(cls, text: str) -> "Place":
        """The place spelt by `text`; Refusal when it has not three parts or names no platform we know."""
        parts = text.strip().split(":", 2)
        if len(parts) != 3 or not all(parts) or parts[0].lower() not in PLATFORMS:
            raise Refusal(Phrase("place.bad", {"text": text, "platforms": ", ".join(PLATFORMS)}))
        return cls(platform=parts[0].lower(), workspace=parts[1], id=parts[2])


RIVALS = "rivals"
"""Why nothing is posted in a shared room: companies sit in it that must never see each other."""
PLATFORMS = ("console", "slack", "teams")


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A place that serves one board in one capacity."""

    id: ChannelId
    organisation_id: OrganisationId
    board_id: BoardId
    place: Place
    kind: ChannelKind
    account_id: AccountId | None
    """The one customer of a `customer` channel; None elsewhere."""
    added_at: datetime
    name: str = ""
    """What people call it there, e.g. `acme`; empty where the platform did not say."""
    paused_for: str = ""
    """Why nothing is posted there for now: `archived`, `left`, `shared`, `severed`, `rivals`; else empty."""

    def __post_init__(self) -> None:
        if (self.kind is ChannelKind.CUSTOMER) != (self.account_id is not None):
            raise Refusal(Phrase("channel.account_mismatch", {"kind": self.kind.value}))
