"""Learns, after the acknowledgement and a few at a time, how people are called who have answered for the first time.

The vendor allows about a hundred look-ups a minute in a workspace, for all processes together, and rights need theirs
at once; so a crowd's names are learnt over some minutes, and nobody's answer waits for it.
"""

import asyncio
import time
from collections import OrderedDict, deque
from datetime import date

import structlog

from bot.actions.learn import learn_names
from bot.actions.once import first_time, not_done
from bot.bot import Bot
from bot.domain.channels import Place
from bot.domain.people import Identity
from bot.errors import Refusal
from handlers.slack.people import Caller, People

log = structlog.get_logger()
A_MINUTE = 40
AT_ONCE = 8
MOST = 10_000


class Names:
    """One process's list of people whose names are still to be learnt. Belongs to one event loop."""

    def __init__(self, bot: Bot, people: People) -> None:
        self._bot = bot
        self._people = people
        self._waiting: OrderedDict[Identity, tuple[Caller, Place]] = OrderedDict()
        self._asked: deque[float] = deque()
        self._task: asyncio.Task[None] | None = None
        self._alarm: asyncio.TimerHandle | None = None

    def learn(self, caller: Caller, place: Place) -> None:
        """Find out the caller's name when there is time for it; in a list that is full, at their next press."""
        if len(self._waiting) < MOST:
            self._waiting.setdefault(caller.identity, (caller, place))
        self._wake()

    async def close(self) -> None:
        """Let the look-ups that are under way end, for a moment; the rest is learnt at people's next presses."""
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=3)

    def _wake(self) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work(), name="names")

    async def _work(self) -> None:
        try:
            while some := self._next():
                today = self._bot.now().date()
                some = [each for each in some if await self._is_ours(each[0], today)]
                described = await asyncio.gather(*(self._people.described(caller) for caller, _ in some))
                for (caller, _), who in zip(some, described, strict=True):
                    if who is None:
                        await not_done(self._bot, caller.lane, self._question(caller, today))
                seen = [(who, place) for who, (_, place) in zip(described, some, strict=True) if who is not None]
                await learn_names(self._bot, seen)
        except Refusal as refused:
            log.warning("names are not learnt now", why=refused.phrase.id)
        except Exception as broken:
            log.error("names are not learnt", error=type(broken).__name__, exc_info=broken)
        if self._waiting:
            if self._alarm is not None:
                self._alarm.cancel()
            self._alarm = asyncio.get_running_loop().call_later(60 / A_MINUTE * AT_ONCE, self._wake)

    async def _is_ours(self, caller: Caller, today: date) -> bool:
        """True for the first process that wants to know: two that heard the same crowd would ask everything twice.

        On the next day it is asked anew: a process that is killed between asking and keeping cannot take it back.
        """
        return await first_time(self._bot, caller.lane, self._question(caller, today), "name")

    def _question(self, caller: Caller, today: date) -> str:
        # Nobody's account is written down for it.
        return self._bot.ids.of("name", str(caller.identity), today.isoformat())

    def _next(self) -> list[tuple[Caller, Place]]:
        now = time.monotonic()
        while self._asked and self._asked[0] <= now - 60:
            self._asked.popleft()
        many = min(AT_ONCE, A_MINUTE - len(self._asked), len(self._waiting))
        self._asked.extend([now] * many)
        return [self._waiting.popitem(last=False)[1] for _ in range(many)]
