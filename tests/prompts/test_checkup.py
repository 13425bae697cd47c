"""Before anybody relies on the model, the operator can see whether it answers and what it would be sent."""

from collections.abc import AsyncIterator

import pytest

from bot.domain.findings import Verdict
from prompts.catalogue import say_in
from prompts.checkup import model_checkup
from prompts.summariser import ModelKeys
from tests.fakes.model import KEY, ModelStandIn, running


@pytest.fixture
async def model() -> AsyncIterator[ModelStandIn]:
    """A server that answers well."""
    async with running(ModelStandIn()) as made:
        yield made


async def looked(model: ModelStandIn, *, key: str = KEY, allowed: int = 2) -> list[tuple[Verdict, str]]:
    """What is said of it, in words."""
    keys = ModelKeys(key=key, url=model.url, model="stand-in", budget=60_000, seconds=35)
    found = model_checkup(keys, allowed=allowed, companies=5)
    return [(each.verdict, say_in("en")(each.what)) async for each in found]


async def test_a_model_that_answers_well_is_good_and_it_is_said_what_it_is_sent(model: ModelStandIn) -> None:
    (first, line), (second, sent) = await looked(model)
    assert (first, second) == (Verdict.GOOD, Verdict.GOOD)
    assert f"stand-in at {model.url}" in line
    assert "up to 12 answers of 2 of 5 companies" in sent
    assert len(model.askings) == 1


async def test_where_nobody_has_allowed_it_nothing_is_sent_and_that_is_said(model: ModelStandIn) -> None:
    *_, (verdict, line) = await looked(model, allowed=0)
    assert verdict is Verdict.WARN
    assert "nothing is sent" in line


async def test_a_server_without_schemas_is_told_apart_from_one_that_does_not_answer(model: ModelStandIn) -> None:
    model.strict_schema = False
    (verdict, line), _ = await looked(model)
    assert verdict is Verdict.WARN
    assert "no JSON schema" in line
    (verdict, line), _ = await looked(model, key="sk-another")
    assert verdict is Verdict.BAD
    assert "turned our request down" in line
