"""Notes that the bot has left a tenant, or is back, where a platform tells of each team and chat alone."""

from dataclasses import replace

import structlog

from bot.actions.install import uninstall
from bot.bot import Bot
from storage import installations, references

log = structlog.get_logger()


async def left_everywhere(bot: Bot, lane: str) -> bool:
    """Note that the bot was removed from the workspace `lane` if no place and nobody's own chat is left to it there.

    False while one is left, and when that was known. To be asked after a removal that the platform told of.
    """
    return not await _is_in(bot, lane) and await uninstall(bot, lane)


async def back_somewhere(bot: Bot, lane: str) -> bool:
    """Note that the bot is let in again somewhere in a workspace that it had left; False when it had not, or is not."""
    known = await installations.at(bot.database, lane)
    if known is None or known.gone_at is None or not await _is_in(bot, lane):
        return False
    await installations.save(bot.database, replace(known, gone_at=None, purge_at=None))
    log.info("installed", lane=lane, again=True)
    return True


async def _is_in(bot: Bot, lane: str) -> bool:
    organisation_id = await bot.database.organisation_of(lane)
    if organisation_id is None:
        return False
    async with bot.database.read(organisation_id) as work:
        return await references.is_in_anywhere(work, lane)
