"""What a product team does to a board that was drawn by lot: themes set right, decisions made, namesakes made one."""

from contextlib import suppress
from random import Random

from bot.actions.correct_themes import keep_apart, merge_themes, move_answer, rename_theme, split_theme, undo_latest
from bot.actions.decide import decide
from bot.actions.operator import board_meant
from bot.actions.same_person import found_same
from bot.bot import Bot
from bot.domain.boards import Board
from bot.domain.decisions import Verdict
from bot.domain.people import Identity, Person
from bot.domain.themes import Theme
from bot.errors import Refusal
from storage import people, suggestions, themes

BY_HAND = "Renamed"
"""How titles begin that somebody gave."""


async def set_right(bot: Bot, name: str, chance: Random, boss: Person) -> None:
    """Some themes of the board are merged, kept apart, split, renamed, or lose an answer; some of it is undone."""
    board = await board_meant(bot, name)
    for _ in range(chance.randint(1, 5)):
        async with bot.database.read(board.organisation_id) as work:
            known = await themes.of_board(work, board.id)
        if len(known) < 2:
            return
        with suppress(Refusal):
            await _one_deed(bot, board, chance, boss, *chance.sample(known, 2))


async def _one_deed(bot: Bot, board: Board, chance: Random, boss: Person, one: Theme, other: Theme) -> None:
    match chance.randrange(6):
        case 0:
            await merge_themes(bot, board, one.id, other.id, boss)
        case 1:
            await keep_apart(bot, board, one.id, other.id, boss)
        case 2:
            await split_theme(bot, board, one.id, one.answer_ids[: len(one.answer_ids) // 2], boss)
        case 3:
            await rename_theme(bot, board, one.id, f"{BY_HAND} {chance.randint(1, 99)}", boss)
        case 4:
            await move_answer(bot, board, chance.choice(one.answer_ids), other.id, boss)
        case _:
            await undo_latest(bot, board, boss)


async def decided(bot: Bot, name: str, chance: Random, boss: Person) -> None:
    """Some suggestions of the board move on."""
    board = await board_meant(bot, name)
    async with bot.database.read(board.organisation_id) as work:
        known = await suggestions.of_board(work, board.id)
    for each in known:
        if chance.random() < 0.3:
            with suppress(Refusal):
                verdict = chance.choice(list(Verdict))
                await decide(bot, board.organisation_id, each.id, verdict, reason="drawn", by=boss)


async def made_one(bot: Bot, owner: Person, one: str, other: str) -> None:
    """Two accounts turn out to be one person's."""
    async with bot.database.begin(owner.organisation_id) as work:
        found = [
            await people.find(work, Identity(platform="console", workspace="home", user=who)) for who in (one, other)
        ]
        if found[0] is not None and found[1] is not None:
            await found_same(bot, work, found[0], found[1])
