"""Waits for what a group of presses is told together, each of them no longer than people can wait."""

import asyncio
from typing import TypeVar

from storage.faults import busy

T = TypeVar("T")


async def in_time(told: asyncio.Future[T], patience: float) -> T:
    """What is told within so many seconds; Refusal `database.busy` after that, and `told` is done then too.

    The library's own way to wait, made to interrupt any task, takes several times as long for every press.
    """
    alarm = asyncio.get_running_loop().call_later(patience, _too_late, told)
    try:
        return await told
    finally:
        alarm.cancel()


def _too_late(told: asyncio.Future[T]) -> None:
    if not told.done():
        told.set_exception(busy())
