"""What the client makes of everything the message service can answer, or not answer."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from aiohttp import web

from bot.clock import SetClock
from bot.ports import NotPosted, Permanent, Shut, Unknown
from handlers.teams.app_token import AppToken
from handlers.teams.calls import LARGEST, TeamsCalls
from tests.handlers.teams.keys_server import NOW, Handler, Microsoft, answering, microsoft, session

PLACE = "19:abc@thread.tacv2"
THREAD = f"{PLACE};messageid=1700"
Deed = Callable[[TeamsCalls, str], Awaitable[object]]


@asynccontextmanager
async def calls_to(
    vendor: Microsoft, handler: Handler, *, patience: float = 10.0, **settings: Any
) -> AsyncIterator[TeamsCalls]:
    """The client under test."""
    vendor.handler = handler
    clock, keys = SetClock(NOW), vendor.keys(**settings)
    async with session() as opened:
        token = AppToken(opened, keys, clock=clock)
        try:
            yield TeamsCalls(opened, token, keys, clock=clock, timeout=patience)
        finally:
            await token.close()


async def send(calls: TeamsCalls, url: str) -> object:
    """A message: doing it twice does something twice."""
    return await calls.send(url, PLACE, {"type": "message", "text": "hello"})


async def opened(calls: TeamsCalls, url: str) -> object:
    """A conversation that begins with a message."""
    return await calls.create_conversation(url, {"activity": {"type": "message"}})


async def chat(calls: TeamsCalls, url: str) -> object:
    """A chat with one person, without a message."""
    return await calls.create_conversation(url, {"members": [{"id": "29:1"}]})


async def update(calls: TeamsCalls, url: str) -> object:
    """A message again: harmless."""
    await calls.update(url, PLACE, "1", {"type": "message"})
    return None


async def delete(calls: TeamsCalls, url: str) -> object:
    """A message taken back."""
    await calls.delete(url, PLACE, "1")
    return None


async def members(calls: TeamsCalls, url: str) -> object:
    """Who is there."""
    return await calls.members(url, PLACE, most=100)


POSTING: tuple[Deed, ...] = (send, opened)
HARMLESS: tuple[Deed, ...] = (chat, update, delete, members)


async def outcome(handler: Handler, deed: Deed = send, *, patience: float = 10.0, **settings: Any) -> object:
    """What the call comes to: the answer, or what it raised."""
    async with microsoft() as vendor, calls_to(vendor, handler, patience=patience, **settings) as calls:
        try:
            return await deed(calls, f"{vendor.url}/amer/")
        except (NotPosted, Unknown, Permanent) as trouble:
            return trouble


def refused(status: int, code: str) -> Handler:
    """The vendor's way to say no."""
    return answering(status, {"error": {"code": code, "message": "Nothing for a log."}})


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        (None, 30),
        ("", 30),
        ("0", 1),
        ("1.5", 1.5),
        ("12", 12),
        ("99999", 300),
        ("soon", 30),
        (format_datetime(NOW + timedelta(seconds=45), usegmt=True), 45),
    ],
)
async def test_a_rate_limit_in_any_spelling_is_a_wait(said: str | None, seconds: float) -> None:
    headers = {} if said is None else {"Retry-After": said}
    trouble = await outcome(answering(429, {"error": {"code": "Throttled"}}, headers))
    assert isinstance(trouble, NotPosted)
    assert (trouble.retry_after, trouble.everywhere) == (seconds, False)


async def test_a_limit_on_new_conversations_is_the_whole_tenants() -> None:
    trouble = await outcome(answering(429, {}, {"Retry-After": "7"}), chat)
    assert isinstance(trouble, NotPosted)
    assert (trouble.retry_after, trouble.everywhere) == (7, True)


@pytest.mark.parametrize("deed", [*POSTING, *HARMLESS])
async def test_two_calls_that_met_are_certainly_not_both_done(deed: Deed) -> None:
    assert isinstance(await outcome(refused(412, "PreconditionFailed"), deed), NotPosted)


async def abort(request: web.Request) -> web.StreamResponse:
    """Cut the connection after the request was read."""
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def stall(_: web.Request) -> web.StreamResponse:
    """Never answer."""
    await asyncio.sleep(60)
    return web.Response()


async def half(request: web.Request) -> web.StreamResponse:
    """Begin an answer and break off."""
    response = web.StreamResponse(headers={"Content-Length": "500"})
    await response.prepare(request)
    await response.write(b'{"id": "17')
    return await abort(request)


DOUBTFUL = {
    "an error on the inside": refused(500, "ServiceError"),
    "a gateway's page": answering(502, b"<html>Bad gateway</html>"),
    "out of service": answering(503, b""),
    "a gateway that waited": answering(504, b""),
    "a request that took long": answering(408, b""),
    "a cut connection": abort,
    "half an answer": half,
    "nobody answers": stall,
    "an answer without end": answering(200, b" " * (LARGEST + 1)),
}


