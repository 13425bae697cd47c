"""The keys are fetched when they are needed, seldom, and without anybody else waiting."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
import requests

from bot.clock import SetClock
from handlers.teams.key_set import KeySet, NoKeys
from tests.handlers.teams.keys_server import NOW, Microsoft, microsoft, public_entry, session, until


@asynccontextmanager
async def keys_of(vendor: Microsoft, clock: SetClock, *, patience: float = 5.0) -> AsyncIterator[KeySet]:
    """The key set under test."""
    async with session() as opened:
        key_set = KeySet(opened, f"{vendor.url}/metadata", clock=clock, timeout=patience)
        try:
            yield key_set
        finally:
            await key_set.close()


def later(clock: SetClock, **span: float) -> None:
    """Let time go by."""
    clock.put(clock.now() + timedelta(**span))


async def test_a_crowd_that_needs_a_key_asks_for_it_once() -> None:
    async with microsoft() as vendor, keys_of(vendor, SetClock(NOW)) as key_set:
        found = await asyncio.gather(*(key_set.key("one") for _ in range(50)))
        assert vendor.lists == 1
    assert all(each is not None and each.endorsements == {"msteams", "skype"} for each in found)


async def test_a_new_key_is_found_at_once_and_the_next_one_as_soon_as_a_look_is_due() -> None:
    clock = SetClock(NOW)
    async with microsoft() as vendor, keys_of(vendor, clock) as key_set:
        assert await key_set.key("one")
        vendor.listed.append(public_entry("two", 2))
        assert await key_set.key("two") is not None, "the first list was seconds old, and that is no reason to wait"
        vendor.listed.append(public_entry("three", 3))
        assert await key_set.key("three") is None
        later(clock, seconds=61)
        assert await key_set.key("three") is not None
        assert await key_set.key("one") is not None
        assert vendor.lists == 3


async def test_a_made_up_name_before_anything_else_is_looked_for_once() -> None:
    clock = SetClock(NOW)
    async with microsoft() as vendor, keys_of(vendor, clock) as key_set:
        for each in range(20):
            assert await key_set.key(f"made up {each}") is None
            later(clock, seconds=14)
        assert vendor.lists == 1


async def test_made_up_key_names_make_us_ask_once_in_five_minutes() -> None:
    clock = SetClock(NOW)
    async with microsoft() as vendor, keys_of(vendor, clock) as key_set:
        assert await key_set.key("one")
        for minute in range(60):
            later(clock, minutes=1, seconds=1)
            found = await asyncio.gather(*(key_set.key(f"made up {minute} {each}") for each in range(20)))
            assert found == [None] * 20
        assert vendor.lists == 1 + 60 // 5
        vendor.listed.append(public_entry("two", 2))
        later(clock, minutes=5)
        assert await key_set.key("two") is not None, "a key that is really new is found nevertheless"
        vendor.listed.append(public_entry("three", 3))
        later(clock, minutes=1)
        assert await key_set.key("three") is not None, "and the flood is forgotten"


async def test_a_key_server_that_does_not_answer_is_asked_again_within_a_minute() -> None:
    clock = SetClock(NOW)
    async with microsoft() as vendor, keys_of(vendor, clock, patience=0.2) as key_set:
        assert await key_set.key("one")
        vendor.hangs = True
        later(clock, minutes=2)
        assert await key_set.key("two") is None
        vendor.hangs = False
        vendor.let_go.set()
        vendor.listed.append(public_entry("two", 2))
        later(clock, seconds=61)
        assert await key_set.key("two") is not None


async def test_known_keys_are_looked_at_daily_and_nobody_waits_for_that() -> None:
    clock = SetClock(NOW)
    async with microsoft() as vendor, keys_of(vendor, clock) as key_set:
        assert await key_set.key("one")
        later(clock, hours=23)
        assert await key_set.key("one")
        assert vendor.lists == 1
        vendor.hangs, vendor.listed = True, [public_entry("one", 1, ("msteams",)), public_entry("two", 2)]
        later(clock, hours=2)
        old = await key_set.key("one")
        assert old is not None
        assert "skype" in old.endorsements
        vendor.let_go.set()
        for _ in range(2_000):
            fresh = await key_set.key("one")
            if fresh is not None and "skype" not in fresh.endorsements:
                break
            await asyncio.sleep(0.005)
        assert (vendor.lists, await key_set.key("two") is not None) == (2, True)


async def test_a_key_that_is_no_longer_listed_is_forgotten() -> None:
    clock = SetClock(NOW)
    async with microsoft() as vendor, keys_of(vendor, clock) as key_set:
        assert await key_set.key("one")
        vendor.listed = [public_entry("two", 2)]
        later(clock, minutes=2)
        assert await key_set.key("two")
        assert await key_set.key("one") is None


async def test_old_keys_serve_while_the_server_of_new_ones_hangs() -> None:
    clock = SetClock(NOW)
    async with microsoft() as vendor, keys_of(vendor, clock, patience=1.0) as key_set:
        assert await key_set.key("one")
        vendor.hangs = True
        later(clock, minutes=2)
        unknown = asyncio.create_task(key_set.key("two"))
        await until(lambda: vendor.lists == 2)
        assert await key_set.key("one") is not None
        assert not unknown.done(), "only who needs the new key waits for it"
        assert await unknown is None
        assert await key_set.key("one") is not None


@pytest.mark.parametrize(
    "listed",
    [
        [],
        [{"kid": "one"}],
        [{"kty": "RSA", "kid": "one", "n": "?", "e": "AQAB"}],
        [{"kty": "oct", "kid": "one", "k": "AAAA"}],
        [{"kty": "RSA", "kid": 7}],
        ["one", None],
        [public_entry("one", 1) | {"use": "enc"}],
    ],
)
async def test_a_list_without_a_usable_key_changes_nothing(listed: list[object]) -> None:
    clock = SetClock(NOW)
    async with microsoft() as vendor, keys_of(vendor, clock) as key_set:
        assert await key_set.key("one")
        vendor.listed = listed  # type: ignore[assignment]
        later(clock, minutes=2)
        assert await key_set.key("two") is None
        assert await key_set.key("one") is not None


async def test_without_any_key_nobody_can_tell_and_a_server_that_is_down_is_not_hammered() -> None:
    clock = SetClock(NOW)
    async with microsoft() as vendor, keys_of(vendor, clock) as key_set:
        vendor.status = 500
        for _ in range(20):
            with pytest.raises(NoKeys):
                await key_set.key("one")
        assert vendor.lists == 1
        vendor.status = 200
        later(clock, seconds=5)
        assert await key_set.key("one") is not None


async def test_a_list_on_another_server_is_only_read_over_an_encrypted_line() -> None:
    async with microsoft() as vendor, microsoft() as other, keys_of(vendor, SetClock(NOW)) as key_set:
        vendor.keys_url = f"{other.url}/keys"
        with pytest.raises(NoKeys):
            await key_set.key("one")
        assert other.seen == []


async def test_the_loop_runs_on_while_a_key_server_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("keys were fetched with a library that blocks")

    monkeypatch.setattr(requests.Session, "request", never)
    async with microsoft() as vendor, keys_of(vendor, SetClock(NOW), patience=0.3) as key_set:
        vendor.hangs = True
        waiting = asyncio.create_task(key_set.key("one"))
        turns = 0
        while not waiting.done():
            await asyncio.sleep(0)
            turns += 1
        assert turns > 100, "a fetch that blocks leaves the loop no turn at all"
        assert isinstance(waiting.exception(), NoKeys)
