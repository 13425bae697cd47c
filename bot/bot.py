"""What every action is handed: the memory, the clock, the queue, the mouths, and the rules of the house."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain.handoffs import Tracker
from bot.domain.haste import MOST_CHANGES, Haste
from bot.domain.rooms import HeardInRooms
from bot.durable import Queue
from bot.ids import Ids
from bot.insights.worker import Thinker
from bot.ports import IssueTracker, Messenger, Writer
from storage.database import Database
from storage.lookups import Lookups
from storage.open_asks import OpenAsks


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What operators may set about the bot's manners."""

    send_delay: timedelta = timedelta(minutes=2)
    grace: timedelta = timedelta(hours=6)
    admins: frozenset[str] = frozenset()
    """Identities, spelt out, whose owners are admins from the first thing they do on."""
    organisation: str = ""
    """Which one the command line means where there are several: its name, or a workspace such as `slack:T0123`."""
    address: str = ""
    """Where people reach the web server, e.g. `https://council.example.com`; empty where that is not known."""
    finer_english: bool = False
    """Whether themes are read with the second encoder too; it is installed then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """One running bot; made once by `bot.app`."""

    database: Database
    clock: Clock
    ids: Ids
    queue: Queue
    messengers: Mapping[str, Messenger]
    """By platform."""
    thinker: Thinker
    trackers: Mapping[Tracker, IssueTracker] = field(default_factory=dict)
    """Where suggestions are handed to; those that the operator has set up."""
    writer: Writer | None = None
    """The language model that names themes; None where none is set up."""
    policy: Policy = field(default_factory=Policy)
    open_asks: OpenAsks = field(default_factory=OpenAsks)
    lookups: Lookups = field(default_factory=Lookups)
    changes: Haste = field(default_factory=lambda: Haste(MOST_CHANGES))
    """How often each answer was written just now."""
    sends: Haste = field(default_factory=lambda: Haste(MOST_CHANGES))
    """How often each voice of an anonymous round was raised just now, by its mark; nothing is older than a minute."""
    heard_in_rooms: HeardInRooms = field(default_factory=HeardInRooms)
    """Which companies this process heard in which shared rooms within the last minute."""

    leaving: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once this process has been asked to end: long work stops where nothing is halfway, and another goes on."""

    def now(self) -> datetime:
        """The present instant in UTC."""
        return self.clock.now()
