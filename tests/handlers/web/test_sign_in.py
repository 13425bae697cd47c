"""Signing in on the web: a link from the chat that works once, and a session that may what its owner now may."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

import httpx
import pytest

from bot.actions import enrol
from bot.actions.appoint import appoint
from bot.actions.sign_in import sign_in_card
from bot.cards.parts import Link
from bot.domain.boards import BoardKind
from bot.domain.people import Identity, Person, Role
from bot.domain.sessions import Pass, made
from bot.errors import Denied
from bot.ids import Ids, OrganisationId
from storage import boards, people
from tests.handlers.web.council import PUBLIC, Council
from tests.handlers.web.pages import Page

STAFF_PAGES = ("", "/calendar", "/roadmap", "/themes", "/participation", "/digest", "/cases", "/audit")
COOKIE = "__Host-cab"


async def appointed(council: Council, role: Role = Role.PRODUCT_MANAGER, user: str = "pm") -> Person:
    """One of the vendor's own."""
    identity = Identity(platform="console", workspace="home", user=user)
    return await appoint(council.bot, council.board, identity, f"{user.title()} Person", role)


async def link(council: Council, who: Person) -> str:
    """The path of a fresh link."""
    card = await sign_in_card(council.bot, council.board.organisation_id, who)
    (found,) = [part for part in card.parts if isinstance(part, Link)]
    assert found.url.startswith(f"{PUBLIC}/in/")
    return found.url.removeprefix(PUBLIC)


async def post(council: Council, path: str, fields: Mapping[str, str] | None = None, **headers: str) -> httpx.Response:
    """Send a form as a browser does."""
    kind = {"content-type": "application/x-www-form-urlencoded"}
    return await council.browser.post(path, content=urlencode(fields or {}), headers={**kind, **headers})


async def session(council: Council, who: Person) -> str:
    """Sign in; what the browser then sends along."""
    reply = await post(council, await link(council, who))
    assert (reply.status_code, reply.headers["location"]) == (303, "/desk")
    return f"{COOKIE}={reply.cookies[COOKIE] if COOKIE in reply.cookies else _cookie(reply)}"


def _cookie(reply: httpx.Response) -> str:
    return reply.headers["set-cookie"].partition("=")[2].partition(";")[0]


async def read(council: Council, path: str, cookie: str) -> Page:
    """Open a page in that session."""
    return await council.get(f"/desk{path}", cookie=cookie)


def tries(council: Council) -> list[tuple[object, ...]]:
    """What was written down about signing in and out."""
    return council.terminal.rows("SELECT deed, outcome FROM audit_entry WHERE deed LIKE 'sign%' ORDER BY at, rowid")


async def test_a_link_lets_in_once_and_programs_may_open_it_as_often_as_they_like(one: Council) -> None:
    path = await link(one, await appointed(one))
    for _ in range(3):
        page = await one.get(path)
        assert page.status == 200
        assert [each.attributes["action"] for each in page.all("form")] == [path]
    assert "set-cookie" not in page.reply.headers

    first = await post(one, path)
    kept = first.headers["set-cookie"]
    assert all(word in kept for word in (f"{COOKIE}=", "HttpOnly", "Secure", "SameSite=strict", "Path=/"))
    assert (await read(one, "", f"{COOKIE}={_cookie(first)}")).status == 200

    again = await post(one, path)
    assert (again.status_code, "set-cookie" in again.headers) == (410, False)
    assert "was used already" in Page(again).text
    assert tries(one) == [("sign_in", "done"), ("sign_in", "refused")]
    secrets = [str(row) for table in ("sign_in", "web_session") for row in one.terminal.rows(f"SELECT * FROM {table}")]
    assert not any(path.split(".")[1] in row or _cookie(first).split(".")[1] in row for row in secrets)


async def test_a_link_is_worthless_after_a_quarter_of_an_hour_and_once_there_is_a_newer_one(one: Council) -> None:
    pm = await appointed(one)
    old = await link(one, pm)
    new = await link(one, pm)
    assert (await post(one, old)).status_code == 410
    one.terminal.clock.put(one.terminal.clock.now() + timedelta(minutes=15))
    assert (await post(one, new)).status_code == 410
    assert one.terminal.rows("SELECT count(*) FROM web_session") == [(0,)]


async def test_a_session_ends_after_twelve_hours(one: Council) -> None:
    cookie = await session(one, await appointed(one))
    one.terminal.clock.put(one.terminal.clock.now() + timedelta(hours=11, minutes=59))
    assert (await read(one, "", cookie)).status == 200
    one.terminal.clock.put(one.terminal.clock.now() + timedelta(minutes=1))
    assert (await read(one, "", cookie)).status == 401


