"""What a tenant is asked in a second: messages wait for their share, and whom somebody waits for goes first."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import SetClock
from bot.ports import NotPosted
from handlers.teams.tenant_pace import LEISURE, MOST, TenantPace

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


async def calls(pace: TenantPace, clock: SetClock, many: int, *, patient: bool, lane: str = "teams:a") -> list[float]:
    """Make so many at once; returns the seconds after which each was made."""
    made: list[float] = []

    async def one() -> None:
        async with pace.call(lane, patient=patient):
            made.append((clock.now() - NOW).total_seconds())

    await asyncio.gather(*(one() for _ in range(many)))
    return made


async def test_messages_wait_until_the_second_has_room_for_them() -> None:
    clock = SetClock(NOW)
    made = await calls(TenantPace(clock), clock, 2 * MOST + 1, patient=True)
    assert made == [0.0] * MOST + [1.0] * MOST + [2.0]


async def test_each_tenant_has_a_pace_of_its_own() -> None:
    clock = SetClock(NOW)
    pace = TenantPace(clock)
    assert await calls(pace, clock, MOST, patient=True) == [0.0] * MOST
    assert await calls(pace, clock, MOST, patient=True, lane="teams:b") == [0.0] * MOST


async def test_whom_somebody_waits_for_goes_ahead_of_the_messages_and_takes_their_place() -> None:
    clock, order = SetClock(NOW), list[str]()
    pace = TenantPace(clock)
    for number in range(MOST):
        clock.put(NOW + timedelta(seconds=number / MOST))
        await calls(pace, clock, 1, patient=True)

    async def one(name: str, *, patient: bool) -> None:
        async with pace.call("teams:a", patient=patient):
            order.append(name)

    waiting = [asyncio.create_task(one(f"message {number}", patient=True)) for number in range(3)]
    await asyncio.sleep(0)
    await asyncio.gather(*waiting, one("look-up", patient=False))
    assert order == ["message 0", "look-up", "message 1", "message 2"]


async def test_nobody_who_waits_is_kept_longer_than_a_moment() -> None:
    clock = SetClock(NOW)
    pace = TenantPace(clock)
    assert await calls(pace, clock, MOST + 5, patient=False) == [0.0] * (MOST + 5)
    assert await calls(pace, clock, 1, patient=True) == [1.0]


async def test_a_message_that_finds_no_room_for_seconds_is_put_off_and_was_not_posted() -> None:
    clock = SetClock(NOW)
    with pytest.raises(NotPosted) as late:
        await calls(TenantPace(clock), clock, 6 * MOST, patient=True)
    assert late.value.everywhere
    assert late.value.retry_after == 1.0


async def test_a_clock_that_is_set_back_holds_nothing_up() -> None:
    clock = SetClock(NOW + timedelta(hours=1))
    pace = TenantPace(clock)
    await calls(pace, clock, MOST, patient=True)
    clock.__init__(NOW)  # type: ignore[misc]
    assert await calls(pace, clock, 1, patient=True) == [0.0]


async def test_a_tenant_of_which_much_is_asked_is_not_at_leisure() -> None:
    clock = SetClock(NOW)
    pace = TenantPace(clock)
    await calls(pace, clock, LEISURE - 1, patient=True)
    assert pace.is_leisurely("teams:a")
    await calls(pace, clock, 1, patient=True)
    assert not pace.is_leisurely("teams:a")
    clock.put(NOW + timedelta(seconds=1))
    assert pace.is_leisurely("teams:a")
