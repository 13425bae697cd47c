"""Asks a language model to put into words what was counted and cited without it, on any server of OpenAI's protocol.

Answers are data: they stand as JSON in a block with a random name, without blanks; the model gets no tools and has to
answer in a strict form. Nothing that comes back is believed here: `bot.insights.prose` looks at it.
"""

import asyncio
import json
from dataclasses import dataclass, replace

import openai
import structlog
from openai import AsyncOpenAI, DefaultAsyncHttpxClient
from openai.types.chat import ChatCompletion, ChatCompletionSystemMessageParam, ChatCompletionUserMessageParam
from openai.types.shared_params import ResponseFormatJSONSchema
from pydantic import ValidationError

from bot.clock import SystemClock
from bot.domain.wordings import Job, Order, Trouble, Written
from bot.ids import fresh_key
from bot.ports import NotWritten
from bot.retry import retry_after
from prompts.breaker import Breaker
from prompts.shapes import MOST_OUT, WrongShape, data, read, schema
from prompts.templates import template

log = structlog.get_logger()

OFFICIAL = "https://api.openai.com/v1"
PATIENCE = 30.0
"""Seconds for one answer."""
LARGEST = 256 * 1024
"""Bytes of an answer that are read; the longest proper one has some four thousand."""
BYTES_IN_A_TOKEN = 2
"""At least, whatever the script: by this the cost of a question is bounded before it is asked."""
FRAME = 64
"""Tokens that a server puts around what it is sent."""
BLAMELESS = frozenset({Trouble.DECLINED, Trouble.CUT})
"""What a healthy server may do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelKeys:
    """What is set about the model; `key` may be empty for a server of one's own."""

    key: str
    url: str
    model: str
    budget: int
    """Tokens that one digest may cost."""
    seconds: float
    """How long one digest may wait."""

    @property
    def wanted(self) -> bool:
        """True when there is a server to ask."""
        return bool(self.key or self.url)

    @property
    def address(self) -> str:
        """The base address of the server."""
        return self.url or OFFICIAL


class Summariser:
    """One model on one server."""

    def __init__(self, keys: ModelKeys, *, patience: float = PATIENCE, breaker: Breaker | None = None) -> None:
        self.keys = keys
        self._patience = patience
        self._breaker = breaker or Breaker()
        self._client = AsyncOpenAI(
            api_key=keys.key or "none",
            base_url=keys.address,
            max_retries=0,
            timeout=patience,
            organization="",
            # A redirect would carry answers to a server that nobody named.
            http_client=DefaultAsyncHttpxClient(follow_redirects=False),
        )
        # The library loads half of itself at its first use, for half a second: now, and not in a digest.
        self._chat = self._client.chat.completions.with_streaming_response
        self.strict = True
        """False once the server has told that it knows no JSON schema: then the form is only asked for."""
        self._limit_name = "max_completion_tokens"

    @property
    def model(self) -> str:
        """The model's name."""
        return self.keys.model

    @property
    def budget(self) -> int:
        """The tokens that one digest may cost."""
        return self.keys.budget

    @property
    def seconds(self) -> float:
        """How long one digest may wait for it."""
        return self.keys.seconds

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.close()

    def version(self, job: Job) -> str:
        """The version of the instructions for this job."""
        return template(job).version

    def heaviest(self, order: Order) -> int:
        """The tokens that an order cannot cost more than."""
        sent = sum(len(part.encode()) for part in (*_messages(order, strict=False), json.dumps(schema(order))))
        return sent // BYTES_IN_A_TOKEN + FRAME + MOST_OUT[order.job]

    async def write(self, order: Order) -> Written:
        """Write it; NotWritten when the server is away, slow, busy, refuses, or answers in another form."""
        if self._breaker.open:
            raise NotWritten(Trouble.RESTING)
        try:
            written = await self._asked(order)
        except NotWritten as wrong:
            log.warning("model wrote nothing", job=order.job.value, why=wrong.why.value, tokens=wrong.tokens)
            if wrong.why not in BLAMELESS:
                self._breaker.failed()
            raise
        self._breaker.succeeded()
        return written

    async def _asked(self, order: Order) -> Written:
        try:
            async with asyncio.timeout(self._patience):
                body = await self._sent(order)
        except (TimeoutError, openai.APITimeoutError):
            raise NotWritten(Trouble.SLOW, tokens=self.heaviest(order)) from None
        except openai.RateLimitError as wrong:
            wait = retry_after(wrong.response.headers, SystemClock().now())
            raise NotWritten(Trouble.BUSY, retry_after=wait) from None
        except (openai.BadRequestError, openai.UnprocessableEntityError) as wrong:
            raise NotWritten(Trouble.UNREADABLE if self._stepped_down(str(wrong)) else Trouble.DENIED) from None
        except openai.APIStatusError as wrong:
            raise NotWritten(Trouble.BROKEN if wrong.status_code >= 500 else Trouble.DENIED) from None
        except openai.APIError:
            raise NotWritten(Trouble.UNREACHABLE) from None
        return _read(order, body, self.heaviest(order))

    async def _sent(self, order: Order) -> bytes:
        """What the server answers, as far as it is worth reading."""
        system, user = _messages(order, strict=self.strict)
        told: ChatCompletionSystemMessageParam = {"role": "system", "content": system}
        shown: ChatCompletionUserMessageParam = {"role": "user", "content": user}
        sending = self._chat.create(
            model=self.keys.model,
            messages=[told, shown],
            response_format=_form(order) if self.strict else {"type": "json_object"},
            extra_body={self._limit_name: MOST_OUT[order.job]},
        )
        body = bytearray()
        async with sending as answer:
            async for chunk in answer.iter_bytes():
                body += chunk
                if len(body) > LARGEST:
                    break
        return bytes(body)

    def _stepped_down(self, said: str) -> bool:
        """True when the server turned down a part of the question that we can do without from now on."""
        told = said.casefold()
        if self.strict and ("response_format" in told or "json_schema" in told or "schema" in told):
            self.strict = False
            return True
        if self._limit_name != "max_tokens" and "max_completion_tokens" in told:
            self._limit_name = "max_tokens"
            return True
        return False


