"""Finds the segments somebody typed among those a board's companies are in."""

from collections.abc import Sequence

from bot.domain.boards import Board
from bot.domain.likeness import closest, meant
from bot.errors import Refusal
from bot.texts import Phrase, Phrases
from storage import accounts, channels, members
from storage.database import Work


async def segments_meant(work: Work, board: Board, typed: Sequence[str], *, seated: bool = False) -> tuple[str, ...]:
    """The segments in their own spelling, each once; Refusal that lists those there are.

    Those of companies with a channel, which can be asked; with `seated` also of those whose people answered otherwise.
    """
    if not typed:
        return ()
    ours = {each.account_id for each in await channels.of_board(work, board.id)}
    if seated:
        ours |= {each.account_id for each in await members.of_board(work, board.id)}
    spelt = {each.segment.casefold(): each.segment for each in await accounts.all(work) if each.id in ours}
    chosen = [_segment(each, [name for name in spelt.values() if name]) for each in typed]
    return tuple(dict.fromkeys(chosen))


def _segment(typed: str, known: list[str]) -> str:
    """The one segment that is called so, or begins so; Refusal that names the likeliest, or lists them all."""
    found = meant(typed, known)
    if len(found) == 1:
        return found[0]
    near = found or closest(typed, known, 1)
    if near:
        names = Phrases(tuple(sorted(near)))
        raise Refusal(Phrase("ask.segment_near", {"segment": typed[:40], "known": names, "near": sorted(near)[0]}))
    listed = ", ".join(sorted(known)) or "–"
    raise Refusal(Phrase("ask.unknown_segment", {"segment": typed[:40], "known": listed}))
