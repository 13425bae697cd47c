"""Asks what follows a moment when its time has come, and finds the renewals that come near."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.actions.ask import channels_asked, put_out_after, tell_product
from bot.actions.moments import for_account, keep_moment, moment_id
from bot.actions.outreach import know_holidays
from bot.actions.turns import rests_until
from bot.bot import Bot
from bot.domain.cadence_zone import instant_of
from bot.domain.deliveries import Kind
from bot.domain.moments import (
    ASKED_AT,
    LOOK_EVERY,
    MOST_PUT_OFF,
    PUT_OFF_BY,
    AskState,
    JourneyMoment,
    MomentRule,
    renewal_day,
    renewal_lead,
    too_late,
)
from bot.ids import MomentAskId, MomentRuleId, OrganisationId
from storage import accounts, boards, channels, engagements, moments
from storage.database import Work


async def ask_after(bot: Bot, organisation_id: OrganisationId, ask_id: MomentAskId) -> None:
    """Open the round that follows a moment, once, for that customer alone; or tell the product team why not.

    A customer who is to be left in peace is asked a day later, and given up after a week of that.
    """
    now = bot.now()
    await know_holidays(bot, organisation_id)
    async with bot.database.begin(organisation_id) as work:
        ask = await moments.find_ask(work, ask_id, lock=True)
        if ask is None or ask.state is not AskState.WAITING or ask.due_at > now:
            return
        board = await boards.get(work, ask.board_id)
        account = await accounts.get(work, ask.account_id)
        engagement = for_account(bot, await engagements.get(work, ask.engagement_id), account)
        why, round_ = "", None
        if too_late(ask, now):
            why = "late"
        elif await rests_until(work, board, engagement, now) is not None:
            why = "rests"
        elif not await channels_asked(work, board, engagement):
            why = "nobody"
        else:
            round_ = await put_out_after(bot, work, board, engagement, moment=ask.id, slot=ask.due_at)
        if round_ is not None:
            await moments.save_ask(work, replace(ask, state=AskState.ASKED, round_id=round_.id))
        elif not why and ask.put_off < MOST_PUT_OFF:
            later = now.replace(microsecond=0) + PUT_OFF_BY
            await moments.save_ask(work, replace(ask, due_at=later, put_off=ask.put_off + 1))
        else:
            await tell_product(bot, work, board, Kind.NOTICE, f"after@{ask.id}@{why or 'spared'}")
            await moments.save_ask(work, replace(ask, state=AskState.SKIPPED))


async def look_for_renewals(bot: Bot, organisation_id: OrganisationId, rule_id: MomentRuleId, due: datetime) -> None:
    """Let every renewal that has come near be a moment, once for each customer and date; then wait for the next."""
    now = bot.now()
    async with bot.database.begin(organisation_id) as work:
        rule = await moments.find_rule(work, rule_id)
        if rule is None or rule.next_look_at != due:
            return
        for found in await _renewals(bot, work, rule, now):
            await keep_moment(bot, work, found, rule.board_id)
        await moments.looked(work, rule.id, due, now.replace(microsecond=0) + LOOK_EVERY)


async def _renewals(bot: Bot, work: Work, rule: MomentRule, now: datetime) -> list[JourneyMoment]:
    lead = renewal_lead(rule.moment)
    here = {each.account_id for each in await channels.of_board(work, rule.board_id)}
    zone = ZoneInfo((await boards.get(work, rule.board_id)).zone)
    found = []
    for account in await accounts.all(work):
        if lead is None or account.renewal_on is None or account.id not in here:
            continue
        mark = renewal_day(account.renewal_on, lead, now.astimezone(zone).date())
        if mark is None:
            continue
        key = f"renewal/{rule.board_id}/{account.id}/{account.renewal_on.isoformat()}/{lead.days}"
        found.append(
            JourneyMoment(
                id=moment_id(bot, rule.organisation_id, key),
                organisation_id=rule.organisation_id,
                moment=rule.moment,
                account_id=account.id,
                key=key,
                at=instant_of(datetime.combine(mark, ASKED_AT), zone),
                received_at=now,
            )
        )
    return found