@pytest.mark.parametrize("what", DOUBTFUL)
async def test_what_leaves_a_message_in_doubt_leaves_the_rest_to_be_done_again(what: str) -> None:
    patience = 0.3 if DOUBTFUL[what] is stall else 10.0
    async with microsoft() as vendor, calls_to(vendor, DOUBTFUL[what], patience=patience) as calls:
        for deed in POSTING:
            with pytest.raises(Unknown):
                await deed(calls, vendor.url)
        for deed in HARMLESS:
            with pytest.raises(NotPosted) as again:
                await deed(calls, vendor.url)
            assert again.value.retry_after


@pytest.mark.parametrize("body", [b"", b"ok", b"[1]", b'{"id": 5}', b'{"id": ""}', b"{}"])
async def test_a_success_without_a_reference_leaves_a_message_in_doubt(body: bytes) -> None:
    assert isinstance(await outcome(answering(201, body)), Unknown)
    assert isinstance(await outcome(answering(201, body), opened), Unknown)
    assert isinstance(await outcome(answering(201, body), chat), NotPosted)


async def test_a_server_out_of_reach_was_certainly_told_nothing() -> None:
    async with microsoft() as vendor, calls_to(vendor, answering()) as calls:
        with pytest.raises(NotPosted) as trouble:
            await send(calls, "http://127.0.0.1:9/")
    assert trouble.value.everywhere


@pytest.mark.parametrize(
    ("status", "word", "paused_for"),
    [
        (403, "BotNotInConversationRoster", "left"),
        (403, "ForbiddenOperationException", "left"),
        (404, "ConversationNotFound", "left"),
        (403, "MessageWritesBlocked", "restricted"),
        (403, "ConversationBlockedByUser", "restricted"),
        (403, "BotDisabledByAdmin", "restricted"),
        (403, "NotEnoughPermissions", ""),
        (403, "InvalidBotApiHost", ""),
        (404, "ActivityNotFoundInConversation", ""),
        (400, "BadSyntax", ""),
        (400, "Bad Argument", ""),
        (413, "MessageSizeTooBig", ""),
        (409, "AWordOfNextYear", ""),
    ],
)
async def test_a_no_that_is_final_keeps_its_word(status: int, word: str, paused_for: str) -> None:
    trouble = await outcome(refused(status, word))
    assert isinstance(trouble, Permanent)
    assert not isinstance(trouble, Shut)
    assert (trouble.reason, trouble.paused_for) == (word, paused_for)


@pytest.mark.parametrize(
    "body",
    [
        b'{"errorCode":209,"message":"{\\r\\n  \\"subCode\\": \\"MessageWritesBlocked\\",\\r\\n}"}',
        b'{"errorCode":209,"message":"no"}',
        b'{"error":{"code":"Forbidden","message":"{\\"subCode\\":\\"MessageWritesBlocked\\"}"}}',
        b'{"subCode":"MessageWritesBlocked"}',
        b'{"error":"MessageWritesBlocked"}',
        b'{"code":"MessageWritesBlocked"}',
    ],
)
async def test_the_word_is_found_wherever_the_vendor_puts_it(body: bytes) -> None:
    trouble = await outcome(answering(403, body))
    assert isinstance(trouble, Permanent)
    assert (trouble.reason, trouble.paused_for) == ("MessageWritesBlocked", "restricted")


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"error":{"code":"<script>"}}', b'{"error":{"code":5}}'])
async def test_a_no_without_a_word_is_final_as_well(body: bytes) -> None:
    trouble = await outcome(answering(404, body))
    assert isinstance(trouble, Permanent)
    assert (trouble.reason, trouble.paused_for) == ("NotFound", "")


async def test_a_thread_that_is_gone_does_not_silence_its_channel() -> None:
    async def reply(calls: TeamsCalls, url: str) -> object:
        return await calls.send(url, THREAD, {"type": "message"})

    gone = await outcome(refused(404, "ConversationNotFound"), reply)
    assert isinstance(gone, Permanent)
    assert gone.paused_for == ""
    out = await outcome(refused(403, "BotNotInConversationRoster"), reply)
    assert isinstance(out, Permanent)
    assert out.paused_for == "left"


async def test_a_token_that_is_refused_is_renewed_once_and_the_message_sent_once() -> None:
    async def old_is_bad(request: web.Request) -> web.StreamResponse:
        good = request.headers["Authorization"] == "Bearer bearer-2"
        return web.json_response({"id": "1"}, status=201 if good else 401)

    async with microsoft() as vendor, calls_to(vendor, old_is_bad) as calls:
        assert await asyncio.gather(*(send(calls, vendor.url) for _ in range(20))) == ["1"] * 20
        assert len(vendor.forms) == 2


async def test_when_no_token_is_taken_the_workspace_is_shut_and_sign_in_is_left_in_peace() -> None:
    async with microsoft() as vendor, calls_to(vendor, refused(401, "BotNotRegistered")) as calls:
        for _ in range(20):
            with pytest.raises(Shut, match="BotNotRegistered"):
                await send(calls, vendor.url)
        assert len(vendor.forms) == 2
        assert len(vendor.seen) == 21


