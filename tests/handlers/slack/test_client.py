"""What the client makes of everything a server can answer, or not answer."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import aiohttp
import pytest
from aiohttp import web

from bot.clock import SetClock
from bot.ports import NotPosted, Permanent, Shut, Unknown
from handlers.slack.client import SlackCalls
from handlers.slack.grants import Grants
from tests.handlers.slack.bots import grant
from tests.handlers.slack.lanes import LANE, OneToken

NOW = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def server(handler: Handler) -> AsyncIterator[str]:
    """A server that answers everything in this way."""
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", handler)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def calls_to(url: str, *, patience: float = 10.0, token: str = "xoxb-1") -> AsyncIterator[SlackCalls]:
    """The client under test."""
    calls = SlackCalls(OneToken(token), url, clock=SetClock(NOW), timeout=patience)
    try:
        yield calls
    finally:
        await calls.close()


def answering(
    status: int = 200, body: str = "", kind: str = "application/json", headers: dict[str, str] | None = None
) -> Handler:
    """Always the same answer."""

    async def handle(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, body=body.encode(), headers={"Content-Type": kind, **(headers or {})})

    return handle


def refused(word: str, status: int = 200, **headers: str) -> Handler:
    """The API's way to say no."""
    said = {name.replace("_", "-"): value for name, value in headers.items()}
    return answering(status, json.dumps({"ok": False, "error": word}), headers=said)


async def outcome(handler: Handler, method: str = "chat.postMessage") -> object:
    """What the call comes to: the answer, or what it raised."""
    async with server(handler) as url, calls_to(url) as calls:
        try:
            return await calls.call(LANE, method, {"channel": "C1", "text": "hello"})
        except (NotPosted, Unknown, Permanent) as trouble:
            return trouble


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        (None, 30),
        ("", 30),
        ("0", 1),
        ("-7", 1),
        ("1.5", 1.5),
        ("12", 12),
        ("99999", 300),
        ("nan", 30),
        ("soon", 30),
        (format_datetime(NOW + timedelta(seconds=45), usegmt=True), 45),
        (format_datetime(NOW - timedelta(days=1), usegmt=True), 1),
    ],
)
@pytest.mark.parametrize("status", [429, 200])
async def test_a_rate_limit_in_any_spelling_is_a_wait_for_the_whole_workspace(
    said: str | None, seconds: float, status: int
) -> None:
    headers = {} if said is None else {"Retry_After": said}
    trouble = await outcome(refused("ratelimited", status, **headers))
    assert isinstance(trouble, NotPosted)
    assert (trouble.retry_after, trouble.everywhere) == (seconds, True)


@pytest.mark.parametrize("word", ["ratelimited", "rate_limited", "message_limit_exceeded"])
async def test_every_word_for_too_many_is_known(word: str) -> None:
    trouble = await outcome(refused(word))
    assert isinstance(trouble, NotPosted)
    assert trouble.everywhere


async def test_a_migrating_channel_is_tried_again_later() -> None:
    trouble = await outcome(refused("external_channel_migrating"))
    assert isinstance(trouble, NotPosted)
    assert not trouble.everywhere
    assert trouble.retry_after


@pytest.mark.parametrize(
    ("word", "paused_for"),
    [
        ("channel_not_found", "left"),
        ("not_in_channel", "left"),
        ("is_archived", "archived"),
        ("restricted_action", "restricted"),
        ("restricted_action_read_only_channel", "restricted"),
        ("message_not_found", ""),
        ("cant_update_message", ""),
        ("edit_window_closed", ""),
        ("user_disabled", ""),
        ("user_not_visible", ""),
        ("is_inactive", ""),
        ("invalid_blocks", ""),
        ("msg_too_long", ""),
        ("missing_scope", ""),
        ("a_word_of_next_year", ""),
    ],
)
async def test_a_no_that_is_final_keeps_its_word(word: str, paused_for: str) -> None:
    trouble = await outcome(refused(word))
    assert isinstance(trouble, Permanent)
    assert not isinstance(trouble, Shut)
    assert (trouble.reason, trouble.paused_for) == (word, paused_for)


@pytest.mark.parametrize("word", ["account_inactive", "token_revoked", "invalid_auth", "not_authed"])
async def test_a_token_that_is_no_longer_good_shuts_the_workspace(word: str) -> None:
    trouble = await outcome(refused(word))
    assert isinstance(trouble, Shut)
    assert trouble.reason == word


async def test_without_an_installation_nothing_is_sent() -> None:
    async with calls_to("http://127.0.0.1:9/api/", token="") as calls:
        with pytest.raises(Shut, match="not_installed"):
            await calls.call(LANE, "chat.postMessage", {})


async def abort(request: web.Request) -> web.StreamResponse:
    """Cut the connection after the request was read."""
    await request.read()
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def stall(request: web.Request) -> web.StreamResponse:
    """Never answer."""
    await asyncio.sleep(60)
    return web.Response()


ODD = {
    "a gateway's page": answering(502, "<html>Bad gateway</html>", "text/html"),
    "a page instead of an answer": answering(200, "<html>Welcome</html>", "text/html"),
    "half an answer": answering(200, '{"ok": true, "ts": "17'),
    "nothing": answering(200, ""),
    "nothing, without success": answering(500, ""),
    "a list": answering(200, "[1]"),
    "a text": answering(200, "ok", "text/plain"),
    "bytes that are no text": answering(200, "ÿ", "application/json; charset=ascii"),
    "an error on the inside": refused("internal_error"),
    "a catastrophe": refused("fatal_error", 500),
    "a cut connection": abort,
}


