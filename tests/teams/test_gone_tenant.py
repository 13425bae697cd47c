"""The app is taken out of the last place of a tenant: it is gone then, and after 14 business days nothing is left."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.actions.retain import begin_sweep
from storage import installations
from tests.storage.planting import everything_of
from tests.teams.office import Office, office


async def is_gone(floor: Office) -> bool:
    """Whether the tenant counts as one that took the app out."""
    one = await installations.at(floor.house.bot.database, f"teams:{floor.teams.tenant.id}")
    assert one is not None
    assert (one.gone_at is None) == (one.purge_at is None)
    return one.gone_at is not None


async def taken_out(floor: Office) -> None:
    """Everybody takes the app out of everything they have it in."""
    people, world = floor.teams.people, floor.teams.world
    for team in world.teams.values():
        if team.installed:
            assert not await is_gone(floor), "there is still a team"
            await people.remove_from_team(team, by=floor.pat)
            await floor.settle()
    for person in list(world.people.values()):
        if any(each.installed for each in world.personals(person)):
            assert not await is_gone(floor), "there is still somebody's own chat"
            await people.uninstall(as_=person)
            await floor.settle()


async def test_a_tenant_is_gone_with_the_last_place_of_the_app_and_back_with_the_first(tmp_path: Path) -> None:
    async with office(tmp_path / "cab") as floor:
        acme, (ana,) = await floor.customer("Acme", "Ana Ruiz")
        nia = floor.staff("Nia Marsh")
        await floor.teams.people.install(as_=nia)
        await floor.cab('poll "Before?" "Yes" "No"', channel=acme)
        await floor.wait(minutes=3)
        await floor.teams.people.uninstall(as_=nia)
        await floor.teams.people.mention("help", as_=nia, to=floor.product)
        await floor.settle()
        await taken_out(floor)
        assert await is_gone(floor)
        await floor.teams.people.add_to_team(floor.teams.world.teams[str(acme.team_id)], by=floor.pat)
        await floor.settle()
        assert not await is_gone(floor)
        card = floor.latest(ana, acme)
        assert "Your answer: Yes" in (await floor.press(card, "Yes", as_=ana)).private_text


@pytest.mark.soak
async def test_fourteen_business_days_after_it_was_taken_out_no_row_of_a_tenant_is_left_and_it_may_come_back(
    tmp_path: Path,
) -> None:
    async with office(tmp_path / "cab") as floor:
        database, lane = floor.house.bot.database, f"teams:{floor.teams.tenant.id}"
        acme, (ana,) = await floor.customer("Acme", "Ana Ruiz")
        await floor.cab('poll "Before?" "Yes" "No"', channel=acme)
        await floor.wait(minutes=3)
        await floor.press(floor.latest(ana, acme), "Yes", as_=ana)
        owner = await database.organisation_of(lane)
        assert owner is not None
        await taken_out(floor)
        for days, left in ((17, True), (2, False)):
            floor.clock.put(floor.clock.now() + timedelta(days=days))
            await begin_sweep(floor.house.bot)
            await floor.settle()
            assert any((await everything_of(database, owner)).values()) == left
        assert await database.organisation_of(lane) is None
