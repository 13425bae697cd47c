"""However much there is to word, four questions are asked at once, and neither the tokens nor the time run over."""

from collections.abc import AsyncIterator
from time import monotonic

import pytest

from bot.actions.sitting import AT_ONCE, Sitting
from bot.domain.wordings import Job, Order, Trouble, Written
from prompts.summariser import ModelKeys, Summariser
from tests.fakes.model import KEY, ModelStandIn, running

ORDERS = {
    number: Order(job=Job.NAME, language="en", answers=(f"The export of page {number} is slow", "Exports take long"))
    for number in range(40)
}


@pytest.fixture
async def model() -> AsyncIterator[ModelStandIn]:
    """A server that takes its time."""
    async with running(ModelStandIn(slow=0.02)) as made:
        yield made


@pytest.fixture
async def writer(model: ModelStandIn) -> AsyncIterator[Summariser]:
    """A client of it."""
    made = Summariser(ModelKeys(key=KEY, url=model.url, model="stand-in", budget=60_000, seconds=35))
    yield made
    await made.close()


def sitting(writer: Summariser, *, left: int = 60_000, seconds: float = 30.0) -> Sitting:
    """One that begins now."""
    return Sitting(writer=writer, left=left, until=monotonic() + seconds)


async def test_four_at_once_and_what_is_left_is_what_the_server_counted(
    model: ModelStandIn, writer: Summariser
) -> None:
    now = sitting(writer)
    outcomes = await now.write_all(ORDERS)
    assert all(isinstance(each, Written) for each in outcomes.values())
    assert model.most_at_once == AT_ONCE
    assert now.left == 60_000 - model.tokens


async def test_the_tokens_are_never_exceeded_and_the_first_orders_come_first(
    model: ModelStandIn, writer: Summariser
) -> None:
    outcomes = await sitting(writer, left=5_000).write_all(ORDERS)
    assert model.tokens <= 5_000
    done = [number for number, each in outcomes.items() if isinstance(each, Written)]
    assert done == list(range(len(done)))
    assert 3 <= len(done) < len(ORDERS)
    assert {each for each in outcomes.values() if isinstance(each, Trouble)} == {Trouble.OVER_BUDGET}


async def test_without_tokens_nothing_is_asked(model: ModelStandIn, writer: Summariser) -> None:
    await sitting(writer, left=0).write_all(ORDERS)
    assert model.askings == []


async def test_when_the_time_is_over_what_is_done_stays_done(model: ModelStandIn, writer: Summariser) -> None:
    await writer.write(ORDERS[0])
    model.slow = 0.5
    outcomes = await sitting(writer, seconds=1.2).write_all(ORDERS)
    assert any(isinstance(each, Written) for each in outcomes.values())
    assert Trouble.OUT_OF_TIME in outcomes.values()
    assert len(model.askings) < 20


async def test_a_server_that_wants_a_minute_ends_the_sitting_and_one_that_wants_a_second_gets_it(
    model: ModelStandIn, writer: Summariser
) -> None:
    model.fault, model.retry_after, model.faults_left = "429", "60", 1
    now = sitting(writer)
    assert (await now.write_all({0: ORDERS[0]}))[0] is Trouble.BUSY
    assert now.until <= monotonic()
    model.retry_after, model.faults_left = "1", 1
    now = sitting(writer)
    assert (await now.write_all({0: ORDERS[0]}))[0] is Trouble.BUSY
    assert isinstance((await now.write_all({0: ORDERS[0]}))[0], Written)
