"""A name with letters in it that PostgreSQL cannot hold is a name that there is not, and no error of ours."""

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from bot.actions.appoint import appoint
from bot.actions.operator import board_meant
from bot.actions.sign_in import sign_in_card
from bot.app import House, answering, opened
from bot.cards.parts import Link
from bot.clock import SetClock
from bot.config import Settings
from bot.domain.channels import Place
from bot.domain.people import Identity, Person, Role, Visitor
from bot.errors import Refusal
from handlers import routes
from tests.databases import Made
from tests.journeys.terminal import BOARD, MONDAY, Terminal

PUBLIC = "https://council.example.com"
BOSS = Visitor(identity=Identity(platform="console", workspace="home", user="boss"), name="Boss", staff=True)
FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture
async def house(bare: Made, tmp_path: Path) -> AsyncIterator[tuple[House, Settings]]:
    """A board of one company on PostgreSQL, with an admin."""
    settings = Settings(
        home=tmp_path / "cab", database_url=bare.url, database_migration_url=bare.owner_url or "", port=0
    )
    async with opened(settings, clock=SetClock(MONDAY)) as one:
        await Terminal(one, SetClock(MONDAY)).set_up("Acme")
        bot = replace(one.bot, policy=replace(one.bot.policy, address=PUBLIC))
        await appoint(bot, await board_meant(bot, BOARD), BOSS.identity, BOSS.name, Role.ADMIN)
        yield replace(one, bot=bot), settings


async def session(house: House, browser: httpx.AsyncClient, who: Person) -> dict[str, str]:
    """The header of somebody signed in."""
    card = await sign_in_card(house.bot, who.organisation_id, who)
    (link,) = [part for part in card.parts if isinstance(part, Link)]
    entered = await browser.post(link.url.removeprefix(PUBLIC), headers=FORM)
    return {"cookie": entered.headers["set-cookie"].partition(";")[0]}


async def test_such_a_board_in_an_address_is_one_that_there_is_not(house: tuple[House, Settings]) -> None:
    one, settings = house
    board = await board_meant(one.bot, BOARD)
    boss = await appoint(one.bot, board, BOSS.identity, BOSS.name, Role.ADMIN)
    async with answering(one, settings) as address, httpx.AsyncClient(base_url=address, trust_env=False) as browser:
        signed = await session(one, browser, boss)
        for page in ("", "/roadmap", "/decide"):
            unknown = await browser.get(f"/desk{page}?board=nowhere&suggestion=1", headers=signed)
            assert unknown.status_code == 404, page
            for name in ("%00", "north%00wind", f"{BOARD}%00", "%ff", "%ed%a0%80"):
                reply = await browser.get(f"/desk{page}?board={name}&suggestion=1", headers=signed)
                assert (reply.status_code, reply.text) == (404, unknown.text), (page, name)
        sent = await browser.post("/desk/decide", content="board=%00&suggestion=1", headers={**signed, **FORM})
        assert sent.status_code == 404


LINES = (
    'schedule on "go-live done" --ask "{}"',
    'schedule set "weekly on Tue at 10:00" --ask "{}"',
    'channel add "console:home:{}" --account "{}"',
    'results --board "{}"',
    'heard "{}" --account Acme',
)


async def test_in_a_typed_line_it_is_left_out_or_refused_in_words(house: tuple[House, Settings]) -> None:
    here = Place.parse("console:home:product")
    for line in LINES:
        for odd in ("\x00", "a\x00b", "x\ud800y", "\ufdd0"):
            with suppress(Refusal):
                await routes.typed(house[0].bot, line.replace("{}", odd), BOSS, here, MONDAY)
