"""Everything that can be typed, in the own chat and behind the bot's name in a channel; the reply is private always."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.teams.office import Office, office
from tests.teams.wording import foreign

pytestmark = pytest.mark.asyncio(loop_scope="module")
REFUSES = {
    "": "what you can do now",
    "help": "What you can type",
    "poll": "at least two options",
    'poll "Only a question?"': "at least two options",
    'ask "What slows you down?" --segment nowhere': "segment",
    "frobnicate": "To see what works: help",
    "resluts": "Did you mean: results",
    "hello!": "what you can do now",
    "decide": "Decide what?",
    "schedule set": "What, and when?",
    "event": "What happened, and to whom?",
    "members add": "Who, and for which company?",
    "members rights": "Who, and which role",
    "channel add": "nothing needs to be typed",
    "claim K7QM-4X": "There is an admin already",
    "policy person 9 a minute": "policy person 1 a week",
}
"""What is typed, and a piece of what is read."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def floor(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """An office with a customer and one poll that is decided; what it said is read once more in the end."""
    async with office(tmp_path_factory.mktemp("floor") / "cab") as one:
        acme, (ana, ben) = await one.customer("Acme", "Ana Ruiz", "Ben Ott")
        globex, (cem,) = await one.customer("Globex", "Cem Kaya")
        await one.cab('poll "What should we build next?" "Offline mode" "Single sign-on"')
        for who, where in ((ana, acme), (ben, acme), (cem, globex)):
            assert (await one.press(one.latest(who, where), "Offline mode", as_=who)).ok
        await one.cab("close P1")
        await one.wait(minutes=1)
        yield one
        assert foreign(one.teams, but=("teams:",)) == [], "an id of a channel that the office itself added by its id"


@pytest.mark.parametrize("line", [*REFUSES])
async def test_a_slip_is_answered_with_what_works(floor: Office, line: str) -> None:
    where = floor.product if not line else None
    said = await floor.cab(line, channel=where)
    assert said.ok, said.trouble
    assert REFUSES[line] in said.private_text


LINES = (
    "help", "results", "summary", "summary last 30d", "roadmap", "why S1", "status", "cases", "export", "audit",
    "my answers", "who sees this", "schedule", 'schedule set "every 4 weeks on Tue at 10:00" --engagement value-pulse',
    "schedule pause 1", "schedule resume 1", "schedule preview 1", "schedule delete 1",
    'schedule on "go-live done" --ask onboarding-check --after 3d', 'event "go-live done" --account Acme',
    'schedule off "go-live done"', "members", "channel", "board", "policy", "policy person 2 a week",
    'decide S1 explore "two companies ask for it"', "remind P1", "extend P1 2d", "close P1", "cancel P1",
    "report", "frobnicate",
)  # fmt: skip


async def test_every_command_typed_in_a_channel_is_answered_in_the_own_chat_alone(floor: Office) -> None:
    people, before = floor.teams.people, {each.id for each in floor.teams.timeline.all}
    for number, line in enumerate(LINES):
        # By turns behind the name in a channel, in a thread there, and where the name stands last.
        thread = floor.latest(floor.pat, floor.product) if number % 3 == 1 else None
        pattern = "{text} {app}" if number % 3 == 2 else "{app}&nbsp;{text}"
        await floor.wait(seconds=2)
        said = await people.mention(line, as_=floor.pat, to=floor.product, under=thread, pattern=pattern)
        await floor.settle()
        assert said.ok, (line, said.trouble)
        assert said.private, line
    chat = floor.teams.world.personal(floor.pat).id
    fresh = [each for each in floor.teams.timeline.all if each.id not in before and each.from_app]
    assert [people.lines(floor.pat, each) for each in fresh if each.conversation != chat] == []


async def test_a_colleague_who_never_wrote_is_given_a_role_by_naming_them(floor: Office) -> None:
    mia = floor.staff("Mia Manager")
    given = await floor.cab("members rights <at>Mia Manager</at> pm", channel=floor.product)
    assert "Mia Manager is now: product manager" in given.private_text
    await floor.teams.people.install(as_=mia)
    assert "How the boards are doing" in (await floor.cab("status", as_=mia)).private_text


async def test_a_customer_who_is_named_gets_no_role(floor: Office) -> None:
    given = await floor.cab("members rights <at>Ana Ruiz</at> admin", channel=floor.customers["Acme"])
    assert "no role to give" in given.private_text


async def test_a_colleague_asks_for_rights_and_an_admin_gives_them_with_one_tap(floor: Office) -> None:
    people, zed = floor.teams.people, floor.staff("Zed Zeller")
    await people.install(as_=zed)
    await floor.settle()
    assert "may not see results" in (await floor.cab("status", as_=zed)).private_text
    label = "Ask for rights"
    asked = await floor.press(people.offering(zed, label), label, as_=zed)
    assert "Asked: Pat Manager" in asked.private_text
    given = await floor.press(people.offering(floor.pat, "Approve"), "Approve", as_=floor.pat)
    assert "Zed Zeller is now: product manager" in given.private_text
    assert "You have rights now: product manager. Write “home”" in people.reads(zed)
    assert "How the boards are doing" in (await floor.cab("status", as_=zed)).private_text
