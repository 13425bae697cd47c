"""Where the bot is installed, with the token that lets it speak there, and how long both last."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.ids import OrganisationId

RENEW_BEFORE = timedelta(hours=2)
"""A token that ends is renewed this long before: time enough to try again, and again, while it still works."""
LEASE = timedelta(seconds=60)
"""So long one process may take to renew a token; no other tries meanwhile, since a refresh token works once."""
PAUSE = timedelta(minutes=1)
"""After a renewal that failed."""
PURGE_AFTER_BUSINESS_DAYS = 14
"""What was learned in a workspace goes that many business days after the bot was removed from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a platform handed over at the installation; kept sealed, and never printed."""

    name: str
    """The workspace's, as people there know it."""
    bot_token: str = field(repr=False)
    bot_user_id: str
    bot_id: str = ""
    app_id: str = ""
    scopes: tuple[str, ...] = ()
    enterprise_id: str = ""
    """Of the group of workspaces it belongs to; empty where it stands alone."""
    installed_by: str = ""
    """The user id of who installed it: the first to be asked when somebody must take charge."""
    url: str = ""
    refresh_token: str = field(default="", repr=False)
    expires_at: datetime | None = None
    """When the token ends; None for one that does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """The bot in one workspace, or in a whole group of them (then the lane names the group: `slack:E…`)."""

    lane: str
    organisation_id: OrganisationId
    grant: Grant
    installed_at: datetime
    version: int = 1
    """Counts the grants: who renews one must have read the latest."""
    renewing_until: datetime | None = None
    gone_at: datetime | None = None
    """Since when the bot is removed there: nothing is sent and nothing is asked."""
    purge_at: datetime | None = None

    @property
    def whole_enterprise(self) -> bool:
        """True when it covers every workspace of a group."""
        return self.lane.partition(":")[2].startswith("E")

    def works(self, now: datetime) -> bool:
        """Whether its token may be used."""
        return self.gone_at is None and (self.grant.expires_at is None or now < self.grant.expires_at)

    def wants_renewal(self, now: datetime) -> bool:
        """Whether its token is to be renewed, now or as soon as nobody else is at it."""
        ends = self.grant.expires_at
        return (
            self.gone_at is None and bool(self.grant.refresh_token) and ends is not None and now >= ends - RENEW_BEFORE
        )

    def renewal_is_free(self, now: datetime) -> bool:
        """False while somebody renews it, or has just failed to."""
        return self.renewing_until is None or self.renewing_until <= now

    def renewal_is_late(self, now: datetime) -> bool:
        """True when renewing has failed for a while: the operator should know before the token ends."""
        ends = self.grant.expires_at
        return self.gone_at is None and ends is not None and now >= ends - RENEW_BEFORE / 2


def purge_date(gone_at: datetime) -> datetime:
    """By when everything of a workspace must be gone: 14 business days later (holidays not counted out)."""
    left, at = PURGE_AFTER_BUSINESS_DAYS, gone_at
    while left:
        at += timedelta(days=1)
        left -= at.weekday() < 5
    return at
