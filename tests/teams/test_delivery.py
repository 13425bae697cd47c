"""Teams stumbles, refuses or says nothing: nothing is said twice, who must know is told once, votes count all the same.

The platform lets no bot read back what it posted, so a message whose outcome is unknown is held and shown to the owner
until somebody presses a button of it.
"""

import json
from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio

from tests.fakes.script import HTML_PAGE
from tests.fakes.teams.messages import Message
from tests.fakes.teams.reading import lines
from tests.fakes.teams.recorder import Call
from tests.fakes.teams.script import Script
from tests.fakes.teams.world import Conversation
from tests.size import FULL
from tests.teams.office import Office, office

pytestmark = pytest.mark.asyncio(loop_scope="module")

AGAIN: dict[str, Callable[[Script], object]] = {
    "429, Retry-After 3": lambda script: script.too_many("create", "3", times=2),
    "429, no Retry-After": lambda script: script.too_many("create", None, times=2),
    "429, Retry-After 99999": lambda script: script.too_many("create", "99999"),
    "412": lambda script: script.refuse("create", 412, "PreconditionFailed", times=2),
    "the sign-in away": lambda script: script.http("token", 503, times=2),
}
"""Nothing was posted for certain: it is posted once, as soon as that is allowed."""
DOUBT: dict[str, Callable[[Script], object]] = {
    "502 after it was posted": lambda script: script.http("create", 502, HTML_PAGE, after=True),
    "500 after it was posted": lambda script: script.refuse("create", 500, after=True),
    "504 after it was posted": lambda script: script.http("create", 504, HTML_PAGE, after=True),
    "reset after it was posted": lambda script: script.reset("create", after=True),
    "half of an answer": lambda script: script.http("create", 201, '{"id": "19:', "application/json", after=True),
}
"""It stands, and nobody tells us."""
LOST: dict[str, Callable[[Script], object]] = {
    "502, not posted": lambda script: script.http("create", 502, HTML_PAGE),
    "reset, not posted": lambda script: script.reset("create"),
}
IN_SHORT = ("429, Retry-After 3", "412", "502 after it was posted", "reset after it was posted", "reset, not posted")


