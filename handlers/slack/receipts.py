"""Lets a crowd's receipts wait for its acknowledgements, and paints a receipt once for all who get the same one.

Hundreds press a button within a second: each of them must be answered within three, and their receipts may take a
moment longer. Painting one costs more than keeping the answer.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from bot.actions.reader import Reader
from bot.cards.parts import Card
from bot.texts import Say
from handlers.slack.blocks import Painted, paint

LONGEST = 5.0
"""Seconds that a receipt waits at most."""
QUIET = 0.2
"""Seconds without a press after which a crowd is over."""
MOST = 512


class Calm:
    """Knows whether presses are being kept right now. Belongs to one event loop.

    A crowd's presses are kept, and acknowledged, together: that none is under way for a moment does not say that it is
    over. After somebody who presses alone there is nothing to wait for.
    """

    def __init__(self) -> None:
        self._under_way = 0
        self._crowded_at = float("-inf")
        self._alarm: asyncio.TimerHandle | None = None
        self._none = asyncio.Event()
        self._none.set()

    @contextmanager
    def pressing(self) -> Iterator[None]:
        """Meanwhile a press is being kept."""
        self._under_way += 1
        if self._under_way > 1:
            self._crowded_at = asyncio.get_running_loop().time()
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        self._none.clear()
        try:
            yield
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._rest()

    async def wait(self) -> None:
        """Return once no press waits for its acknowledgement, or after a few seconds in any case."""
        if not self._none.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(LONGEST):
                    while not self._none.is_set():
                        await self._none.wait()
                        await asyncio.sleep(0)  # All are woken at once; whoever presses meanwhile comes first.

    def _rest(self) -> None:
        loop = asyncio.get_running_loop()
        if loop.time() > self._crowded_at + QUIET:
            self._none.set()
        else:
            self._alarm = loop.call_later(QUIET, self._none.set)


class Receipts:
    """The receipts that were painted lately."""

    def __init__(self) -> None:
        self._painted: OrderedDict[tuple[str, str, str], Painted] = OrderedDict()

    def painted(self, card: Card, say_in: Callable[[str, str | None], Say], reader: Reader) -> Painted:
        """The card as somebody reads it."""
        key = (reader.language, reader.zone, repr(card))
        known = self._painted.get(key)
        if known is None:
            known = self._painted[key] = paint(card, say_in(reader.language, reader.zone))
            if len(self._painted) > MOST:
                self._painted.popitem(last=False)
        return known
