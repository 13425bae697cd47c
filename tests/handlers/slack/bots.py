"""A bot on a real database, with nothing else around it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from bot.bot import Bot
from bot.clock import Clock, SetClock
from bot.domain.installations import Grant
from bot.ids import Ids
from bot.insights.worker import Thinker
from handlers.queue import DbosQueue
from handlers.slack.grants import Grants
from storage.crypto import Seal
from storage.database import Database
from tests.databases import Made
from tests.fakes.slack.server import SlackStandIn
from tests.makers import TUESDAY

HOME = "slack:T0VENDOR"
"""The stand-in's own workspace."""
SECRET = b"the secret of these bots"


@asynccontextmanager
async def bot_on(made: Made, *, clock: Clock | None = None, secret: bytes = SECRET) -> AsyncIterator[Bot]:
    """One process on this database."""
    database = await Database.open(made.url, migration_url=made.owner_url, seal=Seal([secret]))
    thinker = Thinker()
    try:
        yield Bot(
            database=database,
            clock=clock or SetClock(TUESDAY),
            ids=Ids(b"the ids of all these bots"),
            queue=DbosQueue(Path("never-started.db")),
            messengers={},
            thinker=thinker,
        )
    finally:
        thinker.close()
        await database.close()


def grant(token: str = "xoxb-1", **about: object) -> Grant:
    """What Slack granted."""
    return Grant(**{"name": "Vendor", "bot_token": token, "bot_user_id": "UBOT", "bot_id": "B1"} | about)  # type: ignore[arg-type]


def asking(slack: SlackStandIn, session: aiohttp.ClientSession) -> Grants:
    """What asks the stand-in for tokens."""
    return Grants(session, api_url=slack.api_url, client_id=slack.client_id, client_secret=slack.client_secret)
