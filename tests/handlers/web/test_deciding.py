"""Deciding in a browser: a verdict and its reason, then the text for customers, once and only by whoever may."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from bot.actions.operator import board_meant
from bot.app import answering
from bot.config import Settings
from bot.domain.people import Identity, Role
from handlers.web.frame import READS
from storage import people
from tests.handlers.web.council import PUBLIC, Council
from tests.handlers.web.pages import Page
from tests.handlers.web.test_attacker import FOREIGN
from tests.handlers.web.test_sign_in import appointed, post, read, session
from tests.journeys.conftest import bot_at, told_in
from tests.journeys.story import ANSWERED, COMPANIES, tell_until_the_digest
from tests.journeys.terminal import BOARD

REASON = "The quokka budget is only enough for one of them."
TEXT = "Offline mode comes for every technician. Plans may still change."


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, datetime]:
    """A folder in which the first digest is out, and when that was."""
    return told_in(tmp_path_factory.mktemp("heard") / "cab", tell_until_the_digest)


@pytest.fixture
async def council(heard: tuple[Path, datetime], tmp_path: Path) -> AsyncIterator[Council]:
    """That council with its web server."""
    home, at = heard
    shutil.copytree(home, tmp_path / "cab")
    async with bot_at(tmp_path / "cab", at) as terminal:
        old = terminal.house.bot
        terminal.house = replace(terminal.house, bot=replace(old, policy=replace(old.policy, address=PUBLIC)))
        board = await board_meant(terminal.house.bot, BOARD)
        async with terminal.house.bot.database.read(board.organisation_id) as work:
            ana, gus = [
                await people.find(work, Identity(platform="console", workspace="home", user=user))
                for user in ("anaquokka", "guspotoroo")
            ]
        assert ana is not None
        assert gus is not None
        async with (
            answering(terminal.house, Settings(home=tmp_path / "cab", port=0)) as address,
            httpx.AsyncClient(base_url=address, trust_env=False, timeout=60) as browser,
        ):
            yield Council(terminal=terminal, browser=browser, board=board, ana=ana, gus=gus)


def fields(page: Page, action: str, **entered: str) -> dict[str, str]:
    """A form of the page with what was entered in it."""
    html = page.reply.text
    form = html[html.index(f'action="{action}"') :].split('name="form" value="')[1].partition('"')[0]
    return {"form": form, "suggestion": page.field("suggestion"), "board": page.field("board"), **entered}


def tries(council: Council) -> list[tuple[object, ...]]:
    """What was written down about deciding and telling."""
    return council.terminal.rows(
        "SELECT deed, outcome FROM audit_entry WHERE deed IN ('decide_on', 'tell') ORDER BY at, rowid"
    )


async def test_a_verdict_and_the_approved_text_reach_those_who_answered_and_nobody_reads_the_reason(
    council: Council,
) -> None:
    cookie = await session(council, await appointed(council, user="web"))
    roadmap = await read(council, "/roadmap", cookie)
    (address,) = {each.attributes["href"] or "" for each in roadmap.all("a") if "S1" in each.text}
    page = await council.get(address, cookie=cookie)
    assert "S1 · Offline mode" in page.text
    assert "Chosen by Acme and Globex." in page.text
    assert set(page.marks("verdict")) == {"explore", "plan", "decline"}
    assert "Send to customers" not in page.text

    stale = fields(page, "/desk/decide", verdict="explore", reason="")
    done = await post(
        council, "/desk/decide", fields(page, "/desk/decide", verdict="plan", reason=REASON), cookie=cookie
    )
    assert (done.status_code, done.headers["location"]) == (303, address)
    again = await post(council, "/desk/decide", stale, cookie=cookie)
    assert again.status_code == 409
    assert "Nothing was changed" in Page(again).text
    for room in ANSWERED:
        assert "What we did" not in council.terminal.history(room)

    page = await council.get(address, cookie=cookie)
    assert "planned" in page.text
    assert REASON in page.text
    assert "“Offline mode” is planned" in page.written("text")
    tell = fields(page, "/desk/tell", text=TEXT)
    for status in (303, 409):
        assert (await post(council, "/desk/tell", tell, cookie=cookie)).status_code == status
        tell = fields(page, "/desk/tell", text="In other words, once more") | {"form": tell["form"]}
    await council.terminal.wait(minutes=5)
    for room in map(str.casefold, COMPANIES):
        assert council.terminal.history(room).count(TEXT) == (room in ANSWERED)
        assert REASON not in council.terminal.history(room)
    assert f"Customers read: {TEXT}" in (await council.get(address, cookie=cookie)).text
    assert tries(council) == [("decide_on", "done"), ("tell", "done"), ("tell", "refused")]
    admin = await session(council, await appointed(council, Role.ADMIN, "boss"))
    audit = (await read(council, "/audit", admin)).text
    assert "Web Person: decide on S1 – done" in audit
    assert "Web Person: tell S1 – done" in audit


async def test_who_may_not_decide_and_whose_form_is_not_ours_changes_nothing(council: Council) -> None:
    cookie = await session(council, await appointed(council, user="web"))
    page = await read(council, "/decide?suggestion=1", cookie)
    form = fields(page, "/desk/decide", verdict="plan", reason="")
    other = await session(council, await appointed(council, user="other"))
    member = await session(council, council.ana)
    outcomes = [
        (await post(council, "/desk/decide", form)).status_code,
        (await post(council, "/desk/decide", form, cookie=member)).status_code,
        (await post(council, "/desk/decide", form, cookie=other)).status_code,
        (await post(council, "/desk/decide", form | {"form": "x"}, cookie=cookie)).status_code,
        (await post(council, "/desk/decide", form | {"suggestion": "99"}, cookie=cookie)).status_code,
        (await post(council, "/desk/decide", form | {"verdict": "ship"}, cookie=cookie)).status_code,
        (await post(council, "/desk/decide", form | {"verdict": "perhaps"}, cookie=cookie)).status_code,
        (await post(council, "/desk/tell", form | {"text": "Now"}, cookie=cookie)).status_code,
        (await read(council, "/decide?suggestion=1", member)).status,
        (await read(council, "/decide?suggestion=soon", cookie)).status,
    ]
    assert outcomes == [401, 403, 409, 409, 404, 409, 409, 409, 403, 404]
    assert council.terminal.rows("SELECT count(*) FROM decision") == [(0,)]
    assert {outcome for _, outcome in tries(council)} <= {"refused", "denied"}


async def test_neither_form_does_anything_for_another_site(council: Council) -> None:
    cookie = await session(council, await appointed(council, user="web"))
    form = fields(await read(council, "/decide?suggestion=1", cookie), "/desk/decide", verdict="plan", reason="")
    for foreign in FOREIGN:
        reply = await post(council, "/desk/decide", form, cookie=cookie, **foreign)
        assert reply.status_code == 403, foreign
    assert council.terminal.rows("SELECT count(*) FROM decision") == [(0,)]
    assert (await post(council, "/desk/decide", form, cookie=cookie)).status_code == 303
    form = fields(await read(council, "/decide?suggestion=1", cookie), "/desk/tell", text=TEXT)
    for foreign in FOREIGN[:4]:
        reply = await post(council, "/desk/tell", form, cookie=cookie, **foreign)
        assert reply.status_code == 403, foreign
    assert tries(council) == [("decide_on", "done")]


@pytest.mark.soak
async def test_one_session_cannot_open_pages_without_end_and_others_are_not_slowed(council: Council) -> None:
    cookie = await session(council, await appointed(council, user="web"))
    other = await session(council, await appointed(council, user="other"))
    seen = [(await read(council, "/mine", cookie)).status for _ in range(READS + 1)]
    assert seen == [200] * READS + [429]
    slow = await read(council, "/decide?suggestion=1", cookie)
    assert slow.status == 429
    assert 0 < int(slow.reply.headers["retry-after"]) <= 60
    assert "a little fast" in slow.text
    assert (await read(council, "/mine", other)).status == 200
