"""What every action is handed: the memory, the clock, the queue, the mouths, and the rules of the house."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.durable import Queue
from bot.ids import Ids
from bot.insights.worker import Thinker
from bot.ports import Messenger
from storage.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What operators may set about the bot's manners."""

    send_delay: timedelta = timedelta(minutes=2)
    grace: timedelta = timedelta(hours=6)


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
    policy: Policy = field(default_factory=Policy)

    def now(self) -> datetime:
        """The present instant in UTC."""
        return self.clock.now()
