"""Polls of a journey, by the labels under which the product lists them."""

import re

from tests.both.desk import Desk, Where

OF_A_POLL = re.compile(r"\bP\d+\b")


async def asked(desk: Desk, line: str, where: Where | None = None) -> str:
    """A new poll of Pat's, to one company where it is typed in its channel; the poll's label."""
    said = await desk.say(line, where=where)
    await desk.settle()
    found = OF_A_POLL.search(said)
    assert found is not None, said
    return found[0]


async def closed(desk: Desk, poll: str) -> str:
    """End a poll, let its results be posted, and read them."""
    await desk.say(f"close {poll}")
    await desk.wait(seconds=30)
    return await desk.say(f"results {poll}")
