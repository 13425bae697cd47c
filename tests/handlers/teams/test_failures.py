"""What the client makes of everything the message service can answer, or not answer."""

import asyncio
from datetime import timedelta
from email.utils import format_datetime

import pytest
from aiohttp import web

from bot.ports import NotPosted, Permanent, Shut, Unknown
from handlers.teams.calls import LARGEST, TeamsCalls
from tests.handlers.teams.calling import (
    HARMLESS,
    POSTING,
    THREAD,
    Deed,
    calls_to,
    chat,
    members,
    opened,
    outcome,
    refused,
    send,
)
from tests.handlers.teams.keys_server import NOW, answering, microsoft


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
    "an answer without end": answering(200, b" " * (LARGEST + 1)),
}


@pytest.mark.parametrize("what", DOUBTFUL)
async def test_what_leaves_a_message_in_doubt_leaves_the_rest_to_be_done_again(what: str) -> None:
    async with microsoft() as vendor, calls_to(vendor, DOUBTFUL[what]) as calls:
        for deed in POSTING:
            with pytest.raises(Unknown):
                await deed(calls, vendor.url)
        for deed in HARMLESS:
            with pytest.raises(NotPosted) as again:
                await deed(calls, vendor.url)
            assert again.value.retry_after


async def test_an_answer_that_does_not_come_is_given_up() -> None:
    async with microsoft() as vendor, calls_to(vendor, answering(200, {"members": []}), patience=2.0) as calls:
        await members(calls, vendor.url)
        vendor.handler = stall
        deeds = (*POSTING, *HARMLESS)
        outcomes = await asyncio.gather(*(deed(calls, vendor.url) for deed in deeds), return_exceptions=True)
        assert [type(each) for each in outcomes] == [Unknown] * len(POSTING) + [NotPosted] * len(HARMLESS)


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
