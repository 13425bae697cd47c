"""The client on a real model's server, where `CAB_TEST_MODEL_URL` names one: the wire, the schema, the token cap."""

import os
from collections.abc import AsyncIterator
from typing import Literal

import pytest
from openai import AsyncOpenAI, LengthFinishReasonError
from pydantic import BaseModel

from bot.domain.wordings import Order, Trouble, Written
from bot.ports import NotWritten
from prompts.summariser import ModelKeys, Summariser
from tests.prompts.test_summariser import ORDERS

URL = os.environ.get("CAB_TEST_MODEL_URL", "")
MODEL = os.environ.get("CAB_TEST_MODEL", "real")
pytestmark = [
    pytest.mark.skipif(not URL, reason="CAB_TEST_MODEL_URL names no server of a language model"),
    pytest.mark.soak,
]
SLOW = 300.0
"""Seconds; such a model runs without any accelerator."""


class Picked(BaseModel):
    """Which of the answers the model means."""

    answer_id: Literal["a1", "a2"]


@pytest.fixture
async def client() -> AsyncIterator[AsyncOpenAI]:
    """The vendor's own client."""
    async with AsyncOpenAI(api_key=os.environ.get("OPENAI_API_KEY", "none"), base_url=URL, timeout=SLOW) as made:
        yield made


@pytest.fixture
async def writer() -> AsyncIterator[Summariser]:
    """Ours."""
    keys = ModelKeys(key=os.environ.get("OPENAI_API_KEY", ""), url=URL, model=MODEL, budget=60_000, seconds=35)
    made = Summariser(keys, patience=SLOW)
    yield made
    await made.close()


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.job.value)
async def test_every_job_comes_back_in_its_form_or_cut_off_at_its_cap(writer: Summariser, order: Order) -> None:
    written: Written | None = None
    trouble: NotWritten | None = None
    try:
        written = await writer.write(order)
    except NotWritten as wrong:
        trouble = wrong
    cost = written.tokens if written is not None else trouble.tokens if trouble is not None else 0
    assert 0 < cost <= writer.heaviest(order)
    assert trouble is None or trouble.why in (Trouble.CUT, Trouble.DECLINED)
    print(order.job.value, cost, written or trouble)
    assert writer.strict, "it knows JSON schemas"


async def test_parsed_answers_hold_only_the_ids_that_are_there(client: AsyncOpenAI) -> None:
    answer = await client.chat.completions.parse(
        model=MODEL,
        messages=[{"role": "user", "content": "Which answer is about exports? a1: search. a2: export."}],
        response_format=Picked,
        max_completion_tokens=40,
    )
    parsed = answer.choices[0].message.parsed
    assert parsed is not None
    assert parsed.answer_id in ("a1", "a2")


async def test_an_answer_longer_than_its_cap_is_cut_and_says_so(client: AsyncOpenAI) -> None:
    with pytest.raises(LengthFinishReasonError):
        await client.chat.completions.parse(
            model=MODEL,
            messages=[{"role": "user", "content": "Pick one."}],
            response_format=Picked,
            max_completion_tokens=2,
        )


async def test_an_answer_may_come_piece_by_piece(client: AsyncOpenAI) -> None:
    stream = await client.chat.completions.create(
        model=MODEL,
        messages=[{"role": "user", "content": "Say hello."}],
        max_completion_tokens=16,
        stream=True,
    )
    pieces = [chunk.choices[0].delta.content async for chunk in stream if chunk.choices]
    assert len([piece for piece in pieces if piece]) > 1
