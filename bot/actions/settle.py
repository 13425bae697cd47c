"""Works off everything that is due at this moment, and everything that follows from it at the same moment."""

from datetime import datetime

from bot.actions.agenda import next_due
from bot.actions.tick import tick
from bot.bot import Bot
from bot.clock import SetClock
from bot.durable import DurableQueue

SAME_AGAIN = 10
"""Turns in which the very same work is due before it is taken to be stuck."""


async def settle(bot: Bot, queue: DurableQueue) -> bool:
    """Tick until nothing is due any more, or only what waits for a later try; False when nothing was due at all.

    On a clock that stands still nothing can wait, so there stuck work is a bug and raises RuntimeError.
    """
    before: list[str] = []
    same = 0
    while due := await tick(bot, hurried=True):
        await queue.idle()
        same = same + 1 if due == before else 0
        before = due
        if same >= SAME_AGAIN:
            if isinstance(bot.clock, SetClock):
                raise RuntimeError(f"work stays due however often it is done: {due}")
            break
    return bool(before)


async def pass_time(bot: Bot, queue: DurableQueue, clock: SetClock, until: datetime) -> None:
    """Move the clock to `until`, halting at every instant at which something is due to do it there."""
    await settle(bot, queue)
    while (due := await next_due(bot)) is not None and due <= until:
        clock.put(due)
        await settle(bot, queue)
    clock.put(until)
    await settle(bot, queue)
