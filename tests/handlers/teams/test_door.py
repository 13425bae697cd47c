"""The door over real HTTP: what it lets in, what it refuses, and how long anybody waits."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
import structlog
from fastapi import FastAPI

from bot.clock import SetClock
from bot.errors import Refusal
from bot.texts import Phrase
from handlers.teams.doors import LARGEST, PATH, router
from handlers.teams.heard import OK, TRY_AGAIN, Reply
from handlers.teams.key_set import KeySet
from handlers.teams.tokens import Tokens
from handlers.teams.turns import MOST, Turns
from handlers.web.app import serving
from prompts.catalogue import say_in
from tests.handlers.teams.keys_server import NOW, Microsoft, message, microsoft, press, session, signed, until

JSON = "application/json; charset=utf-8"


@dataclass
class Listener:
    """Works on activities as it is told."""

    heard: list[Mapping[str, Any]] = field(default_factory=list)
    reply: Reply = OK
    wrong: Exception | None = None
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.gate.set()

    async def hear(self, activity: Mapping[str, Any]) -> Reply:
        """Note it, wait where the gate is shut, and answer."""
        self.heard.append(activity)
        await self.gate.wait()
        if self.wrong is not None:
            raise self.wrong
        return self.reply


@dataclass
class House:
    """The running door."""

    url: str
    vendor: Microsoft
    listener: Listener
    turns: Turns
    line: aiohttp.ClientSession

    async def post(
        self,
        body: object,
        *,
        authorization: str | None = "",
        kind: str = JSON,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, str]:
        """One request; signed unless `authorization` says otherwise."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"Content-Type": kind, **(headers or {})}
        if authorization is not None:
            sent["Authorization"] = authorization or f"Bearer {signed()}"
        async with self.line.post(f"{self.url}{PATH}", data=raw, headers=sent) as answer:
            return answer.status, await answer.text()


@asynccontextmanager
async def house(patience: float = 10.0, invoke_patience: float = 4.5) -> AsyncIterator[House]:
    """A door in front of a listener."""
    async with microsoft() as vendor, session() as line, session() as outside:
        keys, clock = vendor.keys(), SetClock(NOW)
        key_set = KeySet(line, keys.openid_metadata, clock=clock)
        listener = Listener()
        turns = Turns(listener.hear, say_in, patience=patience, invoke_patience=invoke_patience)
        app = FastAPI()
        app.include_router(router(Tokens(keys, key_set, clock=clock), turns.take))
        async with serving(app, "127.0.0.1", 0) as url:
            yield House(url, vendor, listener, turns, outside)
            listener.gate.set()
        await turns.quiet()
        await key_set.close()


async def test_a_message_is_heard_and_an_invoke_is_answered_with_its_body() -> None:
    async with house() as door:
        assert await door.post(message(text="Grüße 🎉")) == (200, "")
        door.listener.reply = Reply(body={"task": {"type": "message", "value": "Danke"}})
        assert await door.post(press("task/submit")) == (200, '{"task":{"type":"message","value":"Danke"}}')
        assert [each["text"] for each in door.listener.heard] == ["Grüße 🎉", "status"]


DEEP = b'{"type": "message", "value": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
BAD_BODIES: dict[str, tuple[object, int]] = {
    "half of it": (b"{", 400),
    "a list": ([1], 400),
    "nothing at all": (b"", 400),
    "null": (b"null", 400),
    "a text": (b'"x"', 400),
    "a tower": (DEEP, 400),
    "bytes that are no text": (b'{"type": "\xff"}', 400),
    "an empty object": ({}, 400),
    "more than anybody sends": (b" " * (LARGEST + 1), 413),
    "no id": (message(id=None), 400),
    "a type that is a number": (message(type=1), 400),
    "nobody": (message(**{"from": None}), 400),
    "somebody without an id": (message(**{"from": {"name": "Ana"}}), 400),
    "an object id that is a list": (message(**{"from": {"id": "29:1", "aadObjectId": []}}), 400),
    "nowhere": (message(conversation=None), 400),
    "a conversation that is a text": (message(conversation="19:x"), 400),
    "a tenant that is a number": (message(conversation={"id": "a:1", "tenantId": 5}), 400),
    "an id with a control sign": (message(id="1\x002"), 400),
    "an endless id": (message(id="1" * 2_000), 400),
    "a text that is none": (message(text={"a": 1}), 400),
    "members that are none": (message(membersAdded=["Ana"]), 400),
    "channel data that is a list": (message(channelData=[1]), 400),
    "a channel that is a text": (message(channelData={"channel": "19:x"}), 400),
    "an invoke without a name": (press(name=""), 400),
    "an invoke without a value": (press(value=None), 400),
    "an invoke with a text for a value": (press(value="x"), 400),
}


