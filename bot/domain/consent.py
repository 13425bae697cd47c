"""Whether an outside AI service may read what people write: off until the vendor and the company both allow it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.rounds import Round
from bot.domain.visibility import Visibility
from bot.ids import AccountId


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What a vendor and its customers have allowed, and since when.

    What people read when they answered is what holds: a poll that was opened before both had allowed it said that no AI
    service reads along, so none ever reads its answers.
    """

    vendor_since: datetime | None = None
    """When the vendor allowed it; None while it has not."""
    account_since: Mapping[AccountId, datetime] = field(default_factory=dict)
    """When each company allowed it; those that have not are missing."""

    def since(self, account_id: AccountId) -> datetime | None:
        """From when on both have allowed it; None where one of them has not."""
        theirs = self.account_since.get(account_id)
        if theirs is None or self.vendor_since is None:
            return None
        return max(theirs, self.vendor_since)

    def covers(self, round_: Round, account_id: AccountId | None) -> bool:
        """True when an AI service may read what this company writes in that poll.

        Without a company: what anybody writes there, in a room of several companies. Never of an anonymous poll.
        """
        if account_id is None:
            return any(self.covers(round_, each) for each in self.account_since)
        since = self.since(account_id)
        if since is None or round_.visibility is Visibility.ANONYMOUS:
            return False
        return round_.opened_at is None or round_.opened_at >= since
