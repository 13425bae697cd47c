"""Thousands of answers, a model that takes its time: four questions at once, within the tokens and the minutes."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from time import monotonic

import pytest
from pydantic import SecretStr

from bot.actions.cast import first_board
from bot.actions.find_themes import find_themes
from bot.actions.word_themes import word_themes
from bot.app import opened
from bot.clock import SetClock
from bot.config import Settings
from bot.domain.answers import Answer
from bot.domain.people import Person
from bot.domain.questions import Wrote
from bot.ids import AnswerId, PersonId
from storage import accounts, answers, people, rounds
from tests.fakes.model import KEY, ModelStandIn, running
from tests.journeys.conftest import bot_at
from tests.journeys.terminal import MONDAY, Terminal
from tests.journeys.wished import tell_until_the_close
from tests.size import FULL

pytestmark = pytest.mark.soak
TEXTS = 5_000 if FULL else 600
BUDGET = 9_000
SECOND = 1.0 if FULL else 0.2
THINGS = (
    "export", "search", "invoice", "login", "dashboard", "mobile app", "report", "calendar", "permission", "printer",
    "webhook", "import", "notification", "price list", "signature", "map", "chat", "backup", "spreadsheet", "warehouse",
)  # fmt: skip
COMPLAINTS = ("{0}, {0} {1}: slow", "{0}, {0} {1}: fails", "{0}, {0} {1}: unclear", "{0}, {0} {1}: too dear")
MANY = 8
"""Questions that show whether they are asked side by side."""


@pytest.fixture
async def crowded(tmp_path: Path) -> AsyncIterator[tuple[Terminal, ModelStandIn]]:
    """A board on which thousands have written."""
    async with running(ModelStandIn(slow=SECOND)) as model:
        async with bot_at(tmp_path / "told", MONDAY) as terminal:
            await tell_until_the_close(terminal)
            at = terminal.clock.now()
            await write(terminal)
        shutil.copytree(tmp_path / "told", tmp_path / "cab")
        settings = Settings(home=tmp_path / "cab").model_copy(
            update={
                "openai_api_key": SecretStr(KEY),
                "openai_base_url": model.url,
                "model": "stand-in",
                "model_tokens": BUDGET,
                "model_seconds": 45.0 if FULL else 600.0,
            }
        )
        async with opened(settings, clock=SetClock(at)) as house:
            yield Terminal(house, SetClock(at)), model


async def write(terminal: Terminal) -> None:
    """Let thousands write, each once, in the poll that was asked."""
    bot = terminal.house.bot
    board = await first_board(bot)
    async with bot.database.begin(board.organisation_id) as work:
        (round_,) = await rounds.of_board(work, board.id)
        assert round_.opened_at is not None
        companies = await accounts.all(work)
        said = []
        for number in range(TEXTS):
            person = Person(
                id=PersonId(f"crowd-{number}"),
                organisation_id=board.organisation_id,
                name=f"Somebody {number}",
                language="en",
                zone="UTC",
            )
            await people.save(work, person)
            text = COMPLAINTS[number % len(COMPLAINTS)].format(THINGS[number // 4 % len(THINGS)], number)
            said.append(
                Answer(
                    id=AnswerId(f"crowd-{number}"),
                    organisation_id=board.organisation_id,
                    round_id=round_.id,
                    question_id=round_.question_ids[0],
                    person_id=person.id,
                    account_id=companies[(number * 2_654_435_761 >> 7) % len(companies)].id,
                    value=Wrote(text=text),
                    said_at=round_.opened_at,
                    received_at=round_.opened_at,
                    version=1,
                )
            )
        await answers.save_all(work, said)


async def test_a_large_window_is_worded_by_four_at_once_within_its_tokens_and_its_time(
    crowded: tuple[Terminal, ModelStandIn],
) -> None:
    terminal, model = crowded
    bot = terminal.house.bot
    board = await first_board(bot)
    heard = await find_themes(bot, board)
    began = monotonic()
    worded = await word_themes(bot, board, heard)
    print(
        f"{TEXTS} texts, {len(heard.themes)} themes, {len(model.askings)} questions, {model.tokens} tokens,"
        f" {len(worded.worded.sentences)} sentences, {monotonic() - began:.1f} s"
    )
    assert len(model.askings) >= MANY
    assert 1 < model.most_at_once <= 4
    assert model.tokens <= BUDGET
    assert worded.worded.sentences
    assert [each.members for each in worded.themes] == [each.members for each in heard.themes]
    assert [each.quote_text for each in worded.themes] == [each.quote_text for each in heard.themes]
