"""Two people become one: nothing points to the second any more, nothing is there twice, nobody else is touched."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.domain.deliveries import Kind, State
from bot.domain.rounds import Stage
from bot.ids import Token, voice_token
from storage import anonymous, answers, deliveries, members, people, rounds, tables
from storage.database import Database
from storage.kept import Participation
from storage.uniting import unite
from tests.storage.planting import everything_of, plant_everything
from tests.storage.seeds import FABRIKAM, NORTHWIND, Vendor

ANA, TWIN = NORTHWIND.person(), NORTHWIND.person("twin")


async def plant_twin(database: Database, vendor: Vendor = NORTHWIND, *, later: bool = True) -> None:
    """A second person with a seat, an identity, and answers before and after Ana's."""
    async with database.begin(vendor.id) as work:
        await people.save(work, vendor.person("twin"), vendor.identity("twin"))
        await members.save(work, vendor.member("twin"))
        await answers.save_all(work, [vendor.answer("twin", minutes=0), vendor.answer("twin", kind="rating")])
        if later:
            await answers.save_all(work, [vendor.answer("twin", minutes=60, kind="open")])


async def mentions(database: Database, person_id: str) -> list[str]:
    """Every column of the organisation in which somebody's id stands."""
    found = []
    async with database.read(NORTHWIND.id) as work:
        for table in tables.metadata.sorted_tables:
            for column in table.c:
                if column.name in ("person_id", "by", "asked_by") or (table.name == "person" and column.name == "id"):
                    query = select(column).where(table.c.organisation_id == NORTHWIND.id, column == person_id)
                    if (await work.connection.execute(query)).first() is not None:
                        found.append(f"{table.name}.{column.name}")
    return found


async def test_everything_of_one_is_the_others_from_then_on(database: Database) -> None:
    await plant_everything(database, FABRIKAM)
    await plant_everything(database, NORTHWIND)
    await plant_twin(database, later=False)
    theirs = await everything_of(database, FABRIKAM.id)
    async with database.begin(NORTHWIND.id) as work:
        await unite(work, TWIN.id, ANA.id)
    assert await mentions(database, ANA.id) == []
    assert "theme_answer.person_id" in await mentions(database, TWIN.id)
    async with database.read(NORTHWIND.id) as work:
        assert len(await people.identities(work, TWIN.id)) == 2
        assert len(await members.seats(work, NORTHWIND.board.id, TWIN.id)) == 1
    assert await everything_of(database, FABRIKAM.id) == theirs


async def test_where_both_answered_the_later_answer_stands(database: Database) -> None:
    await plant_everything(database, NORTHWIND)
    await plant_twin(database)
    async with database.begin(NORTHWIND.id) as work:
        before = {each.id for each in await answers.of_person(work, ANA.id)}
        version = NORTHWIND.round().version
        await unite(work, ANA.id, TWIN.id)
    async with database.read(NORTHWIND.id) as work:
        kept = {each.question_id: each for each in await answers.of_person(work, ANA.id)}
        assert kept[NORTHWIND.answer().question_id].id in before
        assert kept[NORTHWIND.answer(kind="open").question_id].id == NORTHWIND.answer("twin", kind="open").id
        assert NORTHWIND.answer(kind="rating").question_id in kept
        assert (await rounds.get(work, NORTHWIND.round().id)).version > version


async def test_of_a_poll_that_is_over_only_the_product_teams_report_is_drawn_anew(database: Database) -> None:
    await plant_everything(database, NORTHWIND)
    await plant_twin(database)
    results = replace(
        NORTHWIND.delivery("results", kind=Kind.RESULTS),
        subject_id=NORTHWIND.round().id,
        state=State.SENT,
        ref="r",
        drawn_version=7,
    )
    async with database.begin(NORTHWIND.id) as work:
        await rounds.save(work, replace(NORTHWIND.round(), stage=Stage.CLOSED))
        await deliveries.make(work, [results])
    async with database.begin(NORTHWIND.id) as work:
        await unite(work, ANA.id, TWIN.id)
    async with database.read(NORTHWIND.id) as work:
        assert (await rounds.get(work, NORTHWIND.round().id)).version == NORTHWIND.round().version
        assert (await deliveries.get(work, results.key)).drawn_version != 7


async def test_to_unite_once_more_changes_nothing(database: Database) -> None:
    await plant_everything(database, NORTHWIND)
    await plant_twin(database)
    async with database.begin(NORTHWIND.id) as work:
        await unite(work, ANA.id, TWIN.id)
    there = await everything_of(database, NORTHWIND.id)
    async with database.begin(NORTHWIND.id) as work:
        await unite(work, ANA.id, TWIN.id)
    assert await everything_of(database, NORTHWIND.id) == there


@pytest.mark.parametrize("sealed", [False, True])
async def test_the_mark_of_one_in_an_anonymous_round_becomes_the_others_until_the_round_is_sealed(
    database: Database, sealed: bool
) -> None:
    await plant_everything(database, NORTHWIND)
    await plant_twin(database)
    here = NORTHWIND.round().id
    async with database.begin(NORTHWIND.id) as work:
        secret = await anonymous.new_key(work, here)
        theirs, own = (
            Participation(token=voice_token(secret, each.id), account_token=Token("company")) for each in (TWIN, ANA)
        )
        await anonymous.take_part(work, [(here, theirs)])
        if sealed:
            await anonymous.seal(work, here)
    async with database.begin(NORTHWIND.id) as work:
        await unite(work, ANA.id, TWIN.id)
    async with database.begin(NORTHWIND.id) as work:
        new = await anonymous.take_part(work, [(here, theirs), (here, own)])
    assert new == {(here, (own if sealed else theirs).token)}


async def test_who_spoke_twice_in_an_open_anonymous_round_is_one_of_the_people_it_takes(database: Database) -> None:
    await plant_everything(database, NORTHWIND)
    await plant_twin(database)
    here = NORTHWIND.round().id
    async with database.begin(NORTHWIND.id) as work:
        before = await anonymous.participation(work, here)
        secret = await anonymous.new_key(work, here)
        marks = [
            (here, Participation(token=voice_token(secret, each.id), account_token=Token(f"company of {each.id}")))
            for each in (TWIN, ANA)
        ]
        await anonymous.take_part(work, marks)
    async with database.begin(NORTHWIND.id) as work:
        await unite(work, ANA.id, TWIN.id)
        people_now, companies_now = await anonymous.participation(work, here)
    assert (people_now, companies_now) == (before[0] + 1, before[1] + 1)
    async with database.begin(NORTHWIND.id) as work:
        assert await anonymous.take_part(work, marks) == {(here, marks[0][1].token)}, (
            "only the mark of who stays is kept"
        )