@pytest.mark.parametrize("what", ODD)
async def test_what_leaves_a_post_in_doubt_leaves_an_edit_to_be_done_again(what: str) -> None:
    assert isinstance(await outcome(ODD[what]), Unknown)
    again = await outcome(ODD[what], "chat.update")
    assert isinstance(again, NotPosted)
    assert again.retry_after


async def test_an_answer_that_does_not_come_is_given_up() -> None:
    async with server(stall) as url, calls_to(url, patience=0.2) as calls:
        with pytest.raises(Unknown):
            await calls.call(LANE, "chat.postMessage", {})
        with pytest.raises(NotPosted):
            await calls.call(LANE, "users.info", {"user": "U1"})


async def drip(request: web.Request) -> web.StreamResponse:
    """Answer one letter at a time, without end."""
    await request.read()
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    with suppress(ConnectionError):
        while request.transport is not None and not request.transport.is_closing():
            await response.write(b" ")
            await asyncio.sleep(0.02)
    return response


async def test_an_answer_that_trickles_in_is_given_up_as_soon_as_one_that_does_not_come() -> None:
    async with server(drip) as url, calls_to(url, patience=0.4) as calls, aiohttp.ClientSession() as session:
        grants = Grants(session, api_url=url, client_id="1.2", client_secret="s", patience=0.4)
        tried = (
            (calls.call(LANE, "chat.postMessage", {}), Unknown),
            (calls.call(LANE, "chat.update", {}), NotPosted),
            (calls.call(LANE, "views.open", {}), Unknown),
            (calls.call(LANE, "users.info", {"user": "U1"}), NotPosted),
            (calls.call(LANE, "files.getUploadURLExternal", {"length": 1}), NotPosted),
            (calls.respond(LANE, f"{url}hook", {"text": "hello"}), Unknown),
            (calls.upload(LANE, f"{url}upload", b"x"), NotPosted),
            (grants.for_code("code", "", NOW), Unknown),
            (grants.renew(grant(refresh_token="xoxe-1"), NOW), Unknown),
            (grants.of_token("xoxb-1"), Unknown),
        )
        async with asyncio.timeout(20):
            became = await asyncio.gather(*(each for each, _ in tried), return_exceptions=True)
    assert [type(each) for each in became] == [kind for _, kind in tried]


@pytest.mark.parametrize("what", ODD)
async def test_an_answer_about_a_token_that_is_none_leaves_it_open_what_became_of_it(what: str) -> None:
    async with server(ODD[what]) as url, aiohttp.ClientSession() as session:
        grants = Grants(session, api_url=url, client_id="1.2", client_secret="s")
        with pytest.raises((Unknown, NotPosted)):
            await grants.renew(grant(refresh_token="xoxe-1"), NOW)


async def test_a_server_out_of_reach_was_certainly_told_nothing() -> None:
    async with calls_to("http://127.0.0.1:9/api/") as calls:
        with pytest.raises(NotPosted) as trouble:
            await calls.call(LANE, "chat.postMessage", {})
    assert trouble.value.everywhere
    assert trouble.value.retry_after


async def test_a_broken_connection_is_never_tried_again_unasked() -> None:
    seen: list[str] = []

    async def count(request: web.Request) -> web.StreamResponse:
        seen.append(request.path)
        return await abort(request)

    for method in ("chat.postMessage", "chat.update", "conversations.history"):
        await outcome(count, method)
    assert seen == ["/api/chat.postMessage", "/api/chat.update", "/api/conversations.history"]


async def test_writing_speaks_json_and_reading_asks_in_the_address_over_one_connection() -> None:
    seen: list[tuple[str, str, str, object]] = []

    async def note(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        peer = request.transport.get_extra_info("peername")
        said = await request.text() or request.query_string
        seen.append((request.method, request.headers["Authorization"], said, peer))
        return web.json_response({"ok": True})

    async with server(note) as url, calls_to(url) as calls:
        await calls.call(LANE, "chat.update", {"ts": "1", "blocks": [{"type": "divider"}]})
        await calls.call(LANE, "conversations.history", {"limit": 5, "include_all_metadata": True, "cursor": None})
    (method, authorization, body, one), (other_method, _, query, other) = seen
    assert (method, authorization) == ("POST", "Bearer xoxb-1")
    assert json.loads(body) == {"ts": "1", "blocks": [{"type": "divider"}]}
    assert (other_method, query) == ("POST", "limit=5&include_all_metadata=true")
    assert one == other


@pytest.mark.parametrize(("status", "kind"), [(404, Permanent), (410, Permanent), (429, NotPosted), (503, Unknown)])
async def test_an_address_that_came_with_a_press_may_be_used_up(status: int, kind: type[Exception]) -> None:
    async with server(answering(status, "expired_url", "text/plain")) as url, calls_to(url) as calls:
        with pytest.raises(kind):
            await calls.respond(LANE, f"{url}hook", {"text": "hello"})
    async with server(answering(200, "ok", "text/plain")) as url, calls_to(url) as calls:
        await calls.respond(LANE, f"{url}hook", {"text": "hello"})
