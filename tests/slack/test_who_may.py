"""Who may do what, as a table: every command, typed by everybody, in every kind of place."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import get_args

import pytest
import pytest_asyncio

from bot.access import Deed
from bot.commands import NEEDS, Command, needed, read
from bot.domain.people import Role
from tests.fakes.slack.world import Channel, User
from tests.rights import granted
from tests.size import FULL
from tests.slack.forging import appoint, person
from tests.slack.office import Office
from tests.slack.rows import counts, tries

pytestmark = pytest.mark.asyncio(loop_scope="module")
DENIED = ("may not", "for the team behind the board", "for employees", "could not find out")
LINES = {
    "": "Bare",
    "help": "Help",
    "my answers": "MyAnswers",
    "who sees this": "WhoSees",
    "pause": "PauseMe",
    "resume": "ResumeMe",
    "report": "Complain",
    "claim K7QM-4X": "Claim",
    'poll "Which?" "A" "B"': "Poll",
    'ask "What is it?"': "AskOpen",
    "results": "Results",
    "summary": "Summary",
    "roadmap": "Roadmap",
    "why S1": "WhyOf",
    'decide S1 plan "because"': "DecideOn",
    "handoff S1": "HandOff",
    "merge S1 S2": "MergeSuggestions",
    "unmerge S2": "Unmerge",
    "close P1": "Close",
    "extend P1 2d": "Extend",
    "remind P1": "Remind",
    "cancel P1": "Cancel",
    "cases": "Cases",
    "status": "Status",
    "export": "Export",
    "export suggestions": "ExportSuggestions",
    "export person Eve": "ExportPerson",
    "erase person Eve": "ErasePerson",
    "schedule": "Schedule",
    'schedule set "weekly on Tue at 10:00" --engagement x': "Schedule",
    "schedule pause 1": "Pause",
    "schedule resume 1": "Resume",
    "schedule preview 1": "Preview",
    "schedule delete 1": "DeleteSchedule",
    'schedule on "go-live done"': "Follow",
    'schedule off "go-live done"': "Unfollow",
    'event "go-live done" acme': "TellMoment",
    "members": "Members",
    "members add slack:T0ACME:U0EVE Eve --account Acme": "AddMember",
    "members rights slack:T0VENDOR:U0EVE admin": "GiveRights",
    "members owner slack:T0VENDOR:U0EVE --account Acme": "AccountOwner",
    "account Acme": "AccountOf",
    'heard "They would pay for it" --account Acme': "Heard",
    "channel": "Channels",
    "channel add slack:T0VENDOR:C0EVIL --kind product": "AddChannel",
    "board": "Boards",
    'board create "Evil"': "CreateBoard",
    "board sponsor slack:T0VENDOR:U0EVE": "Sponsor",
    "board owner slack:T0VENDOR:U0EVE": "BoardOwner",
    "board report": "MonthReport",
    "web": "Web",
    "policy": "PolicyOf",
    "policy person 9 a week": "SetPolicy",
    "policy ai on": "SetAi",
    "audit": "Audit",
    "audit verify": "Audit",
}
"""One line for each command there is, as somebody would type it."""
HARMLESS = frozenset({"Bare", "Help", "MyAnswers", "WhoSees", "PauseMe", "ResumeMe", "Complain", "Web"})
"""For everybody; a claim is for employees while there is no admin, and here there is one."""


ROLES = ("manager", "colleague", "guest", "single-channel guest", "deactivated", "bot", "customer", "stranger")
PLACES = ("product", "customer", "direct")


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def cast(floor: Office) -> AsyncIterator[None]:
    """One of each role, all of them in both channels."""
    world = floor.slack.world
    acme, _ = await floor.customer("Acme", "Ana Ruiz")
    manager = floor.staff("Mia Manager")
    await appoint(floor, manager, Role.PRODUCT_MANAGER)
    for name in ("Colleague", "Guest", "Single Guest", "Deactivated", "Robot"):
        floor.staff(name)
    person(floor, "Guest").is_restricted = True
    person(floor, "Single").is_ultra_restricted = True
    person(floor, "Deactivated").deleted = True
    person(floor, "Robot").is_bot = True
    stranger = world.add_user("Stranger", world.add_team("Elsewhere", "T0ELSE"))
    stranger.is_stranger = True
    for user in list(world.users.values()):
        if not user.is_bot or user.real_name == "Robot":
            world.join(acme, user)
            world.join(floor.product, user)
    await floor.cab('poll "What next?" "Yes" "No"')
    yield


def who(floor: Office, role: str) -> User:
    """Somebody in this role."""
    names = {
        "manager": "Mia", "colleague": "Colleague", "guest": "Guest", "single-channel guest": "Single",
        "deactivated": "Deactivated", "bot": "Robot", "customer": "Ana", "stranger": "Stranger",
    }  # fmt: skip
    return person(floor, names[role])


def where(floor: Office, place: str, user: User) -> Channel:
    """A place of this kind."""
    match place:
        case "product":
            return floor.product
        case "customer":
            return floor.customers["Acme"]
        case _:
            return floor.slack.world.direct(floor.slack.bot, user)


async def type_it(floor: Office, line: str, user: User, channel: Channel) -> str:
    """What somebody reads, privately, after typing this."""
    floor.clock.put(floor.clock.now() + timedelta(seconds=1))
    people = floor.slack.people
    if user.team_id == floor.slack.team.id:
        done = await people.command("/cab", line, as_=user, channel=channel)
        assert done.ok, done.trouble
        return done.private_text
    since = floor.slack.vendor.stamps.fresh()
    if channel.is_im:
        await people.write(line, as_=user, channel=channel)
    else:
        await people.mention(line, as_=user, channel=channel)
    assert floor.house.slack is not None
    await floor.house.slack.quiet()
    mine = [m for m in people.sees(user, channel) if m.ts > since and m.bot_id]
    return "\n".join(f"{m.text} {m.blocks}" for m in mine)


async def test_every_command_has_a_line_in_the_table() -> None:
    assert {type(read(line).command).__name__ for line in LINES} == {each.__name__ for each in NEEDS}
    assert all(type(read(line).command).__name__ == name for line, name in LINES.items())


async def test_every_command_says_which_right_it_needs() -> None:
    assert set(NEEDS) == set(get_args(Command))


def typed_by(role: str, place: str) -> list[str]:
    """What somebody tries in one place: each line in one of the places; everything in each where there is time.

    Which place it is turns with role and line, so that every role is in every place and so is every line.
    """
    turn = ROLES.index(role) + PLACES.index(place)
    return [line for number, line in enumerate(LINES) if FULL or (number + turn) % len(PLACES) == 0]


async def test_every_role_and_every_command_is_tried_in_every_place() -> None:
    everybody = [role for role in ROLES if role != "manager"]
    assert all(typed_by(role, place) for role in everybody for place in PLACES)
    for line in LINES:
        assert {place for place in PLACES for role in everybody if line in typed_by(role, place)} == set(PLACES), line
        assert all(any(line in typed_by(role, place) for place in PLACES) for role in everybody), line


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("role", [role for role in ROLES if role != "manager"])
async def test_nobody_without_rights_does_anything(floor: Office, role: str, place: str) -> None:
    user = who(floor, role)
    channel, before, noted = where(floor, place, user), await counts(floor), len(await tries(floor))
    expected = 0
    for line in typed_by(role, place):
        said, name = await type_it(floor, line, user, channel), LINES[line]
        assert said, line
        if name not in HARMLESS:
            assert any(word in said for word in DENIED) or name == "Claim", (line, said)
            expected += 1
    await floor.settle()
    assert await counts(floor) == before
    assert len(await tries(floor)) - noted == expected


@pytest.mark.parametrize("place", PLACES)
async def test_who_may_ask_reads_too_and_does_nothing_else(floor: Office, place: str) -> None:
    user = who(floor, "manager")
    channel = where(floor, place, user)
    for line, name in LINES.items():
        deed = needed(read(line).command)
        if deed is None or deed in (Deed.ASK, Deed.DECIDE):
            continue
        said = await type_it(floor, line, user, channel)
        denied = any(word in said for word in DENIED)
        assert denied == (deed not in granted(Role.PRODUCT_MANAGER)), (line, said)
        assert name not in HARMLESS


async def test_who_may_ask_ends_no_poll_of_a_colleague(floor: Office) -> None:
    before = await counts(floor)
    for verb in ("close", "remind", "cancel"):
        said = await type_it(floor, f"{verb} P1", who(floor, "manager"), floor.product)
        assert "colleague asked" in said
    assert await counts(floor) == before
