"""What a page must withstand: guessed links, foreign sites, hostile texts, haste, and programs that only look."""

import json
from pathlib import Path

import httpx
import pytest

from bot.actions.links import Link, token_of
from bot.app import opened
from bot.clock import SetClock
from bot.config import Settings
from bot.ids import Ids, OrganisationId, PersonId, RoundId
from handlers.web.app import serving, web_app
from tests.handlers.web.council import Council, ask, council_at
from tests.journeys.terminal import MONDAY

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>&lt;b&gt;{{7*7}}</textarea></title>"
"""Escapes from text, attribute, text field and title, an entity, and a template."""


async def test_ten_thousand_guessed_links_get_the_same_reply_and_read_nobodys_poll(one: Council) -> None:
    real = (await one.link()).removeprefix("/a/")
    body, _, signature = real.rpartition(".")
    other = Ids(b"another installation's own secret")
    ids = (one.board.organisation_id, one.ana.id, "round")
    guesses = [other.of("guess", str(number)) for number in range(9_980)]
    guesses += [f"{body}.{other.of('signature', str(number))}" for number in range(10)]
    guesses += ["x", "a" * 600, body, f"{body}.", f".{signature}", signature, real[:-1], f"{real}a"]
    seen = set()
    for guess in guesses[-400:]:
        reply = await one.browser.get(f"/a/{guess}")
        seen.add((reply.status_code, reply.text, len(reply.headers)))
    assert len(seen) == 1
    ((status, text, _),) = seen
    assert status == 404
    assert "This link does not work." in text
    assert not any(each in text for each in (one.ana.name, one.board.name, *ids))
    from bot.actions.answer_page import answer_page

    assert [guess for guess in guesses if await answer_page(one.bot, guess) is not None] == []


async def test_a_link_signed_by_us_for_people_and_polls_that_are_not_there_is_an_unknown_link(one: Council) -> None:
    unknown = (await one.get("/a/unknown")).reply.text
    real = Link(organisation_id=one.board.organisation_id, person_id=one.ana.id, round_id=RoundId("no-such-poll"))
    nobody = Link(organisation_id=one.board.organisation_id, person_id=PersonId("nobody"), round_id=RoundId("no"))
    abroad = Link(organisation_id=OrganisationId("another"), person_id=one.ana.id, round_id=RoundId("no"))
    for link in (real, nobody, abroad):
        page = await one.get(f"/a/{token_of(one.bot, link)}")
        assert (page.status, page.reply.text) == (404, unknown)


async def test_a_form_handed_out_for_one_link_is_refused_by_another(one: Council) -> None:
    form = (await one.get(await one.link())).field("form")
    page = await one.post(await one.link(one.gus), {"form": form, "q1": "2", "deed": "keep"})
    assert page.status == 400
    assert "out of date" in page.text
    assert page.chosen("q1") == ["2"]
    assert one.values() == []


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "null"},
        {"origin": "https://elsewhere.example"},
    ],
)
async def test_what_another_site_sends_is_refused(one: Council, headers: dict[str, str]) -> None:
    path = await one.link()
    form = (await one.get(path)).field("form")
    page = await one.post(path, {"form": form, "q1": "1", "deed": "keep"}, **headers)
    assert page.status == 403
    assert one.values() == []


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "same-origin", "origin": "null"},
        {"origin": "null"},
        {"origin": "https://council.example.com"},
        {"sec-fetch-site": "none"},
    ],
)
async def test_what_browsers_say_of_our_own_page_is_taken(one: Council, headers: dict[str, str]) -> None:
    path = await one.link()
    form = (await one.get(path)).field("form")
    page = await one.post(path, {"form": form, "q1": "1", "deed": "keep"}, **headers)
    assert page.status == 200
    assert len(one.values()) == 1


async def test_the_eleventh_writing_within_a_minute_waits_and_loses_nothing(five: Council) -> None:
    path = await five.link()
    form = (await five.get(path)).field("form")
    for number in range(10):
        reply = await five.post(path, {"form": form, "q5": f"Draft {number}", "deed": "keep"})
        assert reply.status == 200
    page = await five.post(path, {"form": form, "q5": "My last words", "deed": "keep"})
    assert page.status == 429
    assert 1 <= int(page.reply.headers["retry-after"]) <= 60
    assert "What you had entered" in page.text
    assert "My last words" in page.text
    assert (await five.get(path)).written("q5") == "Draft 9"
    other = await five.fill(await five.link(five.gus), ("q5", "In no haste"))
    assert other.status == 200


