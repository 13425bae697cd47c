"""Names the kinds of durable work and unfolds their keys; the queue knows nothing of what they do."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime

import structlog

from bot.actions.ask import open_draft
from bot.actions.ask_after import ask_after, look_for_renewals
from bot.actions.ask_due import ask_due
from bot.actions.close import close
from bot.actions.deliver import drain
from bot.actions.erase import erase
from bot.actions.hand_off import send_handoff
from bot.actions.new_voices import tell_new_voices
from bot.actions.remind import nudge, remind
from bot.actions.report import report
from bot.actions.retain import retain
from bot.actions.rival_rooms import company_heard
from bot.actions.share import share_digest
from bot.actions.sponsor import report_to_sponsor
from bot.actions.still_staff import authors_still_here
from bot.actions.work_rehearsal import work_rehearsal
from bot.bot import Bot
from bot.domain.rounds import Deed
from bot.ids import (
    AccountId,
    BoardId,
    ChannelId,
    HandoffId,
    MomentAskId,
    MomentRuleId,
    OrganisationId,
    RehearsalId,
    RoundId,
)
from storage import events, outbox

log = structlog.get_logger()


def kinds(bot: Bot) -> Mapping[str, Callable[[str], Awaitable[None]]]:
    """Every kind of work by its name, each taking one key made in `tick`."""

    async def schedule(key: str) -> None:
        organisation_id, _, due = key.split("/")
        at = datetime.fromtimestamp(int(due), UTC)
        await authors_still_here(bot, OrganisationId(organisation_id), at)
        await ask_due(bot, OrganisationId(organisation_id), at)

    async def moment(key: str) -> None:
        match key.split("/"):
            case [organisation_id, "ask", ask_id]:
                await ask_after(bot, OrganisationId(organisation_id), MomentAskId(ask_id))
            case [organisation_id, "look", rule_id, due]:
                at = datetime.fromtimestamp(int(due), UTC)
                await look_for_renewals(bot, OrganisationId(organisation_id), MomentRuleId(rule_id), at)
            case _:
                raise ValueError("no such work")

    async def round_(key: str) -> None:
        organisation_id, round_id, deed = key.split("/")
        deeds = {
            Deed.OPEN: open_draft,
            Deed.REMIND: remind,
            Deed.CLOSE: close,
            Deed.REPORT: report,
            Deed.NUDGE: nudge,
        }
        await deeds[Deed(deed)](bot, OrganisationId(organisation_id), RoundId(round_id))

    async def digest(key: str) -> None:
        organisation_id, board_id, which, due = key.split("/")
        share = {"digest": share_digest, "sponsor": report_to_sponsor}[which]
        await share(bot, OrganisationId(organisation_id), BoardId(board_id), datetime.fromtimestamp(int(due), UTC))

    async def lane(key: str) -> None:
        organisation_id, _, name = key.partition("|")
        await tell_new_voices(bot, OrganisationId(organisation_id))
        await drain(bot, OrganisationId(organisation_id), name)

    async def rehearsal(key: str) -> None:
        organisation_id, rehearsal_id = key.split("/")
        await work_rehearsal(bot, OrganisationId(organisation_id), RehearsalId(rehearsal_id))

    async def room(key: str) -> None:
        organisation_id, channel_id, account_id = key.split("/")
        await company_heard(bot, OrganisationId(organisation_id), ChannelId(channel_id), AccountId(account_id))

    async def handoff(key: str) -> None:
        organisation_id, handoff_id = key.split("/")
        await send_handoff(bot, OrganisationId(organisation_id), HandoffId(handoff_id))

    async def erasing(key: str) -> None:
        organisation_id, erasure_id = key.split("/")
        await erase(bot, OrganisationId(organisation_id), erasure_id)

    async def retaining(key: str) -> None:
        await retain(bot, OrganisationId(key))

    every = {
        "erase": erasing,
        "handoff": handoff,
        "retain": retaining,
        "schedule": schedule,
        "round": round_,
        "digest": digest,
        "lane": lane,
        "moment": moment,
        "rehearsal": rehearsal,
        "room": room,
    }
    return {kind: _while_it_is_there(bot, deed) for kind, deed in every.items()}


def _while_it_is_there(bot: Bot, work: Callable[[str], Awaitable[None]]) -> Callable[[str], Awaitable[None]]:
    """The same work, which ends quietly where its organisation was deleted while it waited or ran."""

    async def done(key: str) -> None:
        try:
            await work(key)
        except Exception:
            owner = key.partition("|")[0].partition("/")[0]
            if owner in {each.id for each in await bot.database.organisations()}:
                raise
            log.info("work of an organisation that is gone", organisation=owner)

    return done


async def take_over(bot: Bot) -> None:
    """After a crash of the only worker: what was being sent or dealt with is so no more, leases notwithstanding."""
    for organisation in await bot.database.organisations():
        async with bot.database.begin(organisation.id) as work:
            await outbox.sending_all_stale(work)
            await events.release(work, bot.now())
