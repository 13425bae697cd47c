"""While a model writes, somebody takes back that it may: nothing it wrote of theirs is shown or kept."""

import asyncio

from tests.fakes.model import ModelStandIn
from tests.journeys.terminal import Terminal
from tests.journeys.test_model import council, model

__all__ = ["council", "model"]


async def test_what_a_model_was_writing_when_it_was_taken_back_is_neither_shown_nor_kept(
    council: Terminal, model: ModelStandIn
) -> None:
    model.slow = 0.5
    reading = asyncio.create_task(council.type("summary"))
    while not model.at_once:  # noqa: ASYNC110 - the stand-in tells nobody that it is asked
        await asyncio.sleep(0.01)
    await council.type("policy ai off", "boss")
    digest = await reading
    assert "should work better" not in digest
    assert council.rows("SELECT count(*) FROM wording") == [(0,)]
