"""Killed again and again while hundreds of messages go out: each stands there once."""

import asyncio
import os
import random
import sys
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.channels import ChannelKind, Place
from bot.domain.deliveries import Kind, State, key_of
from bot.ids import ChannelId, Token
from storage import boards, channels, deliveries
from storage.database import Database
from tests.databases import Postgres
from tests.processes import environment
from tests.slack.town import fresh_database
from tests.storage.seeds import NORTHWIND

LANES = 4
TIMES = 4
"""How much faster the processes' clocks run than the machine's; the lease of a dead process is waited for by them."""
SEED = 20261122


async def begin(url: str, lines: Path) -> asyncio.subprocess.Process:
    """One more process, at work."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.faults.poster", url, str(lines), str(TIMES)),
        env=environment(),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    assert await asyncio.wait_for(process.stdout.readline(), 90)
    return process


async def make_messages(database: Database, many: int) -> None:
    """Messages that are due at once, in several workspaces."""
    await database.add_organisation(NORTHWIND.organisation)
    async with database.begin(NORTHWIND.id) as work:
        await boards.save(work, replace(NORTHWIND.board, next_digest_at=None))
        rows = []
        for lane in range(LANES):
            place = Place.parse(f"console:T{lane}:room")
            channel = replace(
                NORTHWIND.channel, id=ChannelId(f"c{lane}"), kind=ChannelKind.PRODUCT, account_id=None, place=place
            )
            await channels.save(work, channel)
            blank = replace(NORTHWIND.delivery(kind=Kind.NOTICE), channel_id=channel.id, place=place, lane=place.lane)
            for number in range(lane, many, LANES):
                subject = f"nobody@{NORTHWIND.board.id}@{number}"
                key = key_of(Kind.NOTICE, subject, channel.id)
                rows.append(replace(blank, key=key, subject_id=subject, token=Token(f"token{number}")))
        await deliveries.make(work, rows)


async def kill_and_count(url: str, lines: Path, *, processes: int, messages: int, kills: int) -> None:
    """Let them post; kill one of them ever so often, and start another; nothing is lost, and nothing is there twice."""
    lines.touch()
    chance = random.Random(SEED)
    database = await Database.open(url)
    running: list[asyncio.subprocess.Process] = []
    try:
        await make_messages(database, messages)
        running += [await begin(url, lines) for _ in range(processes)]
        for kill in range(kills):
            there = (kill + chance.random()) * messages / (kills + 1)
            async with asyncio.timeout(180):
                while len(lines.read_text().splitlines()) < there:  # noqa: ASYNC110 - a file tells nobody
                    await asyncio.sleep(0.01)
            doomed = running.pop(chance.randrange(len(running)))
            doomed.kill()
            await doomed.wait()
            running.append(await begin(url, lines))
        async with asyncio.timeout(300):
            while await sent(database) < messages:  # noqa: ASYNC110 - the rows are another process's
                await asyncio.sleep(0.1)
    finally:
        for each in running:
            with suppress(ProcessLookupError):
                os.kill(each.pid, 9)
            await each.wait()
        await database.close()
    found = Counter(line.split()[0] for line in lines.read_text().splitlines())
    print(f"{kills} kills, {messages} messages: {messages - len(found)} lost, {found.total() - len(found)} twice")
    assert found == {f"token{number}": 1 for number in range(messages)}


async def sent(database: Database) -> int:
    """How many the ledger knows to stand there."""
    async with database.read(NORTHWIND.id) as work:
        return (await deliveries.counts(work)).get((Kind.NOTICE, State.SENT), 0)


@pytest.mark.soak
async def test_killed_once_on_a_file_the_next_process_finds_out_what_was_posted(tmp_path: Path) -> None:
    await kill_and_count(f"sqlite:///{tmp_path / 'app.db'}", tmp_path / "lines", processes=1, messages=40, kills=1)


@pytest.mark.soak
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_twenty_kills_while_a_thousand_messages_go_out(tmp_path: Path, postgres: Postgres, kind: str) -> None:
    embedded = kind == "sqlite"
    url = f"sqlite:///{tmp_path / 'app.db'}" if embedded else fresh_database(postgres, "twenty")
    await kill_and_count(url, tmp_path / "lines", processes=1 if embedded else 2, messages=1000, kills=20)
