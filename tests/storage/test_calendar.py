"""Rounds and cadences: made once per due time, found when their time has come, advanced only from where they were."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.rounds import Stage
from bot.ids import BoardId, RoundId
from storage import cadences, rounds
from storage.database import Database
from tests.storage.houses import NOW
from tests.storage.planting import plant
from tests.storage.seeds import NORTHWIND


async def test_a_round_is_added_once_per_id_and_per_slot_of_its_cadence(database: Database) -> None:
    await plant(database)
    planned = replace(NORTHWIND.round(2), cadence_id=NORTHWIND.cadence.id)
    async with database.begin(NORTHWIND.id) as work:
        assert await rounds.add(work, planned)
        assert not await rounds.add(work, planned)
        assert not await rounds.add(work, replace(planned, id=RoundId("again"), number=3))
        assert await rounds.add(work, replace(planned, id=RoundId("next"), number=4, slot=NOW + timedelta(days=14)))
        assert await rounds.count_of(work, NORTHWIND.cadence.id) == 2


async def test_rounds_asked_by_hand_may_share_an_instant(database: Database) -> None:
    await plant(database)
    async with database.begin(NORTHWIND.id) as work:
        assert await rounds.add(work, NORTHWIND.round(2))
        assert await rounds.latest(work) == NORTHWIND.round(2)
        assert await rounds.latest(work, NORTHWIND.board.id) == NORTHWIND.round(2)
        assert await rounds.latest(work, BoardId("other")) is None
        assert await rounds.of_board(work, NORTHWIND.board.id) == [NORTHWIND.round(1), NORTHWIND.round(2)]


async def test_a_round_is_due_from_its_instant_on_until_it_is_at_rest(database: Database) -> None:
    await plant(database)
    waiting = NORTHWIND.round()
    assert waiting.deed_at is not None
    async with database.begin(NORTHWIND.id) as work:
        assert await rounds.due(work, waiting.deed_at - timedelta(microseconds=1)) == []
        assert await rounds.due(work, waiting.deed_at) == [waiting]
        await rounds.save(work, replace(waiting, stage=Stage.REPORTED, deed=None, deed_at=None, gate_passed=False))
        assert await rounds.due(work, waiting.deed_at) == []
        assert (await rounds.get(work, waiting.id, lock=True)).gate_passed is False
        with pytest.raises(LookupError):
            await rounds.save(work, NORTHWIND.round(9))


async def test_a_cadence_is_advanced_only_from_where_it_was(database: Database) -> None:
    await plant(database)
    later = NOW + timedelta(days=14)
    async with database.begin(NORTHWIND.id) as work:
        assert await cadences.instants_due(work, NOW - timedelta(microseconds=1)) == []
        assert await cadences.instants_due(work, NOW) == [NOW]
        assert await cadences.due_at(work, NOW) == [NORTHWIND.cadence.id]
        assert await cadences.advance(work, NORTHWIND.cadence.id, NOW, later)
        assert not await cadences.advance(work, NORTHWIND.cadence.id, NOW, later)
        assert await cadences.instants_due(work, NOW) == await cadences.due_at(work, NOW) == []
        assert await cadences.advance(work, NORTHWIND.cadence.id, later, None)
        assert (await cadences.get(work, NORTHWIND.cadence.id)).next_due_at is None


async def test_a_paused_cadence_is_not_due(database: Database) -> None:
    await plant(database)
    async with database.begin(NORTHWIND.id) as work:
        await cadences.save(work, replace(NORTHWIND.cadence, paused=True))
        assert await cadences.instants_due(work, NOW) == await cadences.due_at(work, NOW) == []
