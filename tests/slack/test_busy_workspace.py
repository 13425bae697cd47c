"""A busy workspace: thousands of messages that concern nobody here, and many polls that are drawn as people answer.

Small here, for every commit; `CAB_TEST_SIZE=full` stands for an hour's 30,000 messages, and for twenty polls that a
hundred people a minute answer for three minutes. Time is simulated.
"""

import re
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.domain.boards import BoardKind
from tests.fakes.slack.messages import Message
from tests.fakes.slack.outcome import words
from tests.size import FULL
from tests.slack.county import Simulated, one_second
from tests.slack.office import MONDAY, Office, office
from tests.written import Written

pytestmark = pytest.mark.asyncio(loop_scope="module")
MESSAGES = 30_000 if FULL else 60
POLLS = 20 if FULL else 12
SECONDS = 180 if FULL else 48
EVERY = 0.6 if FULL else 6.0
"""Seconds between two answers to the same poll."""
LIMIT, STALE = 45, 60
"""Redraws a minute in one workspace, and seconds that a poll may lag behind."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """An office of the vendor's own people."""
    home = tmp_path_factory.mktemp("busy") / "cab"
    async with office(home, kind=BoardKind.CLIENT_ZERO, clock=Simulated(MONDAY)) as running:
        yield running


@dataclass(slots=True)
class Poll:
    """One live poll: what stands in the channel, and when it was answered."""

    message: Message
    answered: list[float] = field(default_factory=list)

    def lag(self, seen: int, now: float) -> float:
        """How long ago there was an answer more than the message shows."""
        return now - self.answered[seen] if seen < len(self.answered) else 0.0


def commits(home: Path) -> tuple[int, ...]:
    """Numbers that change whenever anybody writes to one of the files."""
    found = []
    for name in ("app.db", "dbos.db"):
        wal = home / f"{name}-wal"
        found += [wal.stat().st_mtime_ns if wal.exists() else 0, wal.stat().st_size if wal.exists() else 0]
        with closing(sqlite3.connect(home / name)) as connection:
            found.append(int(connection.execute("PRAGMA schema_version").fetchone()[0]))
    return tuple(found)


def shown(message: Message) -> int:
    """How many people have answered, as the message has it."""
    found = re.search(r"([0-9,]+) (?:people have|person has) answered", words(message.text, message.blocks))
    return int(found[1].replace(",", "")) if found else 0


def most_in_a_minute(times: Sequence[float]) -> int:
    """The largest number of these in any minute."""
    return max((sum(start <= at < start + 60 for at in times) for start in times), default=0)


async def test_messages_that_concern_nobody_here_write_nothing_and_who_reads_the_log_is_told_once(
    desk: Office, log: Written
) -> None:
    people = desk.slack.people
    home = desk.house.home
    assert home is not None
    mia = desk.staff("Mia Chatter")
    await people.write("Good morning", as_=mia, channel=desk.product)
    await desk.settle()
    before = commits(home)
    for number in range(MESSAGES):
        _, told = await people.write(f"Nothing to see here, {number}", as_=mia, channel=desk.product)
        assert told.attempts[-1].status == 200
        if number % (MESSAGES // 5) == 0:
            assert (await people.rate_limited(desk.slack.team)).status == 200
    assert commits(home) == before
    assert log.taken().count("the vendor holds events back") == 1


@pytest.mark.soak
async def test_many_live_polls_are_drawn_no_oftener_than_slack_allows_and_none_lags_behind_for_a_minute(
    desk: Office,
) -> None:
    polls = [Poll(await asked(desk, number)) for number in range(POLLS)]
    crowd = [desk.staff(f"Colleague {number}") for number in range(int(SECONDS / EVERY))]
    began = now = desk.clock.now()
    worst = 0.0
    given = 0
    while (now - began).total_seconds() < SECONDS:
        while given < len(crowd) and given * EVERY <= (now - began).total_seconds():
            for poll in polls:
                assert (await desk.slack.people.press(poll.message, "Offline mode", as_=crowd[given])).ok
                poll.answered.append(desk.clock.now().timestamp())
            given += 1
        await one_second(desk)
        now = desk.clock.now()
        worst = max(worst, *(each.lag(shown(each.message), now.timestamp()) for each in polls))
    ended = now
    while any(shown(each.message) != len(each.answered) for each in polls):
        await one_second(desk)
        assert desk.clock.now() - ended <= timedelta(seconds=STALE)
    drawn = [each.at for each in desk.slack.calls("chat.update")]
    exact = (desk.clock.now() - ended).total_seconds()
    print(f"{given * POLLS} answers, {len(drawn)} redraws, at most {most_in_a_minute(drawn)} in a minute,")
    print(f"{worst:.0f} s behind at worst, exact {exact:.0f} s after the last answer")
    assert most_in_a_minute(drawn) <= LIMIT
    assert worst <= STALE
    assert desk.slack.limits.refused == 0, Counter(each.method for each in desk.slack.calls() if each.status == 429)


async def asked(desk: Office, number: int) -> Message:
    """One more live poll in the product channel."""
    await desk.cab(f'poll "What first, part {number}?" "Offline mode" "Faster search" --live')
    standing = desk.slack.timeline.standing(desk.product.id)
    return [each for each in standing if each.bot_id and not each.ephemeral_to and f"part {number}?" in each.text][-1]
