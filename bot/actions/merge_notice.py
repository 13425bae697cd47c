"""Words the question whether two suggestions are one."""

from bot.cards.merge import merge_card, merged_card
from bot.cards.parts import Card
from bot.domain import merging as rules
from bot.domain.boards import Board
from bot.ids import SuggestionId
from storage import boards, errands, suggestions
from storage.database import Work


async def merge_notice(work: Work, one_id: SuggestionId, other_id: SuggestionId) -> tuple[Card, Board]:
    """The question about a pair; where it was answered by a merge meanwhile, that."""
    pair = [await suggestions.get(work, each) for each in (one_id, other_id)]
    board = await boards.get(work, pair[0].board_id)
    for gone, kept in (pair, reversed(pair)):
        if gone.merged_into == kept.id:
            return merged_card(kept=kept, gone=gone, undo=None), board
    kept, gone = rules.in_order(*pair)
    shared = {each.answer_id for each in kept.evidence} & {each.answer_id for each in gone.evidence}
    buttons = {each.kind: each.token for each in await errands.about(work, f"{one_id}/{other_id}")}
    return merge_card(board=board, kept=kept, gone=gone, shared=len(shared), buttons=buttons), board