def chosen(of: dict[str, Callable[[Script], object]]) -> list[str]:
    """Those that are tried at this size."""
    return [name for name in of if FULL or name in IN_SHORT]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def floor(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """An office with two customers, shared by this module."""
    async with office(tmp_path_factory.mktemp("floor") / "cab") as one:
        await one.customer("Acme", "Ana Ruiz", "Ben Ott")
        await one.customer("Globex", "Cem Kaya")
        await one.cab("policy company 99 a week")
        yield one


@pytest_asyncio.fixture(loop_scope="module", autouse=True)
async def well_again(floor: Office) -> AsyncIterator[None]:
    """What was to go wrong in one test does not in the next, and nothing of it is under way any more."""
    yield
    floor.teams.script.clear()
    await floor.wait(minutes=10)


def asks(floor: Office, channel: Conversation, title: str) -> list[Message]:
    """The messages in a channel that ask this."""
    standing = floor.teams.timeline.standing(channel.id)
    return [each for each in standing if each.from_app and title in json.dumps(each.activity)]


def told(message: Message) -> str:
    """What everybody reads in a message."""
    return "\n".join(lines(message.card))


def into(channel: Conversation) -> Callable[[Call], bool]:
    """Calls about this channel."""
    return lambda call: channel.id in json.dumps(call.body) or call.conversation.startswith(channel.id)


def attempts(floor: Office, channel: Conversation, title: str) -> int:
    """How often a message was tried to be posted."""
    calls = floor.teams.calls("create", "send")
    return sum(into(channel)(each) and title in json.dumps(each.body) for each in calls)


async def ask(floor: Office, title: str, channel: str = "Acme") -> Conversation:
    """Ask one customer."""
    done = await floor.cab(f'poll "{title}" "Yes" "No"', channel=floor.customers[channel])
    assert done.ok
    assert "cannot" not in done.private_text
    return floor.customers[channel]


@pytest.mark.parametrize("name", chosen(AGAIN))
async def test_what_was_not_posted_for_certain_is_posted_once_as_soon_as_that_is_allowed(
    floor: Office, name: str
) -> None:
    title = f"Again, {name}?"
    AGAIN[name](floor.teams.script)
    acme = await ask(floor, title)
    await floor.wait(minutes=40 if "99999" in name else 3)
    assert len(asks(floor, acme, title)) == 1
    assert not [each for each in asks(floor, floor.product, "possibly") if title in json.dumps(each.activity)]


@pytest.mark.parametrize("name", chosen(DOUBT))
async def test_what_may_have_been_posted_is_never_repeated_and_proved_by_the_first_press(
    floor: Office, name: str
) -> None:
    title, known = f"Doubt, {name}?", len(doubts(floor))
    DOUBT[name](floor.teams.script)
    acme = await ask(floor, title)
    await floor.wait(minutes=5)
    [card] = asks(floor, acme, title)
    assert attempts(floor, acme, title) == 1
    assert len(doubts(floor)) == known + 1, "the owner is told once"
    ana = floor.teams.world.person("Ana Ruiz")
    done = await floor.press(card, "Yes", as_=ana)
    assert "Yes" in done.private_text
    await floor.wait(minutes=1)
    assert "1 person has answered" in floor.teams.people.reads(ana, acme), "from then on it is drawn anew"
    await floor.cab("close")
    await floor.wait(minutes=1)
    assert attempts(floor, acme, title) == 1


@pytest.mark.parametrize("name", chosen(LOST))
async def test_what_may_have_been_posted_and_was_not_is_told_to_the_owner_and_never_repeated(
    floor: Office, name: str
) -> None:
    title, known = f"Lost, {name}?", len(doubts(floor))
    LOST[name](floor.teams.script)
    acme = await ask(floor, title)
    await floor.wait(hours=2)
    assert attempts(floor, acme, title) == 1
    assert not asks(floor, acme, title)
    assert len(doubts(floor)) == known + 1


def doubts(floor: Office) -> list[Message]:
    """The notices about a message that may have been posted."""
    return asks(floor, floor.product, "doubt") + asks(floor, floor.product, "may or may not")


async def test_one_conversation_that_is_too_busy_holds_no_other_one_up(floor: Office) -> None:
    title = "Busy here?"
    acme, globex = floor.customers["Acme"], floor.customers["Globex"]
    await floor.cab(f'poll "{title}" "Yes" "No"')
    [here], [there] = asks(floor, acme, title), asks(floor, globex, title)
    busy = floor.teams.script.too_many("update", "20", times=None)
    busy.where = into(acme)
    for name, card in (("Ana Ruiz", here), ("Cem Kaya", there)):
        person = floor.teams.world.person(name)
        assert "Yes" in (await floor.press(card, "Yes", as_=person)).private_text
    await floor.wait(seconds=6)
    assert "2 people have answered" in told(there)
    assert "have answered" not in told(here)
    tries = [each for each in floor.teams.calls("update") if each.status == 429]
    assert len(tries) == 1, "it is left alone for as long as it asked for"
    floor.teams.script.clear()
    await floor.wait(seconds=30)
    assert "2 people have answered" in told(here)


@pytest.mark.parametrize("status", [502, 412, 500] if FULL else [502])
async def test_a_redraw_is_tried_again_until_it_succeeds(floor: Office, status: int) -> None:
    title = f"Redrawn after {status}?"
    acme = await ask(floor, title)
    [card] = asks(floor, acme, title)
    floor.teams.script.refuse("update", status, times=3)
    await floor.press(card, "No", as_=floor.teams.world.person("Ben Ott"))
    await floor.wait(minutes=3)
    assert "1 person has answered" in told(card)


@pytest.mark.soak
async def test_sixty_presses_make_few_redraws_and_the_last_of_them_tells_all(floor: Office) -> None:
    world, acme = floor.teams.world, floor.customers["Acme"]
    crowd = [
        world.add_person(f"Crowd {n}", world.person("Ana Ruiz").tenant_id, guest_of=floor.teams.tenant)
        for n in range(30)
    ]
    world.teams[str(acme.team_id)].members |= {each.aad for each in crowd}
    for each in crowd[-2:]:  # Teams tells of whoever comes.
        await floor.teams.people.join(world.teams[str(acme.team_id)], who=each, by=floor.pat)
    await floor.settle()
    await ask(floor, "A crowd?")
    [card] = asks(floor, acme, "A crowd?")
    before = len(floor.teams.calls("update"))
    for choice in ("Yes", "No"):
        for each in crowd:
            done = await floor.teams.people.press(card, choice, as_=each)
            assert choice in done.private_text, "nobody of the crowd was heard before, and all of them count"
    await floor.wait(minutes=1)
    drawn = floor.teams.calls("update")[before:]
    assert 1 <= len(drawn) <= 8, len(drawn)
    assert "30 people have answered" in told(card)
    world.teams[str(acme.team_id)].members -= {each.aad for each in crowd}


async def test_a_message_that_somebody_deleted_is_left_alone(floor: Office) -> None:
    acme = await ask(floor, "Gone soon?")
    [card] = asks(floor, acme, "Gone soon?")
    card.deleted = True
    before = len(floor.teams.calls("update"))
    await floor.cab("close")
    await floor.wait(hours=2)
    tried = [each for each in floor.teams.calls("update")[before:] if each.activity == card.id]
    assert len(tried) == 1
    assert not asks(floor, acme, "Gone soon?"), "nothing is posted in its place"


async def test_a_secret_that_was_changed_is_told_to_the_operator_and_nothing_is_lost(floor: Office) -> None:
    sign_in = floor.teams.sign_in
    secret, title = sign_in.password, "After a new secret?"
    sign_in.change_password()
    sign_in.revoke()
    acme = await ask(floor, title)
    await floor.wait(minutes=2)
    assert not asks(floor, acme, title)
    sign_in.password = secret
    await floor.wait(minutes=15)
    assert len(asks(floor, acme, title)) == 1
    floor.teams.recorder.clear()  # The refusals were wanted here.


async def test_a_bearer_that_is_refused_is_fetched_anew_within_the_same_call(floor: Office) -> None:
    floor.teams.sign_in.revoke()
    before = floor.teams.sign_in.requests
    acme = await ask(floor, "A stale bearer?")
    assert len(asks(floor, acme, "A stale bearer?")) == 1
    assert floor.teams.sign_in.requests == before + 1
    floor.teams.recorder.clear()  # The refusal was wanted here.


@pytest.mark.soak
async def test_sending_follows_a_tenant_to_another_region_with_the_next_activity(floor: Office) -> None:
    ana, tenant = floor.teams.world.person("Ana Ruiz"), floor.teams.tenant
    acme = await ask(floor, "Before the move?")
    [card] = asks(floor, acme, "Before the move?")
    floor.teams.people.move_region(tenant.id, "emea")
    assert "Yes" in (await floor.press(card, "Yes", as_=ana)).private_text
    await floor.wait(minutes=1)
    assert "1 person has answered" in told(card)
    await ask(floor, "After the move?")
    assert len(asks(floor, acme, "After the move?")) == 1
    await floor.cab("close")
    await floor.wait(minutes=2)
