"""Finds out who would rather be left in peace by a poll that is about to go out by hand: its author decides."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.actions.outreach import known_of
from bot.bot import Bot
from bot.domain.boards import Board, BoardKind
from bot.domain.channels import Channel
from bot.domain.outreach import Known, opening, outreach, readers
from bot.domain.quiet import polite
from bot.domain.rounds import Round
from bot.domain.targets import Reason, Target
from storage import accounts
from storage.database import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Spared:
    """Names of people, and of companies where nobody is known yet."""

    week: tuple[str, ...] = ()
    month: tuple[str, ...] = ()
    quiet: tuple[tuple[str, datetime], ...] = ()


async def spared_of(bot: Bot, work: Work, board: Board, round_: Round, channels: Sequence[Channel]) -> Spared:
    """Who was asked often enough already, and for whom it is no time to be disturbed, of those a poll would reach.

    On a board of the own staff nobody is.
    """
    if board.kind is BoardKind.CLIENT_ZERO:
        return Spared()
    now = bot.now()
    known = await known_of(bot, work, board, zone=board.zone, but=round_.id)
    names = {account.id: account.name for account in await accounts.all(work)}
    planned = {channel.id: now for channel in channels}
    reach = await asyncio.to_thread(outreach, bot.ids, round_, channels, known, planned=planned, now=now, bound=False)
    meant = reach.targets

    def name(target: Target) -> str:
        if target.person_id is not None:
            return known.people[target.person_id].name
        return names[target.account_id] if target.account_id is not None else ""

    week = {name(each) for each in meant if each.reason in (Reason.WEEK, Reason.COMPANY)}
    month = {name(each) for each in meant if each.reason is Reason.MONTH}
    quiet: dict[str, datetime] = {}
    for channel in channels:
        for who, until in _resting(channel, known, now):
            quiet.setdefault(who, until)
        if channel.account_id is not None and not readers(channel, known):
            opens = opening(channel, known, now, now)
            if opens > now:
                quiet.setdefault(names[channel.account_id], opens)
    return Spared(week=tuple(sorted(week - {""})), month=tuple(sorted(month)), quiet=tuple(sorted(quiet.items())))


def _resting(channel: Channel, known: Known, now: datetime) -> list[tuple[str, datetime]]:
    """The people of a channel for whom it is night, weekend or a holiday, and until when."""
    found = []
    for seat in readers(channel, known):
        person = known.people[seat.person_id]
        wakes = polite(now, person.zone, hours=known.hours, day_off=known.day_off(seat.account_id))
        if wakes > now:
            found.append((person.name, wakes))
    return found
