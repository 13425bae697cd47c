"""Whoever reads an answer that is not their own reads no e-mail address and no telephone number in it."""

import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio

from bot.actions.brief import brief_of
from bot.actions.cast import first_board
from bot.actions.export import exported
from bot.actions.export_suggestions import exported_suggestions, suggestions_csv, suggestions_json
from bot.actions.look_into import numbered, the_theme, theme_of
from bot.actions.read_digest import digest_page
from bot.actions.take_out import taken_out
from bot.cards.parts import Card
from bot.domain.briefs import Brief
from bot.ids import PersonId
from handlers.handoff.writing import as_adf, as_markdown, lines_of
from handlers.web.digest_view import digest_html
from prompts.catalogue import say_in
from storage import suggestions
from tests.journeys.conftest import bot_at
from tests.journeys.terminal import MONDAY, Terminal, number, words

pytestmark = pytest.mark.asyncio(loop_scope="module")
COMPANIES = ("Acme", "Globex", "Initech")
TOML = """
title = "Wishes"
why = "It decides what we build first."
[[question]]
kind = "single"
text = "What comes first?"
options = ["Exports", "Search"]
[[question]]
kind = "open"
text = "What should we fix first?"
"""
WISHES = (
    "The export drops columns when the file is large",
    "Exports lose columns, which breaks our weekly report",
    "Please make the export keep all columns",
    "Export of large files is slow and columns are missing",
    "Our exports stop halfway and columns vanish",
    "Large exports lose columns and nobody tells us",
)
LONG = "The export loses columns whenever somebody filters it by region, " * 8
REACHED_AT = ("quokka@acme.example", "1234567", "numbat@acme.example", "7654321")
"""What would lead to a person: the first two from answers, the others from comments."""
ON_A_CALL = ("potoroo@acme.example", "5550199")
"""What somebody left on a call."""


def own(text: str) -> str:
    """A wish as somebody writes it who wants to be called back."""
    return f"{text}, write to quokka@acme.example or call +49 30 1234567"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def council(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Terminal]:
    """Three companies that left their addresses in every answer and comment; the first digest is out."""
    async with bot_at(tmp_path_factory.mktemp("masked") / "cab", MONDAY) as terminal:
        await terminal.set_up(*COMPANIES, toml=TOML)
        await terminal.schedule("every 8 weeks on Tue at 10:00")
        await terminal.wait(days=1, hours=2)
        for place, text in enumerate((*WISHES, *(f"{each} again" for each in WISHES), LONG)):
            company, who = COMPANIES[(place + place // len(WISHES)) % 3].casefold(), f"wombat{place}"
            await terminal.press(company, who, "1")
            if place == 0:
                beside = number(terminal.private, "Add a comment")
                comment = f"{beside} Ask numbat@acme.example or +49 30 7654321 about the columns"
                await terminal.press(company, who, comment, message=terminal.private)
            await terminal.press(company, who, f"3 {own(text)}")
        left = "The export lists too little, write to potoroo@acme.example or call +49 30 5550199"
        await terminal.type(f'heard P1 "{left}" --account Acme')
        await terminal.wait(days=13)
        yield terminal


async def page(terminal: Terminal) -> str:
    """The digest as a page."""
    found = await digest_page(terminal.house.bot, await first_board(terminal.house.bot))
    return digest_html(found, "en")


async def briefs_of(terminal: Terminal) -> list[Brief]:
    """What a tracker gets of each suggestion."""
    bot = terminal.house.bot
    board = await first_board(bot)
    async with bot.database.read(board.organisation_id) as work:
        return [await brief_of(bot, work, each) for each in await suggestions.of_board(work, board.id)]


async def jira(terminal: Terminal) -> str:
    """What Jira gets."""
    return json.dumps([as_adf(lines_of(each, say_in("en"))) for each in await briefs_of(terminal)])


async def linear(terminal: Terminal) -> str:
    """What Linear gets, without the marks before what could be markup."""
    return "\n".join([as_markdown(lines_of(each, say_in("en"))) for each in await briefs_of(terminal)]).replace(
        "\\", ""
    )


async def as_files(terminal: Terminal) -> str:
    """The suggestions as rows and as JSON, which is what a webhook gets too."""
    found = await exported_suggestions(terminal.house.bot, await first_board(terminal.house.bot))
    return suggestions_csv(found) + json.dumps(suggestions_json(found))


async def rows(terminal: Terminal) -> str:
    """The answers as a sheet."""
    return (await exported(terminal.house.bot, await first_board(terminal.house.bot), None)).as_csv


async def theme(terminal: Terminal) -> str:
    """The first theme, as the command line shows it."""
    bot = terminal.house.bot
    board = await first_board(bot)
    async with bot.database.read(board.organisation_id) as work:
        found = await the_theme(work, board, str(terminal.rows("SELECT title FROM theme LIMIT 1")[0][0]))
    card: Card = await theme_of(bot, board, found.id, None)
    return words(await numbered(bot, board, found, card))


async def channel(terminal: Terminal) -> str:
    """Everything that was posted to the product team: report and digest, with their threads."""
    return terminal.text("product")


def typed(line: str) -> Callable[[Terminal], Awaitable[str]]:
    """What a product manager reads after a command."""

    async def read(terminal: Terminal) -> str:
        return await terminal.type(line)

    return read


async def evidence(terminal: Terminal) -> str:
    """Why each suggestion was made."""
    known = terminal.rows("SELECT number FROM suggestion ORDER BY number")
    return "\n".join([await terminal.type(f"why S{label}") for (label,) in known])


SURFACES: dict[str, Callable[[Terminal], Awaitable[str]]] = {
    "product channel": channel,
    "results": typed("results P1"),
    "summary": typed("summary"),
    "summary of a poll": typed("summary P1"),
    "summary of lately": typed("summary last 30d"),
    "company": typed("account acme"),
    "why": evidence,
    "theme": theme,
    "page": page,
    "answers as a file": rows,
    "suggestions as a file": as_files,
    "Jira": jira,
    "Linear": linear,
}


@pytest.mark.parametrize("surface", SURFACES)
async def test_nobody_reads_where_to_reach_whoever_answered(council: Terminal, surface: str) -> None:
    shown = await SURFACES[surface](council)
    assert "export" in shown.casefold(), "somebody is quoted there"
    assert [each for each in (*REACHED_AT, *ON_A_CALL) if each in " ".join(shown.split())] == []


async def test_everybody_reads_their_own_words_as_they_wrote_them(council: Terminal) -> None:
    mine = await council.type("my answers", "wombat0", room="acme")
    ((person_id,),) = council.rows("SELECT person_id FROM identity WHERE user = 'wombat0'")
    board = await first_board(council.house.bot)
    files = await taken_out(council.house.bot, board.organisation_id, PersonId(str(person_id)))
    for shown in (mine, files.as_json, files.as_csv):
        assert [each for each in REACHED_AT if each not in " ".join(shown.split())] == []


async def test_files_and_trackers_get_each_quote_whole(council: Terminal) -> None:
    quotes = [each.text for one in await briefs_of(council) for each in one.voices]
    assert len(quotes) > 3
    kept = [str(text) for (text,) in council.rows("SELECT value FROM answer WHERE value LIKE '%wrote%'")]
    said = [str(json.loads(each)["wrote"]) for each in kept]
    said += [str(text) for (text,) in council.rows("SELECT comment FROM answer WHERE comment != ''")]
    hidden = [re.sub(r"\w+@acme\.example", "‹e-mail›", re.sub(r"\+49 30 \d{7}", "‹phone›", each)) for each in said]
    assert [each for each in quotes if not any(each in one for one in hidden)] == []
