"""With a process of its own to store a crowd's answers everything is as without it, also when that process is lost."""

import asyncio
import os
import pickle
import signal
import time
import typing
from collections.abc import Awaitable, Callable
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from enum import StrEnum
from inspect import signature
from pathlib import Path

import pytest

from bot.errors import Refusal
from bot.ids import PersonId
from bot.texts import Phrase
from storage import answers
from storage.database import Database
from storage.kept import Kept
from storage.parcels import VALUES, WORDS, pack, unpack
from storage.pressers import people_behind
from storage.scribe import AGAIN_AFTER, READY_WITHIN, Scribe
from storage.writer import PATIENCE
from tests.databases import Made
from tests.slack.running import until
from tests.storage import test_anonymous, test_concurrency, test_lookups, test_writer
from tests.storage.planting import plant
from tests.storage.seeds import NORTHWIND

Promise = Callable[..., Awaitable[None]]
GIVEN = {"database", "made", "request"}
PROMISES: list[Promise] = [
    promise
    for module in (test_writer, test_anonymous, test_lookups, test_concurrency)
    for name, promise in vars(module).items()
    if name.startswith("test_") and not hasattr(promise, "pytestmark") and "postgresql" not in name
    if {"database"} <= set(signature(promise).parameters) <= GIVEN
]
"""What is promised of taps and look-ups by the tests that need nothing but a database, of either kind."""
IN_THE_GATE = (
    test_writer.test_each_fails_alone_for_its_own_fault,
    test_anonymous.test_one_person_is_one_voice_however_often_they_press,
)
CROWD = 200


@pytest.fixture
async def helped(database: Database) -> Database:
    """A database with its scribe at work."""
    database.crowds.expect(of=1)
    await ready(scribe_of(database))
    return database


def scribe_of(database: Database) -> Scribe:
    """Its scribe, which there is."""
    assert database.crowds.scribe is not None
    return database.crowds.scribe


async def ready(scribe: Scribe) -> None:
    """Return once it can be asked; on a busy machine a first try may fail, and the next one comes a while later."""

    def there() -> bool:
        scribe.count(1)
        return scribe.is_there

    await until(there, READY_WITHIN + AGAIN_AFTER + READY_WITHIN)


async def gone(pid: int) -> None:
    """Return once there is no such process any more."""
    await until(lambda: not Path(f"/proc/{pid}").exists())


def pid_of(database: Database) -> int:
    """Of its scribe's process."""
    pid = scribe_of(database).pid
    assert pid is not None
    return pid


def crowd() -> list[Kept]:
    """An answer of each of many people."""
    names = [f"p{number}" for number in range(CROWD)]
    return [replace(NORTHWIND.tap(NORTHWIND.answer(each), each), joins=NORTHWIND.joining(each)) for each in names]


async def said(database: Database) -> set[PersonId]:
    """Whose answers the round has; each of them has one."""
    async with database.read(NORTHWIND.id) as work:
        found = await answers.of_round(work, NORTHWIND.round().id)
    assert len(found) == len({each.person_id for each in found})
    return {each.person_id for each in found}


Told = list[bool | Refusal]


async def kept(database: Database, taps: list[Kept], told: Told | None = None) -> Told:
    """What each of them is told who tap one after the other, a few at a time; `told` grows meanwhile."""
    told = [] if told is None else told

    async def one(tap: Kept) -> None:
        try:
            told.append(await database.keep(tap))
        except Refusal as refused:
            told.append(refused)

    for at in range(0, len(taps), 20):
        await asyncio.gather(*map(one, taps[at : at + 20]))
    return told


@pytest.mark.parametrize(
    "promise",
    [
        pytest.param(each, id=getattr(each, "__name__", ""), marks=() if each in IN_THE_GATE else pytest.mark.soak)
        for each in PROMISES
    ],
)
async def test_what_is_promised_is_promised_with_a_scribe_too(
    promise: Promise, helped: Database, made: Made, request: pytest.FixtureRequest
) -> None:
    pid = pid_of(helped)
    given = {"database": helped, "made": made, "request": request}
    await promise(**{name: given[name] for name in signature(promise).parameters})
    if promise is not test_writer.test_closing_stores_what_was_handed_over:
        assert pid_of(helped) == pid


