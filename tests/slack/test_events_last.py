"""What was acknowledged happens, whatever ends in between; what is told again happens once; the latest word counts.

The sizes here are small enough for every commit; `CAB_TEST_SIZE=full` stands for 200 events, and for 1,000 presses
that all come twice.
"""

import asyncio
import random
from collections import Counter
from pathlib import Path

import pytest

from storage import boards, engagements, rounds
from storage.database import Database
from tests.databases import Postgres
from tests.fakes.slack.controls import controls
from tests.fakes.slack.courier import Delivery
from tests.fakes.slack.messages import Message
from tests.fakes.slack.world import User
from tests.size import FULL
from tests.slack.running import until
from tests.slack.town import A, B, Town, fresh_database, rush, told, town

EVENTS = 200 if FULL else 16
PRESSES = 1_000 if FULL else 100
TWICE = PRESSES if FULL else 50
VOTERS = 20
LATER = {"CAB_SEND_DELAY": "86400"}
"""Polls stay drafts: their number is what is looked at here."""


async def mentions(here: Town, many: int) -> list[Delivery]:
    """Lines in the product channel that ask a poll each; made but not sent."""
    slack = here.slack
    with slack.people.courier.holding() as held:
        for number in range(many):
            text = f'<@{slack.bot.id}> poll "Question {number}?" "Yes" "No"'
            event = {"type": "app_mention", "user": here.pat.id, "text": text, "channel": here.product.id}
            event |= {"ts": slack.vendor.stamps.fresh(), "team": slack.team.id}
            await slack.people.event(event, actor=here.pat, channel=here.product, repeats=False)
        made = list(held)
        held.clear()
    return made


async def asked(here: Town) -> Counter[str]:
    """The polls there are, by their titles."""
    database = await Database.open(here.database_url, migrate=False)
    try:
        owner = (await database.organisations())[0]
        async with database.read(owner.id) as work:
            board = (await boards.all(work))[0]
            titles = {each.id: each.title for each in await engagements.of_board(work, board.id)}
            return Counter(titles[each.engagement_id] for each in await rounds.of_board(work, board.id))
    finally:
        await database.close()


async def until_asked(here: Town, many: int) -> Counter[str]:
    """The polls, once there are so many."""
    async with asyncio.timeout(60):
        while True:
            found = await asked(here)
            if found.total() >= many:
                return found
            await asyncio.sleep(0.2)


async def test_every_event_that_was_acknowledged_takes_effect_once_though_the_process_is_killed(
    tmp_path: Path,
) -> None:
    async with town(tmp_path, people=0) as here:
        first = await here.start(**LATER)
        acks = await rush(await mentions(here, EVENTS), (first.address,), at_once=8)
        first.kill()
        taken = sum(each.status == 200 for each in acks)
        done = (await asked(here)).total()
        print(told(f"events, {done} of them done at the kill", acks))
        assert taken == EVENTS
        await here.start(**LATER)
        found = await until_asked(here, EVENTS)
        assert found == {f"Question {number}?": 1 for number in range(EVENTS)}


@pytest.mark.soak
@pytest.mark.parametrize("seed", (3, 5, 8, 13, 21) if FULL else (3,))
async def test_the_last_word_of_each_person_counts_in_whatever_order_it_comes_and_however_often(
    tmp_path: Path, postgres: Postgres, seed: int
) -> None:
    async with town(tmp_path, people=VOTERS, database_url=fresh_database(postgres, "shuffled"), limits=False) as here:
        one, other = await here.start(), await here.start()
        both = (one.address, other.address)
        message = await here.ask(f'"What next?" "{A}" "{B}"')
        votes = await here.clicks(message, A, here.crowd)
        assert {each.status for each in await rush(votes, both)} == {200}
        receipts = {each.id: await receipt(here, each) for each in here.crowd}

        dice, expected = random.Random(seed), dict.fromkeys((each.id for each in here.crowd), A)
        made: list[Delivery] = []
        for _ in range(PRESSES):
            person, said = dice.choice(here.crowd), dice.choice((A, B, None))
            on, label = (message, said) if said else (receipts[person.id], "Withdraw my answer")
            made += await here.clicks(on, label, [person])
            expected[person.id] = said or ""
        asking = await mentions(here, EVENTS // 2)
        everything = [*made, *made[:TWICE], *(each for each in asking for _ in range(4))]
        dice.shuffle(everything)
        acks = await rush(everything, both)
        print(told("shuffled", acks))
        assert {each.status for each in acks} == {200}
        assert await here.standing() == {user: said for user, said in expected.items() if said}
        found = await until_asked(here, 1 + len(asking))
        await asyncio.sleep(1)
        assert (await asked(here)) == found == {"What next?": 1} | {f"Question {n}?": 1 for n in range(len(asking))}


async def receipt(here: Town, person: User) -> Message:
    """What tells somebody alone that their vote is in; on a busy machine they may have been asked to try again, too."""

    def private() -> list[Message]:
        standing = here.slack.timeline.standing(here.channel.id)
        return [each for each in standing if each.ephemeral_to == person.id and controls(each.blocks)]

    await until(private)
    return private()[-1]
