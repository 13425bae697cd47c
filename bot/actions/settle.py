"""Works off everything that is due at this moment, and everything that follows from it at the same moment."""

from datetime import datetime

from bot.actions.agenda import next_due
from bot.actions.tick import tick
from bot.bot import Bot
from bot.clock import SetClock
from bot.durable import DurableQueue

MOST_TURNS = 200


async def settle(bot: Bot, queue: DurableQueue) -> None:
    """Tick until nothing is due any more; RuntimeError when the same work stays due for ever, which is a bug."""
    for _ in range(MOST_TURNS):
        if not await tick(bot):
            return
        await queue.idle()
    raise RuntimeError("work stays due however often it is done")


async def pass_time(bot: Bot, queue: DurableQueue, clock: SetClock, until: datetime) -> None:
    """Move the clock to `until`, halting at every instant at which something is due to do it there."""
    await settle(bot, queue)
    while (due := await next_due(bot)) is not None and due <= until:
        clock.put(due)
        await settle(bot, queue)
    clock.put(until)
    await settle(bot, queue)
