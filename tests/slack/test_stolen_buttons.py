"""What the product team's own buttons and dialogs carry is worth nothing to those it was not given to.

Somebody may learn it: a customer who reads a log of their own browser, a guest who sat in the room for a minute, a
colleague who runs another board of the same vendor.
"""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.domain.people import Role
from tests.size import FULL
from tests.slack.forging import appoint
from tests.slack.office import Office
from tests.slack.rival_vendor import carriers, everything
from tests.slack.rows import owner
from tests.slack.running import posted
from tests.slack.throwing import thrown

pytestmark = pytest.mark.asyncio(loop_scope="module")
SECRET = "zanzibar"
"""A company, what it said, and why something was decided; Acme and who runs another board never read it."""
STRIDE = 1 if FULL else 12
LINES = (
    *("", "summary", "roadmap", "why S1", f'decide S1 plan "{SECRET}"', "status", "members", "channel", "board"),
    *("policy", "schedule", "cases", "results", "preview", 'poll "And next?" "Yes" "No"'),
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stolen(floor: Office) -> AsyncIterator[list[str]]:
    """A board in full swing, and whatever was shown to its product manager alone or in the product channel."""
    _, (ana,) = await floor.customer("Acme", "Ana Ruiz")
    globex, (gil,) = await floor.customer(SECRET.title(), "Gil Noor")
    await floor.cab(f'poll "What next?" "Offline {SECRET}" "Faster search"', channel=globex)
    await floor.settle()
    await floor.press(posted(floor.slack, globex), f"Offline {SECRET}", as_=gil)
    await floor.cab("close")
    await floor.wait(minutes=5)
    for line in LINES:
        await floor.cab(line)
    await floor.slack.people.open_home(floor.pat, team=floor.slack.team)
    await floor.cab('poll "What then?" "Maps" "Charts"')
    await floor.settle()
    shown = {floor.customers[each].id for each in floor.customers}
    calls = floor.slack.recorder.all
    theirs = {value for each in calls if each.args.get("channel") in shown for value in carriers(each.args)}
    answers = [each.json for each in floor.slack.people.courier.deliveries]
    all_of_it = {value for body in (*(each.args for each in calls), *answers) for value in carriers(body)}
    assert ana.team_id != floor.slack.team.id
    found = sorted(each for each in all_of_it - theirs if len(each) > 12)
    assert len([each for each in found if each.startswith("do:")]) > 10
    yield found


@pytest.mark.parametrize(
    "who",
    [
        "Ana Ruiz",
        "Bo Other",
        pytest.param("Kim Colleague", marks=pytest.mark.soak),
        pytest.param("Gus Guest", marks=pytest.mark.soak),
    ],
)
async def test_nobody_else_does_or_learns_anything_by_them(floor: Office, stolen: list[str], who: str) -> None:
    world = floor.slack.world
    thief = next((each for each in world.users.values() if each.real_name == who), None) or floor.staff(who)
    if who.startswith("Bo"):
        await appoint(floor, thief, Role.NONE)
        await floor.cab('board create "Partner Circle"')
        entrusted = await floor.cab(f"board owner <@{thief.id}> --board partner")
        assert "runs Partner Circle" in entrusted.private_text
    if who.startswith("Gus"):
        thief.is_restricted = True
    await floor.settle()
    before = await everything(floor, await owner(floor))
    deliveries = len(floor.slack.people.courier.deliveries)
    since = len(floor.slack.recorder.all)
    await thrown(floor, stolen[::STRIDE], thief)
    after = await everything(floor, await owner(floor))
    moved = {name: (before[name], rows) for name, rows in after.items() if before[name] != rows}
    moved.pop("counter", None)  # It counts the notes of what was tried.
    assert moved == {}
    calls = [str(each.args) for each in floor.slack.recorder.all[since:]]
    answers = [each.text for each in floor.slack.people.courier.deliveries[deliveries:]]
    assert [each for each in (*calls, *answers) if SECRET in each.casefold()] == []
