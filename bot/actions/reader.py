"""Finds out in which language, and by which clock, somebody reads what is shown to them alone."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.bot import Bot
from bot.domain.boards import Board
from bot.domain.channels import Place
from bot.domain.people import Visitor
from bot.ids import OrganisationId
from storage import boards, channels
from storage.database import Work
from storage.pressers import people_behind


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """How one person reads."""

    language: str = "en"
    zone: str = "UTC"
    name: str | None = None
    """What somebody we know is called; None for anybody else."""


async def reader_of(bot: Bot, visitor: Visitor, place: Place) -> Reader:
    """A known person's own language and clock; else what the platform says of them; else the board's of the place."""
    return (await _readers(bot, [(visitor, place)]))[0]


@dataclass(slots=True, eq=False)
class _Waiting:
    visitor: Visitor
    place: Place
    told: asyncio.Future[Reader] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Readers:
    """The same for many who ask at once: while some are looked up the next gather, so that a crowd costs few queries.

    Belongs to one event loop.
    """

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._waiting: list[_Waiting] = []
        self._task: asyncio.Task[None] | None = None

    async def of(self, visitor: Visitor, place: Place) -> Reader:
        """See `reader_of`. Refusal when the database cannot be asked."""
        waiting = _Waiting(visitor, place)
        self._waiting.append(waiting)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._read_all(), name="readers")
        return await waiting.told

    async def _read_all(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting, []
            try:
                found = await _readers(self._bot, [(each.visitor, each.place) for each in group])
            except Exception as error:
                for each in group:
                    if not each.told.done():
                        each.told.set_exception(error)
                continue
            for each, reader in zip(group, found, strict=True):
                if not each.told.done():
                    each.told.set_result(reader)


async def _readers(bot: Bot, asked: Sequence[tuple[Visitor, Place]]) -> list[Reader]:
    at = {place: await bot.open_asks.organisation_at(bot.database, place) for _, place in asked}
    owners = {each for each in at.values() if each is not None}
    known = {owner: await _known(bot, owner, [one for one in asked if at[one[1]] == owner]) for owner in owners}
    return [_reader(each, known[owner] if (owner := at[each[1]]) is not None else {}) for each in asked]


Known = Mapping[str | Place, Reader]
"""By identity what we know of people, by place what its board says."""


async def _known(bot: Bot, organisation_id: OrganisationId, asked: Sequence[tuple[Visitor, Place]]) -> Known:
    found: dict[str | Place, Reader] = {}
    who = {visitor.identity for visitor, _ in asked}
    known = await bot.database.short_read(organisation_id, lambda work: people_behind(work, who), at_once=True)
    for identity, each in known.items():
        found[str(identity)] = Reader(language=each.language, zone=each.zone, name=each.name)
    strange = {place for visitor, place in asked if visitor.identity not in known}
    if not strange:
        return found
    async with bot.database.read(organisation_id) as work:
        for place in strange:
            if (board := await _board_at(work, place)) is not None:
                found[place] = Reader(language=board.language, zone=board.zone)
    return found


async def _board_at(work: Work, place: Place) -> Board | None:
    here = await channels.at(work, place)
    return await boards.get(work, here[0].board_id) if here else None


def _reader(one: tuple[Visitor, Place], known: Known) -> Reader:
    visitor, place = one
    if (found := known.get(str(visitor.identity))) is not None:
        return found
    board = known.get(place, Reader())
    return Reader(language=visitor.language or board.language, zone=visitor.zone or board.zone)
