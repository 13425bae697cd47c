"""Looks up by whose clocks and holidays a schedule's next dates will be held up, before any of them is asked."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.actions.ask import channels_asked
from bot.actions.outreach import clocks_of, hours_of
from bot.actions.own_time import zones_of
from bot.domain.accounts import Account
from bot.domain.boards import Board, BoardKind
from bot.domain.cadence import Cadence, Timetable
from bot.domain.channels import Channel, ChannelKind
from bot.domain.days_off import days_off
from bot.domain.engagements import Engagement
from bot.domain.local_time import instants_of, opens_at, wall_at
from bot.domain.outreach import Known, zone_of
from bot.domain.quiet import Clock, Later, held
from bot.ids import AccountId, ChannelId
from storage import accounts, channels
from storage.database import Work

ASKED = frozenset({ChannelKind.CUSTOMER, ChannelKind.SHARED_ROOM})


@dataclass(frozen=True, slots=True, kw_only=True)
class Date:
    """One time a schedule comes round, and what is asked then; None where nobody has said yet."""

    at: datetime
    engagement: Engagement | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldUp:
    """What is held up of one date, and in how many channels it is asked at all."""

    later: tuple[Later, ...]
    channels: int


class Surroundings:
    """Who a board asks and how they live, each read once for all of its schedules. Lives as long as its transaction."""

    def __init__(self, work: Work, board: Board) -> None:
        self._work = work
        self._board = board
        self._known: Known | None = None
        self._companies: dict[AccountId, Account] = {}

    async def held_up(self, times: Timetable, cadence: Cadence | None, dates: Sequence[Date]) -> list[HeldUp]:
        """What is held up of each of the dates; nothing on a board of the own staff, which is asked at any hour.

        Holidays of years that nobody has looked at yet take a second, so all of this is worked out in a thread.
        """
        if self._board.kind is BoardKind.CLIENT_ZERO or not dates:
            return [HeldUp(later=(), channels=0) for _ in dates]
        if self._known is None:
            self._known = await clocks_of(self._work, self._board)
            self._companies = {each.id: each for each in await accounts.all(self._work)}
        known, local = self._known, cadence is not None and cadence.local
        own: dict[ChannelId, str] = {}
        if cadence is not None and local:
            zones = await zones_of(self._work, cadence)
            own = dict(zones.channels)
        meant: dict[tuple[object, ...], list[Channel]] = {}
        for each in dates:
            audience = _audience(each.engagement)
            if audience not in meant:
                meant[audience] = await self._channels(each.engagement)
        return await asyncio.to_thread(self._judged, known, times, cadence, own, meant, dates)

    def _judged(
        self,
        known: Known,
        times: Timetable,
        cadence: Cadence | None,
        own: dict[ChannelId, str],
        meant: dict[tuple[object, ...], list[Channel]],
        dates: Sequence[Date],
    ) -> list[HeldUp]:
        # Ten thousand channels live by a handful of clocks.
        clocks = {
            audience: Counter(self._clock(known, channel, own.get(channel.id, times.zone)) for channel in where)
            for audience, where in meant.items()
        }
        found = []
        for each in dates:
            here = clocks[_audience(each.engagement)]
            due = {times.zone: each.at}
            if own:
                due = instants_of(wall_at(times, each.at), {clock.due for clock in here}) | due
            closes = self._closes(each, cadence, own)
            later = held(here, due, closes, hours=hours_of(self._board), days_off=days_off, free_again=times.free_again)
            found.append(HeldUp(later=later, channels=here.total()))
        return found

    def _closes(self, date: Date, cadence: Cadence | None, own: dict[ChannelId, str]) -> datetime | None:
        """Everywhere at once: its days count from the first clock of the whole board, whoever of it is asked."""
        if date.engagement is None:
            return None
        opens = opens_at(cadence, date.at, set(own.values()) or {cadence.zone}) if cadence is not None else date.at
        return opens + date.engagement.window

    def _clock(self, known: Known, channel: Channel, due: str) -> Clock:
        company = self._companies.get(channel.account_id) if channel.account_id is not None else None
        return Clock(due=due, zone=zone_of(channel, known), country=company.country if company is not None else "")

    async def _channels(self, engagement: Engagement | None) -> list[Channel]:
        if engagement is not None:
            return await channels_asked(self._work, self._board, engagement)
        everywhere = await channels.of_board(self._work, self._board.id)
        return [each for each in everywhere if each.kind in ASKED and not each.paused_for]


def _audience(engagement: Engagement | None) -> tuple[object, ...]:
    return (engagement.segments, engagement.account_ids) if engagement is not None else ()
