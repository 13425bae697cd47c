"""Looks up what decides where a round goes: who sits where, how often they were asked lately, where it is night."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from bot.actions.own_time import zones_of
from bot.bot import Bot
from bot.domain.accounts import Account
from bot.domain.boards import Board
from bot.domain.budget import MONTH, Budget
from bot.domain.cadence import Cadence
from bot.domain.channels import Channel
from bot.domain.days_off import days_off, load
from bot.domain.local_time import instants_of, wall_at
from bot.domain.members import Member
from bot.domain.outreach import Known, Outreach, outreach
from bot.domain.people import Person
from bot.domain.quiet import DayOff, Hours, never
from bot.domain.rounds import Round
from bot.domain.targets import AT_REST, CAPPED, Reason
from bot.ids import AccountId, ChannelId, OrganisationId, PersonId, RoundId
from storage import accounts, members, people, targets
from storage.database import Work

AROUND = timedelta(days=1)
"""Wall clocks differ by up to a day: looked back so much further."""


async def know_holidays(bot: Bot, organisation_id: OrganisationId) -> None:
    """Have the holidays of the customers' countries at hand, before a transaction that would wait for them."""
    async with bot.database.read(organisation_id) as work:
        countries = {account.country for account in await accounts.all(work) if account.country}
    year = bot.now().year
    for country in sorted(countries):
        await asyncio.to_thread(load, country, year, year + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """Who there is on a board, and when they were asked lately."""

    accounts: Mapping[AccountId, Account]
    seats: Sequence[Member]
    people: Mapping[PersonId, Person]
    lately: targets.Lately


async def lately_of(bot: Bot, work: Work, but: RoundId | None = None) -> targets.Lately:
    """When everybody was asked, as far back as it matters now, leaving out what the round `but` did."""
    return await targets.lately(work, bot.now() - MONTH - AROUND, but)


async def company_of(work: Work, board: Board, lately: targets.Lately) -> Company:
    """Everybody who sits on the board, and their companies."""
    return Company(
        lately=lately,
        accounts={account.id: account for account in await accounts.all(work)},
        seats=await members.of_board(work, board.id),
        people={person.id: person for person in await people.all(work)},
    )


async def outreach_of(
    bot: Bot,
    work: Work,
    board: Board,
    round_: Round,
    meant: Sequence[Channel],
    *,
    bound: bool,
    cadence: Cadence | None = None,
    company: Company | None = None,
) -> Outreach:
    """Where the round goes of the channels that are `meant`, when, and whom it leaves in peace."""
    zone = cadence.zone if cadence else board.zone
    known = await known_of(bot, work, board, zone=zone, but=round_.id, company=company)
    planned = await _planned(bot, work, round_, meant, cadence)
    now = bot.now()
    return await asyncio.to_thread(outreach, bot.ids, round_, meant, known, planned=planned, now=now, bound=bound)


async def known_of(
    bot: Bot, work: Work, board: Board, *, zone: str, but: RoundId | None = None, company: Company | None = None
) -> Known:
    """Everything a board's manners are applied to at this moment, leaving out what the round `but` did."""
    there = company or await company_of(work, board, await lately_of(bot, work, but))
    return replace(
        clocks_among(there, board),
        asked={person: tuple(times.values()) for person, times in there.lately.people.items()},
        rounds={account: tuple(times.values()) for account, times in there.lately.accounts.items()},
        zone=zone,
    )


async def clocks_of(work: Work, board: Board) -> Known:
    """Who sits where, and by which clocks and holidays they live; not how often they were asked."""
    return clocks_among(await company_of(work, board, targets.Lately()), board)


def clocks_among(there: Company, board: Board) -> Known:
    """The same, of people who are known already."""
    return Known(
        board=board,
        budget=budget_of(board),
        hours=hours_of(board),
        seats=there.seats,
        people=there.people,
        zone=board.zone,
        day_off=lambda account_id: day_off_at(there.accounts, account_id),
    )


def spared_notice(cadence: Cadence, slot: datetime, reach: Outreach) -> str:
    """The subject of the notice that a schedule left a date out, since everybody is to be left in peace."""
    reasons = Counter(each.reason for each in reach.targets if each.person_id is not None)
    groups = (CAPPED, {Reason.MONTH}, AT_REST, {Reason.PAUSED})
    counted = "@".join(str(sum(reasons[each] for each in group)) for group in groups)
    return f"spared@{cadence.id}@{int(slot.timestamp())}@{counted}"


def budget_of(board: Board) -> Budget:
    """How often the board asks at most."""
    return Budget(
        asks_per_week=board.asks_per_week,
        asks_per_month=board.asks_per_month,
        rounds_per_week=board.rounds_per_week,
    )


def hours_of(board: Board) -> Hours:
    """The hours of a working day outside of which the board is quiet."""
    return Hours(
        begin=time(board.quiet_until // 60, board.quiet_until % 60),
        end=time(board.quiet_from // 60, board.quiet_from % 60),
    )


def day_off_at(companies: Mapping[AccountId, Account], account_id: AccountId | None) -> DayOff:
    """The public holidays where a company is; none where nobody named its country."""
    return days_off(companies[account_id].country) if account_id is not None else never


async def _planned(
    bot: Bot, work: Work, round_: Round, meant: Sequence[Channel], cadence: Cadence | None
) -> dict[ChannelId, datetime]:
    """When each channel is due: a schedule's slot, or its wall time on the clocks there; else now."""
    if cadence is None:
        return {channel.id: bot.now() for channel in meant}
    if not cadence.local:
        return {channel.id: round_.slot for channel in meant}
    zones = await zones_of(work, cadence)
    wall = wall_at(cadence.timetable, round_.slot)
    there = {channel.id: zones.of(channel.id, None) for channel in meant}
    instants = instants_of(wall, set(there.values()))
    return {channel: instants.get(zone, round_.slot) for channel, zone in there.items()}
