"""What people read in a browser: a member's page of one poll and of all their own, the product team's pages."""

import re
from html import unescape

import httpx

from bot.actions.links import link_for
from bot.actions.sign_in import sign_in_card
from bot.cards.parts import Link
from bot.domain.people import Person
from bot.errors import Refusal
from bot.ids import OrganisationId
from storage import people, rounds
from tests.both.desk import Desk
from tests.handlers.web.pages import Page

STAFF_PAGES = ("", "/calendar", "/roadmap", "/themes", "/participation", "/digest", "/cases", "/audit", "/mine")
OWN_PAGES = ("/mine",)
PATIENCE = 60.0
"""Seconds; the machine may be busy."""


async def owner_of(desk: Desk) -> OrganisationId:
    """The vendor's organisation."""
    return (await desk.house.bot.database.organisations())[0].id


async def person_called(desk: Desk, name: str) -> Person | None:
    """Somebody as the product knows them; None before their first answer.

    Slack calls somebody by their handle until it was asked for the name.
    """
    wanted = name.casefold().replace(" ", ".")
    async with desk.house.bot.database.read(await owner_of(desk)) as work:
        known = await people.all(work)
    return next((each for each in known if each.name.casefold().replace(" ", ".") == wanted), None)


async def answer_page(desk: Desk, person: Person, poll: int) -> str:
    """The page on which somebody answers one poll, as text; empty where there is none for them."""
    bot = desk.house.bot
    async with bot.database.read(await owner_of(desk)) as work:
        round_ = await rounds.by_number(work, poll)
    assert round_ is not None
    try:
        link = await link_for(bot, person, round_)
    except Refusal:
        return ""
    async with httpx.AsyncClient(base_url=desk.address, trust_env=False, timeout=PATIENCE) as browser:
        return told(Page(await browser.get("/a/" + link.partition("/a/")[2])))


async def behind_the_sign_in(desk: Desk, person: Person, paths: tuple[str, ...]) -> dict[str, str]:
    """The pages that a signed-in person opens, as text."""
    card = await sign_in_card(desk.house.bot, await owner_of(desk), person)
    (link,) = [part for part in card.parts if isinstance(part, Link)]
    async with httpx.AsyncClient(base_url=desk.address, trust_env=False, timeout=PATIENCE) as browser:
        form = {"content-type": "application/x-www-form-urlencoded"}
        reply = await browser.post("/in/" + link.url.partition("/in/")[2], content="", headers=form)
        cookie = reply.headers["set-cookie"].partition(";")[0]
        found = {}
        for path in paths:
            page = Page(await browser.get(f"/desk{path}", headers={"cookie": cookie}))
            assert page.status in (200, 404), (path, page.status)
            found[path] = told(page)
    return found


def told(page: Page) -> str:
    """The text of a page, line by line as it is written; also what only a screen reader or a pointer finds."""
    spaced = re.sub(r"<(br|/p|/li|/tr|/div|/h\d|/dd|/figure|/section|/blockquote)[^>]*>", "\n", page.reply.text)
    hidden = re.findall(r'(?:aria-label|title|alt|value)="([^"]*)"', page.reply.text)
    return "\n".join([unescape(re.sub(r"<[^>]+>", " ", spaced.replace("\n\n", "\n"))), *map(unescape, hidden)])
