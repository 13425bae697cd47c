"""An attacker's script against the running server in Teams: what a vendor next door sends does and tells nothing."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from bot.actions.claim import first_code
from bot.domain.channels import Place
from bot.ids import OrganisationId
from tests.fakes.objects import Json
from tests.fakes.teams.world import Conversation, Person, Tenant
from tests.size import FULL
from tests.teams.members import asked, person
from tests.teams.office import Office, empty_office
from tests.teams.throwing import carriers, different, everything, thrown

pytestmark = pytest.mark.asyncio(loop_scope="module")
CANARY = "zanzibar"
"""Stands in whatever the rival's people name and ask; nobody else may ever read it."""
OTHER = Tenant(id="5a0c1d6e-7b1f-4a5e-9a37-0d2c8a1f4b11", name=f"{CANARY} Corp", domain="rival.example")
STRIDE = 1 if FULL else 6
"""At full size each button is tried, else every sixth."""


@dataclass(slots=True, kw_only=True)
class Rival:
    """The vendor next door, and what its cards and dialogs ever carried."""

    owner: OrganisationId
    cleo: Person
    product: Conversation
    customer: Conversation
    carried: list[Json]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def floor(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """An office with a customer, on a server that another vendor's tenant may use too."""
    async with empty_office(tmp_path_factory.mktemp("attacked") / "cab", also=(OTHER,)) as one:
        await one.teams.people.install(as_=one.pat)
        await one.teams.people.add_to_team(one.crew, by=one.pat)
        await one.settle()
        await one.cab('board create "Northwind Council" --zone Europe/Berlin')
        world, lane = one.teams.world, f"teams:{one.teams.tenant.id}"
        ana = world.add_person("Ana Ruiz", world.add_tenant("Acme"), guest_of=one.teams.tenant)
        team = world.add_team("Acme", one.teams.tenant, [one.pat, ana])
        await one.teams.people.add_to_team(team, by=one.pat)
        await one.settle()
        one.customers["Acme"] = world.conversations[team.id]
        for line in (f"{lane}:{one.product.id} --kind product", f"{lane}:{team.id} --account Acme"):
            assert "from now on" in (await one.cab(f"channel add {line}")).private_text, line
        yield one


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def next_door(floor: Office) -> Rival:
    """The rival claims its rights, asks, is answered, closes and decides."""
    world, people, bot = floor.teams.world, floor.teams.people, floor.house.bot
    cleo = world.add_person(f"Cleo {CANARY}", OTHER)
    theirs = world.add_tenant(f"Hooli {CANARY}")
    hal = world.add_person(f"Hal {CANARY}", theirs, guest_of=OTHER)
    crew = world.add_team(f"{CANARY} Product", OTHER, [cleo])
    room = world.add_team(f"Hooli {CANARY}", OTHER, [cleo, hal])
    since = len(floor.teams.recorder.all), len(people.courier.deliveries)
    await people.install(as_=cleo)
    await floor.settle()
    code = await first_code(bot, f"teams:{OTHER.id}")
    await floor.cab(f"claim {code}", as_=cleo)
    for team in (crew, room):
        await people.add_to_team(team, by=cleo)
    await floor.settle()
    product, customer = world.conversations[crew.id], world.conversations[room.id]
    for line in (
        f"channel add teams:{OTHER.id}:{product.id} --kind product",
        f"channel add teams:{OTHER.id}:{customer.id} --account Hooli{CANARY}",
        f'poll "Is {CANARY} next?" "Yes {CANARY}" "No"',
    ):
        assert (await floor.cab(line, as_=cleo)).ok, line
    await floor.wait(minutes=3)
    post = next(each for each in floor.teams.timeline.standing(customer.id) if each.from_app and CANARY in str(each))
    await floor.press(post, f"Yes {CANARY}", as_=hal)
    await floor.cab("close", as_=cleo)
    await floor.wait(minutes=5)
    for line in ("", "summary", "roadmap", "why S1", 'decide S1 plan "soon"', "status", "members", "channel", "board"):
        await floor.cab(line, as_=cleo)
    await floor.cab(f'ask "And what about {CANARY}?"', as_=cleo)
    await floor.wait(minutes=3)
    owner = await bot.database.organisation_of(f"teams:{OTHER.id}")
    assert owner is not None
    seen = [each.body for each in floor.teams.recorder.all[since[0] :]]
    seen += [each.json for each in people.courier.deliveries[since[1] :]]
    return Rival(owner=owner, cleo=cleo, product=product, customer=customer, carried=different(carriers(seen)))


async def ours(floor: Office) -> OrganisationId:
    """The organisation of the office itself, which is one of two by now."""
    found = await floor.house.bot.database.organisation_of(f"teams:{floor.teams.tenant.id}")
    assert found is not None
    return found


async def test_what_another_vendors_cards_carry_does_nothing_and_tells_nothing(floor: Office, next_door: Rival) -> None:
    card, ana = await asked(floor, "Ours?"), person(floor, "Ana")
    kinds = {str(each["cab"]).partition(":")[0] for each in next_door.carried}
    assert {"vote", "do", "write"} <= kinds, kinds
    before = await everything(floor, next_door.owner), await everything(floor, await ours(floor))
    since, deliveries = len(floor.teams.recorder.all), len(floor.teams.people.courier.deliveries)
    await thrown(floor, next_door.carried[::STRIDE], (floor.pat, ana), card, floor.customers["Acme"])
    assert await everything(floor, next_door.owner) == before[0]
    assert await everything(floor, await ours(floor)) == before[1]
    rooms = {next_door.product.id, next_door.customer.id}
    calls = [each.body for each in floor.teams.recorder.all[since:] if each.conversation not in rooms]
    answers = [each.text for each in floor.teams.people.courier.deliveries[deliveries:]]
    assert CANARY not in str(calls) + str(answers)


async def test_the_vendor_next_door_takes_no_channel_of_another_tenant(floor: Office, next_door: Rival) -> None:
    mine, lane = await ours(floor), f"teams:{floor.teams.tenant.id}"
    before = await everything(floor, mine)
    rooms = [f"{lane}:{each.id}" for each in (floor.product, floor.customers["Acme"])]
    for room in (*rooms, f"{lane}:19:new@thread.tacv2", "teams:00000000-0000-4000-8000-000000000000:19:x@thread.tacv2"):
        for kind in ("--kind product", "--account Acme", "--kind shared_room"):
            done = await floor.cab(f"channel add {room} {kind}", as_=next_door.cleo)
            assert "in no workspace" in done.private_text, (room, kind, done.private_text)
    for room in rooms:
        assert await floor.house.bot.database.organisation_at(Place.parse(room)) == mine
    after = await everything(floor, mine)
    assert (after["channel"], after["person"]) == (before["channel"], before["person"])
