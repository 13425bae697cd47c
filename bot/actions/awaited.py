"""Remembers a product channel that was chosen before the bot was in it, and takes it once the bot is invited."""

from bot.access import Deed, may
from bot.actions.invited import Asked
from bot.actions.offer import offer
from bot.actions.pressed import pressed_errand
from bot.actions.set_up import choose_product_channel
from bot.bot import Bot
from bot.domain.channels import ChannelKind, Place
from bot.domain.errands import ErrandKind
from bot.domain.invitations import ChannelFacts
from bot.domain.people import Identity, Person, Visitor
from bot.ids import BoardId, OrganisationId, Token
from storage import boards, channels, errands, people
from storage.database import Work


async def await_channel(bot: Bot, token: Token, visitor: Visitor, place: Place, chosen: Place) -> None:
    """Note that an admin wants results in `chosen`, where the bot is not yet; for anybody else nothing is noted."""
    errand, person = await pressed_errand(bot, token, visitor, place)
    if errand.kind is not ErrandKind.PRODUCT_CHANNEL or person is None or not may(person, Deed.SET_UP):
        return
    async with bot.database.begin(errand.organisation_id) as work:
        subject = _subject(BoardId(errand.subject_id), chosen)
        await offer(bot, work, ErrandKind.PRODUCT_AWAITED, subject, person_id=person.id)


async def take_awaited(
    bot: Bot, organisation_id: OrganisationId, place: Place, facts: ChannelFacts
) -> tuple[Asked, ...]:
    """Let results go to `place` where an admin waits for that, and tell them; nothing where nobody does.

    Nothing either when people from outside read along by now, or results go somewhere else already.
    """
    if facts.ext_shared:
        return ()
    async with bot.database.read(organisation_id) as work:
        found = await _awaiting(work, place)
    if found is None:
        return ()
    board_id, person, identity = found
    card = await choose_product_channel(bot, person, board_id, place, facts.name)
    token = Token(bot.ids.of("awaited", board_id, str(place), person.id))
    return (Asked(identity=identity, person_id=person.id, language=person.language, card=card, token=token),)


async def _awaiting(work: Work, place: Place) -> tuple[BoardId, Person, Identity] | None:
    for board in await boards.all(work):
        if any(each.kind is ChannelKind.PRODUCT for each in await channels.of_board(work, board.id)):
            continue
        for errand in await errands.about(work, _subject(board.id, place)):
            if errand.kind is not ErrandKind.PRODUCT_AWAITED or errand.person_id is None:
                continue
            person = await people.get(work, errand.person_id)
            here = [
                each
                for each in await people.identities(work, person.id)
                if (each.platform, each.workspace) == (place.platform, place.workspace)
            ]
            if here and may(person, Deed.SET_UP):
                return board.id, person, here[0]
    return None


def _subject(board_id: BoardId, place: Place) -> str:
    return f"{board_id}/{place}"
