"""Proposes that two themes are one where a model takes them for one: a person approves it, and can take it back."""

from dataclasses import replace

from bot.actions.find_themes import Listened
from bot.actions.offer import offer
from bot.bot import Bot
from bot.cards.digest import Proposed
from bot.domain.boards import Board
from bot.domain.corrections import CorrectionKind
from bot.domain.errands import ErrandKind
from bot.ids import ThemeId
from storage import themes
from storage.database import Work

Merges = dict[tuple[ThemeId, ThemeId], Proposed]


async def propose_one(bot: Bot, work: Work, board: Board, heard: Listened) -> tuple[Listened, Merges]:
    """What was heard without the pairs that somebody has parted by hand, and two buttons for each of the others.

    A model's yes changes nothing by itself: one button is that by which people merge themes, the other one parts them
    for good, and the pair is not proposed again.
    """
    parted = {
        frozenset((each.theme_id, each.other_id))
        for each in await themes.corrections(work, board.id)
        if each.kind is CorrectionKind.SPLIT
    }
    there = {each.id for each in heard.themes}
    same = tuple(pair for pair in heard.worded.same if frozenset(pair) not in parted and there.issuperset(pair))
    merges = {}
    for kept, gone in same:
        pair = f"{kept}/{gone}"
        merges[kept, gone] = Proposed(
            one=await offer(bot, work, ErrandKind.MERGE_THEMES, pair),
            apart=await offer(bot, work, ErrandKind.KEEP_THEMES_APART, pair),
        )
    return replace(heard, worded=replace(heard.worded, same=same)), merges
