"""What a model takes for one theme is proposed with a button: a person approves it, and can take it back."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from bot.actions.cast import first_board
from bot.actions.correct_themes import split_theme
from bot.actions.find_themes import Listened, find_themes
from bot.actions.share import _written, read_answers
from bot.bot import Bot
from bot.cards.parts import Buttons
from bot.domain.boards import Board
from bot.domain.people import Identity
from bot.domain.wordings import Worded
from bot.errors import Denied
from bot.ids import ThemeId
from bot.presses import Do
from bot.texts import Phrase
from handlers.console.keys import pressed
from storage import people, themes
from tests.journeys.conftest import bot_at
from tests.journeys.terminal import Terminal, number

WORDS = ("export", "search")
MAKE_ONE = Phrase("digest.make_one")


@pytest.fixture
async def council(wished: tuple[Path, datetime], tmp_path: Path) -> AsyncIterator[Terminal]:
    """The board after its poll, without a model."""
    home, at = wished
    shutil.copytree(home, tmp_path / "cab")
    async with bot_at(tmp_path / "cab", at) as terminal:
        yield terminal


async def test_what_a_model_takes_for_one_theme_is_proposed_approved_and_undone(council: Terminal) -> None:
    bot = council.house.bot
    board = await first_board(bot)
    heard = await find_themes(bot, board)
    export, search = (next(each for each in heard.themes if word in each.title.casefold()) for word in WORDS)
    says_yes = replace(heard, worded=Worded(same=((export.id, search.id), (export.id, ThemeId("gone")))))

    (propose,) = await proposed(bot, board, says_yes)
    assert {each.id for each in (await find_themes(bot, board)).themes} == {each.id for each in heard.themes}
    approved = await council.send("product", "pm", propose)
    assert "is part of “Export loses columns" in approved
    assert search.id not in {each.id for each in (await find_themes(bot, board)).themes}
    await council.press("product", "pm", number(council.private, "Undo"), message=council.private)
    assert {export.id, search.id} <= {each.id for each in (await find_themes(bot, board)).themes}
    with pytest.raises(Denied):
        await council.send("acme", "acme0quokka", propose)


@pytest.mark.soak
async def test_each_step_holds_when_the_server_was_started_anew_in_between(
    wished: tuple[Path, datetime], tmp_path: Path
) -> None:
    home, at = wished
    shutil.copytree(home, tmp_path / "cab")
    async with bot_at(tmp_path / "cab", at) as council:
        bot, board = council.house.bot, await first_board(council.house.bot)
        heard = await find_themes(bot, board)
        export, search = (next(each for each in heard.themes if word in each.title.casefold()) for word in WORDS)
        (propose,) = await proposed(bot, board, replace(heard, worded=Worded(same=((export.id, search.id),))))
    async with bot_at(tmp_path / "cab", at) as council:
        assert "is part of" in await council.send("product", "pm", propose)
        undo = pressed(council.private, number(council.private, "Undo"))
    async with bot_at(tmp_path / "cab", at) as council:
        one = {each.id for each in (await find_themes(council.house.bot, board)).themes}
        assert one == {each.id for each in heard.themes} - {search.id}
        assert "Taken back" in await council.send("product", "pm", undo)
    async with bot_at(tmp_path / "cab", at) as council:
        assert {each.id for each in (await find_themes(council.house.bot, board)).themes} == one | {search.id}


@pytest.mark.soak
async def test_what_a_person_has_parted_is_not_proposed_to_be_one(council: Terminal) -> None:
    bot = council.house.bot
    board = await first_board(bot)
    theme = next(each for each in (await find_themes(bot, board)).themes if "export" in each.title.casefold())
    async with bot.database.begin(board.organisation_id) as work:
        await themes.replace(work, board.id, [theme])
        pm = await people.find(work, Identity(platform="console", workspace="home", user="pm"))
    assert pm is not None
    await split_theme(bot, board, theme.id, theme.answer_ids[:3], pm)
    heard = await find_themes(bot, board)
    parts = [each.id for each in heard.themes if set(each.answer_ids) & set(theme.answer_ids)][:2]
    assert len(parts) == 2

    assert await proposed(bot, board, replace(heard, worded=Worded(same=((parts[0], parts[1]),)))) == []


async def test_what_a_person_keeps_apart_is_not_proposed_again_until_they_take_it_back(council: Terminal) -> None:
    bot = council.house.bot
    board = await first_board(bot)
    heard = await find_themes(bot, board)
    export, search = (next(each for each in heard.themes if word in each.title.casefold()) for word in WORDS)
    says_yes = replace(heard, worded=Worded(same=((search.id, export.id),)))
    (apart,) = await proposed(bot, board, says_yes, Phrase("merge.apart"))

    with pytest.raises(Denied):
        await council.send("acme", "acme0quokka", apart)
    settled = await council.send("product", "pm", apart)

    assert "stay two themes" in settled
    again = await find_themes(bot, board)
    assert {each.id: each.answer_ids for each in again.themes} == {each.id: each.answer_ids for each in heard.themes}
    assert await proposed(bot, board, says_yes) == []
    await council.press("product", "pm", number(council.private, "Undo"), message=council.private)
    assert len(await proposed(bot, board, says_yes)) == 1


async def proposed(bot: Bot, board: Board, heard: Listened, label: Phrase = MAKE_ONE) -> list[Do]:
    """The buttons of a digest that make two themes one, or those with another label."""
    read_ = await read_answers(bot, board, heard)
    async with bot.database.begin(board.organisation_id) as work:
        card = await _written(bot, work, board, heard, read_)
    assert card is not None
    buttons = [button for part in card.more if isinstance(part, Buttons) for button in part.buttons]
    return [each.press for each in buttons if each.label == label and isinstance(each.press, Do)]
