"""Two organisations use one server from tenants of their own: neither sees, hears or commands anything of the other."""

from pathlib import Path

from bot.actions.claim import first_code
from tests.fakes.teams.world import Tenant
from tests.teams.office import Office, empty_office

OTHER = Tenant(id="5a0c1d6e-7b1f-4a5e-9a37-0d2c8a1f4b11", name="Contoso", domain="contoso.example")


async def claimed(one: Office, name: str, tenant: Tenant) -> str:
    """Somebody becomes the first admin of a tenant; what they read."""
    person = one.teams.world.person(name)
    await one.teams.people.install(as_=person)
    await one.settle()
    code = await first_code(one.house.bot, f"teams:{tenant.id}")
    return (await one.cab(f"claim {code}", as_=person)).private_text


async def test_two_tenants_know_nothing_of_each_other(tmp_path: Path) -> None:
    async with empty_office(tmp_path / "cab", admins=False, also=(OTHER,)) as one:
        world, people = one.teams.world, one.teams.people
        cleo = world.add_person("Cleo Contoso", OTHER)
        crew = world.add_team("Contoso Product", OTHER, [cleo])
        assert "You are the admin" in await claimed(one, "Pat Manager", one.teams.tenant)
        code = await first_code(one.house.bot, f"teams:{OTHER.id}")
        stolen = await one.cab(f"claim {code}")
        assert "You are the admin" not in stolen.private_text, "a code of another organisation"
        assert "You are the admin" in await claimed(one, "Cleo Contoso", OTHER)
        await people.add_to_team(crew, by=cleo)
        await people.add_to_team(one.crew, by=one.pat)
        await one.settle()
        assert "Contoso" not in people.reads(one.pat)
        assert "Northwind Product" not in people.reads(cleo)
        for who, theirs in ((one.pat, "Contoso"), (cleo, "Northwind Product")):
            for line in ("status", "board", "channel", "members", "audit", "schedule"):
                assert theirs not in (await one.cab(line, as_=who)).private_text
        label = "Choose the product channel"
        offered = await one.press(people.offering(cleo, label), label, as_=cleo)
        assert "Contoso Product" in offered.private_text
        assert "Northwind Product" not in offered.private_text


async def test_a_tenant_that_may_not_use_the_bot_leaves_no_trace(tmp_path: Path) -> None:
    async with empty_office(tmp_path / "cab") as one:
        world = one.teams.world
        world.tenants[OTHER.id] = OTHER
        eve = world.add_person("Eve Elsewhere", OTHER)
        refused = await one.teams.people.install(as_=eve)
        await one.settle()
        assert {each.status for each in refused.deliveries} == {403}
        assert await one.house.bot.database.organisation_of(f"teams:{OTHER.id}") is None
        assert not one.teams.calls("send", "create")
