"""The door over real HTTP: what it lets in and what it refuses."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
import structlog

from handlers.teams.doors import LARGEST, PATH
from handlers.teams.heard import Reply
from tests.handlers.teams.keys_server import message, press, signed
from tests.handlers.teams.opened_door import JSON, house


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
