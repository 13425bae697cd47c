"""How fast a large round goes out while Slack takes its time to answer, and how long it makes others wait."""

import asyncio
import tempfile
from pathlib import Path

from pydantic import SecretStr

from benchmarks.figures import Figure, figure
from bot.app import opened
from bot.config import Settings
from tests.slack.county import county
from tests.slack.running import until
from tests.slack.town import KEYS, A, rush, town

TARGETS = 420
SLOW = 0.4
"""Seconds that Slack takes for each message."""
ALLOWED = 300
"""Messages a minute in one workspace."""
SKIPPED = 20
"""The first few, while everything gets going."""
VOTERS = 400


async def pace(targets: int = TARGETS) -> list[Figure]:
    """Messages a minute of a steady round, and the wait of those who press a button during it."""
    with tempfile.TemporaryDirectory() as folder:
        async with town(Path(folder), people=VOTERS) as here:
            settings = Settings(home=Path(folder) / "cab", database_url=here.database_url, secret_keys=SecretStr(KEYS))
            served = await here.start()
            async with opened(settings) as house:
                big = await county(house.bot, here.slack, targets)
                message = await here.ask(f'"What next?" "{A}" "Faster search"')
                clicks = await here.clicks(message, A, here.crowd)
                here.slack.script.delay("chat.postMessage", SLOW, times=None)
                await big.ask()
                await until(lambda: len(big.posts()) > SKIPPED)
                seconds = targets / ALLOWED * 60
                acks = asyncio.create_task(rush(clicks, (served.address,), at_once=20, over=seconds * 0.7))
                await until(lambda: len(big.posts()) == targets, patience=seconds * 4)
                took = sorted(each.took for each in await acks)
            steady = [each.at for each in big.posts()][SKIPPED:]
            rate = (len(steady) - 1) / (steady[-1] - steady[0]) * 60
            assert not big.twice()
            return [
                figure(
                    f"messages a minute to {targets:,} channels, Slack answering in {SLOW} s",
                    "1/min",
                    rate,
                    baseline=ALLOWED,
                    at_least=0.95,
                    of_ratio=True,
                ),
                figure("calls refused for being too many", "", here.slack.limits.refused, at_most=0),
                figure("99 of 100 clicks meanwhile wait at most", "s", took[len(took) * 99 // 100], at_most=1),
            ]
