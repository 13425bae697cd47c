"""In Teams too, what the product team's own cards and dialogs carry is worth nothing to those it was not given to.

Somebody may learn it: a guest who sat in the team for a minute, a customer who reads what their browser was sent, a
colleague who runs another board of the same vendor, a product manager who sees the screen of an admin.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from bot.actions.rights import make
from bot.domain.people import Identity, Role, Visitor
from tests.fakes.objects import Json
from tests.fakes.teams.messages import Message
from tests.fakes.teams.world import Conversation, Person
from tests.size import FULL
from tests.teams.members import owner, posted
from tests.teams.office import Office
from tests.teams.throwing import carriers, different, everything, thrown

pytestmark = pytest.mark.asyncio(loop_scope="module")
SECRET = "zanzibar"
"""A company, what it said, and why something was decided; Acme and who runs another board never read it."""
STRIDE = 1 if FULL else 9
LINES = (
    *("", "summary", "roadmap", "why S1", f'decide S1 plan "{SECRET}"', "status", "members", "channel", "board"),
    *("policy", "schedule", "cases", "results", "preview", 'poll "And next?" "Yes" "No"', "my answers", "export"),
)
SET_UP = frozenset({"account", "api_token", "board", "channel", "installation", "member", "person", "workspace"})
"""Tables that only admins and who runs the board may change."""


@dataclass(frozen=True, slots=True)
class Loot:
    """What is thrown back, and the mark of a message of the team's."""

    carried: list[Json]
    mark: str


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stolen(floor: Office) -> AsyncIterator[Loot]:
    """A board in full swing, and whatever was shown to its product manager alone or in the product channel."""
    await floor.customer("Acme", "Ana Ruiz")
    globex, (gil,) = await floor.customer(SECRET.title(), "Gil Noor")
    await floor.cab(f'poll "What next?" "Offline {SECRET}" "Faster search"', channel=globex)
    await floor.wait(minutes=3)
    await floor.press(posted(floor, SECRET.title()), f"Offline {SECRET}", as_=gil)
    await floor.cab("close")
    await floor.wait(minutes=5)
    for line in LINES:
        await floor.cab(line)
    await floor.cab('poll "What then?" "Maps" "Charts"')
    await floor.wait(minutes=3)
    shown = {each.id for each in floor.customers.values()}
    calls = floor.teams.recorder.all
    theirs = different(carriers([each.body for each in calls if each.conversation in shown]))
    answers = [each.json for each in floor.teams.people.courier.deliveries]
    found = different(carriers([*(each.body for each in calls), *answers]))
    kept = {each["cab"] for each in theirs}
    carried = [each for each in found if each["cab"] not in kept and ":" in str(each["cab"])]
    assert len([each for each in carried if str(each["cab"]).startswith("do:")]) > 10
    yield Loot(carried, next(each["mark"] for each in carried if each.get("mark")))


async def thief(floor: Office, who: str) -> Person:
    """Somebody to whom none of it was given."""
    world = floor.teams.world
    found = next((each for each in world.people.values() if each.name == who), None)
    if found is None and who.startswith("Gus"):
        found = world.add_person(who, world.add_tenant("Elsewhere"), guest_of=floor.teams.tenant)
        floor.crew.members.add(found.aad)
    found = found or floor.staff(who)
    if who.startswith(("Bo", "Pia")):
        role = Role.PRODUCT_MANAGER if who.startswith("Pia") else Role.NONE
        identity = Identity(platform="teams", workspace=floor.teams.tenant.id, user=found.aad)
        visitor = Visitor(identity=identity, name=found.name, staff=True)
        await make(floor.house.bot, await owner(floor), visitor, role)
    if who.startswith("Bo"):
        await floor.cab('board create "Partner Circle"')
        entrusted = await floor.cab(f"board owner <at>{found.name}</at> --board partner", channel=floor.product)
        assert "runs Partner Circle" in entrusted.private_text
    await floor.settle()
    return found


def place(floor: Office, who: str) -> tuple[Message, Conversation]:
    """Where somebody throws it: a customer in their own channel, who sits in the team in the team's."""
    if who.startswith("Ana"):
        return posted(floor), floor.customers["Acme"]
    return floor.latest(floor.pat, floor.product), floor.product


@pytest.mark.parametrize(
    "who",
    [
        "Ana Ruiz",
        "Bo Other",
        pytest.param("Kim Colleague", marks=pytest.mark.soak),
        pytest.param("Gus Guest", marks=pytest.mark.soak),
    ],
)
async def test_nobody_else_does_or_learns_anything_by_them(floor: Office, stolen: Loot, who: str) -> None:
    one = await thief(floor, who)
    card, where = place(floor, who)
    before = await everything(floor, await owner(floor))
    since, deliveries = len(floor.teams.recorder.all), len(floor.teams.people.courier.deliveries)
    for mark in ("", stolen.mark):
        await thrown(floor, stolen.carried[::STRIDE], [one], card, where, mark)
    after = await everything(floor, await owner(floor))
    moved = {name: (before[name], rows) for name, rows in after.items() if before[name] != rows}
    moved.pop("counter", None)  # It counts the notes of what was tried.
    assert moved == {}
    calls = [str(each.body) for each in floor.teams.recorder.all[since:]]
    answers = [each.text for each in floor.teams.people.courier.deliveries[deliveries:]]
    assert [each for each in (*calls, *answers) if SECRET in each.casefold()] == []


async def test_a_product_manager_sets_nothing_up_by_the_buttons_of_an_admin(floor: Office, stolen: Loot) -> None:
    pia = await thief(floor, "Pia Manager")
    card, where = place(floor, "Pia")
    before = await everything(floor, await owner(floor))
    await thrown(floor, stolen.carried[:: max(STRIDE // 3, 1)], [pia], card, where)
    after = await everything(floor, await owner(floor))
    moved = {name: set(after[name]) ^ set(before[name]) for name in SET_UP if before[name] != after[name]}
    assert moved == {}