def _form(order: Order) -> ResponseFormatJSONSchema:
    form = {**schema(order)}
    return {"type": "json_schema", "json_schema": {"name": order.job.value, "strict": True, "schema": form}}


def _messages(order: Order, *, strict: bool) -> tuple[str, str]:
    """The instructions, and the data in a block whose name nobody can guess who wrote the data."""
    instructions = template(order.job).said_in(order.language)
    if not strict:
        instructions += f"\n\nAnswer with one JSON object of this schema and nothing else:\n{json.dumps(schema(order))}"
    if order.again:
        instructions += (
            "\n\nAn earlier answer was turned down: keep to the lengths, the language, the ids that are there, words"
            " that several answers share, and no digits."
        )
    name = f"data-{fresh_key().hex()[:16]}"
    shown = json.dumps(data(order), ensure_ascii=False)
    return instructions, f"The material is the JSON between the two marks.\n<{name}>\n{shown}\n</{name}>"


def _read(order: Order, body: bytes, heaviest: int) -> Written:
    """What the model wrote; an answer that does not say what it cost is taken to cost the most it can."""
    if len(body) > LARGEST:
        raise NotWritten(Trouble.UNREADABLE, tokens=heaviest)
    try:
        answer = ChatCompletion.model_validate_json(body)
    except ValidationError:
        raise NotWritten(Trouble.UNREADABLE, tokens=heaviest) from None
    tokens = answer.usage.total_tokens if answer.usage is not None and answer.usage.total_tokens > 0 else heaviest
    if not answer.choices:
        raise NotWritten(Trouble.UNREADABLE, tokens=tokens)
    first = answer.choices[0]
    if first.message.refusal or first.finish_reason == "content_filter":
        raise NotWritten(Trouble.DECLINED, tokens=tokens)
    if first.finish_reason == "length":
        raise NotWritten(Trouble.CUT, tokens=tokens)
    try:
        wrote = answer.usage.completion_tokens if answer.usage is not None else 0
        return replace(read(order, first.message.content or "", tokens), tokens_out=wrote)
    except WrongShape:
        raise NotWritten(Trouble.UNREADABLE, tokens=tokens) from None
