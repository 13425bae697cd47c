"""No address of the server names a vendor, a board, a company, a poll or a person to a stranger, nor does any error."""

import re
from collections import defaultdict
from dataclasses import replace

import httpx
import pytest
from fastapi.routing import APIRoute
from sqlalchemy import text

from bot.actions.links import link_for
from bot.actions.token_desk import issue_token
from bot.domain.api_tokens import Scope
from handlers.web.api import json_api
from handlers.web.app import web_app
from storage import accounts, boards, people, rounds
from storage.work import Work
from tests.both.desk import Desk, Who
from tests.both.polls import asked

pytestmark = pytest.mark.asyncio(loop_scope="module")
KEPT = "Kestrel"
"""In every name and text there is."""
ALSO = (
    *(
        "/",
        "/metrics",
        "/health",
        "/status",
        "/docs",
        "/redoc",
        "/openapi.json",
        "/api",
        "/api/",
        "/api/docs",
        "/api/v1",
    ),
    *("/api/openapi.json", "/api/redoc", "/debug", "/.env", "/static", "/static/", "/static/../cab.db", "/favicon.ico"),
    *("/desk?board=x", "/robots.txt", "/slack/events", "/slack/install", "/teams/messages", "/a/%00", "/a/%ff"),
)
"""What is there beside the pages, and what one might think is."""
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")
BODIES: tuple[tuple[str, bytes], ...] = (
    ("application/json", b"{"),
    ("application/json", b'{"id":"x","event":"renewed","account":"x","at":"never"}'),
    ("application/x-www-form-urlencoded", b"form=x&deed=keep&board=x&poll=P1&suggestion=1"),
    ("application/x-www-form-urlencoded", b"payload=%7B%22type%22%3A%22block_actions%22%7D"),
    ("text/plain", b"\xff" * 2_000_000),
)


async def named(desk: Desk) -> set[str]:
    """Everything bears a name that is easily found; returns those and the ids that stand for somebody's workspace."""
    [owner] = await desk.house.bot.database.organisations()
    async with desk.house.bot.database.begin(owner.id) as work:
        await work.change(text(f"UPDATE organisation SET name = '{KEPT} Vendor'"))
        workspaces = {str(each) for each in await work.connection.scalars(text("SELECT lane FROM workspace"))}
        for board in await boards.all(work):
            await boards.save(work, replace(board, name=f"{KEPT} board"))
        for number, company in enumerate(await accounts.all(work)):
            await accounts.save(work, replace(company, name=f"{KEPT} company {number}", segment=f"{KEPT} segment"))
        for person in await people.all(work):
            await people.save(work, replace(person, name=f"{KEPT} person"))
        found = {board.slug for board in await boards.all(work)}
    return found | {each.partition(":")[2] for each in workspaces} | {KEPT, owner.id, "Northwind", "Acme", "Ruiz"}


def paths(desk: Desk) -> list[str]:
    """Every address there is, with something made up in the place of what it is to be filled with."""
    apps = (("", web_app(desk.house.bot, routers=desk.house.chats.routers)), ("/api", json_api(desk.house.bot)))
    found = set(ALSO)
    for prefix, app in apps:
        routers = [getattr(each, "original_router", None) or app for each in app.routes]
        routes = [each for router in routers for each in router.routes if isinstance(each, APIRoute)]
        assert len(routes) > 1, "or they are to be found in another way"
        found |= {prefix + re.sub(r"\{[^}]*\}", "x", each.path) for each in routes}
    return sorted(found)


async def every_reply(desk: Desk, more: list[str], browser: httpx.AsyncClient, token: str) -> dict[int, str]:
    """All that was answered, by status: headers and bodies; and every error that a program of ours is told."""
    said: dict[int, str] = defaultdict(str)
    for _, body in BODIES * 20:
        reply = await browser.post("/api/v1/events", content=body[:5000], headers={"authorization": f"Bearer {token}"})
        said[reply.status_code] += f"{reply.headers}\n{reply.text}\n"
    for path in [*paths(desk), *more]:
        for method in METHODS:
            for kind, body in BODIES if method == "POST" else (("", b""),):
                headers = {"content-type": kind, "accept": "text/html"} if kind else {}
                try:
                    reply = await browser.request(method, path, content=body, headers=headers)
                except httpx.WriteError:  # Too large, and the server has hung up.
                    continue
                said[reply.status_code] += f"{reply.headers}\n{reply.text}\n"
    return said


async def a_link(desk: Desk, who: Who, poll: str) -> str:
    """The path of somebody's page for a poll."""
    [owner] = await desk.house.bot.database.organisations()
    async with desk.house.bot.database.read(owner.id) as work:
        round_ = await rounds.by_number(work, int(poll.removeprefix("P")))
        person = next(each for each in await people.all(work) if each.name.startswith(who.name))
    assert round_ is not None
    return (await link_for(desk.house.bot, person, round_)).partition("example.com")[2]


async def renamed(work: Work, old: str, new: str) -> None:
    await work.connection.execute(text(f'ALTER TABLE "{old}" RENAME TO "{new}"'))


async def test_no_address_names_anybody_to_a_stranger_whatever_goes_wrong(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    acme, (ana,) = await desk.customer("Acme", "Ana Ruiz")
    poll = await asked(desk, f'poll "{KEPT} question?" "{KEPT} option" "Other"', acme)
    await desk.press(f"{KEPT} option", as_=ana, where=acme)
    link = await a_link(desk, ana, poll)
    token, _ = await issue_token(desk.house.bot, f"{KEPT} program", (Scope.EVENTS, Scope.READ), None)
    names = await named(desk)
    forged = [link[:-4] + "aaaa", link + "a", link.replace("/a/", "/d/"), link.replace("/a/", "/in/")]
    async with httpx.AsyncClient(base_url=desk.address, trust_env=False, timeout=60) as browser:
        assert KEPT in (await browser.get(link)).text, "or there was nothing to be found"
        capsys.readouterr()
        well = await every_reply(desk, forged, browser, token)
        reply = await browser.post(link, content="form=x", headers={"sec-fetch-site": "cross-site"})
        well[reply.status_code] += reply.text
        [owner] = await desk.house.bot.database.organisations()
        async with desk.house.bot.database.begin(owner.id) as work:
            await renamed(work, "round", "elsewhere")
        ill = await every_reply(desk, [*forged, link], browser, token)
        async with desk.house.bot.database.begin(owner.id) as work:
            await renamed(work, "elsewhere", "round")
    print(sorted(well), sorted(ill))
    assert {200, 400, 401, 403, 404, 405, 413, 429} <= set(well)
    assert 500 in ill
    for status, told in [*well.items(), *ill.items()]:
        assert [each for each in names if each in told] == [], status
    logged = capsys.readouterr()
    assert KEPT not in logged.out + logged.err
