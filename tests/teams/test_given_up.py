"""What Teams never takes is given up after six tries, and what it refuses for good is not asked a second time."""

import json
from collections.abc import AsyncIterator, Callable
from itertools import pairwise

import pytest
import pytest_asyncio

from tests.fakes.teams.recorder import Call
from tests.fakes.teams.world import Conversation
from tests.size import FULL
from tests.teams.office import Office, office

pytestmark = pytest.mark.asyncio(loop_scope="module")

FOR_GOOD = {
    "403 removed": (403, "BotNotInConversationRoster"),
    "403 blocked": (403, "MessageWritesBlocked"),
    "404 gone": (404, "ConversationNotFound"),
    "403 by an administrator": (403, "BotDisabledByAdmin"),
}
IN_SHORT = ("403 blocked", "404 gone")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def floor(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """An office that may ask often, shared by this module."""
    async with office(tmp_path_factory.mktemp("floor") / "cab") as one:
        await one.cab("policy company 99 a week")
        yield one


def into(channel: Conversation) -> Callable[[Call], bool]:
    """Posts to this channel."""
    return lambda call: channel.id in json.dumps(call.body.get("channelData"))


def tries(floor: Office, channel: Conversation, title: str) -> list[Call]:
    """The calls that were to post a message there."""
    calls = floor.teams.calls("create", "send")
    return [each for each in calls if into(channel)(each) and title in json.dumps(each.body)]


def told(floor: Office, words: str) -> int:
    """How often the product team was told so."""
    standing = floor.teams.timeline.standing(floor.product.id)
    return sum(words in json.dumps(each.activity) for each in standing)


async def test_a_conversation_that_is_always_busy_is_tried_six_times_ever_further_apart_and_told_once(
    floor: Office,
) -> None:
    acme, _ = await floor.customer("Acme", "Ana Ruiz")
    busy = floor.teams.script.refuse("create", 412, "PreconditionFailed", times=None)
    busy.where = into(acme)
    await floor.cab('poll "Always busy?" "Yes" "No"', channel=acme)
    await floor.wait(hours=2)
    at = [each.at for each in tries(floor, acme, "Always busy?")]
    waits = [later - earlier for earlier, later in pairwise(at)]
    assert len(at) == 6
    assert waits == sorted(waits)
    assert len({round(wait / waits[0], 2) for wait in waits} - {1.0, 2.0, 4.0, 8.0, 16.0}) >= 3, "each a bit by chance"
    assert sum(waits) <= 600
    floor.teams.script.clear()
    assert told(floor, "A message to Acme broke off six times") == 1


@pytest.mark.parametrize("name", [each for each in FOR_GOOD if FULL or each in IN_SHORT])
async def test_a_place_that_refuses_for_good_is_asked_once_and_told_once(floor: Office, name: str) -> None:
    status, word = FOR_GOOD[name]
    company = f"Company {status} {word}"
    channel, _ = await floor.customer(company, f"Guest {word}")
    silent = told(floor, "a channel cannot be reached")
    refused = floor.teams.script.refuse("create", status, word, times=None)
    refused.where = into(channel)
    await floor.cab('poll "First?" "Yes" "No"', channel=channel)
    await floor.wait(hours=2)
    await floor.cab('poll "Second?" "Yes" "No"', channel=channel)
    await floor.wait(hours=2)
    floor.teams.script.clear()
    assert len(tries(floor, channel, "First?")) == 1
    assert tries(floor, channel, "Second?") == []
    assert told(floor, "a channel cannot be reached") == silent + 1


@pytest.mark.parametrize("status", [429, 412])
async def test_a_private_reply_that_met_a_moment_of_too_much_comes_a_moment_later_and_once(
    floor: Office, status: int
) -> None:
    floor.teams.recorder.clear()
    if status == 429:
        floor.teams.script.too_many("send", "1")
    else:
        floor.teams.script.refuse("send", 412, "PreconditionFailed", times=2)
    told_back = await floor.cab("status")
    assert "How the boards are doing" in told_back.private_text
    assert len([each for each in floor.teams.calls("send") if each.ok]) == 1


async def test_a_private_reply_that_would_have_to_wait_long_is_not_waited_for(floor: Office) -> None:
    floor.teams.script.too_many("send", "20")
    floor.teams.recorder.clear()
    assert (await floor.cab("status")).ok
    assert [each.status for each in floor.teams.calls("send")] == [429]
