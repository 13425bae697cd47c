"""Teams does not always say the same: what an event leaves out is looked up, and the app does what it should."""

from collections.abc import Callable

import pytest

from tests.fakes.objects import Json
from tests.fakes.teams import Forgery
from tests.teams.office import Office

pytestmark = pytest.mark.asyncio(loop_scope="module")


def without_directory_id(activity: Json) -> None:
    """As older events tell who did it: by the platform's own id alone."""
    activity["from"] = {"id": activity["from"]["id"]}
    activity["conversation"].pop("tenantId", None)


def without_team(activity: Json) -> None:
    """The channel alone, without its team."""
    activity["channelData"] = {"tenant": activity["channelData"]["tenant"]}


def both(activity: Json) -> None:
    """Neither."""
    without_directory_id(activity)
    without_team(activity)


async def test_who_gets_the_app_is_greeted_once_though_the_event_tells_no_directory_id(floor: Office) -> None:
    rita = floor.staff("Rita Roe")
    with floor.teams.people.courier.forging(Forgery(activity=without_directory_id)):
        await floor.teams.people.install(as_=rita)
    await floor.settle()
    assert "You are one of the team" in floor.teams.people.reads(rita)
    assert len(floor.teams.people.sees(rita)) == 1
    told = await floor.cab("status", as_=rita)
    assert told.ok


@pytest.mark.parametrize(
    ("left_out", "name"), [(without_directory_id, "Initech"), (without_team, "Umbrella"), (both, "Hooli")]
)
async def test_whose_channel_it_is_is_asked_by_its_teams_name_whatever_the_event_leaves_out(
    floor: Office, left_out: Callable[[Json], None], name: str
) -> None:
    theirs = floor.teams.world.add_tenant(name)
    guest = floor.teams.world.add_person(f"Gil {name}", theirs, guest_of=floor.teams.tenant)
    team = floor.teams.world.add_team(name, floor.teams.tenant, [floor.pat, guest])
    with floor.teams.people.courier.forging(Forgery(activity=left_out)):
        await floor.teams.people.add_to_team(team, by=floor.pat)
    await floor.settle()
    asked = floor.latest(floor.pat)
    told = await floor.press(asked, "Yes", as_=floor.pat)
    assert f"is the channel of {name}" in told.private_text
    assert floor.teams.people.sees(guest, team.id) == []


@pytest.mark.parametrize(
    "pattern", ['<at id="0">{name}</at> {text}', "<at>{name}</at>&nbsp;{text}", "<p><at>{name}</at>&nbsp;{text}</p>\n"]
)
async def test_a_command_is_understood_however_a_client_spells_the_name_before_it(floor: Office, pattern: str) -> None:
    name = str(floor.teams.vendor.bot["name"])

    def spelt(activity: Json) -> None:
        activity["text"] = pattern.format(name=name, text="status")

    with floor.teams.people.courier.forging(Forgery(activity=spelt)):
        told = await floor.cab("status", channel=floor.product)
    assert "How the boards are doing" in told.private_text


async def test_a_server_that_tells_of_all_members_only_is_asked_for_all(floor: Office) -> None:
    sam = floor.staff("Sam Sole")
    floor.teams.script.http("member", 404, "404: Not Found", "text/plain", times=None)
    await floor.teams.people.install(as_=sam)
    await floor.settle()
    floor.teams.script.clear()
    assert "You are one of the team" in floor.teams.people.reads(sam)
