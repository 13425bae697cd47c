"""A round to thousands of channels goes out at the pace Slack allows, each message once, and holds up nobody else.

Small here, for every commit; `CAB_TEST_SIZE=full` stands for ten thousand channels. Time is simulated: the stand-in
counts its rates on the clock the test sets.
"""

from pathlib import Path

import pytest

from tests.size import FULL, LENIENCE
from tests.slack.county import County, Simulated, county, seconds_pass
from tests.slack.office import MONDAY, Office, office

TARGETS = 10_000 if FULL else 90
BEFORE = TARGETS // 3 if FULL else 0
"""So many have gone out when the other workspace asks its few."""
FEW = 10
VOTES = 100 if FULL else 10
"""So many people answer while others still wait to be asked."""
A_MINUTE = 300
"""Messages that one workspace takes."""


def check_pace(done: County) -> float:
    """Fail where it went out slower than Slack allows, or more than once; returns the minutes it took."""
    posts = done.posts()
    assert len(posts) == len(done.channels)
    assert done.twice() == []
    seconds = posts[-1].at - posts[0].at
    at_best = (len(posts) - 1) / A_MINUTE * 60
    print(f"{len(posts)} messages in {seconds / 60:.1f} simulated minutes, {at_best / seconds:.3f} of what is allowed")
    assert at_best / seconds >= 0.95
    return seconds / 60


async def vote(here: Office, big: County, number: int) -> float:
    """Somebody answers where the poll stands already; returns the seconds until it was acknowledged."""
    world = here.slack.world
    who = world.add_user(f"Customer {number}", world.add_team(f"Acme {number}", f"T0ACME{number}"))
    there = world.channel(str(big.posts()[-1].args["channel"]))
    world.join(there, who)
    pressed = await here.slack.people.press(here.latest(who, there), "Offline mode", as_=who)
    assert pressed.ok, pressed.trouble
    assert pressed.delivery is not None
    return pressed.delivery.took


@pytest.mark.soak
async def test_everybody_is_asked_once_at_the_pace_allowed_and_another_workspace_waits_for_none_of_it(
    tmp_path: Path,
) -> None:
    async with office(tmp_path / "cab", clock=Simulated(MONDAY)) as here:
        slack = here.slack
        big = await county(here.house.bot, slack, TARGETS)
        other = await county(
            here.house.bot, slack, FEW, team=slack.world.add_team("Elsewhere", "T0ELSEWHERE"), name="Small Council"
        )
        asked_at = None
        await big.ask()
        took_to_vote: list[float] = []
        async for _ in seconds_pass(here):
            if len(big.posts()) * VOTES // TARGETS > len(took_to_vote):
                took_to_vote.append(await vote(here, big, len(took_to_vote)))
            if asked_at is None and len(big.posts()) >= BEFORE:
                asked_at = await other.ask()
        assert asked_at is not None
        took_to_vote.sort()
        print(f"{len(took_to_vote)} answers meanwhile, acknowledged after {took_to_vote[-1] * 1000:.0f} ms at most")
        assert len(took_to_vote) >= VOTES // 2
        assert took_to_vote[len(took_to_vote) * 99 // 100] <= 1.0 * LENIENCE
        took = other.posts()[-1].at - asked_at.timestamp()
        print(f"{FEW} messages in another workspace meanwhile: {took:.1f} simulated seconds")
        assert len(other.posts()) == FEW
        assert took <= 30
        minutes = check_pace(big)
        assert minutes <= 36 or not FULL
        assert slack.limits.refused == 0
        assert len(slack.calls("conversations.open")) == 0  # A channel need not be opened.
