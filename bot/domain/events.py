"""What a platform told us of its own accord, kept until it is dealt with: an acknowledged event is never told again."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.ids import OrganisationId

REMEMBERED = timedelta(hours=26)
"""So long a key is kept, so that the same event told again has no second effect; Slack may repeat one for 24 h."""
GIVEN_UP = timedelta(days=7)
"""An event that could not be dealt with goes after this long, and what it says with it."""
LEASE = timedelta(seconds=60)
"""So long one process may take over an event; then another tries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformEvent:
    """One event, e.g. that a channel has been renamed, or that somebody replied."""

    key: str
    """See `event_key`: the same event told twice has the same key."""
    organisation_id: OrganisationId
    lane: str
    kind: str
    """The platform's own word, e.g. `member_joined_channel`."""
    payload: bytes | None = field(repr=False)
    """What came over the wire. Empty once dealt with, and from the start where it must not be kept (a reply in an
    anonymous round); None when it was sealed with a secret we no longer have."""
    received_at: datetime
    not_before: datetime
    attempt: int = 0
    worked_at: datetime | None = None


def event_key(lane: str, event_id: str) -> str:
    """What an event is known by: two workspaces never share one."""
    return f"{lane}:{event_id}"


def received(
    *, lane: str, event_id: str, kind: str, payload: bytes, organisation_id: OrganisationId, now: datetime
) -> PlatformEvent:
    """An event as it comes in."""
    return PlatformEvent(
        key=event_key(lane, event_id),
        organisation_id=organisation_id,
        lane=lane,
        kind=kind,
        payload=payload,
        received_at=now,
        not_before=now,
    )
