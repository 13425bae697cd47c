"""Which companies sit in a room that several share, and which of them must never see each other."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.accounts import Account
from bot.ids import AccountId, ChannelId, OrganisationId

NOTED_FOR = timedelta(minutes=1)
"""So long a process does not note again that a company was heard in a room."""
MOST_NOTED = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomCompany:
    """One company in one shared room: named by whoever set the room up, or heard there."""

    organisation_id: OrganisationId
    channel_id: ChannelId
    account_id: AccountId
    since: datetime
    """A whole day: when exactly somebody was first heard is nobody's business."""


class HeardInRooms:
    """Remembers whom this process heard where just now, so that a busy room costs one note a minute and company."""

    def __init__(self) -> None:
        self._at: dict[tuple[ChannelId, AccountId], datetime] = {}

    def is_news(self, channel_id: ChannelId, account_id: AccountId, now: datetime) -> bool:
        """True once a minute for each company in each room."""
        known = self._at.get((channel_id, account_id))
        if known is not None and known <= now < known + NOTED_FOR:
            return False
        if len(self._at) >= MOST_NOTED:
            self._at.clear()
        self._at[channel_id, account_id] = now
        return True

    def forget(self, channel_id: ChannelId, account_id: AccountId) -> None:
        """It came to nothing: the next time is news again."""
        self._at.pop((channel_id, account_id), None)


def rivals_among(accounts: Iterable[Account]) -> tuple[Account, ...]:
    """Those of `accounts` that share a rival group with another of them, in order of their names; mostly none."""
    grouped = [each for each in {each.id: each for each in accounts}.values() if each.rival_group]
    count = Counter(each.rival_group for each in grouped)
    return tuple(sorted((each for each in grouped if count[each.rival_group] > 1), key=lambda each: each.name))