async def test_it_begins_with_a_crowd_and_ends_with_the_database(database: Database) -> None:
    await plant(database)
    database.crowds.expect(of=CROWD)
    assert await kept(database, crowd()[: CROWD // 2]) == [True] * (CROWD // 2)
    assert scribe_of(database).pid is None
    await asyncio.gather(*map(database.keep, crowd()))
    await until(lambda: scribe_of(database).is_there)
    pid = pid_of(database)
    await database.close()
    await gone(pid)


async def test_a_scribe_that_is_killed_amid_a_crowd_loses_and_doubles_nothing(helped: Database) -> None:
    await plant(helped)
    pid, taps, told = pid_of(helped), crowd(), Told()
    keeping = asyncio.create_task(kept(helped, taps, told))
    await until(lambda: len(told) >= CROWD // 4)
    os.kill(pid, signal.SIGKILL)
    await keeping
    assert all(isinstance(each, bool) for each in told)
    assert len(told) == CROWD
    assert await said(helped) == {tap.answer.person_id for tap in taps if tap.answer}
    assert not scribe_of(helped).is_there
    await gone(pid)


async def test_for_one_that_hangs_nobody_waits_twice(helped: Database) -> None:
    await plant(helped)
    pid, first, *others = pid_of(helped), *crowd()
    os.kill(pid, signal.SIGSTOP)
    (told,) = await kept(helped, [first])
    assert told is True or (isinstance(told, Refusal) and told.phrase.id == "database.busy")
    await gone(pid)
    assert await kept(helped, [first, *others]) in ([True] * CROWD, [False] + [True] * (CROWD - 1))
    assert len(await said(helped)) == CROWD


async def test_a_look_that_hangs_is_done_here(helped: Database) -> None:
    await plant(helped)
    who = NORTHWIND.identity()
    for _ in range(2):
        found = await helped.short_read(NORTHWIND.id, lambda work: people_behind(work, [who]), at_once=True)
        assert found[who].id == NORTHWIND.person().id
        if (pid := scribe_of(helped).pid) is not None:
            os.kill(pid, signal.SIGSTOP)
    assert pid is None


async def test_a_tap_whose_time_is_over_before_it_is_written_is_refused_once_and_those_after_it_are_kept(
    helped: Database,
) -> None:
    await plant(helped)
    first, second, third, *_ = crowd()
    late = [asyncio.create_task(helped.keep(each)) for each in (first, second)]
    await asyncio.sleep(0)  # Now they wait, and nobody has looked at them.
    time.sleep(PATIENCE + 0.1)  # noqa: ASYNC251 - the whole process stands still
    told = await asyncio.wait_for(asyncio.gather(*late, return_exceptions=True), 20)
    assert [getattr(each, "phrase", None) for each in told] == [Phrase("database.busy")] * 2
    assert await helped.keep(third)
    assert third.answer is not None
    assert await said(helped) == {third.answer.person_id}


async def test_it_can_be_closed_while_it_begins(database: Database) -> None:
    await plant(database)
    database.crowds.expect(of=1)
    assert await database.keep(crowd()[0])
    await until(lambda: scribe_of(database).pid)
    pid = pid_of(database)
    os.kill(pid, signal.SIGSTOP)
    async with asyncio.timeout(10):
        await database.close()
    await gone(pid)


async def test_who_no_longer_waits_for_a_look_ends_nothing(helped: Database) -> None:
    await plant(helped)
    pid, who = pid_of(helped), NORTHWIND.identity()
    for _ in range(5):
        looking = asyncio.create_task(
            helped.short_read(NORTHWIND.id, lambda work: people_behind(work, [who]), at_once=True)
        )
        await asyncio.sleep(0)
        looking.cancel()
        await asyncio.wait({looking})
    assert await kept(helped, crowd()) == [True] * CROWD
    assert pid_of(helped) == pid


@pytest.mark.parametrize("kind", [*VALUES, *WORDS], ids=lambda kind: kind.__name__)
def test_every_value_that_a_tap_can_hold_is_packed(kind: type) -> None:
    assert {each for each in _held_by(Kept) if is_dataclass(each) or issubclass(each, StrEnum)} <= {*VALUES, *WORDS}
    assert all(_held_by(kind) - {type(None)})


def test_nothing_but_values_of_ours_is_unpacked() -> None:
    taps = [NORTHWIND.tap(NORTHWIND.answer(kind=kind)) for kind in ("single", "multi", "rating", "agree", "open")]
    whole = (1, *taps, Refusal(Phrase("database.busy", {"n": 3})).phrase, datetime.now().astimezone(), None, True, 0.5)
    assert unpack(pack(whole)) == whole
    for foreign in (os.system, PersonId, Database, _held_by, asyncio.Event):
        with pytest.raises(pickle.UnpicklingError):
            unpack(pickle.dumps(foreign))


def _held_by(kind: type) -> set[type]:
    """The classes of all that a value of this class can hold, and of what that can hold."""
    found: set[type] = set()
    left: list[object] = [kind]
    while left:
        each = left.pop()
        if isinstance(each, typing.NewType):
            left.append(each.__supertype__)
        elif parts := typing.get_args(each):
            left += parts
        elif isinstance(each, type) and each not in found:
            found.add(each)
            if is_dataclass(each):
                hints = typing.get_type_hints(each)
                left += [hints[field.name] for field in fields(each)]
    return found
