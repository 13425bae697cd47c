"""Events are told in the vendor's shapes, and told again while the app does not take them."""

from datetime import UTC, datetime, timedelta

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import SetClock
from tests.fakes.slack import SlackStandIn
from tests.fakes.slack.messages import Message
from tests.fakes.slack_tests.conftest import Town
from tests.fakes.slack_tests.ear import Ear

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


async def test_events_repeat_at_once_after_a_minute_and_after_five(town: Town) -> None:
    clock = SetClock(NOON)
    async with SlackStandIn(clock=clock) as slack:
        slack.people.request_url = "http://127.0.0.1:9/slack/events"
        told = await slack.people.event("app_uninstalled")
        assert [d.headers.get("X-Slack-Retry-Num") for d in told.attempts] == [None, "1", "2", "3"]
        assert {d.failure for d in told.attempts} == {"connection_failed"}
        assert clock.now() == NOON + timedelta(seconds=360)
        assert told.attempts[3].headers["X-Slack-Request-Timestamp"] == str(int(clock.now().timestamp()))


async def test_an_event_can_come_four_times_at_once(slack: SlackStandIn, town: Town, ear: Ear) -> None:
    told = await slack.people.event("team_join", copies=4)
    assert [body["event_id"] for body in ear.bodies] == [told.event_id] * 4


async def test_what_happens_in_a_channel_is_told(slack: SlackStandIn, town: Town, ear: Ear, poll: Message) -> None:
    people = slack.people
    fresh = slack.world.add_channel("fresh", slack.team, [town.pat])
    await people.join_channel(fresh, inviter=town.pat)
    assert (ear.last["event"]["user"], ear.last["event"]["inviter"]) == (town.bot.id, town.pat.id)
    reply, _ = await people.reply_in_thread(poll, "because <b>", as_=town.ana)
    assert (ear.last["event"]["thread_ts"], ear.last["event"]["text"]) == (poll.ts, "because &lt;b&gt;")
    assert ear.last["team_id"] == "T0ACME"
    await people.edit_message(reply, "therefore")
    assert ear.last["event"]["message"]["text"] == "therefore"
    await people.delete_message(poll, by=town.pat)
    assert ear.last["event"]["deleted_ts"] == poll.ts
    await people.rename(town.shared, "acme-council")
    assert ear.last["event"]["channel"]["name"] == "acme-council"
    old = town.shared.id
    await people.change_id(town.shared)
    assert (ear.last["event"]["old_channel_id"], ear.last["event"]["new_channel_id"]) == (old, town.shared.id)
    beta = slack.world.add_team("Beta")
    await people.share(town.inside, beta)
    assert ear.last["event"]["connected_team_id"] == beta.id
    copy, _ = await people.unshare(town.shared, town.acme)
    assert copy.members == {town.ana.id}
    assert town.ana.id not in town.shared.members
    await people.archive(town.shared, by=town.pat)
    assert (ear.last["event"]["type"], town.shared.is_archived) == ("channel_archive", True)
    await people.left(town.inside, town.bot)
    assert ear.last["event"]["type"] == "member_left_channel"
    await people.deactivate(town.pat)
    assert ear.last["event"]["user"]["deleted"] is True
    await people.rate_limited(slack.team)
    assert ear.last["type"] == "app_rate_limited"
    await people.verify_url()
    assert ear.last["type"] == "url_verification"


@pytest.mark.parametrize("order", ["uninstall first", "tokens first"])
async def test_uninstalling_and_revoking_come_in_either_order(
    slack: SlackStandIn, client: AsyncWebClient, town: Town, ear: Ear, order: str
) -> None:
    steps = [slack.people.uninstall, slack.people.revoke_tokens]
    for step in steps if order == "uninstall first" else reversed(steps):
        assert (await step("T0VENDOR")).ok
    assert {body["event"]["type"] for body in ear.bodies} == {"app_uninstalled", "tokens_revoked"}
    assert town.bot.id not in town.shared.members
