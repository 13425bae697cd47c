"""Keeps each place to one use, so that what is meant for the team is never posted where a customer reads."""

from bot.domain.boards import BoardKind
from bot.domain.channels import Channel, ChannelKind
from bot.errors import Refusal
from bot.texts import Phrase
from storage import boards
from storage.database import Work


async def check_one_use(work: Work, made: Channel, known: Channel, name: str) -> None:
    """Refusal unless `made` may be the same place as `known`, which is another channel there.

    Two boards may share their team's channel. Where one board's customers sit nothing internal of another board is
    posted either, unless those customers are the own staff.
    """
    internal = [each.kind is ChannelKind.PRODUCT for each in (made, known)]
    if made.board_id != known.board_id:
        if all(internal):
            return
        if any(internal):
            outside = known if internal[0] else made
            if (await boards.get(work, outside.board_id)).kind is BoardKind.CLIENT_ZERO:
                return
    raise Refusal(Phrase("channel.differs", {"place": name, "kind": known.kind.value}))
