"""The Web API answers as documented: who may call, what may be said where, and in which words it refuses."""

from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import SetClock
from tests.fakes.slack import SlackStandIn
from tests.fakes.slack_tests.conftest import Town
from tests.fakes.slack_tests.pieces import modal, section, typed_input

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


async def refused(call: Awaitable[Any]) -> str:
    """The error word of a call that must fail."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_only_living_tokens_are_heard(slack: SlackStandIn, client: AsyncWebClient, town: Town) -> None:
    assert (await client.auth_test())["team_id"] == "T0VENDOR"
    base = slack.api_url
    assert await refused(AsyncWebClient("", base_url=base).auth_test()) == "not_authed"
    assert await refused(AsyncWebClient("xoxb-made-up", base_url=base).auth_test()) == "invalid_auth"
    await client.auth_revoke()
    assert await refused(client.auth_test()) == "token_revoked"
    slack.vendor.installs.remove(slack.installation)
    assert await refused(client.auth_test()) == "account_inactive"


async def test_a_token_that_rotates_dies_after_twelve_hours() -> None:
    clock = SetClock(NOON)
    async with SlackStandIn(clock=clock, rotating=True) as slack:
        client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
        assert (await client.auth_test())["ok"]
        clock.put(NOON + timedelta(hours=12))
        assert await refused(client.auth_test()) == "token_expired"


async def test_a_missing_scope_is_named(slack: SlackStandIn, client: AsyncWebClient, town: Town) -> None:
    slack.installation.scopes.discard("users:read")
    with pytest.raises(SlackApiError) as caught:
        await client.users_info(user=town.pat.id)
    assert caught.value.response["needed"] == "users:read"
    slack.installation.scopes.discard("channels:history")
    assert await refused(client.conversations_history(channel=town.shared.id)) == "missing_scope"


async def test_posting_is_refused_where_the_bot_has_no_business(
    slack: SlackStandIn, client: AsyncWebClient, town: Town
) -> None:
    elsewhere = slack.world.add_channel("elsewhere", slack.team, [town.pat])
    secret = slack.world.add_channel("secret", slack.team, [town.pat], private=True)
    assert await refused(client.chat_postMessage(channel=elsewhere.id, text="x")) == "not_in_channel"
    assert await refused(client.chat_postMessage(channel=secret.id, text="x")) == "channel_not_found"
    town.inside.is_archived = True
    assert await refused(client.chat_postMessage(channel=town.inside.id, text="x")) == "is_archived"
    assert await refused(client.api_call("chat.postMessage", json={"channel": town.shared.id})) == "no_text"
    assert await refused(client.chat_postMessage(channel=town.shared.id, text="x" * 40_001)) == "msg_too_long"
    assert (
        await refused(client.chat_postMessage(channel=town.shared.id, text="x", thread_ts="1.1")) == "thread_not_found"
    )


async def test_outsiders_get_direct_messages_only_while_a_channel_is_shared(
    slack: SlackStandIn, client: AsyncWebClient, town: Town
) -> None:
    posted = await client.chat_postMessage(channel=town.ana.id, text="hello")
    opened = await client.conversations_open(users=town.ana.id)
    assert opened["channel"]["id"] == posted["channel"]
    assert [m.text for m in slack.people.sees(town.ana)] == ["hello"]
    slack.world.leave(town.shared, town.ana)
    assert await refused(client.chat_postMessage(channel=town.ana.id, text="x")) == "channel_not_found"
    assert await refused(client.conversations_open(users=town.ana.id)) == "user_not_found"
    assert await refused(client.chat_postMessage(channel=town.bot.id, text="x")) == "cannot_dm_bot"
    town.gus.deleted = True
    assert await refused(client.conversations_open(users=town.gus.id)) == "user_disabled"


async def test_a_message_is_changed_and_removed_by_its_author_only(
    slack: SlackStandIn, client: AsyncWebClient, town: Town
) -> None:
    place = town.shared.id
    posted = await client.chat_postMessage(channel=place, text="one", blocks=[section("one")])
    ts = str(posted["ts"])
    await client.chat_update(channel=place, ts=ts, text="two")
    message = slack.vendor.timeline.find(place, ts)
    assert message is not None
    assert message.text == "two"
    assert message.blocks
    await client.chat_update(channel=place, ts=ts, text="three", blocks=[])
    assert message.blocks == []
    assert [text for text, _ in message.versions] == ["one", "two"]
    assert await refused(client.chat_update(channel=place, ts=ts, text="x" * 4001)) == "msg_too_long"
    assert await refused(client.chat_update(channel=place, ts="1.1", text="x")) == "message_not_found"
    theirs = slack.vendor.timeline.post(town.shared, town.ana, "mine")
    assert await refused(client.chat_update(channel=place, ts=theirs.ts, text="x")) == "cant_update_message"
    await client.chat_delete(channel=place, ts=ts)
    assert await refused(client.chat_update(channel=place, ts=ts, text="x")) == "message_not_found"


async def test_ephemeral_messages_are_seen_by_one_and_vanish(
    slack: SlackStandIn, client: AsyncWebClient, town: Town
) -> None:
    await client.chat_postEphemeral(channel=town.shared.id, user=town.ana.id, text="psst")
    assert "psst" in slack.people.reads(town.ana, town.shared)
    assert "psst" not in slack.people.reads(town.pat, town.shared)
    assert slack.vendor.timeline.readers(slack.people.latest(town.ana, town.shared)) == {town.ana.id}
    assert (await client.conversations_history(channel=town.shared.id))["messages"] == []
    slack.people.reload(town.ana)
    assert slack.people.sees(town.ana, town.shared) == []
    stranger = client.chat_postEphemeral(channel=town.shared.id, user=town.gus.id, text="x")
    assert await refused(stranger) == "user_not_in_channel"


async def test_metadata_comes_back_from_history_when_asked_for(
    slack: SlackStandIn, client: AsyncWebClient, town: Town
) -> None:
    mark = {"event_type": "delivery", "event_payload": {"token": "t1"}}
    await client.chat_postMessage(channel=town.shared.id, text="x", metadata=mark)
    plain = (await client.conversations_history(channel=town.shared.id))["messages"][0]
    full = await client.conversations_history(channel=town.shared.id, include_all_metadata=True)
    assert "metadata" not in plain
    assert full["messages"][0]["metadata"] == mark
    bad = {"event_type": "delivery", "event_payload": "t1"}
    assert await refused(client.chat_postMessage(channel=town.shared.id, text="x", metadata=bad)) == (
        "invalid_metadata_format"
    )
    large = {"event_type": "delivery", "event_payload": {"token": "t" * 9000}}
    posted = client.chat_postMessage(channel=town.shared.id, text="x", metadata=large)
    assert await refused(posted) == "metadata_too_large"


async def test_history_is_cut_into_pages_newest_first(slack: SlackStandIn, client: AsyncWebClient, town: Town) -> None:
    stamps = [str((await client.chat_postMessage(channel=town.shared.id, text=str(n)))["ts"]) for n in range(5)]
    pages = [
        [message["text"] for message in page["messages"]]
        async for page in await client.conversations_history(channel=town.shared.id, limit=2)
    ]
    assert pages == [["4", "3"], ["2", "1"], ["0"]]
    newer = await client.conversations_history(channel=town.shared.id, oldest=stamps[2])
    assert [message["text"] for message in newer["messages"]] == ["4", "3"]


async def test_outsiders_and_strangers_lack_what_the_vendor_may_not_know(
    slack: SlackStandIn, client: AsyncWebClient, town: Town
) -> None:
    assert "email" in (await client.users_info(user=town.pat.id))["user"]["profile"]
    ana = (await client.users_info(user=town.ana.id))["user"]
    assert (ana["team_id"], ana["is_stranger"], "email" in ana["profile"]) == ("T0ACME", False, False)
    assert (await client.users_info(user=town.gus.id))["user"]["is_restricted"] is True
    far = slack.world.add_user("Far Away", slack.world.add_team("Else"))
    assert await refused(client.users_info(user=far.id)) == "user_not_found"
    far.is_stranger = True
    assert "real_name" not in (await client.users_info(user=far.id))["user"]


async def test_channels_tell_who_shares_them(slack: SlackStandIn, client: AsyncWebClient, town: Town) -> None:
    info = (await client.conversations_info(channel=town.shared.id))["channel"]
    assert (info["is_ext_shared"], info["connected_team_ids"]) == (True, ["T0ACME"])
    listed = await client.users_conversations(types="public_channel,private_channel")
    assert {channel["name"] for channel in listed["channels"]} == {"acme", "product"}
    assert len((await client.conversations_members(channel=town.shared.id))["members"]) == 3


async def test_a_trigger_works_once_and_for_three_seconds() -> None:
    clock = SetClock(NOON)
    async with SlackStandIn(clock=clock) as slack:
        pat = slack.world.add_user("Pat", slack.team)
        client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
        first = slack.vendor.views.trigger(pat.id, pat.team_id)
        opened = await client.views_open(trigger_id=first.id, view=modal(section("x")))
        again = client.views_open(trigger_id=first.id, view=modal(section("x")))
        assert await refused(again) == "exchanged_trigger_id"
        late = slack.vendor.views.trigger(pat.id, pat.team_id)
        clock.put(NOON + timedelta(seconds=4))
        assert await refused(client.views_open(trigger_id=late.id, view=modal(section("x")))) == "expired_trigger_id"
        assert await refused(client.views_open(trigger_id="1.2.x", view=modal(section("x")))) == "invalid_trigger_id"
        view_id, stale = opened["view"]["id"], opened["view"]["hash"]
        await client.views_update(view_id=view_id, hash=stale, view=modal(section("y")))
        assert (
            await refused(client.views_update(view_id=view_id, hash=stale, view=modal(section("z")))) == "hash_conflict"
        )
        assert await refused(client.views_update(view_id="V404", view=modal(section("z")))) == "not_found"


async def test_three_modals_lie_on_each_other_and_no_more(
    slack: SlackStandIn, client: AsyncWebClient, town: Town
) -> None:
    views = slack.vendor.views
    top = (await client.views_open(trigger_id=views.trigger(town.pat.id, "T0VENDOR").id, view=modal(section("1"))))[
        "view"
    ]
    for _ in range(2):
        trigger = views.trigger(town.pat.id, "T0VENDOR", top["id"])
        top = (await client.views_push(trigger_id=trigger.id, view=modal(typed_input("x"))))["view"]
    trigger = views.trigger(town.pat.id, "T0VENDOR", top["id"])
    assert await refused(client.views_push(trigger_id=trigger.id, view=modal(section("4")))) == "push_limit_reached"


async def test_a_file_is_uploaded_and_shared(slack: SlackStandIn, client: AsyncWebClient, town: Town) -> None:
    await client.files_upload_v2(content="a,b\n1,2", filename="answers.csv", channel=town.inside.id)
    shown = slack.people.latest(town.pat, town.inside)
    assert shown.files[0]["name"] == "answers.csv"
    assert next(iter(slack.vendor.files.values())).content == b"a,b\n1,2"


async def test_forms_and_unknown_methods_and_broken_json_are_answered_too(slack: SlackStandIn, town: Town) -> None:
    async with aiohttp.ClientSession() as session:

        async def ask(method: str, **sent: Any) -> dict[str, Any]:
            async with session.post(slack.api_url + method, **sent) as answer:
                body: dict[str, Any] = await answer.json()
                return body

        form = {"token": slack.bot_token, "channel": town.shared.id, "text": "x", "blocks": "[{]"}
        assert (await ask("chat.postMessage", data=form))["error"] == "invalid_blocks_format"
        assert (await ask("chat.postMessage", data=form | {"blocks": '[{"type":"divider"}]'}))["ok"]
        assert (await ask("chat.shout", data=form))["error"] == "unknown_method"
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {slack.bot_token}"}
        assert (await ask("auth.test", data="{", headers=headers))["error"] == "invalid_json"
        assert (await ask("auth.test", json={"token": slack.bot_token}))["error"] == "not_authed"


async def test_every_call_is_remembered(slack: SlackStandIn, client: AsyncWebClient, town: Town) -> None:
    await client.chat_postMessage(channel=town.shared.id, text="x")
    await refused(client.chat_postMessage(channel="C404", text="x"))
    calls = slack.calls("chat.postMessage")
    assert [(call.ok, call.error, call.team_id) for call in calls] == [
        (True, None, "T0VENDOR"),
        (False, "channel_not_found", "T0VENDOR"),
    ]
    assert calls[0].token == slack.bot_token
