"""What breaks again and again is tried a few times within ten minutes, then seldom or no more, and it can be seen.

Of a message it is never guessed whether it stands: it is looked for, and said once.
"""

from collections.abc import Callable
from itertools import pairwise

import pytest

from bot.actions.status import status_of
from bot.cards.status import status_card
from handlers.console.messenger import paint
from prompts.catalogue import say_in
from tests.fakes.script import HTML_PAGE, Line
from tests.fakes.slack.controls import controls
from tests.fakes.slack.messages import Message
from tests.fakes.slack.outcome import words
from tests.fakes.slack.recorder import Call
from tests.fakes.slack.script import CUT_JSON, Script
from tests.fakes.slack.world import Channel
from tests.size import FULL
from tests.slack.office import Office

POST, CHANGE, LOOK = "chat.postMessage", "chat.update", "conversations.history"
BROKEN: dict[str, Callable[[Script, str], Line[Call]]] = {
    "500": lambda script, method: script.http(method, 500, times=None),
    "502": lambda script, method: script.http(method, 502, HTML_PAGE, times=None),
    "503": lambda script, method: script.http(method, 503, times=None),
    "504": lambda script, method: script.http(method, 504, HTML_PAGE, times=None),
    "HTML": lambda script, method: script.http(method, 200, HTML_PAGE, times=None),
    "half of the JSON": lambda script, method: script.http(method, 200, CUT_JSON, "application/json", times=None),
    "cut": lambda script, method: script.reset(method, times=None),
}
IN_SHORT = ("503",)
MOST_TRIES = 6
TEN_MINUTES = 600.0
SELDOM = 200.0


def about(channel: Channel) -> Callable[[Call], bool]:
    """Calls that concern this channel."""
    return lambda call: call.args.get("channel") == channel.id


def tries(desk: Office, method: str, channel: Channel) -> list[float]:
    """When a method was called about a channel, in seconds after the first time."""
    at = [call.at for call in desk.slack.calls(method) if about(channel)(call)]
    return [each - at[0] for each in at]


def asks(desk: Office, channel: Channel) -> list[Message]:
    """The polls that stand in a channel."""
    standing = desk.slack.timeline.standing(channel.id)
    return [each for each in standing if not each.ephemeral_to and "What next?" in str(each.blocks)]


async def state_of_things(desk: Office) -> str:
    """What the operator reads."""
    return str(paint(status_card((await status_of(desk.house.bot)).boards), say_in("en")))


@pytest.mark.soak
@pytest.mark.parametrize("way", list(BROKEN) if FULL else IN_SHORT)
async def test_each_call_that_breaks_is_tried_six_times_in_ten_minutes_and_those_who_must_know_see_it(
    desk: Office, way: str
) -> None:
    script, people = desk.slack.script, desk.slack.people
    lost, _ = await desk.customer("Lost", "Lara Lost")
    stale, (ana,) = await desk.customer("Stale", "Ana Ruiz")
    doubtful, (ben,) = await desk.customer("Doubtful", "Ben Ott")
    BROKEN[way](script, POST).where = about(lost)
    BROKEN[way](script, CHANGE).where = about(stale)
    BROKEN[way](script, LOOK).where = about(doubtful)
    script.reset(POST).where = about(doubtful)
    assert (await desk.cab('poll "What next?" "Yes" "No"')).ok
    await desk.wait(seconds=5)
    [card] = asks(desk, stale)
    assert (await desk.press(card, "Yes", as_=ana)).ok
    await desk.wait(minutes=30)

    posts = tries(desk, POST, lost)
    assert len(posts) == MOST_TRIES
    assert posts[-1] <= TEN_MINUTES
    told = people.reads(desk.pat, desk.product)
    assert "A message to Lost broke off six times and was given up." in told
    assert told.count("Send again") == 1
    assert "1 message of an open poll was given up" in await state_of_things(desk)

    for method, channel in ((CHANGE, stale), (LOOK, doubtful)):
        found = tries(desk, method, channel)
        assert len([at for at in found if at <= TEN_MINUTES]) <= MOST_TRIES, found
        assert all(later - one >= SELDOM for one, later in pairwise(found[5:])), found
        assert found[-1] >= 20 * 60, found
    assert len(tries(desk, POST, doubtful)) == 1
    assert "1 message may or may not have been posted" in await state_of_things(desk)

    script.clear()
    await desk.wait(minutes=6)
    assert "may or may not" not in await state_of_things(desk)
    assert "1 person has answered" in words(card.text, card.blocks)
    assert len(tries(desk, POST, doubtful)) == 2
    [late] = asks(desk, doubtful)
    assert (await desk.press(late, "Yes", as_=ben)).ok
    assert asks(desk, lost) == []

    notice = next(
        each
        for each in people.sees(desk.pat, desk.product)
        if "broke off six times" in words(each.text, each.blocks) and controls(each.blocks)
    )
    again = await desk.press(notice, "Send again", as_=desk.pat)
    assert "It is being sent again." in again.private_text
    twice = await desk.press(notice, "Send again", as_=desk.pat)
    assert "This message is not given up" in twice.private_text
    await desk.wait(seconds=10)
    assert len(asks(desk, lost)) == 1
    assert "was given up" not in await state_of_things(desk)


MOST_PATIENT = 10.0
"""Seconds for which one call may last at the most, whatever trickles in; a little is left for a busy machine."""


@pytest.mark.soak
async def test_nobody_listens_longer_than_ten_seconds_to_an_answer_that_comes_drop_by_drop(desk: Office) -> None:
    script, people = desk.slack.script, desk.slack.people
    acme, (ana, ben) = await desk.customer("Acme", "Ana Ruiz", "Ben Ott")
    assert (await desk.cab('poll "What next?" "Yes" "No"')).ok
    assert (await desk.cab('ask "Why that?"')).ok
    [card] = asks(desk, acme)
    why = desk.latest(ben, acme)
    mia = desk.staff("Mia New")
    dripping = (POST, CHANGE, "views.open", "users.info", "response_url", "views.publish", "chat.postEphemeral")
    for method in dripping:
        script.drip(method, 60, times=None)
    acts = [
        await people.press(card, "Yes", as_=ana),
        await people.press(why, "Write your answer", as_=ben),
        await people.command("/cab", "status", as_=mia, channel=desk.product),
        await people.command("/cab", 'poll "What next then?" "Yes" "No"', as_=desk.pat, channel=desk.product),
    ]
    await people.mention("help", as_=ana, channel=acme)
    await people.open_home(desk.pat)
    assert {each.status for each in acts} == {200}
    assert max(each.delivery.took for each in acts if each.delivery is not None) < 2.5
    for _ in range(12):
        await desk.settle()
        await desk.wait(seconds=10)
    borne = [(each.method, each.borne) for each in desk.slack.calls() if each.borne is not None]
    print([(method, round(seconds, 1)) for method, seconds in borne])
    assert set(dripping) <= {method for method, _ in borne}
    assert max(seconds for _, seconds in borne) < MOST_PATIENT + 0.5
    script.clear()
    await desk.wait(minutes=10)
    standing = [each for each in desk.slack.timeline.standing(acme.id) if "What next then?" in str(each.blocks)]
    assert len([each for each in standing if not each.ephemeral_to]) == 1
    assert "1 person has answered" in words(card.text, card.blocks)
