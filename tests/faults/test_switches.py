"""Slack, the database and the language model, each on or off: answers need the database, messages Slack as well."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import product
from pathlib import Path

import pytest

from tests.fakes.model import KEY, ModelStandIn, running
from tests.fakes.slack import Outcome
from tests.fakes.slack.controls import controls
from tests.fakes.slack.messages import Message
from tests.fakes.slack.world import User
from tests.size import FULL
from tests.slack.running import until
from tests.slack.town import A, B, Town, town

POLITE = 2.5
"""Seconds within which somebody is told that their answer was not kept."""
IN_GERMAN = "Die Exporte dauern leider viel zu lange"
"""The board reads English: the model is asked to translate it."""
PATIENCE = 180.0
"""Seconds until everything owed is there: a message in doubt is looked for after half a minute."""


@pytest.mark.soak
async def test_whatever_is_off_answers_are_kept_while_the_database_is_up_and_what_was_owed_is_made_up_for(
    tmp_path: Path,
) -> None:
    async with running(ModelStandIn()) as model, town(tmp_path, people=20, limits=False) as here:
        server = {
            "OPENAI_API_KEY": KEY,
            "OPENAI_BASE_URL": model.url,
            "CAB_MODEL": "stand-in",
            "CAB_MODEL_SECONDS": "3",
        }
        await here.start(**server)
        await something_to_translate(here, model)
        card = await here.ask(f'"What next?" "{A}" "{B}" --live')
        owed: list[str] = []
        for number, (slack, database, thinks) in enumerate(product((True, False), repeat=3)):
            title = f"Poll of {slack:d}{database:d}{thinks:d}?"
            with dumb(model, not thinks), silenced(here, not slack), held(tmp_path / "cab" / "app.db", not database):
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


async def something_to_translate(here: Town, model: ModelStandIn) -> None:
    """A poll in people's own words, which the model may read, and a summary for which it is asked."""
    slack, people = here.slack, here.slack.people
    for line, told in (("policy ai on", "by no company yet"), ("policy ai on --account own", "may read what is")):
        allowed = await people.command("/cab", line, as_=here.pat, channel=here.product)
        await until(partial(_says, allowed, told))  # It holds for polls that open afterwards.
    assert (await people.command("/cab", 'ask "Why that?"', as_=here.pat, channel=here.product)).ok
    await until(lambda: posted(here, "Why that?"))
    opened = await people.press(posted(here, "Why that?")[0], "Write your answer", as_=here.crowd[-1])
    await until(lambda: opened.opened)
    assert opened.opened is not None
    field = next(iter(controls(opened.opened.blocks)))
    values = {
        field.block_id: {field.action_id: {"type": field.kind, "value": "Die Exporte dauern leider viel zu lange"}}
    }
    assert (await people.submit_raw(opened.opened, values, as_=here.crowd[-1])).ok
    assert (await people.command("/cab", "close P1", as_=here.pat, channel=here.product)).ok
    async with asyncio.timeout(PATIENCE):
        while not model.askings:  # What is asked for before the poll has closed tells of nothing.
            await people.command("/cab", "summary", as_=here.pat, channel=here.product)
            await asyncio.sleep(1)
    assert slack.calls("chat.postMessage")


def _says(done: Outcome, words: str) -> bool:
    return words in done.private_text or words in str(done.json)


@contextmanager
def dumb(model: ModelStandIn, wanted: bool) -> Iterator[None]:
    """Meanwhile the model's server takes every question and answers none."""
    model.fault = "hang" if wanted else ""
    try:
        yield
    finally:
        model.fault = ""


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
