"""An attacker's script against the running web server: foreign sites, forged headers, guessed links, floods."""

import asyncio
import socket
from urllib.parse import urlencode, urlsplit

import pytest
from fastapi.routing import APIRoute

from bot.actions.links import Link, token_of
from bot.actions.take_out import link_to_data
from bot.domain.people import Person, Role
from bot.ids import Ids, RoundId
from handlers.web import frame, links
from handlers.web.app import web_app
from tests.handlers.web.council import PUBLIC, Council
from tests.handlers.web.test_sign_in import appointed, link, post, session, tries
from tests.size import FULL

EVIL = "https://evil.example"
FOREIGN: tuple[dict[str, str], ...] = (
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "CROSS-SITE"},
    {"sec-fetch-site": ""},
    {"origin": EVIL},
    {"origin": EVIL, "host": "council.example.com"},
    {"origin": "https://council.example.com.evil.example"},
    {"origin": "https://council.example.com@evil.example"},
)
"""What browsers say of a page of another site, and what a page could make them say."""
OVERRIDES = ("x-http-method-override", "x-http-method", "x-method-override")
INJECTED = (
    "\r\nset-cookie: __Host-cab=evil",
    "%0d%0aset-cookie:%20evil=1",
    "\nx: y",
    "%E5%98%8D%E5%98%8Aset-cookie:e=1",
)
HOSTS = (
    {"host": "evil.example"},
    {"x-forwarded-host": "evil.example"},
    {"forwarded": "host=evil.example;proto=http"},
    {"x-original-url": "//evil.example/"},
    {"x-forwarded-proto": "http", "x-forwarded-prefix": "//evil.example"},
)


WHERE_THERE_IS_MORE = {"/desk/decide", "/desk/tell", "/desk/schedules/{deed}"}
"""Forms with tests of their own: `test_deciding` and `test_scheduling` try the same with them."""


async def forms(one: Council) -> dict[str, tuple[str, dict[str, str], str]]:
    """Every address to which a form is posted: a real path, real fields, and the session it needs."""
    pm = await appointed(one, Role.ADMIN, "boss")
    cookie = await session(one, pm)
    answer = await one.link()
    mark = (await one.get("/desk", cookie=cookie)).field("form")
    data = link_to_data(one.bot, one.ana).removeprefix(PUBLIC)
    members = await session(one, one.ana)
    mine = await one.get("/desk/mine", cookie=members)
    asking = mine.reply.text.partition('action="/desk/answer"')[2].partition('name="form" value="')[2].partition('"')[0]
    return {
        "/a/{token}": (answer, {"form": (await one.get(answer)).field("form"), "q1": "1", "deed": "keep"}, ""),
        "/in/{token}": (await link(one, await appointed(one, Role.ADMIN, "chief")), {}, ""),
        "/out": ("/out", {"form": mark}, cookie),
        "/d/{token}": (data, {}, ""),
        "/desk/answer": ("/desk/answer", {"form": asking, "poll": mine.field("poll")}, members),
    }


def posted_to(one: Council) -> set[str]:
    """Every address of the pages that takes more than reading."""
    routers = [getattr(each, "original_router", None) for each in web_app(one.bot).routes]
    routes = [each for router in routers if router is not None for each in router.routes]
    return {each.path for each in routes if isinstance(each, APIRoute) and (each.methods or set()) - {"GET", "HEAD"}}


async def test_no_form_of_any_page_does_anything_for_another_site(one: Council) -> None:
    known = await forms(one)
    assert posted_to(one) == set(known) | WHERE_THERE_IS_MORE, "each form needs its case"
    before, tried = one.everything(), tries(one)
    for path, fields, cookie in known.values():
        for foreign in FOREIGN:
            headers = {**foreign, **({"cookie": cookie} if cookie else {})}
            reply = await post(one, path, fields, **headers)
            assert reply.status_code == 403, (path, foreign)
            assert "set-cookie" not in reply.headers, (path, foreign)
    assert (one.everything(), tries(one)) == (before, tried)
    for path, fields, cookie in known.values():
        reply = await post(one, path, fields, **({"cookie": cookie} if cookie else {}))
        assert reply.status_code in (200, 303), f"{path}: else nothing was proven above"


