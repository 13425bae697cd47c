"""Who cannot be looked up has no rights just now, and who has left has none any more."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.domain.people import Role
from handlers.slack import people as looked_up
from handlers.slack.client import TIMEOUT
from tests.fakes.slack.world import User
from tests.slack.forging import appoint, asked
from tests.slack.office import Office
from tests.slack.rows import answers_of, counts, rounds_of

pytestmark = pytest.mark.asyncio(loop_scope="module")
LATE = TIMEOUT + 2
"""Seconds after which nobody listens any more."""


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def acme(floor: Office) -> AsyncIterator[None]:
    """A customer with two people."""
    await floor.customer("Acme", "Ana Ruiz", "Ben Ott")
    yield


@pytest.fixture
def a_minute_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was looked up vouches for nothing any more, as after a minute."""
    monkeypatch.setattr(looked_up, "FRESH", -1.0)


async def appointed(floor: Office, name: str) -> User:
    """A new product manager."""
    user = floor.staff(name)
    await appoint(floor, user, Role.PRODUCT_MANAGER)
    return user


async def heard_later(floor: Office, answered: int) -> str:
    """What is answered to a line once nobody waits for the look-up any more."""
    for _ in range(int(10 * LATE)):
        if found := floor.slack.calls("response_url")[answered:]:
            return str(found[-1].args)
        await asyncio.sleep(0.1)
    return ""


@pytest.mark.usefixtures("a_minute_later")
@pytest.mark.parametrize(
    "trouble", ["429", "500", "user_not_found", "cut", pytest.param("late", marks=pytest.mark.soak)]
)
async def test_who_cannot_be_looked_up_may_do_nothing_until_it_works_again(floor: Office, trouble: str) -> None:
    mia = await appointed(floor, f"Mia {trouble}")
    await asked(floor, f"While {trouble}?")
    script = floor.slack.script
    match trouble:
        case "429":
            script.too_many("users.info", "1", times=None)
        case "500":
            script.http("users.info", 500, times=None)
        case "cut":
            script.reset("users.info", times=None)
        case "late":
            script.delay("users.info", LATE, times=None)
        case word:
            script.refuse("users.info", word, times=None)
    before = await counts(floor)
    for line in ("close", "status", 'poll "Denied?" "A" "B"'):
        answered = len(floor.slack.calls("response_url"))
        done = await floor.slack.people.command("/cab", line, as_=mia, channel=floor.product)
        assert done.ok, done.trouble
        said = done.private_text
        if trouble == "late":
            said = await heard_later(floor, answered)
        assert "While" not in said
        assert "could not find out" in said
    script.clear()
    await floor.settle()
    assert await counts(floor) == before
    done = await floor.cab("status", as_=mia)
    assert "While" in done.private_text


async def test_votes_need_no_look_up_at_all(floor: Office) -> None:
    card = await asked(floor, "Without a look-up?")
    floor.slack.script.http("users.info", 500, times=None)
    before = len(await answers_of(floor))
    ana = next(user for user in floor.slack.world.users.values() if user.real_name == "Ana Ruiz")
    done = await floor.press(card, "Yes", as_=ana)
    floor.slack.script.clear()
    assert "Yes" in done.private_text
    assert len(await answers_of(floor)) == before + 1


@pytest.mark.parametrize("told", [True, False])
@pytest.mark.parametrize("how", ["deleted", "is_restricted", "is_ultra_restricted"])
async def test_who_leaves_or_becomes_a_guest_loses_their_rights(
    floor: Office, monkeypatch: pytest.MonkeyPatch, how: str, told: bool
) -> None:
    mia = await appointed(floor, f"Leaver {how} {told}")
    assert "for the team" not in (await floor.cab("status", as_=mia)).private_text
    setattr(mia, how, True)
    if told:
        await floor.slack.people.change_user(mia)
        await floor.settle()
    else:
        monkeypatch.setattr(looked_up, "FRESH", -1.0)
    polls = len(await rounds_of(floor))
    for line in ("status", "close", 'poll "Denied?" "A" "B"'):
        assert "for the team" in (await floor.cab(line, as_=mia)).private_text, line
    assert len(await rounds_of(floor)) == polls


async def test_a_right_that_was_taken_is_gone_at_once(floor: Office) -> None:
    mia = await appointed(floor, "Demoted Mia")
    assert "may not" not in (await floor.cab("status", as_=mia)).private_text
    await floor.cab(f"members rights slack:{mia.team_id}:{mia.id} none")
    assert "may not" in (await floor.cab("status", as_=mia)).private_text


async def test_a_look_up_vouches_for_a_minute_at_most() -> None:
    assert looked_up.FRESH <= 60
