"""The door over real HTTP: what it lets in and what it refuses."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
import structlog
from fastapi import FastAPI

from handlers.teams.doors import LARGEST, PATH, router
from handlers.teams.heard import Reply
from handlers.teams.key_set import KeySet
from handlers.teams.shapes import LONGEST
from handlers.teams.tokens import Tokens
from handlers.web.headers import Message
from tests.handlers.teams.keys_server import TENANT, Microsoft, message, press, session, signed
from tests.handlers.teams.opened_door import JSON, Listener, house


async def test_a_message_is_heard_and_an_invoke_is_answered_with_its_body() -> None:
    async with house() as door:
        assert await door.post(message(text="Grüße 🎉")) == (200, "")
        door.listener.reply = Reply(body={"task": {"type": "message", "value": "Danke"}})
        assert await door.post(press("task/submit")) == (200, '{"task":{"type":"message","value":"Danke"}}')
        assert [each["text"] for each in door.listener.heard] == ["Grüße 🎉", "status"]


PLACE = {"id": "a:17I0kl8", "tenantId": TENANT}
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
    "a channel that is a number": (message(channelId=1), 400),
    "an empty id": (message(id=""), 400),
    "an id one sign too long": (message(id="1" * (LONGEST + 1)), 400),
    "a locale that is a list": (message(locale=["en"]), 400),
    "a reply to a number": (message(replyToId=5), 400),
    "nobody": (message(**{"from": None}), 400),
    "somebody without an id": (message(**{"from": {"name": "Ana"}}), 400),
    "an object id that is a list": (message(**{"from": {"id": "29:1", "aadObjectId": []}}), 400),
    "somebody as a text": (message(**{"from": "29:1"}), 400),
    "somebody whose name is a number": (message(**{"from": {"id": "29:1", "name": 5}}), 400),
    "a receiver as a text": (message(recipient="28:1"), 400),
    "a receiver without an id": (message(recipient={"name": "Council"}), 400),
    "nowhere": (message(conversation=None), 400),
    "a conversation that is a text": (message(conversation="19:x"), 400),
    "a tenant that is a number": (message(conversation={"id": "a:1", "tenantId": 5}), 400),
    "a conversation without an id": (message(conversation={"tenantId": TENANT}), 400),
    "a conversation whose name is a number": (message(conversation=PLACE | {"name": 5}), 400),
    "a conversation of a few": (message(conversation=PLACE | {"isGroup": "yes"}), 400),
    "an id with a control sign": (message(id="1\x002"), 400),
    "an endless id": (message(id="1" * 2_000), 400),
    "a text that is none": (message(text={"a": 1}), 400),
    "members that are none": (message(membersAdded=["Ana"]), 400),
    "members that are one": (message(membersAdded={"id": "29:1"}), 400),
    "members that are an empty object": (message(membersAdded={}), 400),
    "channel data that is a list": (message(channelData=[1]), 400),
    "a channel that is a text": (message(channelData={"channel": "19:x"}), 400),
    "an event that is a number": (message(channelData={"eventType": 1}), 400),
    "a team whose id is a list": (message(channelData={"team": {"id": []}}), 400),
    "a team whose group is a number": (message(channelData={"team": {"aadGroupId": 1}}), 400),
    "a team whose name is a number": (message(channelData={"team": {"name": 1}}), 400),
    "an invoke without a name": (press(name=""), 400),
    "an invoke without a value": (press(value=None), 400),
    "an invoke with a text for a value": (press(value="x"), 400),
}


GOOD_BODIES = (
    message(id="1" * LONGEST, locale="", replyToId=None, recipient=None, text=None),
    message(id="2", channelData={"team": None, "channel": {"id": "", "name": "Acme"}, "eventType": ""}),
    message(id="3", conversation=PLACE | {"isGroup": True, "name": "Acme"}, membersAdded=[], entities=[{}]),
    message(id="4", channelData=None),
    json.dumps(message(id="5")).encode().ljust(LARGEST),
)


async def test_what_may_be_left_out_or_empty_is_and_what_is_as_large_as_may_be_is_read() -> None:
    async with house() as door:
        for body in GOOD_BODIES:
            assert (await door.post(body))[0] == 200
        heard = [each["id"] for each in door.listener.heard]
        assert heard == ["1" * LONGEST, "2", "3", "4", "5"]


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


async def handed_on(length: bytes, *parts: Message) -> tuple[int, int, int]:
    """The status, how many activities were heard and how many parts left unread, where a server hands on just this."""
    keys, listener, said, waiting = Microsoft().keys(local=True), Listener(), list[Message](), list(parts)

    async def receive() -> Message:
        return waiting.pop(0)

    async def send(message: Message) -> None:
        said.append(message)

    async with session() as line:
        app = FastAPI()
        app.include_router(router(Tokens(keys, KeySet(line, keys.openid_metadata)), listener.hear))
        headers = [(b"content-type", JSON.encode()), (b"content-length", length)]
        scope = {"type": "http", "method": "POST", "path": PATH, "query_string": b"", "headers": headers}
        await app(scope, receive, send)
    return said[0]["status"], len(listener.heard), len(waiting)


async def test_what_says_that_it_is_too_large_is_not_read_and_what_broke_off_is_not_heard() -> None:
    body = json.dumps(message()).encode()
    whole: Message = {"type": "http.request", "body": body}
    assert await handed_on(str(LARGEST).encode(), whole) == (200, 1, 0)
    assert await handed_on(str(LARGEST + 1).encode(), whole) == (413, 0, 1)
    assert await handed_on(b"\xb2", whole) == (200, 1, 0), "a length that is none says nothing"
    assert await handed_on(b"9999", {**whole, "more_body": True}, {"type": "http.disconnect"}) == (400, 0, 0)


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
