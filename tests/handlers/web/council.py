"""A board with two members, a poll that is out, and the real server on a free port that takes their answers."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import httpx

from bot.actions.links import link_for, open_round
from bot.actions.operator import board_meant
from bot.app import answering
from bot.bot import Bot
from bot.config import Settings
from bot.domain.boards import Board
from bot.domain.members import Joined, Member
from bot.domain.people import Identity, Person
from bot.ids import MemberId, PersonId
from storage import accounts, members, people
from tests.handlers.web.pages import Page
from tests.journeys.conftest import bot_at
from tests.journeys.terminal import BOARD, MONDAY, POLL, Terminal

PUBLIC = "https://council.example.com"
ONE, ANONYMOUS, COMPANY = (
    POLL,
    *(POLL.replace('why = "', f'visibility = "{each}"\nwhy = "') for each in ("anonymous", "account")),
)
FIVE = """
title = "Next quarter"
why = "It decides what we build first."
[[question]]
kind = "single"
text = "What should we build next?"
options = ["Offline mode", "Single sign-on", "Faster search"]
[[question]]
kind = "multi"
text = "What slows you down?"
options = ["Search", "Export", "Sign-in"]
[[question]]
kind = "rating"
text = "How was the last month with us?"
[[question]]
kind = "agree"
text = "What do you think?"
options = ["Less is more", "We read the release notes"]
[[question]]
kind = "open"
text = "What should we fix first?"
"""
KINDS = """
title = "Next quarter"
why = "It decides what we build first."
[[question]]
kind = "nps"
text = "How likely are you to recommend us?"
[[question]]
kind = "rank"
text = "What should come first?"
options = ["Offline mode", "Single sign-on", "Faster search"]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Council:
    """What the tests of the answer page do, they do as a browser would."""

    terminal: Terminal
    browser: httpx.AsyncClient
    board: Board
    ana: Person
    gus: Person

    @property
    def bot(self) -> Bot:
        """The bot behind the server."""
        return self.terminal.house.bot

    async def link(self, who: Person | None = None) -> str:
        """The path of somebody's page; Ana's where nobody is named."""
        whole = await link_for(self.bot, who or self.ana, await open_round(self.bot, self.board, None))
        assert whole.startswith(f"{PUBLIC}/a/")
        return whole.removeprefix(PUBLIC)

    async def get(self, path: str, **headers: str) -> Page:
        """Open a page."""
        return Page(await self.browser.get(path, headers=headers))

    async def post(self, path: str, fields: Mapping[str, str] | Sequence[tuple[str, str]], **headers: str) -> Page:
        """Send a form; the page is the reply itself, or the one it leads to."""
        self.terminal.clock.put(self.terminal.clock.now())
        pairs = list(fields.items()) if isinstance(fields, Mapping) else list(fields)
        kind = {"content-type": "application/x-www-form-urlencoded"}
        reply = await self.browser.post(path, content=urlencode(pairs), headers={**kind, **headers})
        return Page(reply if reply.status_code != 303 else await self.browser.get(reply.headers["location"]))

    async def fill(self, path: str, *fields: tuple[str, str], deed: str = "keep") -> Page:
        """Open the page, enter just these fields and send them."""
        page = await self.get(path)
        return await self.post(path, [("form", page.field("form")), *fields, ("deed", deed)])

    def values(self, text: str = "") -> list[str]:
        """What counts, as it is stored: the values of the answers to the question with this text, or of all."""
        query = "SELECT q.text, a.value FROM answer a JOIN question q ON q.id = a.question_id WHERE NOT a.withdrawn"
        return sorted(str(value) for asked, value in self.terminal.rows(query) if text in str(asked))

    def versions(self) -> int:
        """How often anything was said or taken back."""
        ((count,),) = self.terminal.rows("SELECT count(*) FROM answer_version")
        assert isinstance(count, int)
        return count

    def everything(self) -> dict[str, list[tuple[object, ...]]]:
        """All rows that an answer could leave."""
        tables = ("answer", "answer_version", "inbox", "skip", "participation", "choice", "person", "identity", "round")
        return {table: sorted(self.terminal.rows(f"SELECT * FROM {table}"), key=str) for table in tables}


async def ask(home: Path, toml: str, *, name: str = "Ana Lund", language: str = "en") -> None:
    """Make a council in an empty folder, with two members, and put its poll out."""
    async with bot_at(home, MONDAY) as terminal:
        await terminal.set_up("Acme", "Globex", toml=toml)
        await terminal.schedule()
        await terminal.wait(days=1, hours=2)
        board = await board_meant(terminal.house.bot, BOARD)
        await seated(terminal.house.bot, board, "ana", name, "acme", language)
        await seated(terminal.house.bot, board, "gus", "Gus Potoroo", "globex")


@asynccontextmanager
async def council_at(home: Path) -> AsyncIterator[Council]:
    """The council of that folder, an hour after its poll went out; nobody has said anything yet."""
    async with bot_at(home, MONDAY + timedelta(days=1, hours=2)) as terminal:
        old = terminal.house.bot
        terminal.house = replace(terminal.house, bot=replace(old, policy=replace(old.policy, address=PUBLIC)))
        bot = terminal.house.bot
        board = await board_meant(bot, BOARD)
        people_ = [PersonId(bot.ids.of("person", handle)) for handle in ("ana", "gus")]
        async with bot.database.read(board.organisation_id) as work:
            ana, gus = [await people.get(work, each) for each in people_]
        async with (
            answering(terminal.house, Settings(home=home, port=0)) as address,
            httpx.AsyncClient(base_url=address, trust_env=False, timeout=60) as browser,
        ):
            yield Council(terminal=terminal, browser=browser, board=board, ana=ana, gus=gus)


async def seated(bot: Bot, board: Board, handle: str, name: str, account: str, language: str = "en") -> Person:
    """A member who is known at the terminal too."""
    person = Person(
        id=PersonId(bot.ids.of("person", handle)),
        organisation_id=board.organisation_id,
        name=name,
        language=language,
        zone="Europe/Berlin",
    )
    async with bot.database.begin(board.organisation_id) as work:
        company = await accounts.by_key(work, account)
        assert company is not None
        await people.save(work, person, Identity(platform="console", workspace="home", user=handle))
        await members.save(
            work,
            Member(
                id=MemberId(bot.ids.of("member", handle)),
                organisation_id=board.organisation_id,
                board_id=board.id,
                person_id=person.id,
                account_id=company.id,
                joined_at=bot.now(),
                joined_by=Joined.IMPORT,
            ),
        )
    return person
