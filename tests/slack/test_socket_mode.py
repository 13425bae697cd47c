"""Socket Mode: a silent connection is replaced, a renewed one loses nothing, and the end of all of them is said."""

import asyncio
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path
from time import perf_counter

import aiohttp
import pytest

from handlers.slack import socket
from tests.size import FULL
from tests.slack.office import Office, office
from tests.slack.running import until

CLICKS = 1_000 if FULL else 30


def test_a_silent_connection_is_noticed_within_half_a_minute_and_replaced_within_one() -> None:
    """The tests below run these spans fifty times as fast; the library gives up after four signs without an answer."""
    assert 4 * socket.PING_EVERY + socket.LOOK_EVERY <= 30
    assert socket.GIVE_UP_AFTER + 2 * socket.LOOK_EVERY <= 60
    assert socket.SELDOM <= 60


@pytest.fixture
async def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    """An office reached over a socket; it looks after its connection fifty times as often as it does in earnest."""
    monkeypatch.setattr(socket, "LOOK_EVERY", 0.1)
    monkeypatch.setattr(socket, "PING_EVERY", 0.1)
    monkeypatch.setattr(socket, "GIVE_UP_AFTER", 0.6)
    async with office(tmp_path / "cab", via="socket") as running:
        await running.slack.sockets.connected(within=10)
        yield running


async def ready(desk: Office) -> tuple[int, bool]:
    """What the process says to whoever asks whether it can work."""
    async with aiohttp.ClientSession() as session, session.get(f"{desk.address}/readyz") as answer:
        return answer.status, bool((await answer.json())["checks"]["socket"])


async def comes_true(desk: Office, wanted: tuple[int, bool]) -> None:
    """What was found out counts for a moment: so it may take one until the page tells what is."""
    async with asyncio.timeout(20):
        while await ready(desk) != wanted:  # noqa: ASYNC110 - it is asked over HTTP
            await asyncio.sleep(0.1)


async def test_a_connection_that_falls_silent_is_replaced(line: Office) -> None:
    acme, (ana,) = await line.customer("Acme", "Ana Ruiz")
    assert (await line.cab('poll "What next?" "Yes" "No"')).ok
    [dead] = line.slack.sockets.connections
    dead.fall_silent()
    await until(lambda: any(not each.silent for each in line.slack.sockets.connections))
    line.slack.sockets.connections[:] = [each for each in line.slack.sockets.connections if not each.silent]
    done = await line.press(line.latest(ana, acme), "Yes", as_=ana)
    assert done.ok, done.trouble
    assert await ready(line) == (200, True)


async def test_a_connection_that_is_renewed_under_clicks_loses_none_of_them(line: Office) -> None:
    acme, people = await line.customer("Acme", *(f"Person {number}" for number in range(CLICKS)))
    assert (await line.cab('poll "What next?" "Yes" "No"')).ok
    card = line.latest(people[0], acme)

    async def press(number: int) -> bool:
        if number % 10 == 5:
            await line.slack.sockets.disconnect("refresh_requested", only=line.slack.sockets.connections[0])
        for _ in range(5):
            done = await line.slack.people.press(card, "Yes", as_=people[number])
            if done.ok:
                return True
            await asyncio.sleep(0.2)
        return False

    for start in range(0, CLICKS, 5):
        assert all(await asyncio.gather(*(press(number) for number in range(start, start + 5))))
    await line.settle()
    assert (await line.cab("close P1")).ok
    assert f"{CLICKS} people" in line.slack.people.reads(line.pat, line.product)


async def test_where_the_socket_is_switched_off_the_process_says_it_is_not_ready_until_it_is_on_again(
    line: Office,
) -> None:
    assert line.house.slack is not None
    own = line.house.slack.socket
    assert own is not None
    assert await ready(line) == (200, True)
    await line.slack.sockets.disconnect("link_disabled")
    await line.slack.sockets.close()
    await until(lambda: own.refused)
    await comes_true(line, (503, False))
    line.slack.sockets.enabled = True
    await line.slack.sockets.connected(within=20)
    await until(lambda: not own.refused)
    await comes_true(line, (200, True))


@pytest.mark.soak
async def test_a_refused_connection_is_asked_for_seldomer_each_time_and_no_sooner_than_the_vendor_says(
    line: Office,
) -> None:
    opening = "apps.connections.open"
    assert line.house.slack is not None
    own = line.house.slack.socket
    assert own is not None
    line.slack.script.too_many(opening, "2")
    line.slack.script.http(opening, 503, times=4)
    before, began = len(line.slack.calls(opening)), perf_counter()
    line.slack.sockets.connections[0].fall_silent()
    asked: list[float] = []

    def well() -> bool:
        if len(line.slack.calls(opening)) - before > len(asked):
            asked.append(perf_counter() - began)
        return len(asked) == 6 and not own.refused

    await until(well)
    waits = [later - one for one, later in pairwise(asked)]
    assert waits[0] >= 1.9
    assert waits[-1] > 4 * socket.LOOK_EVERY
    await comes_true(line, (200, True))
