"""Many are asked at once in Teams: as fast as a tenant allows, no faster, and nobody twice."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from bot.actions.enrol import add_channel
from bot.actions.find_way import learn_ways
from bot.domain.channels import ChannelKind
from bot.domain.references import Reference, Scope
from tests.fakes.teams.recorder import Call
from tests.teams.office import BOARD, Office, office

MOST_A_SECOND = 40
MOST_A_SECOND_IN_A_THREAD = 6
MOST_OTHERS = 300
"""Look-ups and replies beside the posts."""
LONGEST = 260
"""Seconds for ten thousand."""


async def crowded(desk: Office, count: int) -> None:
    """So many customers' channels, each with a way to it."""
    tenant, [owner] = desk.teams.tenant, await desk.house.bot.database.organisations()
    ways = []
    for number in range(count):
        team = desk.teams.world.add_team(f"Company {number}", tenant, [desk.pat], installed=True)
        place = f"teams:{tenant.id}:{team.id}"
        ways.append(
            Reference(
                organisation_id=owner.id,
                address=place,
                scope=Scope.CHANNEL,
                service_url=desk.teams.region_url,
                conversation=team.id,
                bot_user=str(desk.teams.vendor.bot["id"]),
                team=team.id,
                name=team.name,
                seen_at=desk.clock.now(),
            )
        )
        await add_channel(desk.house.bot, BOARD, place, kind=ChannelKind.CUSTOMER, account=team.name)
    for start in range(0, count, 200):
        await learn_ways(desk.house.bot, [replace(each) for each in ways[start : start + 200]])


def most_within(calls: list[Call], seconds: float) -> int:
    """The largest number of calls in any such span."""
    times = sorted(each.at for each in calls)
    first = most = 0
    for last, at in enumerate(times):
        while times[first] <= at - seconds + 1e-6:
            first += 1
        most = max(most, last - first + 1)
    return most


@pytest.mark.parametrize(
    "count", [60, pytest.param(1_000, marks=pytest.mark.soak), pytest.param(10_000, marks=pytest.mark.soak)]
)
async def test_a_whole_board_is_asked_within_the_tenants_limits(tmp_path: Path, count: int) -> None:
    async with office(tmp_path / "cab") as desk:
        await crowded(desk, count)
        desk.teams.recorder.clear()
        asked = await desk.cab('poll "What next?" "Offline mode" "Faster search"')
        assert asked.ok
        for _ in range(count // 50 + 3):
            await desk.wait(seconds=10)
        posts = [
            each
            for each in desk.teams.calls("create", "send")
            if "What next?" in json.dumps(each.body) and each.conversation != desk.teams.world.personal(desk.pat).id
        ]
        by_place = Counter(each.conversation for each in posts)
        took = max(each.at for each in posts) - min(each.at for each in posts)
        calls = desk.teams.calls()
        by_thread: dict[str, list[Call]] = {}
        for each in calls:
            by_thread.setdefault(each.conversation, []).append(each)
        in_a_thread = max(most_within(each, 1) for each in by_thread.values())
        print(
            f"{len(posts)} posts to {len(by_place)} places in {took:.1f} s; at most {most_within(posts, 1)} posts and"
            f" {most_within(calls, 1)} calls in a second, {in_a_thread} in a thread; {len(calls) - len(posts)} others;"
            f" {desk.teams.limits.refused} refused"
        )
        assert set(by_place.values()) == {1}
        assert len(by_place) == count
        assert desk.teams.limits.refused == 0
        assert most_within(calls, 1) <= MOST_A_SECOND
        assert len(calls) - len(posts) <= MOST_OTHERS
        assert in_a_thread <= MOST_A_SECOND_IN_A_THREAD
        assert took <= min(count / MOST_A_SECOND * 1.04 + 1, LONGEST)