async def test_what_another_installation_or_organisation_signed_opens_nothing(one: Council) -> None:
    pm = await appointed(one)
    path = await link(one, pm)
    cookie = await session(one, pm)
    elsewhere = OrganisationId("a" * 26)
    for swapped in (path.replace(one.board.organisation_id, elsewhere), "/in/" + foreign(Pass.LINK, one)):
        assert (await one.get(swapped)).status == 404
        assert (await post(one, swapped)).status_code == 410
    for stolen in (
        cookie.replace(one.board.organisation_id, elsewhere),
        f"{COOKIE}={foreign(Pass.SESSION, one)}",
        f"{COOKIE}={path.removeprefix('/in/')}",  # a link is no session
        f"{cookie}; {cookie}",
        f"{COOKIE}=",
        f"{COOKIE}={'x' * 5000}",
        "cab=" + cookie.partition("=")[2],
    ):
        assert (await read(one, "", stolen)).status == 401
    assert (await read(one, "", cookie)).status == 200


def foreign(kind: Pass, council: Council) -> str:
    """A secret in our spelling that somebody else signed."""
    return made(Ids(b"another installation's own secret"), kind, council.board.organisation_id)[0]


async def test_every_page_of_the_team_that_is_asked_for_is_written_down_also_in_vain(one: Council) -> None:
    pm = await session(one, await appointed(one))
    member = await session(one, one.ana)
    for path in (*STAFF_PAGES, "/schedules", "/decide?suggestion=999", "/mine", "/nothing"):
        await read(one, path, pm)
    found = one.terminal.rows("SELECT deed, outcome FROM audit_entry WHERE deed LIKE 'read%' ORDER BY number")
    pages = {f"read_{path[1:] or 'overview'}" for path in STAFF_PAGES} | {"read_schedules", "read_suggestion"}
    assert sorted(str(deed) for deed, _ in found) == sorted(pages)
    assert {("read_audit", "denied"), ("read_calendar", "done"), ("read_suggestion", "refused")} <= set(found)

    denied = "SELECT deed FROM audit_entry WHERE deed LIKE 'read%' AND outcome = 'denied' AND person_id = "
    for path in ("", "/mine", "/nothing", "/cases", "/schedules", "/decide?suggestion=1"):
        await read(one, path, member)
    theirs = one.terminal.rows(f"{denied}'{one.ana.id}' ORDER BY number")
    assert theirs == [("read_cases",), ("read_schedules",), ("read_suggestion",)]


async def test_who_loses_a_right_or_leaves_loses_it_in_the_browser_at_once(one: Council) -> None:
    pm = await appointed(one)
    cookie = await session(one, pm)
    assert (await read(one, "/roadmap", cookie)).status in (200, 404)
    assert (await read(one, "/audit", cookie)).status == 403
    await save(one, replace(pm, role=Role.ADMIN))
    assert (await read(one, "/audit", cookie)).status == 200
    for lost in (replace(pm, role=Role.NONE), replace(pm, gone_at=one.bot.now()), replace(pm, staff=False)):
        await save(one, lost)
        for page in STAFF_PAGES:
            assert (await read(one, page, cookie)).status == 401
        with pytest.raises(Denied):
            await link(one, lost)
        await save(one, pm)
        assert (await read(one, "", cookie)).status == 200


async def test_who_runs_one_board_reads_no_page_of_another(one: Council) -> None:
    """Whatever the address says: another board is answered like one that there is not."""
    await one.fill(await one.link(), ("q1", "1"))
    bo = await appointed(one, Role.NONE, "bo")
    circle = await enrol.create_board(one.bot, "Partner Circle", kind=BoardKind.CUSTOMER, zone="UTC", language="en")
    async with one.bot.database.begin(bo.organisation_id) as work:
        await boards.save(work, replace(circle.value, owner_id=bo.id))
    cookie = await session(one, bo)
    for page in STAFF_PAGES:
        theirs = await read(one, page, cookie)
        assert theirs.status in (200, 403, 404), page
        for named in (one.board.slug, one.board.slug.upper(), one.board.id, one.board.name):
            other = await read(one, f"{page}?{urlencode({'board': named})}", cookie)
            unknown = await read(one, f"{page}?board=nowhere", cookie)
            assert (other.status, other.text) == (unknown.status, unknown.text), (page, named)
        for secret in (one.board.name, "Offline mode", "Ana", "Acme"):
            assert secret not in theirs.text, (page, secret)


async def save(council: Council, person: Person) -> None:
    """The person as they are from now on."""
    async with council.bot.database.begin(person.organisation_id) as work:
        await people.save(work, person)


