"""A poll that promises "your company only": whoever passes its links on learns from them neither who answered nor what.

The vendor's own people get the links to hand them to their customers, so a link alone proves nobody.
"""

import pytest

from tests.handlers.web.council import Council
from tests.handlers.web.test_sign_in import appointed, session

PLACES = ("", "/receipt", "/sent", "/passed")


async def seen(council: Council, path: str, **headers: str) -> list[str]:
    """What stands on every page behind a link, but for what is new in each form."""
    pages = [await council.get(path + end, **headers) for end in PLACES]
    return [f"{page.status} {page.text} {[page.chosen('q1')]}" for page in pages]


async def by_link(council: Council, path: str) -> None:
    await council.fill(path, ("q1", "2"))


async def in_the_chat(council: Council, path: str) -> None:
    await council.terminal.press("acme", "ana", "2")


async def passed_on(council: Council, path: str) -> None:
    await council.fill(path, deed="skip")


@pytest.mark.parametrize("said", [by_link, in_the_chat, passed_on], ids=["link", "chat", "skip"])
async def test_whoever_passes_a_link_on_reads_off_it_neither_an_answer_nor_that_there_is_one(
    company: Council, said: object
) -> None:
    assert callable(said)
    path, pm = await company.link(), await session(company, await appointed(company))
    before = await seen(company, path)
    await said(company, path)
    assert company.terminal.rows("SELECT (SELECT count(*) FROM answer) + (SELECT count(*) FROM skip)") == [(1,)]
    assert await seen(company, path) == before
    assert await seen(company, path, cookie=pm) == before
    await company.terminal.wait(days=8)
    closed = await company.get(path)
    assert "This poll has closed." in closed.text
    assert "Single sign-on" not in closed.text


async def test_whoever_enters_an_answer_reads_it_at_once_and_can_change_and_withdraw_it(company: Council) -> None:
    path = await company.link()
    receipt = await company.fill(path, ("q1", "2"), ("q1c", "for the night shift"))
    assert "Thank you, this is recorded." in receipt.text
    assert "Single sign-on" in receipt.text
    assert "for the night shift" in receipt.text
    assert len(company.values()) == 1
    await company.fill(path, ("q1", "1"))
    assert len(company.values()) == 1
    assert company.versions() == 3, "with the comment in between"
    withdraw = {"form": receipt.field("form"), "which": "q1", "deed": "withdraw"}
    gone = await company.post(path, withdraw)
    assert "Your answer no longer counts." in gone.text
    assert company.values() == []
    assert (await company.post(path, withdraw)).text == gone.text, "nor does it tell whether there was one"


async def test_who_has_signed_in_sees_and_changes_their_own_and_nobody_elses(company: Council) -> None:
    path = await company.link()
    await company.terminal.press("acme", "ana", "2")
    ana, gus = await session(company, company.ana), await session(company, company.gus)
    own = await company.get(path, cookie=ana)
    assert own.chosen("q1") != []
    assert "Your answer: Single sign-on" in (await company.get(f"{path}/receipt", cookie=ana)).text
    assert (await company.get(path, cookie=gus)).chosen("q1") == []
