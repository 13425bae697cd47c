"""The client of language models: strict in what it asks, believes nothing that comes back, gives up in time."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic

import pytest

from bot.domain.wordings import Job, Order, Trouble, Written
from bot.ports import NotWritten
from prompts.breaker import FAILURES, Breaker
from prompts.summariser import LARGEST, ModelKeys, Summariser
from tests.fakes.model import KEY, ModelStandIn, running

ANSWERS = ("The export drops columns", "Our export stops at night", "Export of invoices is slow")
NAME = Order(job=Job.NAME, language="en", answers=ANSWERS)
ORDERS = (
    NAME,
    Order(job=Job.SAME, language="de", answers=ANSWERS, others=("The search finds nothing",)),
    Order(job=Job.TRANSLATE, language="en", answers=("Die Suche findet nichts",)),
    Order(job=Job.DRAFT, language="en", title="Offline mode"),
)


@pytest.fixture
async def model() -> AsyncIterator[ModelStandIn]:
    """A server that answers well."""
    async with running(ModelStandIn()) as made:
        yield made


@asynccontextmanager
async def writer(model: ModelStandIn, *, key: str = KEY, patience: float = 5.0) -> AsyncIterator[Summariser]:
    """A client of that server."""
    keys = ModelKeys(key=key, url=model.url, model="stand-in", budget=60_000, seconds=35)
    made = Summariser(keys, patience=patience)
    try:
        yield made
    finally:
        await made.close()


async def trouble(writer: Summariser, order: Order = NAME) -> Trouble:
    """Why nothing came of an order."""
    with pytest.raises(NotWritten) as wrong:
        await writer.write(order)
    return wrong.value.why


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.job.value)
async def test_every_job_is_asked_in_the_strict_form_that_all_servers_know(model: ModelStandIn, order: Order) -> None:
    async with writer(model) as ours:
        written = await ours.write(order)
    (asked,) = model.askings
    assert asked.status == 200
    assert asked.question is not None
    assert asked.question.job == order.job.value
    assert written.tokens == asked.tokens
    assert 0 < asked.tokens <= ours.heaviest(order)


async def test_what_was_written_comes_back_with_the_places_of_the_answers_it_cites(model: ModelStandIn) -> None:
    async with writer(model) as ours:
        written = await ours.write(NAME)
    assert written == Written(
        title="Better export",
        text="Customers say that export should work better for them.",
        cites=(0, 1, 2),
        tokens=written.tokens,
        tokens_out=written.tokens_out,
    )
    assert 0 < written.tokens_out < written.tokens


async def test_answers_stand_in_a_block_that_nobody_can_name_beforehand_and_without_blanks(model: ModelStandIn) -> None:
    async with writer(model) as ours:
        await ours.write(NAME)
        await ours.write(NAME)
    one, other = (each.text for each in model.askings)
    assert one != other, "the name of the block is new each time"
    assert "The export drops" not in one
    assert "Theˆexportˆdropsˆcolumns" in one


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("429", Trouble.BUSY),
        ("500", Trouble.BROKEN),
        ("401", Trouble.DENIED),
        ("refusal", Trouble.DECLINED),
        ("empty", Trouble.UNREADABLE),
        ("cut", Trouble.CUT),
        ("not_json", Trouble.UNREADABLE),
        ("wrong_ids", Trouble.UNREADABLE),
        ("huge", Trouble.UNREADABLE),
    ],
)
async def test_each_failure_is_named_and_costs_one_request(model: ModelStandIn, fault: str, why: Trouble) -> None:
    model.fault = fault
    async with writer(model) as ours:
        assert await trouble(ours) is why
    assert len(model.askings) == 1, "the library does not try again by itself"


async def test_a_server_that_hangs_or_is_not_there_is_given_up(model: ModelStandIn) -> None:
    model.fault = "hang"
    async with writer(model, patience=0.2) as ours:
        began = monotonic()
        assert await trouble(ours) is Trouble.SLOW
        assert monotonic() - began < 5
    gone = ModelStandIn(address="http://127.0.0.1:9")
    async with writer(gone) as ours:
        assert await trouble(ours) is Trouble.UNREACHABLE


async def test_a_wrong_key_is_told_apart_from_a_server_that_fails(model: ModelStandIn) -> None:
    async with writer(model, key="sk-another") as ours:
        assert await trouble(ours) is Trouble.DENIED


async def test_how_long_to_wait_is_taken_from_the_server(model: ModelStandIn) -> None:
    model.fault, model.retry_after = "429", "7"
    async with writer(model) as ours:
        with pytest.raises(NotWritten) as wrong:
            await ours.write(NAME)
    assert wrong.value.retry_after == 7


async def test_where_no_schema_is_known_the_form_is_asked_for_in_words_from_then_on(model: ModelStandIn) -> None:
    model.strict_schema = False
    async with writer(model) as ours:
        assert await trouble(ours) is Trouble.UNREADABLE
        assert (await ours.write(NAME)).title == "Better export"
        assert (await ours.write(ORDERS[2])).text
    assert [each.status for each in model.askings] == [400, 200, 200]


async def test_an_answer_that_hides_its_cost_is_taken_to_cost_the_most(model: ModelStandIn) -> None:
    model.fault = "no_usage"
    async with writer(model) as ours:
        assert (await ours.write(NAME)).tokens == ours.heaviest(NAME)


async def test_after_three_failures_in_a_row_it_is_left_alone_for_a_while(model: ModelStandIn) -> None:
    now = 0.0
    keys = ModelKeys(key=KEY, url=model.url, model="stand-in", budget=60_000, seconds=35)
    ours = Summariser(keys, breaker=Breaker(lambda: now))
    model.fault, model.faults_left = "500", FAILURES
    assert [await trouble(ours) for _ in range(FAILURES + 1)] == [Trouble.BROKEN] * FAILURES + [Trouble.RESTING]
    assert len(model.askings) == FAILURES
    now = 301.0
    assert (await ours.write(NAME)).title
    await ours.close()


async def test_what_a_healthy_server_may_refuse_does_not_count_as_a_failure(model: ModelStandIn) -> None:
    model.fault = "refusal"
    async with writer(model) as ours:
        assert {await trouble(ours) for _ in range(FAILURES + 2)} == {Trouble.DECLINED}


def test_no_answer_is_read_without_end() -> None:
    assert LARGEST < 1_000_000
