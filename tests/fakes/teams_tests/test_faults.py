"""Rates are counted, and calls go wrong as the script says."""

from datetime import timedelta

import aiohttp
import pytest

from bot.clock import SetClock
from tests.fakes.teams import Connector
from tests.fakes.teams_tests.conftest import Caller, Town


async def test_a_conversation_takes_seven_messages_a_second(
    teams: Connector, app: Caller, town: Town, clock: SetClock
) -> None:
    statuses = []
    for _ in range(8):
        await app.send(town.home, "x")
        statuses.append(app.status)
    assert statuses == [201] * 7 + [429]
    assert app.headers["Retry-After"] == "1"
    clock.put(clock.now() + timedelta(seconds=1))
    statuses = []
    for _ in range(2):
        await app.send(town.home, "x")
        statuses.append(app.status)
    assert (statuses, teams.limits.refused) == ([201, 429], 2)


async def test_half_a_minute_takes_sixty(teams: Connector, app: Caller, town: Town, clock: SetClock) -> None:
    for _ in range(60):
        teams.limits.speak(teams.tenant.id, "a:1")
        clock.put(clock.now() + timedelta(milliseconds=400))
    clock.put(clock.now() + timedelta(seconds=1))
    with pytest.raises(Exception, match="quota"):
        teams.limits.speak(teams.tenant.id, "a:1")
    clock.put(clock.now() + timedelta(seconds=6))
    teams.limits.speak(teams.tenant.id, "a:1")


async def test_a_tenant_takes_fifty_a_second(teams: Connector) -> None:
    for number in range(50):
        teams.limits.speak(teams.tenant.id, str(number))
    with pytest.raises(Exception, match="quota"):
        teams.limits.read(teams.tenant.id, "x")


async def test_the_nth_call_goes_wrong_in_the_vendors_words(teams: Connector, app: Caller, town: Town) -> None:
    teams.script.refuse("send", 412, "PreconditionFailed", nth=2)
    teams.script.too_many("send", "7", nth=2)
    teams.script.http("send", 502, nth=2)
    statuses = []
    for _ in range(5):
        await app.send(town.home, "x")
        statuses.append((app.status, app.headers.get("Retry-After")))
    assert statuses == [(201, None), (412, None), (429, "7"), (502, None), (201, None)]
    assert len(teams.people.sees(town.pat)) == 2
    assert [call.processed for call in teams.calls("send")] == [True, False, False, False, True]


@pytest.mark.parametrize("after", [False, True])
async def test_a_cut_connection_hides_whether_it_was_said(
    teams: Connector, app: Caller, town: Town, after: bool
) -> None:
    teams.script.reset("send", after=after)
    with pytest.raises(aiohttp.ClientError):
        await app.send(town.home, "x")
    assert len(teams.people.sees(town.pat)) == int(after)


async def test_an_answer_can_drip_and_be_late(teams: Connector, app: Caller, town: Town) -> None:
    teams.script.drip("send", 0.02)
    teams.script.delay("send", 0.02, nth=1)
    teams.script.refuse("send", 504, after=True)
    for _ in range(3):
        await app.send(town.home, "x")
    assert (app.status, len(teams.people.sees(town.pat))) == (504, 3)