async def test_a_link_of_somebody_who_lost_the_right_meanwhile_lets_nobody_in(one: Council) -> None:
    pm = await appointed(one)
    path = await link(one, pm)
    await save(one, replace(pm, role=Role.NONE))
    assert (await post(one, path)).status_code == 403
    assert tries(one) == [("sign_in", "denied")]


async def test_a_member_reads_what_is_theirs_and_not_which_boards_there_are(one: Council) -> None:
    await one.fill(await one.link(), ("q1", "1"))
    await one.fill(await one.link(one.gus), ("q1", "2"))
    cookie = await session(one, one.ana)
    mine = await read(one, "", cookie)
    assert "Offline mode" in mine.text
    assert "Ana Lund" in mine.text
    assert not any(word in mine.text for word in ("Single sign-on", "Gus", "Globex"))
    ways = [each.attributes["href"] or "" for each in mine.all("a")]
    assert [each.partition("/d/")[0] for each in ways] == ["#main", "/desk/mine", PUBLIC]
    for page in STAFF_PAGES[1:]:
        there = await read(one, page, cookie)
        assert (there.status, one.board.name in there.text) == (404, False)
        assert (await read(one, f"{page}?board={one.board.slug}", cookie)).status == 404


async def test_a_member_comes_from_their_page_to_their_own_answer_page(one: Council) -> None:
    cookie = await session(one, one.ana)
    mine = await read(one, "", cookie)
    (poll,) = mine.all("article")
    assert "Next quarter" in poll.text
    fields = {"poll": mine.field("poll"), "form": mine.all("input", name="form")[-1].attributes["value"] or ""}
    there = await post(one, "/desk/answer", fields, cookie=cookie)
    assert (there.status_code, there.headers["location"]) == (303, await one.link())
    for wrong in (fields | {"form": "x"}, fields | {"poll": "x"}):
        assert (await post(one, "/desk/answer", wrong, cookie=cookie)).status_code in (403, 410)
    await one.fill(there.headers["location"], ("q1", "1"))
    assert "Change my answer" in (await read(one, "", cookie)).text
    stranger = await session(one, await appointed(one))
    assert "Nothing waits for your answer." in (await read(one, "/mine", stranger)).text


async def test_a_form_from_elsewhere_neither_signs_in_nor_out(one: Council) -> None:
    pm = await appointed(one)
    path = await link(one, pm)
    assert (await post(one, path, {}, **{"sec-fetch-site": "cross-site"})).status_code == 403
    here, there = await session(one, pm), await session(one, pm)
    form = (await read(one, "", here)).field("form")
    other = (await read(one, "", there)).field("form")
    assert form != other
    refused = (
        await post(one, "/out", {"form": form}, cookie=here, origin="https://evil.example"),
        await post(one, "/out", {"form": form}, cookie=here, **{"sec-fetch-site": "same-site"}),
        await post(one, "/out", {"form": other}, cookie=here),
        await post(one, "/out", cookie=here),
    )
    assert [each.status_code for each in refused] == [403] * 4
    assert (await post(one, "/out", {"form": form})).status_code == 401
    done = await post(one, "/out", {"form": form}, cookie=here)
    assert done.status_code == 200
    assert "Max-Age=0" in done.headers["set-cookie"]
    assert [(await read(one, "", each)).status for each in (here, there)] == [401, 401]
    assert tries(one)[-1] == ("sign_out", "done")


async def test_pages_are_kept_by_nobody_and_run_nothing(one: Council) -> None:
    cookie = await session(one, await appointed(one, Role.ADMIN))
    for path in (*STAFF_PAGES, "/mine", "/nothing"):
        page = await read(one, path, cookie)
        assert page.status in (200, 404)
        assert page.reply.headers["cache-control"] == "no-store"
        assert "default-src 'none'" in page.reply.headers["content-security-policy"]
        assert page.all("script") == []
        assert "style=" not in page.reply.text


async def test_one_types_web_and_reads_the_link_alone(one: Council) -> None:
    await appointed(one)
    said = await one.terminal.type("web")
    assert f"Open and sign in:\n  {PUBLIC}/in/" in said
    assert "/in/" not in one.terminal.history("product")
    with pytest.raises(Denied, match=r"sign_in\.nobody"):
        await one.terminal.type("web", "nobodyknown", room="acme", staff=False)


async def test_no_page_of_the_team_moves_when_somebody_answers_anonymously(anonymous: Council) -> None:
    pm = await session(anonymous, await appointed(anonymous))
    path = await anonymous.link()
    before = [(await read(anonymous, each, pm)).text for each in STAFF_PAGES]
    sent = await anonymous.fill(path, ("q1", "2"), deed="send")
    assert "Sent. Thank you!" in sent.text
    assert [(await read(anonymous, each, pm)).text for each in STAFF_PAGES] == before
