"""Looks whether this installation can do what it should: reads only, and tells of no customer."""

from datetime import timedelta

from bot.bot import Bot
from storage import backlog
from storage.condition import Condition, condition

STILL = timedelta(minutes=5)
"""How long a message may be due, with nothing at all being posted in its workspace, before something is wrong."""
MOST_SKEW = timedelta(seconds=10)
"""How far this machine's clock may be from the database's: leases of messages last half a minute."""


async def database_condition(bot: Bot) -> Condition:
    """How the database is. Refusal where it cannot be asked."""
    return await condition(bot.database)


async def clocks_agree(bot: Bot) -> bool:
    """True when this process and the database's server think that it is the same time; a file has no clock."""
    before = bot.now()
    there = (await condition(bot.database)).time
    after = bot.now()
    return there is None or before - MOST_SKEW <= there <= after + MOST_SKEW


async def messages_move(bot: Bot) -> bool:
    """False when a workspace's messages are due and none of them goes out, though its platform is set up here."""
    now = bot.now()
    for organisation in await bot.database.organisations():
        async with bot.database.read(organisation.id) as work:
            for lane in await backlog.standing_still(work, now, now - STILL):
                if lane.partition(":")[0] in bot.messengers:
                    return False
    return True