async def test_a_form_in_an_address_or_under_another_method_does_nothing(one: Council) -> None:
    """A link that somebody makes, with all that a form would bring, changes nothing for whoever follows it."""
    known = await forms(one)
    before, tried = one.everything(), tries(one)
    for path, fields, cookie in known.values():
        sent = {"cookie": cookie} if cookie else {}
        for ask in (fields, {**fields, "_method": "POST"}):
            for name in OVERRIDES:
                reply = await one.browser.get(f"{path}?{urlencode(ask)}", headers={**sent, name: "POST"})
                assert "set-cookie" not in reply.headers, path
                assert reply.status_code in (200, 404, 405), path
        for method in ("HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"):
            reply = await one.browser.request(
                method, path, content=urlencode(fields), headers={**sent, "x-http-method-override": "POST"}
            )
            assert reply.status_code in (200, 404, 405) if method == "HEAD" else reply.status_code in (404, 405), path
    assert (one.everything(), tries(one)) == (before, tried)
    for path, fields, cookie in known.values():
        assert (await post(one, path, fields, **({"cookie": cookie} if cookie else {}))).status_code in (200, 303), path


@pytest.mark.parametrize("headers", HOSTS, ids=lambda each: next(iter(each)))
async def test_whatever_host_a_request_names_links_and_ways_on_are_our_own(
    one: Council, headers: dict[str, str]
) -> None:
    pm = await appointed(one)
    path = await link(one, pm)
    page = await one.get(path, **headers)
    assert "evil.example" not in page.reply.text
    assert [each.attributes["action"] for each in page.all("form")] == [path]
    entered = await post(one, path, {}, **headers)
    assert (entered.status_code, entered.headers["location"]) == (303, "/desk")
    assert "domain" not in entered.headers["set-cookie"].lower()
    assert (await link(one, pm)).startswith("/in/")


async def test_no_address_leads_a_browser_to_another_site(one: Council) -> None:
    cookie = await session(one, await appointed(one))
    answer = await one.link()
    paths = [
        f"{start}{there}{end}"
        for start in ("", "/a", "/desk", "/in", "/d", "/out", "/static")
        for there in (
            "//evil.example",
            "/\\evil.example",
            "/%2f%2fevil.example",
            "/https:%2f%2fevil.example",
            "/.//evil",
        )
        for end in ("", "/", "/receipt", "/..")
    ]
    paths += [f"{page}?next={EVIL}&url=//evil.example&return_to={EVIL}" for page in (answer, "/desk", "/desk/roadmap")]
    for path in paths:
        reply = await one.browser.get(path, headers={"cookie": cookie})
        away = reply.headers.get("location", "")
        assert not urlsplit(away).netloc, (path, away)
        assert "evil" not in reply.headers.get("location", ""), path
        assert reply.status_code < 500, path
    form = (await one.get(answer)).field("form")
    for field in ("next", "location", "url", "q1", "which", "form"):
        reply = await post(one, answer, {"form": form, "deed": "keep", field: f"{EVIL}\r\nlocation: {EVIL}"})
        assert "evil" not in reply.headers.get("location", ""), field
        assert reply.status_code < 500, field


async def test_no_value_of_a_request_becomes_a_header_of_the_reply(one: Council) -> None:
    answer, cookie = await one.link(), await session(one, await appointed(one))
    for evil in INJECTED:
        plain = evil.replace("\r", "%0d").replace("\n", "%0a")
        for path in (f"/a/x{plain}", f"{answer}?x={plain}", f"/desk/{plain}", f"/desk?board={plain}", f"/in/{plain}"):
            for language in ("de", "de%0d%0aset-cookie: a=b"):
                sent = {"cookie": cookie, "accept-language": language}
                reply = await one.browser.get(path, headers=sent)
                assert reply.status_code < 500, path
                assert "evil" not in str(reply.headers), path
                assert "set-cookie" not in reply.headers, path


def raw(address: str, request: bytes) -> bytes:
    """Send these very bytes, and read what comes back."""
    there = urlsplit(address)
    with socket.create_connection((there.hostname or "", there.port or 0), timeout=5) as line:
        line.sendall(request)
        line.settimeout(0.3)
        read = b""
        try:
            while part := line.recv(65536):
                read += part
        except TimeoutError:
            pass
        return read


