"""Draws a card as Slack's blocks: within every limit, nothing that can be pressed ever left out.

The limits are Slack's (https://docs.slack.dev/reference/block-kit/blocks); that all blocks together may have about
13,200 characters is known from what it refuses with `msg_blocks_too_long`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ContextBlock,
    DividerBlock,
    PlainTextObject,
    RichTextBlock,
    SectionBlock,
)

from bot.cards.parts import Card, Chart, Part, Rule
from bot.ids import Token
from bot.texts import Phrase, Say
from handlers.slack.elements import Names
from handlers.slack.pieces import NOTE, Piece, Rank, bare_pieces_of, pieces_of
from handlers.slack.rich import PARAGRAPH, joined
from handlers.slack.text import escaped, weight
from prompts.letters import words

MARK = "m:"
"""In front of a message's own token, in the name of its first block."""
MOST_BLOCKS = 50
MOST_CHARACTERS = 13_000
BLOCK_CHARACTERS = 125
"""What Slack counts for a block besides its text, as far as its refusals tell."""
MOST_ELEMENTS = 25
SHORTER = (75, 40, 20, 8)
"""Lengths of labels tried in a message that is too long with nothing but buttons in it."""

Blocks = list[dict[str, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Painted:
    """A card in one language, as Slack takes it."""

    blocks: Blocks
    text: str
    """What a notification and a screen reader say; never empty, parsed by Slack and therefore escaped."""
    thread_blocks: Blocks
    """What stands in the thread beneath; empty when there is nothing."""
    charts: tuple[Chart, ...] = ()
    """The charts in the order in which `paint` wants their `pictures`."""
    lasting: bool = False
    """True for what is needed after the dialog it was shown in is closed."""


def paint(card: Card, say: Say, *, token: Token | None = None, pictures: Sequence[str] = ()) -> Painted:
    """The card as blocks. `token` marks the message, so that it is recognised where it stands.

    A message without one is an aside: it has no thread, so that what belongs there stands beneath a line. `pictures`
    are Slack's ids of the files that show the card's charts; a chart without its picture is drawn in signs.
    """
    charts = tuple(part for part in (*card.parts, *card.more) if isinstance(part, Chart))
    shown = dict(zip(map(id, charts), pictures, strict=False))
    body, thread = card.parts, card.more
    if token is None and card.more:
        body, thread = (*card.parts, Rule(), *card.more), ()
    blocks = drawn(body, say, pictures=shown) or [_line(words(card.summary, say, PARAGRAPH))]
    beneath = drawn(thread, say, pictures=shown)
    if token is not None:
        _mark(blocks, f"{MARK}{token}")
        _mark(beneath, f"t:{token}")
    text = escaped(card.summary if isinstance(card.summary, str) else say(card.summary))
    return Painted(blocks=_json(blocks), text=text, thread_blocks=_json(beneath), charts=charts, lasting=card.lasting)


def drawn(
    parts: Sequence[Part],
    say: Say,
    *,
    most: int = MOST_BLOCKS,
    room: int = MOST_CHARACTERS,
    pictures: Mapping[int, str] | None = None,
) -> list[Block]:
    """Parts as at most `most` blocks with `room` characters; what does not fit is counted in a note in its place."""
    names, shown = Names(), pictures or {}
    whole = [piece for part in parts for piece in pieces_of(part, say, names, shown.get(id(part)))]
    if (blocks := _fitting(whole, most, room)) is not None:
        return blocks
    soonest_last = sorted(
        (place for place, piece in enumerate(whole) if piece.rank is not Rank.NEVER),
        key=lambda place: (whole[place].rank, place),
    )
    gone: set[int] = set()
    while soonest_last:
        gone.add(soonest_last.pop())
        if (blocks := _fitting(_without(whole, gone, say), most, room)) is not None:
            return blocks
    for length in SHORTER:
        names = Names()
        bare = [piece for part in parts for piece in bare_pieces_of(part, say, names, length)]
        if (blocks := _fitting(bare, most, room)) is not None:
            return blocks
    raise ValueError("more buttons than one message can hold")


def _fitting(pieces: Sequence[Piece], most: int, room: int) -> list[Block] | None:
    """The blocks that these pieces make, if need be closer together; None where they are too many or too long."""
    length = sum(piece.weight for piece in pieces)
    for close in (False, True):
        blocks = _assembled(pieces, close=close)
        if len(blocks) <= most and length + BLOCK_CHARACTERS * len(blocks) <= room:
            return blocks
    return None


def _without(pieces: Sequence[Piece], gone: set[int], say: Say) -> list[Piece]:
    left_out = sum(not isinstance(pieces[place].block, DividerBlock) for place in gone)
    kept = [piece for place, piece in enumerate(pieces) if place not in gone]
    if left_out:
        note = say(Phrase("slack.more", {"n": left_out}))
        before = sum(place not in gone for place in range(min(gone)))
        kept.insert(before, Piece(note=note, weight=weight(note)))
    return kept


def _assembled(pieces: Sequence[Piece], *, close: bool) -> list[Block]:
    """Pieces of a kind that stand together, in one block; `close` leaves no air between paragraphs and rows."""
    groups: list[list[Piece]] = []
    for piece in pieces:
        if groups and _belongs(piece, groups[-1], close=close):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    blocks = [_block(group) for group in groups]
    # A line divides two things: at an end, or behind another one, it divides nothing.
    kept = [
        block
        for block, before in zip(blocks, [None, *blocks], strict=False)
        if not isinstance(block, DividerBlock) or (before is not None and not isinstance(before, DividerBlock))
    ]
    return kept[:-1] if kept and isinstance(kept[-1], DividerBlock) else kept


def _belongs(piece: Piece, group: Sequence[Piece], *, close: bool) -> bool:
    if piece.rich:
        together = bool(group[-1].rich) and sum(each.weight for each in group) + piece.weight <= PARAGRAPH
        return together and (close or not piece.apart)
    if piece.note:
        return bool(group[-1].note) and sum(len(each.note) + 1 for each in group) + len(piece.note) <= NOTE
    if piece.row:
        together = bool(group[-1].row) and sum(len(each.row) for each in group) + len(piece.row) <= MOST_ELEMENTS
        return together and (close or piece.joins)
    return False


def _block(group: Sequence[Piece]) -> Block:
    first = group[0]
    if first.rich:
        return RichTextBlock(elements=joined([element for piece in group for element in piece.rich]))
    if first.note:
        lines = "\n".join(piece.note for piece in group)
        return ContextBlock(elements=[PlainTextObject(text=lines, emoji=False)])
    if first.row:
        return ActionsBlock(elements=[element for piece in group for element in piece.row])
    assert first.block is not None, "a piece is made of something"
    return first.block


def _line(text: str) -> Block:
    return SectionBlock(text=PlainTextObject(text=text, emoji=False))


def _mark(blocks: Sequence[Block], name: str) -> None:
    """Name the first block that has no name yet."""
    for block in blocks:
        if block.block_id is None:
            block.block_id = name
            return


def _json(blocks: Sequence[Block]) -> Blocks:
    return [block.to_dict() for block in blocks]
