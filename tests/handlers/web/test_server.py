"""The server itself: its address, its health, and how it ends."""

import asyncio
import socket

import httpx
import pytest
from fastapi import APIRouter, FastAPI

from bot.errors import Refusal
from handlers.web.app import serving, web_app
from handlers.web.headers import Guarded
from handlers.web.health import Check, health
from handlers.web.readers import direction, preferred, spoken
from tests.handlers.web.council import Council


async def test_it_is_alive_and_ready_and_says_which_parts_it_looked_at(one: Council) -> None:
    assert (await one.browser.get("/healthz")).status_code == 200
    ready = await one.browser.get("/readyz")
    parts = ("database", "migrations", "disk", "queue", "lanes")
    assert (ready.status_code, ready.json()) == (200, {"ready": True, "checks": dict.fromkeys(parts, True)})


async def test_it_is_alive_but_not_ready_when_a_part_is_gone_slow_or_says_no() -> None:
    async def gone() -> bool:
        raise ConnectionError("the text of an error stays inside")

    async def slow() -> bool:
        await asyncio.sleep(60)
        return True

    async def no() -> bool:
        return False

    app = FastAPI()
    app.include_router(health([Check(name=each.__name__, test=each) for each in (gone, slow, no)]))
    async with (
        serving(app, "127.0.0.1", 0) as address,
        httpx.AsyncClient(base_url=address, trust_env=False, timeout=60) as browser,
    ):
        assert (await browser.get("/healthz")).status_code == 200
        reply = await browser.get("/readyz")
        assert reply.status_code == 503
        assert reply.json() == {"ready": False, "checks": {"gone": False, "slow": False, "no": False}}
        assert "stays inside" not in reply.text


async def test_a_stopped_queue_is_noticed(one: Council) -> None:
    await one.terminal.house.queue.stop()
    reply = await one.browser.get("/readyz")
    checks = reply.json()["checks"]
    assert reply.status_code == 503
    assert [name for name, passed in checks.items() if not passed] == ["queue"]


async def test_a_taken_port_and_a_foreign_address_are_refused_in_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(Refusal, match=r"web\.port_taken"):
        async with serving(FastAPI(), "127.0.0.1", taken.getsockname()[1]):
            pass
    for host in ("192.0.2.1", "no.such.host.invalid"):
        with pytest.raises(Refusal, match=r"web\.bad_host"):
            async with serving(FastAPI(), host, 0):
                pass


async def test_a_request_under_way_is_answered_before_the_server_ends() -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()
    app = FastAPI()

    @app.get("/slow")
    async def slow() -> str:
        begun.set()
        await go_on.wait()
        return "done"

    async with httpx.AsyncClient(trust_env=False, timeout=60) as browser:
        async with serving(app, "127.0.0.1", 0) as address:
            under_way = asyncio.create_task(browser.get(f"{address}/slow"))
            await begun.wait()
            asyncio.get_running_loop().call_later(0.3, go_on.set)
        assert (await under_way).json() == "done"
        with pytest.raises(httpx.ConnectError):
            await browser.get(f"{address}/slow")


async def test_a_bug_is_answered_plainly_and_logged_without_what_the_request_carried(
    capsys: pytest.CaptureFixture[str],
) -> None:
    app = FastAPI()

    @app.get("/a/{token}")
    async def broken(token: str) -> str:
        raise ValueError(f"Ana's own words and {token}")

    async with (
        serving(_guarded(app), "127.0.0.1", 0) as address,
        httpx.AsyncClient(base_url=address, trust_env=False, timeout=60) as browser,
    ):
        reply = await browser.get("/a/secret-token")
    said = capsys.readouterr()
    assert (reply.status_code, reply.headers["x-content-type-options"]) == (500, "nosniff")
    for text in (reply.text, said.out, said.err):
        assert "secret-token" not in text
        assert "own words" not in text
    assert "ValueError" in said.out + said.err


def _guarded(app: FastAPI) -> FastAPI:
    app.add_middleware(Guarded)
    return app


async def test_the_doors_of_chat_platforms_stand_beside_the_pages(one: Council) -> None:
    router = APIRouter()

    @router.post("/slack/events")
    async def events() -> str:
        return "heard"

    app = web_app(one.bot, routers=[router])
    async with (
        serving(app, "127.0.0.1", 0) as address,
        httpx.AsyncClient(base_url=address, trust_env=False, timeout=60) as browser,
    ):
        assert (await browser.post("/slack/events")).json() == "heard"


@pytest.mark.parametrize(
    ("asked", "got"), [("de-AT", "de"), ("DE", "de"), ("he", "en"), ("", "en"), ("en-GB", "en"), ("no such", "en")]
)
def test_a_page_names_the_language_it_really_speaks(asked: str, got: str) -> None:
    assert spoken(asked) == got


def test_the_direction_and_the_language_of_a_stranger_follow_what_their_browser_asks_for() -> None:
    assert [direction(each) for each in ("ar", "he", "fa-IR", "de", "en")] == ["rtl", "rtl", "rtl", "ltr", "ltr"]
    assert preferred("fr;q=0.9, de-CH;q=0.8, en") == "de"
    assert preferred("") == preferred("*") == preferred("x" * 5000) == "en"