MALFORMED = (
    b"GET / HTTP/1.1\r\nhost: x\r\ncontent-length: " + b"9" * 5000 + b"\r\n\r\n",
    b"POST /out HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n",
    b"POST /out HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello",
    b"POST /out HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /evil",
    b"GET /a/\x00\xff HTTP/1.1\r\nhost: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nhost: x\r\nx: " + b"y" * 200_000 + b"\r\n\r\n",
    b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nhost: x\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + b"".join(b"x%d: y\r\n" % number for number in range(5_000)) + b"\r\n",
)


async def test_requests_that_are_no_http_are_refused_and_the_server_goes_on(one: Council) -> None:
    for request in MALFORMED:
        said = await asyncio.to_thread(raw, str(one.browser.base_url), request)
        assert b"HTTP/1.1 5" not in said, request[:60]
        assert b"HTTP/1.1 200" not in said, request[:60]
        assert (await one.browser.get("/healthz")).status_code == 200


async def test_links_that_somebody_makes_up_open_nothing(one: Council) -> None:
    """Every kind of link, signed by somebody else, cut, swapped between doors, and for what is not there."""
    pm, other = await appointed(one), Ids(b"another installation's own secret")
    answer, entry = await one.link(), await link(one, pm)
    data = link_to_data(one.bot, one.ana).removeprefix(PUBLIC)
    gone = Link(organisation_id=one.board.organisation_id, person_id=one.gus.id, round_id=RoundId("none"))
    tokens = [each.rpartition("/")[2] for each in (answer, entry, data)] + [token_of(one.bot, gone)]
    made_up = [other.of("guess", str(number)) for number in range(200 if FULL else 20)]
    made_up += [each[:-1] for each in tokens] + [each.upper() for each in tokens]
    for door, mine in (("a", tokens[0]), ("in", tokens[1]), ("d", tokens[2])):
        for token in (*made_up, *(each for each in tokens if each != mine)):
            read = await one.browser.get(f"/{door}/{token}")
            sent = await post(one, f"/{door}/{token}", {"form": "x"})
            assert read.status_code == 404, (door, token)
            assert sent.status_code in (404, 410), (door, token)
            assert not any(name in read.text + sent.text for name in (one.ana.name, one.board.name, "Offline mode"))


async def test_somebody_who_presses_sign_in_a_thousand_times_has_little_written(one: Council) -> None:
    pm = await appointed(one)
    path = await link(one, pm)
    times = 200 if FULL else 30
    statuses = [(await post(one, path)).status_code for _ in range(times)]
    assert statuses[0] == 303
    assert set(statuses[1:]) == {410, 429}
    assert len(tries(one)) <= 10
    fresh: Person = await appointed(one, Role.PRODUCT_MANAGER, "other")
    assert (await post(one, await link(one, fresh))).status_code == 303, "nobody else waits for that"


@pytest.mark.parametrize(
    "door",
    [
        "a link to nothing",
        pytest.param("an answer page", marks=pytest.mark.soak),
        pytest.param("a receipt", marks=pytest.mark.soak),
        pytest.param("the desk", marks=pytest.mark.soak),
    ],
)
async def test_who_opens_the_same_page_without_end_waits_and_nobody_else_does(one: Council, door: str) -> None:
    cookies = [await session(one, await appointed(one, user=name)) for name in ("pm", "other")]
    nothing = Link(organisation_id=one.board.organisation_id, person_id=one.ana.id, round_id=RoundId("none"))
    path, other = {
        "a link to nothing": (f"/a/{token_of(one.bot, nothing)}", await one.link()),
        "an answer page": (await one.link(), await one.link(one.gus)),
        "a receipt": (f"{await one.link()}/receipt", await one.link(one.gus)),
        "the desk": ("/desk", "/desk"),
    }[door]
    for _ in range(frame.READS if door == "the desk" else links.READS):
        assert (await one.browser.get(path, headers={"cookie": cookies[0]})).status_code != 429
    reply = await one.browser.get(path, headers={"cookie": cookies[0]})
    assert reply.status_code == 429
    assert 1 <= int(reply.headers["retry-after"]) <= 60
    assert one.ana.name not in reply.text
    assert (await one.browser.get(other, headers={"cookie": cookies[1]})).status_code == 200
