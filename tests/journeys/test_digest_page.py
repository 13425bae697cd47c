"""The digest as a page: it says nothing that the rows do not say, and nothing in it is alive."""

import re
import sqlite3
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bot.actions.cast import first_board
from bot.actions.read_digest import digest_page
from bot.cards.digest_page import DigestPage
from bot.errors import Refusal
from handlers.web.digest_view import digest_html
from tests.journeys.recount import Recount
from tests.journeys.terminal import Terminal

HOSTILE = (
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "</style></title></textarea><svg onload=alert(1)>",
    "javascript:alert(1) https://evil.example/?q=<a href='https://evil.example'>here</a>",
    "{{ 7 * 7 }} {% raw %} &lt;b&gt; ]]> -->",
    "reach me at eve@evil.example or +49 170 1234567",
)
VOID = {"meta", "br", "hr", "input", "link"}
SHAPES = {"circle", "rect", "line", "text", "title", "desc", "svg"}


class Reader(HTMLParser):
    """Fails on what is not closed where it should be; collects tags, ids and the names of charts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), "an attribute stands twice"
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in SHAPES
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def parsed(html: str) -> Reader:
    """The page, if it is well formed."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


def check_harmless(html: str) -> None:
    """Nothing runs, nothing is loaded, nothing leads away, and charts are told in words."""
    reader = parsed(html)
    assert {tag for tag, _ in reader.tags} & {"script", "img", "iframe", "object", "link", "a", "form", "base"} == set()
    names = {name for _, attributes in reader.tags for name in attributes}
    assert names & {"href", "src", "action", "formaction", "srcset", "poster", "data", "background", "style"} == set()
    assert [name for name in names if name.startswith("on")] == []
    ids = [attributes["id"] for _, attributes in reader.tags if "id" in attributes]
    assert len(set(ids)) == len(ids)
    charts = [attributes for tag, attributes in reader.tags if tag == "svg"]
    assert all(attributes.get("role") == "img" for attributes in charts)
    assert sum(tag == "title" for tag, _ in reader.tags) == len(charts) + 1
    for word in ("url(", "@import", "http:", "https:"):
        assert word not in re.findall(r"<style>(.*?)</style>", html, re.DOTALL)[0]


async def page_of(terminal: Terminal, *, renew: bool = False) -> DigestPage:
    """The latest digest of the only board."""
    return await digest_page(terminal.house.bot, await first_board(terminal.house.bot), renew=renew)


def database(terminal: Terminal) -> Path:
    """The file that holds the rows."""
    return terminal.house.rooms.path.with_name("app.db")


async def test_it_says_what_the_posted_digest_says_and_both_say_what_the_rows_say(council: Terminal) -> None:
    page = await page_of(council)
    assert Recount(database(council), page).wrong() == []
    html = digest_html(page, "en")
    check_harmless(html)
    words = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    posted = council.text("product").partition("week 2026-W12")[2]
    for line in ("3 of 4 people / 3 of 5 companies answered", "4 of 4 people / 3 of 5 companies answered"):
        assert (line in posted) == (line in words)
    assert "S1 Offline mode" in words
    assert "Umbrella" in words
    for text in ("The zeppelin export drops every marzipan column.",):
        assert text in words


async def test_a_recount_finds_a_number_that_is_wrong_and_a_quote_nobody_said(council: Terminal) -> None:
    page = await page_of(council)
    recount = Recount(database(council), page)
    assert recount.wrong() == []
    with sqlite3.connect(database(council)) as rows:
        rows.execute("UPDATE answer SET withdrawn = 1 WHERE person_id = (SELECT min(person_id) FROM answer)")
    assert any(each.startswith("turnout") for each in recount.wrong())


async def test_nothing_in_it_is_alive_whatever_people_are_called_and_write(terminal: Terminal) -> None:
    await terminal.set_up("Acme", "Globex", "Initech")
    for number, (room, text) in enumerate(zip(("acme", "globex", "initech") * 2, HOSTILE, strict=True)):
        if number % 3 == 0:
            await terminal.type('ask "What <b>now</b>?" --close 1d')
            await terminal.wait(minutes=3)
        await terminal.press(room, f"<i>{room}</i>", f"1 {text}")
        if number % 3 == 2:
            await terminal.wait(days=2)
    page = await page_of(terminal, renew=True)
    assert Recount(database(terminal), page).wrong() == []
    for language in ("en", "de"):
        html = digest_html(page, language)
        check_harmless(html)
        assert "alert(1)" in html, "what was written is shown"
        assert not any(word in html for word in ("eve@evil.example", "1234567"))


@pytest.mark.soak
async def test_before_any_poll_has_closed_there_is_none(terminal: Terminal) -> None:
    await terminal.set_up("Acme")
    with pytest.raises(Refusal, match=r"digest\.none_yet"):
        await page_of(terminal)


async def test_the_page_has_not_changed_by_accident(council: Terminal, snapshot: object) -> None:
    html = digest_html(await page_of(council), "en")
    body = html.partition("<body>")[2]
    assert re.sub(r"\n\s*\n+", "\n", body) == snapshot
