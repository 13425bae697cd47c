"""Slack, the database and the process that thinks, each on or off: answers need the database, messages Slack as well.

No language model is called anywhere yet; what computes themes in a process of its own stands in its place.
"""

import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import product
from pathlib import Path

import pytest

from tests.fakes.slack.controls import controls
from tests.fakes.slack.messages import Message
from tests.fakes.slack.world import User
from tests.size import FULL
from tests.slack.running import Served, until
from tests.slack.town import A, B, Town, town

POLITE = 2.5
"""Seconds within which somebody is told that their answer was not kept."""
PATIENCE = 180.0
"""Seconds until everything owed is there: a message in doubt is looked for after half a minute."""


@pytest.mark.soak
async def test_whatever_is_off_answers_are_kept_while_the_database_is_up_and_what_was_owed_is_made_up_for(
    tmp_path: Path,
) -> None:
    async with town(tmp_path, people=20, limits=False) as here:
        served = await here.start()
        mind = await a_mind(here, served)
        card = await here.ask(f'"What next?" "{A}" "{B}" --live')
        owed: list[str] = []
        for number, (slack, database, thinks) in enumerate(product((True, False), repeat=3)):
            title = f"Poll of {slack:d}{database:d}{thinks:d}?"
            with asleep(mind, not thinks), silenced(here, not slack), held(tmp_path / "cab" / "app.db", not database):
                if not thinks:
                    summed = await here.slack.people.command("/cab", "summary", as_=here.pat, channel=here.product)
                    assert summed.ok, title
                if database:
                    await heard(here, card, here.crowd[number])
                    await asked(here, title)
                    owed.append(title)
                else:
                    await turned_away(here, card, here.crowd[number], told=slack)
                if slack and database:
                    await until(partial(posted, here, title))
                    await until(partial(shows, card, len(owed)))
                assert len(posted(here, title)) == (slack and database), title
            assert await here.rows(2) == len(owed), title
        await until(lambda: all(posted(here, title) for title in owed), PATIENCE)
        await until(lambda: shows(card, len(owed)), PATIENCE)
        assert [len(posted(here, title)) for title in owed] == [1] * len(owed)
        summed = await here.slack.people.command("/cab", "summary", as_=here.pat, channel=here.product)
        assert summed.ok


async def heard(here: Town, card: Message, who: User) -> None:
    """Somebody presses, and is told that it counts."""
    pressed = await here.slack.people.press(card, A, as_=who)
    assert pressed.status == 200


async def turned_away(here: Town, card: Message, who: User, *, told: bool) -> None:
    """Somebody presses, and is not left to believe that it counts; where Slack lets us, they are asked to try again."""
    pressed = await here.slack.people.press(card, A, as_=who)
    assert pressed.status == 503
    assert pressed.delivery is not None
    print(f"told after {pressed.delivery.took:.2f} s")
    assert pressed.delivery.took <= POLITE * (1 if FULL else 5)
    if told:
        await until(lambda: "again" in pressed.private_text)


async def asked(here: Town, title: str) -> None:
    """A product manager asks something new."""
    words = f'poll "{title}" "{A}" "{B}"'
    assert (await here.slack.people.command("/cab", words, as_=here.pat, channel=here.product)).ok


def posted(here: Town, title: str) -> list[Message]:
    """The messages that ask this."""
    return [each for each in here.messages() if title in str(each.blocks)]


def shows(card: Message, people: int) -> bool:
    """Whether a poll shows that so many have answered."""
    return f"{people} people have answered" in str(card.blocks) or (people == 1 and "1 person has" in str(card.blocks))


async def a_mind(here: Town, served: Served) -> int:
    """Let the process begin that thinks, by a poll in people's own words and a summary; its number."""
    slack, people = here.slack, here.slack.people
    assert (await people.command("/cab", 'ask "Why that?"', as_=here.pat, channel=here.product)).ok
    await until(lambda: posted(here, "Why that?"))
    opened = await people.press(posted(here, "Why that?")[0], "Write your answer", as_=here.crowd[-1])
    await until(lambda: opened.opened)
    assert opened.opened is not None
    field = next(iter(controls(opened.opened.blocks)))
    values = {field.block_id: {field.action_id: {"type": field.kind, "value": "Exports take far too long"}}}
    assert (await people.submit_raw(opened.opened, values, as_=here.crowd[-1])).ok
    assert (await people.command("/cab", "close P1", as_=here.pat, channel=here.product)).ok
    await until(lambda: "person" in people.reads(here.pat, here.product))
    summed = await people.command("/cab", "summary", as_=here.pat, channel=here.product)
    assert summed.ok
    await until(lambda: minds(served.process.pid))
    await until(lambda: summed.json or summed.private_text)
    assert slack.calls("chat.postMessage")
    return minds(served.process.pid)[0]


def minds(pid: int) -> list[int]:
    """The processes that a process has begun to think in."""
    found = []
    for each in Path("/proc").glob("[0-9]*"):
        try:
            status, line = (each / "status").read_text(), (each / "cmdline").read_text()
        except OSError:
            continue
        if f"PPid:\t{pid}\n" in status and "spawn_main" in line:
            found.append(int(each.name))
    return found


@contextmanager
def asleep(pid: int, wanted: bool) -> Iterator[None]:
    """Meanwhile that process does nothing at all."""
    if not wanted:
        yield
        return
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@contextmanager
def silenced(here: Town, wanted: bool) -> Iterator[None]:
    """Meanwhile Slack answers every call with a gateway's error, before it does anything."""
    if wanted:
        here.slack.script.http("*", 503, times=None)
    try:
        yield
    finally:
        here.slack.script.clear()


@contextmanager
def held(file: Path, wanted: bool) -> Iterator[None]:
    """Meanwhile another program holds the database."""
    if not wanted:
        yield
        return
    other = sqlite3.connect(file, isolation_level=None, timeout=10)
    try:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
    finally:
        other.close()