async def test_hostile_texts_stay_texts_wherever_they_stand(tmp_path: Path) -> None:
    short = HOSTILE[:70]
    spelt = json.dumps(short)
    toml = (
        f"title = {spelt}\nwhy = {json.dumps(HOSTILE)}\n"
        f'[[question]]\nkind = "single"\ntext = {json.dumps(HOSTILE)}\noptions = [{spelt}, "B"]\n'
        f'[[question]]\nkind = "agree"\ntext = "Q2"\noptions = [{spelt}, "D"]\n'
        '[[question]]\nkind = "open"\ntext = "Q3"\n'
    )
    await ask(tmp_path / "cab", toml, name=HOSTILE)
    async with council_at(tmp_path / "cab") as council:
        path = await council.link()
        fields = (("q1", "1"), ("q2s1", "agree"), ("q3", HOSTILE))
        pages = [
            await council.get(path),
            await council.fill(path, ("q3", HOSTILE * 40)),
            await council.fill(path, *fields),
            await council.get(path),
        ]
        await council.terminal.type("close")
        form = pages[-1].field("form")
        pages += [await council.post(path, [("form", form), *fields]), await council.get(path)]
        assert [page.status for page in pages] == [200, 422, 200, 200, 409, 200]
        for page in pages:
            assert page.all("script") == page.all("img") == page.all("b") == []
            names = {name for each in page.elements for name in each.attributes}
            assert [name for name in names if name.startswith("on")] == []
            assert "49" not in page.text
            assert len(page.all("title")) == 1
        assert pages[0].label("q1", "1") == " ".join(short.split())
        assert HOSTILE in pages[0].text
        assert pages[3].written("q3") == HOSTILE
        assert HOSTILE in pages[4].text


async def test_every_page_tells_browsers_to_be_careful_and_to_keep_nothing(one: Council) -> None:
    path = await one.link()
    replies = [(await one.get(each)).reply for each in (path, "/a/unknown", f"{path}/sent")]
    replies.append(await one.browser.post(path, content=b"", headers={"content-type": "text/plain"}))
    for reply in replies:
        policy = reply.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script" not in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["referrer-policy"] == "no-referrer"
        assert reply.headers["x-robots-tag"] == "noindex, nofollow"
        assert reply.headers["cache-control"] == "no-store"
        assert "server" not in reply.headers
        assert reply.headers["x-frame-options"] == "DENY"
        assert reply.headers["strict-transport-security"] == "max-age=31536000"
        assert "set-cookie" not in reply.headers
        assert "<script" not in reply.text
        assert "style=" not in reply.text


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"q1=9", "application/x-www-form-urlencoded"),
        (b"q1=one", "application/x-www-form-urlencoded"),
        (b"q1=" + "１".encode(), "application/x-www-form-urlencoded"),
        (b"&".join(b"a%d=1" % number for number in range(500)), "application/x-www-form-urlencoded"),
        (b"q1=" + b"1" * 300_000, "application/x-www-form-urlencoded"),
        (b'{"q1": 1}', "application/json"),
        (b"q1=1", "multipart/form-data; boundary=x"),
        (b"\xff\xfe", "application/x-www-form-urlencoded"),
    ],
)
async def test_what_is_no_form_of_ours_is_refused_with_the_form_itself(one: Council, body: bytes, kind: str) -> None:
    path = await one.link()
    before = one.everything()
    reply = await one.browser.post(path, content=body, headers={"content-type": kind})
    assert reply.status_code == 400
    assert "We could not read what was sent" in reply.text
    assert one.everything() == before


async def test_a_request_larger_than_any_is_cut_off(one: Council) -> None:
    path = await one.link()
    reply = await one.browser.post(path, content=b"x" * (2 << 20))
    assert reply.status_code == 413
    assert "content-security-policy" in reply.headers


async def test_an_unknown_address_and_an_unknown_way_say_nothing_of_what_there_is(one: Council) -> None:
    for path in (
        "/",
        "/docs",
        "/openapi.json",
        "/redoc",
        "/a",
        "/a/",
        "/static/",
        "/static/../app.py",
        "/static/%2e%2e/app.py",
    ):
        reply = await one.browser.get(path)
        assert reply.status_code == 404, path
        assert "Northwind" not in reply.text
        page = await one.get(path, accept="text/html", **{"accept-language": "de"})
        assert (page.status, page.all("html")[0].attributes["lang"]) == (404, "de"), path
        assert "/cab web" in page.text
        assert "Northwind" not in page.text
    assert (await one.browser.put(await one.link())).status_code == 405
    style = await one.browser.get("/static/page.css")
    assert (style.status_code, style.headers["content-type"]) == (200, "text/css; charset=utf-8")


async def test_without_an_address_of_its_own_a_server_demands_no_encryption(tmp_path: Path) -> None:
    async with (
        opened(Settings(home=tmp_path / "cab"), clock=SetClock(MONDAY)) as house,
        serving(web_app(house.bot), "127.0.0.1", 0) as address,
        httpx.AsyncClient(base_url=address, trust_env=False, timeout=60) as browser,
    ):
        reply = await browser.get("/a/unknown")
        assert "content-security-policy" in reply.headers
        assert "strict-transport-security" not in reply.headers