@pytest.fixture(scope="module")
def bad_verdicts() -> dict[str, tuple[int, int]]:
    """What each of the bad bodies came to, and how many lines were logged about it."""

    async def all_of_them() -> dict[str, tuple[int, int]]:
        verdicts = {}
        async with house() as door:
            for what, (body, _) in BAD_BODIES.items():
                with structlog.testing.capture_logs() as lines:
                    status, _ = await door.post(body)
                assert all(len(json.dumps(line)) <= 300 for line in lines)
                verdicts[what] = (status, len(lines))
            assert door.listener.heard == []
        return verdicts

    return asyncio.run(all_of_them())


@pytest.mark.parametrize("what", BAD_BODIES)
def test_what_is_no_activity_is_refused_with_one_short_line(
    what: str, bad_verdicts: dict[str, tuple[int, int]]
) -> None:
    assert bad_verdicts[what] == (BAD_BODIES[what][1], 1)


async def test_nothing_unsigned_is_even_read() -> None:
    async with house() as door:
        for body in (b"{", DEEP, message()):
            assert (await door.post(body, authorization=None))[0] == 401
            assert (await door.post(body, authorization="Bearer nonsense"))[0] == 401
        assert (await door.post(message(), authorization=f"Bearer {signed(aud='x')}"))[0] == 401
        assert (await door.post(message(channelId="webchat")))[0] == 403
        assert (await door.post(message(), kind="text/plain"))[0] == 415
        assert (await door.post(message(), kind=""))[0] == 415
        assert door.listener.heard == []


async def test_a_body_without_a_length_is_cut_off_where_it_grows_too_large() -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(64):
            yield b" " * 8_192

    async with house() as door:
        headers = {"Content-Type": JSON, "Authorization": f"Bearer {signed()}"}
        async with door.line.post(f"{door.url}{PATH}", data=endless(), headers=headers) as answer:
            assert answer.status == 413


async def test_two_tokens_are_none() -> None:
    async with house() as door:
        two = [("Authorization", f"Bearer {signed()}")] * 2 + [("Content-Type", JSON)]
        async with door.line.post(f"{door.url}{PATH}", data=json.dumps(message()), headers=two) as answer:
            assert answer.status == 401
        async with door.line.get(f"{door.url}{PATH}") as answer:
            assert answer.status == 405


async def test_while_the_key_server_is_down_teams_is_asked_to_come_again() -> None:
    async with house() as door:
        door.vendor.status = 500
        assert (await door.post(message()))[0] == 503
        assert door.listener.heard == []


async def test_the_same_activity_is_worked_on_once_and_answered_each_time() -> None:
    async with house() as door:
        door.listener.gate.clear()
        door.listener.reply = Reply(body={"n": 1})
        both = [asyncio.create_task(door.post(press())) for _ in range(2)]
        await until(lambda: bool(door.listener.heard))
        door.listener.gate.set()
        assert await asyncio.gather(*both) == [(200, '{"n":1}')] * 2
        assert await door.post(press()) == (200, '{"n":1}'), "and some minutes long afterwards"
        assert len(door.listener.heard) == 1
        others = [press(timestamp="2026-03-03T10:00:09Z"), press(id="f:2"), press() | {"from": {"id": "29:other"}}]
        for other in others:
            await door.post(other)
        assert len(door.listener.heard) == 4


