"""The stand-in's HTTP server: checks each request, follows its script, and writes down what it was asked."""

import asyncio
import json
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.fakes.model.minds import Mind, Question, honest, read
from tests.fakes.model.strictness import misfit, wrong_request

KEY = "sk-the-key-of-the-tests"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One request, and what it cost."""

    text: str
    """The body as it came."""
    question: Question | None
    tokens: int
    status: int


@dataclass(slots=True)
class ModelStandIn:
    """The server; set `fault`, `mind` or `slow` at any time."""

    mind: Mind = honest
    fault: str = ""
    """`429`, `500`, `401`, `hang`, `refusal`, `empty`, `cut`, `not_json`, `wrong_ids`, `huge`, `no_usage`, or none."""
    faults_left: int | None = None
    """After so many it is well again; None: never."""
    retry_after: str = "1"
    strict_schema: bool = True
    slow: float = 0.0
    """Seconds for each answer."""
    askings: list[Asking] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    address: str = ""

    @property
    def url(self) -> str:
        """The base address, as it is set."""
        return f"{self.address}/v1"

    @property
    def tokens(self) -> int:
        """What everything has cost so far."""
        return sum(each.tokens for each in self.askings)

    @property
    def texts(self) -> str:
        """Everything that was ever sent here, with its blanks back."""
        sent = (json.dumps(json.loads(each.text), ensure_ascii=False) for each in self.askings)
        return "\n".join(sent).replace("ˆ", " ")

    async def completions(self, request: web.Request) -> web.StreamResponse:
        """`POST /v1/chat/completions`."""
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            return await self._answer(request)
        finally:
            self.at_once -= 1

    async def models(self, request: web.Request) -> web.Response:
        """`GET /v1/models`."""
        if request.headers.get("Authorization") != f"Bearer {KEY}":
            return _error(401, "Incorrect API key provided")
        return web.json_response({"object": "list", "data": [{"id": "stand-in", "object": "model"}]})

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        text = await request.text()
        if request.headers.get("Authorization") != f"Bearer {KEY}":
            return self._noted(text, None, 0, _error(401, "Incorrect API key provided"))
        body = json.loads(text)
        if why := wrong_request(body, strict_schema=self.strict_schema):
            return self._noted(text, None, 0, _error(400, why))
        question = read(body)
        fault = self.fault if self.faults_left != 0 else ""
        if fault and self.faults_left:
            self.faults_left -= 1
        if fault == "hang":
            self._noted(text, question, 0, _error(504, "hangs"))
            await asyncio.sleep(3600)
        await asyncio.sleep(self.slow)
        if fault == "429":
            headers = {"Retry-After": self.retry_after}
            return self._noted(text, question, 0, _error(429, "Rate limit reached", headers))
        if fault in ("500", "401"):
            return self._noted(text, question, 0, _error(int(fault), "The server had an error"))
        answer = self._completion(body, question, fault)
        cost = answer.get("usage", {}).get("total_tokens", 0)
        return self._noted(text, question, cost, web.json_response(answer))

    def _completion(self, body: dict[str, Any], question: Question, fault: str) -> dict[str, Any]:
        made = self.mind(question)
        if fault == "wrong_ids":
            made = {**made, **({"answer_ids": ["a99", "zzz"]} if "answer_ids" in made else {"beside": "it"})}
        elif why := misfit(made, question.schema):
            raise AssertionError(f"a strict server would not say this: {why}")
        content: str | None = json.dumps(made, ensure_ascii=False)
        if fault == "not_json":
            content = "Sure! Here is your JSON: {title: exports"
        if fault == "huge":
            content = json.dumps({**made, "title": "x" * 1_000_000})
        if fault == "cut":
            content = (content or "")[:20]
        message: dict[str, Any] = {"role": "assistant", "content": content, "refusal": None}
        if fault == "refusal":
            message |= {"content": None, "refusal": "I'm sorry, I cannot help with that."}
        choice = {"index": 0, "message": message, "finish_reason": "length" if fault == "cut" else "stop"}
        asked = math.ceil(sum(len(each["content"]) for each in body["messages"]) / 4)
        most = int(body.get("max_completion_tokens") or body["max_tokens"])
        said = min(math.ceil(len(content or "") / 4), most)
        usage = {"prompt_tokens": asked, "completion_tokens": said, "total_tokens": asked + said}
        whole = {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1_700_000_000,
            "model": body["model"],
            "choices": [] if fault == "empty" else [choice],
            "usage": usage,
        }
        return {name: value for name, value in whole.items() if name != "usage" or fault != "no_usage"}

    def _noted(self, text: str, question: Question | None, tokens: int, answer: web.Response) -> web.Response:
        self.askings.append(Asking(text=text, question=question, tokens=tokens, status=answer.status))
        return answer


@asynccontextmanager
async def running(model: ModelStandIn) -> AsyncIterator[ModelStandIn]:
    """The server on a free port of this machine while this is open."""
    app = web.Application(client_max_size=4 * 1024 * 1024)
    app.router.add_post("/v1/chat/completions", model.completions)
    app.router.add_get("/v1/models", model.models)
    runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    model.address = f"http://{host}:{port}"
    try:
        yield model
    finally:
        await runner.cleanup()


def _error(status: int, message: str, headers: dict[str, str] | None = None) -> web.Response:
    body = {"error": {"message": message, "type": "error", "param": None, "code": None}}
    return web.json_response(body, status=status, headers=headers)
