"""Renews a workspace's token before it ends: once, however many tasks and processes find that it is time.

A refresh token works once. So whoever renews first takes a lease on the very grant they read; everybody else goes on
with the old token while it lasts, or waits for the new one.
"""

from collections.abc import Awaitable, Callable

import structlog

from bot.bot import Bot
from bot.domain.installations import LEASE, PAUSE, Grant, Installation
from bot.errors import Refusal
from bot.ports import NotPosted, Permanent, Unknown
from storage import installations

log = structlog.get_logger()
Exchange = Callable[[Grant], Awaitable[Grant]]
"""Asks the platform for the grant that takes this one's place; raises NotPosted, Unknown or Permanent."""
TRIES, LOOKS = 5, 24
BETWEEN = 0.5
"""Seconds between two tries to keep a new token, and between two looks whether somebody else has one."""


async def renew(bot: Bot, lane: str, exchange: Exchange) -> Installation | None:
    """The installation as it stands now, its token renewed if it was time and nobody else was at it.

    What the platform says against it is raised on (NotPosted, Unknown, Permanent): the old token goes on, and the next
    try is a minute later.
    """
    one = await installations.at(bot.database, lane)
    now = bot.now()
    if one is None or not one.wants_renewal(now) or not one.renewal_is_free(now):
        return one
    if not await installations.lease(bot.database, one, now=now, until=now + LEASE):
        return await installations.at(bot.database, lane)
    try:
        grant = await exchange(one.grant)
    except (NotPosted, Unknown, Permanent) as wrong:
        why = wrong.reason if isinstance(wrong, Permanent) else type(wrong).__name__
        log.error("token was not renewed", lane=lane, why=why, ends=str(one.grant.expires_at))
        await installations.pause(bot.database, one, bot.now() + PAUSE)
        raise
    return await _kept(bot, one, grant)


async def awaited(bot: Bot, lane: str) -> Installation | None:
    """The installation once somebody else has renewed its token, or as it is when they have not after 12 seconds."""
    one = await installations.at(bot.database, lane)
    for _ in range(LOOKS):
        if one is None or one.works(bot.now()) or one.renewal_is_free(bot.now()):
            break
        await bot.clock.sleep(BETWEEN)
        one = await installations.at(bot.database, lane)
    return one


async def _kept(bot: Bot, one: Installation, grant: Grant) -> Installation | None:
    """Put the new grant in the old one's place; it is the only copy, so a busy database is asked again."""
    for rest in reversed(range(TRIES)):
        try:
            if not await installations.renewed(bot.database, one, grant):
                log.warning("a newer token was there already", lane=one.lane)
            return await installations.at(bot.database, one.lane)
        except Refusal as refused:
            log.error("new token is not kept yet", lane=one.lane, why=refused.phrase.id)
            if not rest:
                raise
            await bot.clock.sleep(BETWEEN)
    return None