async def test_only_so_many_answers_are_kept() -> None:
    listener = Listener()
    turns = Turns(listener.hear, say_in)
    for each in range(MOST + 50):
        await turns.take(message(id=str(each)))
    await turns.take(message(id=str(MOST + 49)))
    assert len(listener.heard) == MOST + 50
    await turns.take(message(id="0"))
    assert len(listener.heard) == MOST + 51


SLOW = {
    "adaptiveCard/action": {
        "statusCode": 200,
        "type": "application/vnd.microsoft.activity.message",
        "value": "Das dauert etwas länger als sonst. Schau bitte in einer Minute noch einmal.",
    },
    "task/submit": {
        "task": {
            "type": "message",
            "value": "Das dauert etwas länger als sonst. Schau bitte in einer Minute noch einmal.",
        }
    },
}


@pytest.mark.parametrize("name", SLOW)
async def test_who_presses_is_answered_in_time_and_the_work_goes_on(name: str) -> None:
    async with house(invoke_patience=0.05) as door:
        door.listener.gate.clear()
        door.listener.reply = Reply(body={"done": True})
        status, body = await door.post(press(name, locale="de-DE"))
        assert (status, json.loads(body)) == (200, SLOW[name])
        door.listener.gate.set()
        await door.turns.quiet()
        assert await door.post(press(name, locale="de-DE")) == (200, '{"done":true}')
        assert len(door.listener.heard) == 1


async def test_a_card_that_draws_itself_anew_says_nothing_when_it_is_late() -> None:
    async with house(invoke_patience=0.05) as door:
        door.listener.gate.clear()
        assert await door.post(press(value={"trigger": "automatic", "action": {}})) == (503, "")


async def test_a_message_that_takes_too_long_may_come_again_and_is_not_worked_on_twice() -> None:
    async with house(patience=0.05) as door:
        door.listener.gate.clear()
        assert (await door.post(message()))[0] == 503
        again = asyncio.create_task(door.post(message()))
        door.listener.gate.set()
        assert (await again)[0] in (200, 503)
        await door.turns.quiet()
        assert (await door.post(message()))[0] == 200
        assert len(door.listener.heard) == 1


async def test_what_is_kept_is_answered_at_once_and_finished_behind() -> None:
    async with house() as door:
        finish, finished = asyncio.Event(), list[str]()

        async def rest() -> None:
            await finish.wait()
            finished.append("done")

        door.listener.reply = Reply(behind=rest)
        assert (await door.post(message()))[0] == 200
        assert (await door.post(message()))[0] == 200
        assert finished == []
        finish.set()
        await door.turns.quiet()
        assert finished == ["done"]


@pytest.mark.parametrize("wrong", [Refusal(Phrase("database.away")), KeyError("Ana said no")])
async def test_a_failure_is_no_server_error_and_may_be_tried_again(wrong: Exception) -> None:
    async with house() as door:
        door.listener.wrong = wrong
        with structlog.testing.capture_logs() as lines:
            assert (await door.post(message()))[0] == 503
            status, body = await door.post(press())
        assert (status, json.loads(body)["value"]) == (
            200,
            "That did not work just now. Please try again in a minute.",
        )
        assert "Ana" not in json.dumps(lines)
        door.listener.wrong = None
        assert (await door.post(message()))[0] == 200
        assert (await door.post(press()))[0] == 200


async def test_a_failure_behind_an_answer_harms_nobody() -> None:
    async def fails() -> None:
        raise RuntimeError

    async with house() as door:
        door.listener.reply = Reply(behind=fails)
        assert (await door.post(message()))[0] == 200
        await door.turns.quiet()


async def test_what_the_listener_did_not_keep_is_worked_on_again() -> None:
    async with house() as door:
        door.listener.reply = TRY_AGAIN
        assert (await door.post(message()))[0] == 503
        door.listener.reply = OK
        assert (await door.post(message()))[0] == 200


async def test_a_reply_that_cannot_be_written_is_no_server_error() -> None:
    async with house() as door:
        door.listener.reply = Reply(body={"value": object()})
        assert (await door.post(press()))[0] == 503
