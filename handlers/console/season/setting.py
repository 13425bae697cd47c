"""The stage of the demo before the curtain rises: a vendor, its board, customers, channels, polls and schedules."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.channels import ChannelKind
from handlers.console.season import cast, polls
from handlers.console.season.cast import AccountRow, PersonRow
from handlers.console.season.polls import FIRST_DAY, WEEKS, ZONE, CadenceRow, Poll, midnight

ROOM, PRODUCT = "operators-room", "product-council"
SHARES_THE_ROOM = ("aurelia", "polderzand", "kestrelmoor", "lumen")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRow:
    """A place the bot posts to."""

    key: str
    """Its id on the console platform: the account's key, or the room's name."""
    kind: ChannelKind
    accounts: tuple[str, ...]
    """Whose people sit there beside the vendor's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Everything that is there before the first poll goes out."""

    organisation: str
    board: str
    zone: str
    language: str
    workspace: str
    accounts: tuple[AccountRow, ...]
    people: tuple[PersonRow, ...]
    """Customers: thirty members, and one more who joins by answering."""
    staff: tuple[PersonRow, ...]
    channels: tuple[ChannelRow, ...]
    polls: tuple[Poll, ...]
    cadences: tuple[CadenceRow, ...]
    start: datetime
    last_ask: datetime
    """No schedule may fall due later, so that every poll closes before the end."""
    end: datetime


def setting(seed: int) -> Setting:
    """The stage for one seed."""
    customers = [
        ChannelRow(key=account.key, kind=ChannelKind.CUSTOMER, accounts=(account.key,))
        for account in cast.accounts(seed)
    ]
    last_day = FIRST_DAY + timedelta(weeks=WEEKS)
    return Setting(
        organisation="Northwind",
        board="Northwind Council",
        zone=ZONE,
        language="en",
        workspace="northwind",
        accounts=cast.accounts(seed),
        people=tuple(person for person in cast.everybody().values() if not person.staff),
        staff=tuple(person for person in cast.everybody().values() if person.staff),
        channels=(
            *customers,
            ChannelRow(key=ROOM, kind=ChannelKind.SHARED_ROOM, accounts=SHARES_THE_ROOM),
            ChannelRow(key=PRODUCT, kind=ChannelKind.PRODUCT, accounts=()),
        ),
        polls=polls.polls(),
        cadences=polls.cadences(),
        start=midnight(FIRST_DAY),
        last_ask=midnight(last_day - timedelta(weeks=1)),
        end=midnight(last_day),
    )
