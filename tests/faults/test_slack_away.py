"""Slack is away for two hours, across the end of a poll: it closes in time, and the message follows when it is back."""

from datetime import datetime
from pathlib import Path

import pytest

from storage import answers, rounds
from tests.slack.office import Office, office


@pytest.mark.soak
async def test_a_poll_closes_in_time_though_slack_is_away_and_its_message_is_put_right_afterwards(
    tmp_path: Path,
) -> None:
    async with office(tmp_path / "cab") as desk:
        acme, (ana, ben) = await desk.customer("Acme", "Ana Ruiz", "Ben Ott")
        assert (await desk.cab('poll "What next?" "Offline mode" "Faster search"')).ok
        await desk.wait(minutes=2)
        [card] = [each for each in desk.slack.timeline.standing(acme.id) if not each.ephemeral_to]
        assert (await desk.press(card, "Offline mode", as_=ana)).ok
        closes = await closing(desk)
        await desk.wait(seconds=(closes - desk.clock.now()).total_seconds() - 3600)
        desk.slack.script.http("*", 503, times=None)
        await desk.wait(hours=2)
        late = await desk.slack.people.press(card, "Faster search", as_=ben)
        assert late.ok
        assert await said(desk) == 1
        desk.slack.script.clear()
        await desk.wait(minutes=5)
        assert "Thank you" in desk.slack.people.reads(ana, acme)
        assert "1 person" in desk.slack.people.reads(desk.pat, desk.product)
        standing = [each for each in desk.slack.timeline.standing(acme.id) if not each.ephemeral_to]
        assert len(standing) == 1


async def closing(desk: Office) -> datetime:
    """When the first poll closes."""
    database = desk.house.bot.database
    organisation = (await database.organisations())[0]
    async with database.read(organisation.id) as work:
        round_ = await rounds.by_number(work, 1)
    assert round_ is not None
    return round_.closes_at


async def said(desk: Office) -> int:
    """How many have answered it."""
    database = desk.house.bot.database
    organisation = (await database.organisations())[0]
    async with database.read(organisation.id) as work:
        round_ = await rounds.by_number(work, 1)
        assert round_ is not None
        return len(await answers.of_round(work, round_.id))
