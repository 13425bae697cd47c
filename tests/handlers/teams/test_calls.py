"""Calls go where they should, with the token they need, and nowhere else."""

import asyncio
import json

import pytest
from aiohttp import web

from bot.ports import NotPosted, Permanent, Shut
from tests.handlers.teams.calling import (
    HARMLESS,
    PLACE,
    POSTING,
    THREAD,
    calls_to,
    outcome,
    refused,
    send,
)
from tests.handlers.teams.keys_server import answering, microsoft


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


async def test_a_server_without_pages_tells_all_members_in_one_piece() -> None:
    listed = [{"id": "29:1", "aadObjectId": "ana"}, {"id": "29:2", "objectId": "ben"}, "odd", {"id": "29:3"}]

    async def plain(request: web.Request) -> web.StreamResponse:
        if request.path.endswith("/members"):
            return web.json_response(listed)
        raise web.HTTPNotFound

    async with microsoft() as vendor, calls_to(vendor, plain) as calls:
        assert [each["id"] for each in await calls.members(vendor.url, PLACE, most=50)] == ["29:1", "29:2", "29:3"]
        assert len(await calls.members(vendor.url, PLACE, most=2)) == 2
        for who in ("29:2", "ben"):
            assert await calls.member(vendor.url, PLACE, who) == {"id": "29:2", "objectId": "ben"}
        with pytest.raises(Permanent):
            await calls.member(vendor.url, PLACE, "29:4")


async def test_what_the_server_says_in_its_own_words_is_not_asked_again() -> None:
    gone = answering(404, {"error": {"code": "MemberNotFoundInConversation", "message": "Not here."}})
    async with microsoft() as vendor, calls_to(vendor, gone) as calls:
        for look in (calls.member(vendor.url, PLACE, "29:1"), calls.members(vendor.url, PLACE, most=50)):
            with pytest.raises(Permanent, match="MemberNotFoundInConversation"):
                await look
        assert len(vendor.seen) == 2
