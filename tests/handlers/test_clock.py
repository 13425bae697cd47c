"""The heartbeat: it comes, it never overlaps, and nothing a tick does stops it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from structlog.testing import capture_logs

from handlers.clock import Ticker

Tickers = Callable[[Callable[[], Awaitable[None]]], Ticker]


@pytest.fixture
async def tickers() -> AsyncIterator[Tickers]:
    """Starts fast tickers and stops them."""
    made: list[Ticker] = []

    def make(tick: Callable[[], Awaitable[None]]) -> Ticker:
        made.append(Ticker(tick, every=0.02))
        made[-1].start()
        return made[-1]

    yield make
    for ticker in made:
        await ticker.stop(grace=0)


class Count:
    """Counts ticks and tells when there were enough."""

    def __init__(self, enough: int) -> None:
        self.ticks = 0
        self.enough = enough
        self.reached = asyncio.Event()

    async def tick(self) -> None:
        self.ticks += 1
        if self.ticks >= self.enough:
            self.reached.set()


async def within(seconds: float, what: Awaitable[object]) -> None:
    await asyncio.wait_for(what, seconds)


async def test_ticks_come_one_after_another_until_the_stop(tickers: Tickers) -> None:
    count = Count(5)
    ticker = tickers(count.tick)
    await within(5, count.reached.wait())
    await ticker.stop()
    after = count.ticks
    await asyncio.sleep(0.1)
    assert count.ticks == after


async def test_the_first_tick_comes_at_once() -> None:
    count = Count(1)
    ticker = Ticker(count.tick, every=3600)
    ticker.start()
    await within(5, count.reached.wait())
    await ticker.stop()
    assert count.ticks == 1


async def test_a_tick_that_raises_is_told_without_its_message_and_the_next_one_comes(
    tickers: Tickers, caplog: pytest.LogCaptureFixture
) -> None:
    count = Count(3)

    async def trip() -> None:
        await count.tick()
        raise RuntimeError("ana@acme.example wrote: never again")

    with capture_logs() as told, caplog.at_level(logging.DEBUG):
        ticker = tickers(trip)
        await within(5, count.reached.wait())
        await ticker.stop()
    assert (told[0]["event"], told[0]["error"]) == ("tick failed", "RuntimeError")
    assert "trip" in told[0]["at"]
    assert "never again" not in str(told) + caplog.text


async def test_a_stray_cancellation_does_not_stop_the_ticks(tickers: Tickers) -> None:
    count = Count(3)

    async def stray() -> None:
        await count.tick()
        raise asyncio.CancelledError

    tickers(stray)
    await within(5, count.reached.wait())


async def test_a_slow_tick_is_never_overtaken_by_the_next(tickers: Tickers, caplog: pytest.LogCaptureFixture) -> None:
    inside = most = 0
    count = Count(3)

    async def slow() -> None:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        await asyncio.sleep(0.1)  # five beats long
        inside -= 1
        await count.tick()

    tickers(slow)
    await within(5, count.reached.wait())
    assert most == 1
    assert caplog.records == []


async def test_a_stop_waits_for_the_tick_under_way_and_cuts_off_one_that_does_not_end(tickers: Tickers) -> None:
    began, may_end, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def long() -> None:
        began.set()
        await may_end.wait()
        ended.set()

    patient = tickers(long)
    await within(5, began.wait())
    stopping = asyncio.create_task(patient.stop(grace=5))
    may_end.set()
    await within(5, stopping)
    assert ended.is_set()

    for event in (began, may_end, ended):
        event.clear()
    hasty = tickers(long)
    await within(5, began.wait())
    await within(5, hasty.stop(grace=0))
    await within(5, hasty.stop())
    assert not ended.is_set()


async def test_a_ticker_can_start_again_but_not_twice(tickers: Tickers) -> None:
    count = Count(1)
    ticker = tickers(count.tick)
    with pytest.raises(RuntimeError, match="already"):
        ticker.start()
    await ticker.stop()
    count.reached.clear()
    ticker.start()
    await within(5, count.reached.wait())
