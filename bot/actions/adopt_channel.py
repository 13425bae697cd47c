"""Makes a place of a platform one of an organisation's channels; saying the same twice is harmless."""

from dataclasses import replace

from bot.actions.enrol import Outcome, account_named, companies_named, slug_of
from bot.actions.one_use import check_one_use
from bot.actions.shared_rooms import say_who_sits_there
from bot.bot import Bot
from bot.domain.boards import Board
from bot.domain.channels import Channel, ChannelKind, Place
from bot.domain.wording import clean
from bot.errors import Refusal
from bot.ids import ChannelId
from bot.texts import Phrase
from storage import channels

LONGEST_NAME = 80


async def adopt_channel(
    bot: Bot, board: Board, place: Place, *, kind: ChannelKind, company: str = "", name: str = ""
) -> Outcome[Channel]:
    """Let `board` post to `place`; a customer's channel names its company, which is made when it is new.

    Of a shared room `company` may list those that sit in it, with commas between: it takes the place of what was
    known. Refusal for two of one rival group, when the place is already something else to this board, or when it lies
    in no workspace of its organisation.
    """
    if kind is ChannelKind.CUSTOMER and not clean(company, LONGEST_NAME).text.strip():
        raise Refusal(Phrase("channel.needs_account", {"place": name or str(place)}))
    await check_ours(bot, place, board)
    # First: from the moment the channel is known, presses there must find their way to this organisation.
    await bot.database.bind_place(place, board.organisation_id)
    async with bot.database.begin(board.organisation_id) as work:
        account = None
        if kind is ChannelKind.CUSTOMER:
            account = await account_named(bot, work, slug_of(company), company)
        sharing = await companies_named(bot, work, company) if kind is ChannelKind.SHARED_ROOM else []
        made = Channel(
            id=ChannelId(bot.ids.of("channel", board.id, str(place))),
            organisation_id=board.organisation_id,
            board_id=board.id,
            place=place,
            kind=kind,
            account_id=account.id if account else None,
            added_at=bot.now(),
            name=clean(name, LONGEST_NAME).text.strip(),
        )
        for known in await channels.at(work, place):
            if known.board_id == board.id and (known.kind, known.account_id) == (made.kind, made.account_id):
                renamed = replace(known, name=made.name or known.name)
                if renamed != known:
                    await channels.save(work, renamed)
                renamed = await say_who_sits_there(bot, work, renamed, sharing)
                return Outcome(renamed, created=False, changed=renamed != known)
            await check_one_use(work, made, known, name or str(place))
        await channels.save(work, made)
        await say_who_sits_there(bot, work, made, sharing)
    return Outcome(made, created=True)


async def check_ours(bot: Bot, place: Place, board: Board) -> None:
    """Refusal unless `place` lies in a workspace of the board's own organisation: its id may have been typed.

    In another's workspace we would speak with another's voice, and hear what is said to them.
    """
    if await bot.database.organisation_of(place.lane) != board.organisation_id:
        raise Refusal(Phrase("channel.not_ours", {"place": str(place)}))
