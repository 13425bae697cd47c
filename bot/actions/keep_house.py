"""Follows what happens around the board: channels archived, moved or opened to others, people and messages gone.

Each is told to the owner once, nothing is posted again, and what was answered stays.
"""

from collections.abc import Collection
from dataclasses import replace

from bot.actions.ask import tell_product
from bot.actions.messages import message
from bot.actions.owners import let_go
from bot.actions.rest_schedules import rest_schedules
from bot.actions.rights import admins_of
from bot.actions.shared_rooms import rivals_in
from bot.bot import Bot
from bot.domain.channels import RIVALS, Channel, ChannelKind, Place
from bot.domain.deliveries import Kind
from bot.domain.people import Identity, Role
from bot.ids import OrganisationId
from storage import boards, channels, deliveries, invitations, members, people, standing
from storage.database import Work


async def channel_silent(bot: Bot, place: Place, why: str) -> None:
    """Post nothing more in a place, for a reason such as `archived`; the owner is told once."""
    organisation_id = await bot.database.organisation_at(place)
    if organisation_id is None:
        return
    async with bot.database.begin(organisation_id) as work:
        for channel in await channels.at(work, place):
            if not channel.paused_for:
                await silence(bot, work, channel, why)


async def silence(bot: Bot, work: Work, channel: Channel, why: str) -> None:
    """The same within a transaction."""
    await channels.save(work, replace(channel, paused_for=why))
    board = await boards.get(work, channel.board_id)
    stamp = int(bot.now().timestamp())
    subject = f"paused@{channel.id}@{why}@{stamp}"
    await tell_product(bot, work, board, Kind.NOTICE, subject)
    others = [each for each in await channels.of_board(work, board.id) if each.kind is ChannelKind.PRODUCT]
    if (channel.kind is ChannelKind.PRODUCT or why == RIVALS) and all(
        each.paused_for or each.id == channel.id for each in others
    ):
        # Nobody would read it there: those who can mend it are told in private.
        readers = await admins_of(work)
        rows = [message(bot, channel, Kind.NOTICE, subject, person_id=each.id) for each in readers]
        await deliveries.make(work, rows)


async def channel_back(bot: Bot, place: Place, after: Collection[str] = ()) -> bool:
    """Go on posting in a place that was silent; False where it is none of a board's channels.

    With `after` only where it was silent for one of these reasons: a team to which the bot comes back may hold a
    channel that is still deleted. A product channel that was opened to another company stays silent until somebody
    says whose it is now, and a room of rivals until they are parted.
    """
    organisation_id = await bot.database.organisation_at(place)
    if organisation_id is None:
        return False
    async with bot.database.begin(organisation_id) as work:
        known = await channels.at(work, place)
        for channel in known:
            over = channel.paused_for in after if after else channel.paused_for not in ("shared", RIVALS)
            if channel.paused_for and over:
                await channels.goes_on(work, channel)
                if await rivals_in(work, channel):  # They met while it was silent for another reason.
                    await silence(bot, work, channel, RIVALS)
    return bool(known)


async def is_known(bot: Bot, organisation_id: OrganisationId, place: Place) -> bool:
    """True for a place that serves a board, and for one of which somebody was asked already whose it is."""
    async with bot.database.read(organisation_id) as work:
        return bool(await channels.at(work, place)) or await invitations.at(work, place) is not None


async def channel_renamed(bot: Bot, place: Place, name: str) -> None:
    """Call a channel by its new name."""
    organisation_id = await bot.database.organisation_at(place)
    if organisation_id is None:
        return
    async with bot.database.begin(organisation_id) as work:
        for channel in await channels.at(work, place):
            await channels.save(work, replace(channel, name=name))


async def channel_moved(bot: Bot, old: Place, new: Place) -> None:
    """Follow a channel to its new address: messages that stand, messages that wait, and nothing twice."""
    organisation_id = await bot.database.organisation_at(old)
    if organisation_id is None or old == new:
        return
    async with bot.database.begin(organisation_id) as work:
        taken = {channel.board_id for channel in await channels.at(work, new)}
        for channel in await channels.at(work, old):
            if channel.board_id not in taken:
                await channels.save(work, replace(channel, place=new))
                await standing.move(work, channel.id, old, new)
    await bot.database.bind_place(new, organisation_id)


async def channel_opened_up(bot: Bot, place: Place) -> None:
    """People of another company can read along now: nothing internal is posted there until the owner says so."""
    organisation_id = await bot.database.organisation_at(place)
    if organisation_id is None:
        return
    async with bot.database.begin(organisation_id) as work:
        for channel in await channels.at(work, place):
            if channel.kind is ChannelKind.PRODUCT and not channel.paused_for:
                await silence(bot, work, channel, "shared")


async def channel_severed(bot: Bot, place: Place) -> None:
    """A customer's channel is no longer shared with them: nobody of theirs reads it, so nothing is posted there."""
    organisation_id = await bot.database.organisation_at(place)
    if organisation_id is None:
        return
    async with bot.database.begin(organisation_id) as work:
        for channel in await channels.at(work, place):
            if channel.kind is not ChannelKind.PRODUCT and not channel.paused_for:
                await silence(bot, work, channel, "severed")


async def person_gone(bot: Bot, organisation_id: OrganisationId, identity: Identity) -> None:
    """Somebody's account was closed: no message to them, no right of theirs; the owner is told once."""
    async with bot.database.begin(organisation_id) as work:
        person = await people.find(work, identity)
        if person is None or person.gone_at is not None:
            return
        others = [each for each in await people.identities(work, person.id) if each != identity]
        if others:  # They are still reached by another account; only a right may have hung on this one.
            return
        ran = {board.id for board in await boards.all(work) if board.owner_id == person.id}
        await people.save(work, replace(person, gone_at=bot.now(), role=Role.NONE))
        await let_go(work, person)
        await rest_schedules(bot, work, person)
        for board in await boards.all(work):
            seats = await members.seats(work, board.id, person.id)
            if seats or board.id in ran or person.role is not Role.NONE:
                await tell_product(bot, work, board, Kind.NOTICE, f"gone@{board.id}@{person.id}")


async def person_back(bot: Bot, organisation_id: OrganisationId, identity: Identity) -> None:
    """Their account is open again; rights have to be given anew."""
    async with bot.database.begin(organisation_id) as work:
        person = await people.find(work, identity)
        if person is not None and person.gone_at is not None:
            await people.save(work, replace(person, gone_at=None))


async def message_removed(bot: Bot, place: Place, ref: str) -> None:
    """Somebody deleted a message of ours: it is neither drawn again nor posted again; the owner is told once."""
    organisation_id = await bot.database.organisation_at(place)
    if organisation_id is None:
        return
    async with bot.database.begin(organisation_id) as work:
        gone = await standing.forget(work, place, ref)
        if gone is None or gone.kind is Kind.NOTICE:
            return
        channel = await channels.get(work, gone.channel_id)
        board = await boards.get(work, channel.board_id)
        await tell_product(bot, work, board, Kind.NOTICE, f"removed@{gone.key}")
