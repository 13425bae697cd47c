"""Plans the poll that a product manager typed, and shows what will go out to whom before it does."""

from dataclasses import replace
from datetime import datetime

from bot.access import Deed, check
from bot.actions.ask import ask_by_hand
from bot.actions.create import open_question, poll_question
from bot.actions.preview import preview_of
from bot.actions.segments_meant import segments_meant
from bot.bot import Bot
from bot.cards.parts import Card
from bot.commands import AskOpen, Poll
from bot.domain.boards import Board
from bot.domain.channels import Channel, ChannelKind
from bot.domain.engagements import Engagement
from bot.domain.people import Person


async def put_poll(
    bot: Bot,
    typed: Poll | AskOpen,
    person: Person | None,
    board: Board,
    here: Channel | None,
    *,
    whole: bool = False,
    said_at: datetime | None = None,
) -> Card:
    """A draft that goes out when its cancel window is over, and the preview of it with what can still be done.

    Typed in one customer's channel it is for that customer only, unless a segment or (`whole`) the board was named.
    A line that is read again after a crash, with the same `said_at`, finds the draft that it made.
    """
    asker = check(person, Deed.ASK, about=board)
    at = said_at or bot.now()
    made = poll_question(bot, board, typed, at) if isinstance(typed, Poll) else open_question(bot, board, typed, at)
    made = await _for_segments(bot, board, made, typed.segments)
    if here is not None and here.kind is ChannelKind.CUSTOMER and here.account_id and not typed.segments and not whole:
        made = replace(made, account_ids=(here.account_id,))
    draft = await ask_by_hand(bot, made, asked_by=asker.id, once=True)
    return replace(await preview_of(bot, draft, asker), lasting=True)


async def _for_segments(bot: Bot, board: Board, made: Engagement, typed: tuple[str, ...]) -> Engagement:
    """The engagement for the segments that were typed, in their own spelling; Refusal that lists those there are."""
    if not typed:
        return made
    async with bot.database.read(board.organisation_id) as work:
        return replace(made, segments=await segments_meant(work, board, typed))
