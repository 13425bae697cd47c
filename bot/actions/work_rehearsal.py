"""The part of a rehearsal that takes time: writes its digest, and deletes everything once it is over."""

from bot.actions.close import close
from bot.actions.rehearse import plan_and_end
from bot.actions.report import report
from bot.actions.share import share_digest
from bot.actions.stage_rehearsal import played, show_in_chat
from bot.bot import Bot
from bot.cards import codec
from bot.cards.rehearsal import over_card, sampled_digest_card
from bot.domain.deliveries import Delivery, Kind
from bot.domain.rehearsals import LONGEST, Rehearsal, Step, moved, over
from bot.ids import OrganisationId, RehearsalId
from bot.ports import NotPosted, Permanent, TakesBack, Unknown
from storage import answers, boards, channels, deliveries, digests, people, rehearsals, suggestions
from storage.purge import purge

SHOWN = "digest"


async def work_rehearsal(bot: Bot, organisation_id: OrganisationId, rehearsal_id: RehearsalId) -> None:
    """Do what the rehearsal waits for, if anything; doing it twice is harmless."""
    async with bot.database.read(organisation_id) as work:
        rehearsal = await rehearsals.find(work, rehearsal_id)
    if rehearsal is None:
        return
    if over(rehearsal, bot.now()):
        await _delete(bot, rehearsal)
    elif rehearsal.step is Step.CLOSED:
        await _write_digest(bot, rehearsal)


async def _write_digest(bot: Bot, rehearsal: Rehearsal) -> None:
    stage = rehearsal.stage_id
    async with bot.database.read(stage) as work:
        on = await played(work)
    if on is None:
        return
    await close(bot, stage, on.round.id)
    await report(bot, stage, on.round.id)
    async with bot.database.read(stage) as work:
        board = await boards.get(work, on.board.id)
        written = [each for each in await digests.of_board(work, board.id) if each.made_at > on.round.slot]
    if not written and board.next_digest_at is not None:
        await share_digest(bot, stage, board.id, board.next_digest_at)  # not waiting for Monday
    plan, end = await plan_and_end(bot, rehearsal)
    async with bot.database.begin(stage) as work:
        written = [each for each in await digests.of_board(work, board.id) if each.made_at > on.round.slot]
        proposed = await suggestions.of_board(work, board.id)
        mine = {each.id for each in await people.all(work) if await people.identities(work, each.id)}
        said = {each.person_id for each in await answers.of_round(work, on.round.id) if not each.withdrawn}
        if written:
            card = sampled_digest_card(
                codec.from_json(written[-1].card),
                answered=bool(said & mine),
                plan=plan if proposed else None,
                end=end,
            )
            await show_in_chat(bot, work, on, card, SHOWN)
    async with bot.database.begin(rehearsal.organisation_id) as work:
        now = await rehearsals.find(work, rehearsal.id)
        if now is not None:
            await rehearsals.save(work, moved(now, Step.TOLD, bot.now()))


async def _delete(bot: Bot, rehearsal: Rehearsal) -> None:
    """First the messages, as long as we know where they stand; then every row; then the line that it takes place."""
    async with bot.database.begin(rehearsal.organisation_id) as work:
        await rehearsals.save(work, moved(rehearsal, Step.ENDED, bot.now()))
    taken_back = True
    for row in await _messages(bot, rehearsal.stage_id):
        taken_back &= await _take_back(bot, row)
    if not taken_back and bot.now() < rehearsal.ends_at + LONGEST:
        return  # The next tick tries again; after a day the rows go whatever the platform says.
    async with bot.database.begin(rehearsal.stage_id) as work:
        await purge(work)
    async with bot.database.begin(rehearsal.organisation_id) as work:
        await rehearsals.save(work, moved(rehearsal, Step.GONE, bot.now()))


async def _messages(bot: Bot, stage_id: OrganisationId) -> list[Delivery]:
    async with bot.database.begin(stage_id) as work:
        on = await played(work)
        if on is None:
            return []
        everywhere = await channels.of_board(work, on.board.id)
        found = [
            row for each in everywhere for kind in Kind for row in await deliveries.in_channel(work, kind, each.id)
        ]
        for subject in {on.round.id, *(each.id for each in await digests.of_board(work, on.board.id))}:
            await deliveries.drop_pending(work, subject)
        for suggestion in await suggestions.of_board(work, on.board.id):
            for decision in await suggestions.decisions(work, suggestion.id):
                await deliveries.drop_pending(work, decision.id)
    return found


async def _take_back(bot: Bot, row: Delivery) -> bool:
    """True when nothing of the message is left to read, or nothing can be done about it."""
    mouth = bot.messengers.get(row.place.platform)
    if mouth is None:
        return True
    try:
        if isinstance(mouth, TakesBack):
            await mouth.take_back(row.place, row.ref)
            return True
    except (NotPosted, Unknown):
        return False
    except Permanent:
        pass
    try:
        await mouth.redraw(row.place, row.ref, over_card(), row.token, "en")
    except (NotPosted, Unknown):
        return False
    except Permanent:
        return True
    return True
