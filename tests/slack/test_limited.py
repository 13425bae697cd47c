"""Slack limits every method in one workspace for five minutes: it is left alone, and another workspace notices nothing.

The clock is the one by which the product paces itself, so five minutes of it pass in seconds.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.actions import enrol, install
from bot.domain.channels import ChannelKind
from bot.domain.installations import Grant
from tests.fakes.slack.messages import Message
from tests.fakes.slack.outcome import words
from tests.fakes.slack.recorder import Call
from tests.fakes.slack.world import Channel, User
from tests.size import FULL
from tests.slack.office import BOARD, Office

SAID = "30"
WAIT = 30.0
"""What Slack asks for, in seconds, each time."""
CROWD = 40 if FULL else 3
"""How many people press in the other workspace in these five minutes, one after the other."""


def asks(desk: Office, channel: Channel, title: str) -> list[Message]:
    """The messages in a channel, visible to all of it, that ask this."""
    standing = desk.slack.timeline.standing(channel.id)
    return [each for each in standing if not each.ephemeral_to and title in str(each.blocks)]


async def second_workspace(desk: Office, *people: str) -> tuple[Channel, list[User]]:
    """Another workspace of the vendor's, with the app in it, and a channel that it shares with Globex."""
    slack = desk.slack
    team, theirs = slack.world.add_team("Vendor Labs", "T0LABS"), slack.world.add_team("Globex", "T0GLOBEX")
    there = slack.install(team)
    grant = Grant(name=team.name, bot_token=there.bot_token, bot_user_id=there.bot_user_id, bot_id=there.bot_id)
    organisation = (await desk.house.bot.database.organisations())[0]
    await desk.house.bot.database.bind_workspace(f"slack:{team.id}", organisation.id)
    await install.install(desk.house.bot, f"slack:{team.id}", grant)
    users = [slack.world.add_user(each, theirs) for each in people]
    channel = slack.world.add_channel("globex", team, [slack.vendor.bot_of(there), *users])
    place = f"slack:{team.id}:{channel.id}"
    await enrol.add_channel(desk.house.bot, BOARD, place, kind=ChannelKind.CUSTOMER, account="Globex")
    return channel, users


def by_key(calls: Iterable[Call]) -> dict[str, list[Call]]:
    """Calls of one workspace by what Slack counts together."""
    found: dict[str, list[Call]] = defaultdict(list)
    for each in calls:
        found[each.method].append(each)
    return found


@pytest.mark.soak
async def test_a_workspace_where_everything_is_limited_is_asked_once_each_time_a_limit_ends_and_loses_nothing(
    desk: Office,
) -> None:
    slack, people = desk.slack, desk.slack.people
    acme, customers = await desk.customer("Acme", "Ana Ruiz", "Ben Ott", "Cleo Fox")
    globex, others = await second_workspace(desk, *(f"Person {number}" for number in range(CROWD)))
    assert (await desk.cab('poll "Before?" "Yes" "No" --live')).ok
    assert (await desk.cab('ask "Why that?"')).ok
    (before,), (theirs,) = asks(desk, acme, "Before?"), asks(desk, globex, "Before?")
    (why,) = asks(desk, acme, "Why that?")
    for each in customers:  # From now on their names are known.
        assert (await desk.press(before, "No", as_=each)).ok
    here = slack.team.id
    slack.script.too_many("*", SAID, times=None, where=lambda call: call.team_id == here)
    began, seen = desk.clock.now(), len(slack.recorder.all)
    assert (await desk.cab('poll "Meanwhile?" "Yes" "No" --live')).ok
    ana, ben, cleo = customers
    for number, other in enumerate(others):
        label = ("Yes", "No")[number % 2]
        [now_there] = asks(desk, globex, "Meanwhile?")
        for message, pressed, who in ((before, label, ana), (why, "Write your answer", ben)):
            assert (await people.press(message, pressed, as_=who)).ok
        heard = [await people.press(message, "Yes", as_=other) for message in (theirs, now_there)]
        await people.mention("help", as_=cleo, channel=acme)
        await people.open_home(desk.pat)
        await desk.wait(seconds=300 / len(others))
        assert all(each.ok and "Yes" in each.private_text for each in heard)
    assert desk.clock.now() >= began + timedelta(minutes=5)
    limited = by_key(call for call in slack.recorder.all[seen:] if call.team_id == here)
    print({method: len(calls) for method, calls in sorted(limited.items())})
    for method, calls in limited.items():
        assert all(call.status == 429 for call in calls), method
        gaps = [later.at - one.at for one, later in pairwise(calls)]
        assert all(gap >= WAIT for gap in gaps), (method, gaps)
        assert len(calls) <= 11, method
    for method in ("chat.postMessage", "chat.update"):  # What is owed is tried again the moment it may be.
        assert len(limited[method]) >= 9, method
    assert {"response_url", "chat.postEphemeral", "views.open"} <= set(limited)
    free = [call for call in slack.recorder.all[seen:] if call.team_id == globex.team_id]
    assert {call.status for call in free} == {200}
    assert asks(desk, acme, "Meanwhile?") == []
    slack.script.clear()
    ended = len(slack.recorder.all)
    await desk.wait(minutes=5)
    again = by_key(call for call in slack.recorder.all[ended:] if call.team_id == here)
    for method, calls in limited.items():
        assert all(call.at - calls[-1].at >= WAIT for call in again.get(method, [])), method
    [late], [elsewhere] = asks(desk, acme, "Meanwhile?"), asks(desk, globex, "Meanwhile?")
    assert "Yes" in (await desk.press(late, "Yes", as_=customers[1])).private_text
    await desk.wait(minutes=2)
    for title, here_it, there, voices in (
        ("Before?", before, theirs, CROWD + 3),
        ("Meanwhile?", late, elsewhere, CROWD + 1),
    ):
        assert len(asks(desk, acme, title)) == len(asks(desk, globex, title)) == 1, title
        for message in (here_it, there):
            assert f"{voices} people have answered" in words(message.text, message.blocks), title
    assert people.errors == []
