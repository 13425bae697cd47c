"""How a page reads to whoever hears it: one headline, no level left out, a way on, and nothing that is not there."""

from itertools import pairwise

import pytest

from bot.domain.people import Role
from tests.handlers.web.council import Council
from tests.handlers.web.pages import Page
from tests.handlers.web.test_sign_in import STAFF_PAGES, appointed, read, session

LEVELS = {f"h{level}": level for level in range(1, 7)}


def outline(page: Page) -> list[int]:
    """The levels of the headings, in the order they are read."""
    return [LEVELS[each.tag] for each in page.elements if each.tag in LEVELS]


def is_whole(levels: list[int]) -> bool:
    """True for one headline that comes first, and no level left out on the way down."""
    return levels[:1] == [1] and levels.count(1) == 1 and all(b <= a + 1 for a, b in pairwise(levels))


@pytest.mark.parametrize("path", STAFF_PAGES)
async def test_every_page_behind_the_sign_in_has_one_headline_and_leaves_no_level_out(one: Council, path: str) -> None:
    page = await read(one, path, await session(one, await appointed(one, Role.ADMIN, "admin")))
    assert is_whole(outline(page)), outline(page)
    assert len(page.all("li")) >= len(STAFF_PAGES)  # The others are at hand, also where there is nothing to read yet.


async def test_a_members_pages_have_one_headline_each(one: Council) -> None:
    mine = await read(one, "/mine", await session(one, one.ana))
    link = await one.link()
    wrong = await one.fill(link)
    for page in (mine, await one.get(link), wrong, await one.fill(link, ("q1", "1")), await one.get("/a/nonsense")):
        assert is_whole(outline(page)), (page.text[:60], outline(page))


async def test_the_headline_of_a_poll_is_its_one_question(one: Council) -> None:
    (first,) = (await one.get(await one.link())).all("h1")
    assert first.text.strip() == "What should we build next?"


async def test_the_headline_of_many_questions_is_what_they_are_about(five: Council) -> None:
    (first,) = (await five.get(await five.link())).all("h1")
    assert first.text.strip() == "Next quarter"


async def test_whatever_a_page_brings_along_is_there(one: Council) -> None:
    pages = (await one.get(await one.link()), await read(one, "", await session(one, await appointed(one))))
    for page in pages:
        brought = [each.attributes["href"] or "" for each in page.all("link")]
        assert any("icon" in each for each in brought)  # Else browsers ask for one that there is not.
        for address in brought:
            assert (await one.browser.get(address)).status_code == 200, address


async def test_who_is_signed_in_finds_back_from_a_page_that_there_is_not(one: Council) -> None:
    cookie = await session(one, await appointed(one))
    for path, status in (("/nothing", 404), ("/audit", 403), ("/decide?suggestion=999", 404)):
        page = await read(one, path, cookie)
        assert page.status == status
        assert [each.attributes["href"] for each in page.all("a")] == ["/desk"]
    assert not (await one.get("/a/nonsense")).all("a")  # A stranger has no such page.
