"""Some services leave out of a member's record which tenant they belong to: the vendor's people can work all the same.

Guests and people of other tenants gain nothing by it.
"""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.domain.people import Identity
from bot.ports import Vouches
from handlers.teams.people import profile_of
from tests.fakes.teams.world import Person
from tests.teams.members import person, shared
from tests.teams.office import Office

pytestmark = pytest.mark.asyncio(loop_scope="module")
HOME = "11111111-1111-1111-1111-111111111111"
FOR_STAFF = "Ask for rights"
"""What only an employee is offered."""


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def customers(floor: Office) -> AsyncIterator[None]:
    """A shared channel, a guest, and a service that names nobody's tenant from then on."""
    await shared(floor, "Acme", "Ana Ruiz")
    await floor.customer("Globex", "Cem Kaya")
    floor.teams.vendor.untold = frozenset({"tenantId"})
    yield


async def typed(floor: Office, who: Person) -> str:
    """What somebody reads who wants to see where things stand, in their own chat."""
    await floor.teams.people.install(as_=who)
    await floor.settle()
    return (await floor.cab("status", as_=who)).private_text


async def test_an_employee_is_one_in_their_own_chat_and_stays_one(floor: Office) -> None:
    rita = floor.staff("Rita Roe")
    assert FOR_STAFF in await typed(floor, rita)
    identity = Identity(platform="teams", workspace=floor.teams.tenant.id, user=rita.aad)
    messenger = floor.house.bot.messengers["teams"]
    assert isinstance(messenger, Vouches)
    assert await messenger.still_staff(identity)


async def test_what_a_channel_leaves_out_takes_nobodys_right_in_their_own_chat(floor: Office) -> None:
    nora = floor.staff("Nora Neu")
    refused = await floor.cab("status", as_=nora, channel=floor.product)
    assert FOR_STAFF not in refused.private_text
    assert FOR_STAFF in await typed(floor, nora)


async def test_somebody_of_a_shared_channel_is_no_employee_there(floor: Office) -> None:
    done = await floor.cab("status", as_=person(floor, "Ana"), channel=floor.customers["Acme"])
    assert done.ok
    assert FOR_STAFF not in done.private_text


async def test_a_guest_is_no_employee_in_their_own_chat(floor: Office) -> None:
    gil = floor.staff("Gil Gast")
    gil.guest_of.add(floor.teams.tenant.id)
    assert FOR_STAFF not in await typed(floor, gil)


async def test_without_a_role_nobody_is(floor: Office) -> None:
    floor.teams.vendor.untold = frozenset({"tenantId", "userRole"})
    try:
        said = await typed(floor, floor.staff("Otto Ohne"))
    finally:
        floor.teams.vendor.untold = frozenset({"tenantId"})
    assert said
    assert FOR_STAFF not in said


@pytest.mark.parametrize(
    ("record", "own_chat", "staff"),
    [
        ({"userRole": "user", "userPrincipalName": "rita@northwind.example"}, True, True),
        ({"userRole": "user", "userPrincipalName": "rita@northwind.example"}, False, False),
        ({"userRole": "user", "userPrincipalName": "ana_acme.com#EXT#@northwind.example"}, True, False),
        ({"userRole": "user"}, True, False),
        ({"userRole": "guest", "userPrincipalName": "ana@acme.example"}, True, False),
        ({"userPrincipalName": "rita@northwind.example"}, True, False),
        ({"userRole": "user", "userPrincipalName": "ana@acme.example", "tenantId": "2"}, True, False),
        ({"userRole": "user", "userPrincipalName": "ana@acme.example", "tenantId": 2}, True, False),
    ],
)
async def test_a_record_without_a_tenant_says_enough_only_in_somebodys_own_chat(
    record: dict[str, object], own_chat: bool, staff: bool
) -> None:
    profile = profile_of(f"teams:{HOME}", {"aadObjectId": "rita", **record}, own_chat=own_chat)
    assert profile is not None
    assert profile.staff is staff
