"""What a model takes for one theme, a product manager makes one, keeps apart, and takes back, in Slack and in Teams."""

import csv
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from pydantic import SecretStr

from bot.actions.find_themes import find_themes
from bot.actions.import_answers import import_answers
from bot.actions.sheets import read_sheet
from bot.domain.boards import Board
from storage import boards, themes
from tests.both.conftest import ADDRESS
from tests.both.desk import Desk, Who
from tests.both.on_slack import SlackDesk
from tests.both.on_teams import TeamsDesk
from tests.both.polls import asked, closed
from tests.both.test_themes import told
from tests.fakes.model import KEY, ModelStandIn, running
from tests.slack.office import office as in_slack
from tests.teams.office import office as in_teams

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.soak]
COMPANIES = ("Acme", "Globex", "Initech")
WAYS = ("export", "import")
SAID = (
    "The {} drops columns when the file is large",
    "Please make the {} keep all columns",
    "Columns vanish from our {}s",
    "Some columns are missing after the {}",
    "The {} loses columns",
    "{} without all of the columns is useless",
)
YES, NO = "Make them one", "Keep apart"
MAY_BE_ONE = "These two may be one"


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["slack", "teams"])
async def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    """A board that a language model reads along on, where everybody concerned has allowed it."""
    home = tmp_path_factory.mktemp("desk") / "cab"
    async with running(ModelStandIn()) as model:
        more = {"public_url": ADDRESS, "openai_api_key": SecretStr(KEY), "openai_base_url": model.url}
        more |= {"model": "stand-in", "model_seconds": 600.0}
        if request.param == "slack":
            async with in_slack(home, limits=False, more=more) as office:
                yield SlackDesk(office)
        else:
            async with in_teams(home, more=more) as there:
                yield TeamsDesk(there)


async def seeded(desk: Desk, path: Path) -> Who:
    """Themes near each other, a digest that proposes to make two of them one, and a colleague who has no rights."""
    for name in COMPANIES:
        await desk.customer(name, f"Kim {name}")
    await desk.say("policy ai on")
    for name in COMPANIES:
        await desk.say(f"policy ai on --account {name}")
    await desk.wait(days=1)
    texts = [text.format(way) for way in WAYS for text in SAID]
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(("person_id", "account_id", "text"))
        out.writerows((f"p{number}", COMPANIES[number % 3], text) for number, text in enumerate(texts))
    await import_answers(desk.house.bot, await board_of(desk), read_sheet(path), said_at=desk.house.bot.now())
    await closed(desk, await asked(desk, 'poll "Which first?" "Exports" "Imports"'))
    await desk.wait(days=8)
    return desk.colleague("Sam Sales")


async def board_of(desk: Desk) -> Board:
    """The only board, as it is kept."""
    bot = desk.house.bot
    async with bot.database.read((await bot.database.organisations())[0].id) as work:
        return (await boards.all(work))[0]


async def kept(desk: Desk) -> tuple[set[str], int]:
    """Which answers are together by what is kept, and how many corrections hold."""
    board = await board_of(desk)
    async with desk.house.bot.database.read(board.organisation_id) as work:
        known = await themes.of_board(work, board.id)
        return {" ".join(sorted(each.answer_ids)) for each in known}, len(await themes.corrections(work, board.id))


async def formed_anew(desk: Desk) -> set[str]:
    """Which answers are together in the next run."""
    found = await find_themes(desk.house.bot, await board_of(desk))
    return {" ".join(sorted(each.answer_ids)) for each in found.themes}


async def kept_apart(desk: Desk) -> None:
    """Two themes that are kept apart stay two, and are not proposed again."""
    apart, _ = await kept(desk)
    proposed = (await desk.say("summary")).count(MAY_BE_ONE)
    assert proposed > 0
    assert "stay two themes" in await told(desk, await desk.press(NO, as_=desk.pat))
    assert await kept(desk) == (apart, 1)
    assert await formed_anew(desk) == apart

    await closed(desk, await asked(desk, 'poll "Which next?" "Exports" "Imports"'))
    assert (await desk.say("summary")).count(MAY_BE_ONE) == proposed - 1
    assert await kept(desk) == (apart, 1)


async def test_two_themes_are_made_one_once_by_who_may_parted_again_and_kept_apart(desk: Desk, tmp_path: Path) -> None:
    sam = await seeded(desk, tmp_path / "said.csv")
    apart = await kept(desk)
    assert MAY_BE_ONE in desk.public(desk.product)
    assert apart[1] == 0, "a model's yes changes nothing by itself"

    assert "You may not decide" in await desk.press(YES, as_=sam, where=desk.product)
    assert await kept(desk) == apart

    late = await desk.seen(YES, as_=desk.pat, where=desk.product)
    assert "is part of" in await told(desk, await desk.press(YES, as_=desk.pat, where=desk.product))
    one = await kept(desk)
    assert (len(one[0]), one[1]) == (len(apart[0]) - 1, 1)
    await late()
    await desk.settle()
    assert await kept(desk) == one, "pressed twice, done once"
    assert await formed_anew(desk) == one[0]

    assert "Taken back" in await told(desk, await desk.press("Undo", as_=desk.pat))
    assert await kept(desk) == apart
    assert await formed_anew(desk) == apart[0]

    await kept_apart(desk)
