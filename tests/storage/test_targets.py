"""How often somebody was asked lately, counted from what really went out, on every board."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.deliveries import Kind, State
from bot.domain.targets import Reason
from storage import answers, deliveries, members, rounds, targets
from storage.database import Database
from tests.storage.houses import NOW
from tests.storage.planting import plant
from tests.storage.seeds import FABRIKAM, NORTHWIND

ANA, ACME = NORTHWIND.person().id, NORTHWIND.account.id
LONG_AGO = NOW - timedelta(days=31)


@pytest.mark.parametrize(
    ("state", "counts"),
    [
        (State.PENDING, True),
        (State.SENDING, True),
        (State.SENT, True),
        (State.UNKNOWN, True),
        (State.FAILED, False),
        (State.DROPPED, False),
    ],
)
async def test_what_went_out_or_is_about_to_counts(database: Database, state: State, counts: bool) -> None:
    await plant(database)
    async with database.begin(NORTHWIND.id) as work:
        await deliveries.make(work, [replace(NORTHWIND.delivery(), state=state)])
        assert await targets.add(work, [NORTHWIND.target(reason=None)]) == 1
        assert await targets.add(work, [NORTHWIND.target(reason=Reason.PAUSED)]) == 0, "a row is kept once"
        found = await targets.lately(work, LONG_AGO)
        round_id = NORTHWIND.round().id
        assert found.people == ({ANA: {round_id: NOW}} if counts else {})
        assert found.accounts == ({ACME: {round_id: NOW}} if counts else {})
        assert (await targets.lately(work, LONG_AGO, but=round_id)).people == {}
        assert (await targets.lately(work, NOW + timedelta(seconds=1))).people == {}
        assert [each.person_id for each in await targets.of_round(work, round_id)] == [ANA]
        assert await targets.of_person(work, ANA) == await targets.of_round(work, round_id)


async def test_who_was_left_in_peace_was_not_asked_though_their_company_was(database: Database) -> None:
    await plant(database)
    async with database.begin(NORTHWIND.id) as work:
        await deliveries.make(work, [replace(NORTHWIND.delivery(), state=State.SENT)])
        await targets.add(work, [NORTHWIND.target(reason=Reason.PAUSED)])
        found = await targets.lately(work, LONG_AGO)
    assert (found.people, set(found.accounts)) == ({}, {ACME})


async def test_a_reminder_that_was_left_out_is_no_ask(database: Database) -> None:
    await plant(database)
    async with database.begin(NORTHWIND.id) as work:
        await deliveries.make(work, [replace(NORTHWIND.delivery(), state=State.SENT)])
        await targets.add(work, [replace(NORTHWIND.target(reason=Reason.WEEK), kind=Kind.REMIND)])
        found = await targets.lately(work, LONG_AGO)
    assert (found.people, found.accounts) == ({}, {})


async def test_who_joined_by_answering_was_asked_when_the_round_was(database: Database) -> None:
    await plant(database)
    async with database.begin(NORTHWIND.id) as work:
        await rounds.save(work, replace(NORTHWIND.round(), opened_at=NOW))
        await answers.save_all(work, [NORTHWIND.answer(minutes=600)])
        found = await targets.lately(work, LONG_AGO)
        assert found.people == {ANA: {NORTHWIND.round().id: NORTHWIND.round().slot}}
        assert len(await members.of_board(work, NORTHWIND.board.id)) == 1


async def test_another_vendor_knows_nothing_of_it(database: Database) -> None:
    for vendor in (NORTHWIND, FABRIKAM):
        await plant(database, vendor)
        async with database.begin(vendor.id) as work:
            await deliveries.make(work, [replace(vendor.delivery(), state=State.SENT)])
            await targets.add(work, [vendor.target(reason=None)])
    async with database.begin(FABRIKAM.id) as work:
        assert set((await targets.lately(work, LONG_AGO)).people) == {FABRIKAM.person().id}
