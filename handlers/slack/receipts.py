"""Lets a crowd's receipts wait for its acknowledgements, and paints a receipt once for all who get the same one.

Hundreds press a button within a second: each of them must be answered within three, and their receipts may take a
moment longer. Showing one costs as much as keeping the answer.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import structlog

from bot.actions.reader import Reader
from bot.cards.parts import Card
from bot.domain.channels import Place
from bot.texts import Say
from handlers.slack.asides import Aside
from handlers.slack.blocks import Painted, paint
from handlers.slack.people import Caller

log = structlog.get_logger()
LONGEST = 5.0
"""Seconds that a receipt waits at most before one after the other is shown, also amid a crowd."""
QUIET = 0.2
"""Seconds without a press after which a crowd is over."""
HANDS = 32
"""Receipts on their way at the same time."""
MOST_OWED = 10_000
"""Receipts that wait; beyond that the oldest are not shown at all."""
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

    def __enter__(self) -> None:
        """Meanwhile a press is being kept."""
        self._under_way += 1
        if self._under_way > 1:
            self._crowded_at = asyncio.get_running_loop().time()
            return
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        self._none.clear()

    def __exit__(self, *_: object) -> None:
        self._under_way -= 1
        if not self._under_way:
            self._rest()

    async def wait(self, longest: float | None = None) -> None:
        """Return once no press waits for its acknowledgement, or after so many seconds in any case."""
        if not self._none.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(longest):
                    while not self._none.is_set():
                        await self._none.wait()
                        await asyncio.sleep(0)  # All are woken at once; whoever presses meanwhile comes first.

    def _rest(self) -> None:
        loop = asyncio.get_running_loop()
        if loop.time() > self._crowded_at + QUIET:
            self._none.set()
        else:
            self._alarm = loop.call_later(QUIET, self._none.set)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What one person is to be shown about what they pressed."""

    aside: Aside
    card: Card
    caller: Caller
    place: Place


class Owed:
    """The receipts that wait: shown a few at a time, each person's newest in the place of an older one that waits too.

    Belongs to one event loop.
    """

    def __init__(self, calm: Calm, show: Callable[[Receipt], Awaitable[None]]) -> None:
        self._calm = calm
        self._show = show
        self._waiting: OrderedDict[object, tuple[Receipt, float]] = OrderedDict()
        self._hands: set[asyncio.Task[Any]] = set()
        self._first: asyncio.Task[Any] | None = None
        """The one hand that goes on amid a crowd too, for those who wait too long."""
        self.passed_over = 0
        """Receipts that were never shown: a newer one took their place, or there were too many."""

    def owe(self, receipt: Receipt) -> None:
        """Show this one soon; another one of the same person about the same, that still waits, is not shown then."""
        aside, about = receipt.aside, receipt.card.about
        # One that takes the place of something must be shown: what it replaces could be pressed again.
        alone = not about or aside.replaces or aside.window is not None
        key = object() if alone else (aside.lane, aside.user, aside.channel, about)
        since = asyncio.get_running_loop().time()
        if (older := self._waiting.pop(key, None)) is not None:
            since = older[1]
            self.passed_over += 1
        elif len(self._waiting) >= MOST_OWED:
            self._waiting.popitem(last=False)
            self.passed_over += 1
        self._waiting[key] = receipt, since
        if len(self._hands) < HANDS and len(self._hands) < len(self._waiting):
            hand = asyncio.ensure_future(self._work())
            self._hands.add(hand)

    async def rest(self, within: float) -> None:
        """Return once nothing waits any more, or after so many seconds."""
        if self._hands:
            await asyncio.wait(list(self._hands), timeout=within)

    async def close(self) -> None:
        """Drop what still waits."""
        hands = list(self._hands)
        for hand in hands:
            hand.cancel()
        await asyncio.gather(*hands, return_exceptions=True)
        if self._waiting:
            log.warning("receipts were not shown", how_many=len(self._waiting))
            self._waiting.clear()

    async def _work(self) -> None:
        me = asyncio.current_task()
        assert me is not None
        try:
            await self._show_all(me)
        finally:
            self._hands.discard(me)  # At once: what is owed from now on needs a new hand.

    async def _show_all(self, me: "asyncio.Task[Any]") -> None:
        """Show one after the other."""
        while self._waiting:
            if self._first is None or self._first.done():
                self._first = me
            since = next(iter(self._waiting.values()))[1]
            left = max(0.0, since + LONGEST - asyncio.get_running_loop().time())
            await self._calm.wait(left if self._first is me else None)
            if self._waiting:
                _, (receipt, _since) = self._waiting.popitem(last=False)
                await self._show(receipt)


class Receipts:
    """The receipts that were painted lately."""

    def __init__(self) -> None:
        self._painted: OrderedDict[tuple[str, str, str], Painted] = OrderedDict()
        self._same: OrderedDict[tuple[str, str, int], tuple[Card, Painted]] = OrderedDict()

    def painted(self, card: Card, say_in: Callable[[str, str | None], Say], reader: Reader) -> Painted:
        """The card as somebody reads it."""
        same = reader.language, reader.zone, id(card)
        if (known := self._same.get(same)) is not None:
            return known[1]
        painted = self._like(card, say_in, reader)
        self._same[same] = card, painted  # The card is held too: so nothing else can come to stand at its address.
        if len(self._same) > MOST:
            self._same.popitem(last=False)
        return painted

    def _like(self, card: Card, say_in: Callable[[str, str | None], Say], reader: Reader) -> Painted:
        key = (reader.language, reader.zone, repr(card))
        known = self._painted.get(key)
        if known is None:
            known = self._painted[key] = paint(card, say_in(reader.language, reader.zone))
            if len(self._painted) > MOST:
                self._painted.popitem(last=False)
        return known
