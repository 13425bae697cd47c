"""The watch over the event loop sees a listener that computes or sleeps, and nothing else."""

import asyncio
import hashlib
import time
from types import CodeType

import pytest

from tests import unblocked
from tests.unblocked import OURS, WATCH


async def computes() -> None:
    """Half a second of processor time."""
    until = time.thread_time() + 0.5
    while time.thread_time() < until:
        hashlib.sha256(bytes(10_000)).digest()


async def sleeps() -> None:
    """A call that makes the whole thread wait."""
    time.sleep(0.001)  # noqa: ASYNC251 - that it is seen is what is tested


@pytest.fixture
def as_if_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands in this file counts as the product's."""
    monkeypatch.setattr(unblocked, "OURS", (*OURS, __file__))


def taken() -> list[str]:
    """What was found, which is no fault of this test."""
    found = list(WATCH.found)
    WATCH.found.clear()
    return found


@pytest.mark.usefixtures("as_if_ours")
async def test_a_listener_that_computes_or_sleeps_is_seen() -> None:
    await asyncio.create_task(computes())
    (found,) = taken()
    assert "computes computed for 0.5" in found
    await asyncio.create_task(sleeps())
    (found,) = taken()
    assert found.endswith("sleeps slept in sleep")


async def test_a_test_may_compute_and_a_thread_may_sleep() -> None:
    await asyncio.create_task(computes())
    await asyncio.to_thread(time.sleep, 0.3)
    assert isinstance(computes.__code__, CodeType)
    assert taken() == []