async def test_nothing_is_sent_while_there_is_no_token() -> None:
    async with microsoft() as vendor, calls_to(vendor, answering()) as calls:
        vendor.bearers = [(401, {"error": "invalid_client"}, {})]
        with pytest.raises(Shut, match="invalid_client"):
            await send(calls, vendor.url)
        assert vendor.seen == []


async def test_a_sign_in_that_hangs_holds_no_call_beyond_its_time() -> None:
    async with microsoft() as vendor, calls_to(vendor, answering(), patience=0.2) as calls:
        vendor.hangs = True
        with pytest.raises(NotPosted):
            await send(calls, vendor.url)
        assert vendor.seen == []


@pytest.mark.parametrize("url", ["https://evil.example/", "http://smba.trafficmanager.net/", "http://localhost:1/", ""])
async def test_no_other_server_is_ever_called_or_shown_the_token(url: str) -> None:
    async with microsoft() as vendor, calls_to(vendor, answering()) as calls:
        for deed in (*POSTING, *HARMLESS):
            with pytest.raises(Permanent, match="foreign_service_url"):
                await deed(calls, url)
        assert vendor.forms == []


async def test_nobody_is_followed_elsewhere() -> None:
    async with microsoft() as other:
        other.handler = answering(200, {"id": "1"})
        for status in (301, 302, 307, 308):
            trouble = await outcome(answering(status, b"", {"Location": f"{other.url}/amer/"}))
            assert isinstance(trouble, NotPosted)
        assert other.seen == []


async def test_every_call_is_what_the_vendor_documents() -> None:
    async with microsoft() as vendor, calls_to(vendor, answering(200, {"id": "1", "name": "Acme"})) as calls:
        url = f"{vendor.url}/amer"
        assert await calls.send(f"{url}/", THREAD, {"type": "message", "text": "Grüße"}) == "1"
        assert (await calls.create_conversation(url, {"isGroup": True}))["id"] == "1"
        await calls.update(url, PLACE, "f:2", {"type": "message"})
        await calls.delete(url, "a:1_2-3", "f:2")
        assert (await calls.member(url, PLACE, "29:x/y"))["name"] == "Acme"
        assert (await calls.team(url, "19:team@thread.skype"))["name"] == "Acme"
        assert await calls.channels(url, "19:team@thread.skype") == []
        assert [(method, path) for method, path, _, _ in vendor.seen] == [
            ("POST", "/amer/v3/conversations/19%3Aabc%40thread.tacv2%3Bmessageid%3D1700/activities"),
            ("POST", "/amer/v3/conversations"),
            ("PUT", "/amer/v3/conversations/19%3Aabc%40thread.tacv2/activities/f%3A2"),
            ("DELETE", "/amer/v3/conversations/a%3A1_2-3/activities/f%3A2"),
            ("GET", "/amer/v3/conversations/19%3Aabc%40thread.tacv2/members/29%3Ax%2Fy"),
            ("GET", "/amer/v3/teams/19%3Ateam%40thread.skype"),
            ("GET", "/amer/v3/teams/19%3Ateam%40thread.skype/conversations"),
        ]
        assert {authorization for _, _, authorization, _ in vendor.seen} == {"Bearer bearer-1"}
        assert json.loads(vendor.seen[0][3]) == {"type": "message", "text": "Grüße"}


async def test_a_roster_is_read_page_by_page_and_no_further_than_asked() -> None:
    async def pages(request: web.Request) -> web.StreamResponse:
        page = int(request.query.get("continuationToken", "0"))
        who = [{"id": f"29:{page}-{each}"} for each in range(int(request.query["pageSize"]))]
        return web.json_response({"members": [*who, "odd"], "continuationToken": str(page + 1) if page < 2 else None})

    async with microsoft() as vendor, calls_to(vendor, pages) as calls:
        assert len(await calls.members(vendor.url, PLACE, most=5_000)) == 1_500
        assert len(vendor.seen) == 3
        assert len(await calls.members(vendor.url, PLACE, most=7)) == 7
        assert "pageSize=50" in vendor.seen[-1][1]
        assert len(vendor.seen) == 4


async def test_a_roster_that_turns_in_a_circle_ends() -> None:
    around = answering(200, {"members": [], "continuationToken": "again"})
    async with microsoft() as vendor, calls_to(vendor, around) as calls:
        assert await calls.members(vendor.url, PLACE, most=50) == []
        assert len(vendor.seen) == 2


async def test_in_local_mode_nothing_is_signed() -> None:
    async with microsoft() as vendor, calls_to(vendor, answering(200, {"id": "1"}), local=True) as calls:
        assert await send(calls, vendor.url) == "1"
        assert (vendor.seen[0][2], vendor.forms) == ("", [])


async def test_many_messages_share_a_few_lines() -> None:
    lines = set[object]()

    async def note(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        lines.add(request.transport.get_extra_info("peername"))
        return web.json_response({"id": "1"})

    async with microsoft() as vendor, calls_to(vendor, note) as calls:
        for _ in range(20):
            await send(calls, vendor.url)
    assert len(lines) <= 2
