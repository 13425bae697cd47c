"""The chat client's server side: what a person sees, and what comes of everything they can do there."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.objects import encoded
from tests.fakes.slack import SlackStandIn
from tests.fakes.slack.messages import Message
from tests.fakes.slack.world import Channel, User
from tests.fakes.slack_tests.conftest import Town
from tests.fakes.slack_tests.ear import Ear
from tests.fakes.slack_tests.pieces import actions, button, modal, section, typed_input


async def sight(slack: SlackStandIn, who: User, at: Channel | None = None) -> dict[str, Any]:
    """What the page shows `who` in `at`."""
    asked = {"as": who.id, "at": at.id if at else ""}
    async with aiohttp.ClientSession() as browser, browser.get(f"{slack.url}/sight", params=asked) as answer:
        seen: dict[str, Any] = await answer.json()
    return seen


async def do(slack: SlackStandIn, deed: str, who: User, **rest: object) -> dict[str, Any]:
    """What the page is told after somebody did something."""
    body = {"do": deed, "as": who.id, **rest}
    async with aiohttp.ClientSession() as browser, browser.post(f"{slack.url}/deed", json=body) as answer:
        told: dict[str, Any] = await answer.json()
    return told


@pytest.mark.parametrize("name", ["", "client/client.js", "client/blocks.js", "client/marks.js", "client/client.css"])
async def test_the_page_and_what_it_is_made_of_come_from_the_stand_in_alone(slack: SlackStandIn, name: str) -> None:
    async with aiohttp.ClientSession() as browser, browser.get(f"{slack.url}/{name}") as answer:
        text = await answer.text()
    assert answer.status == 200
    assert "https://" not in text


async def test_no_other_file_is_handed_out(slack: SlackStandIn) -> None:
    async with aiohttp.ClientSession() as browser, browser.get(f"{slack.url}/client/routes.py") as answer:
        assert answer.status == 404


async def test_each_person_sees_their_own_places_and_asides(
    slack: SlackStandIn, client: AsyncWebClient, town: Town
) -> None:
    await client.chat_postMessage(channel=town.shared.id, text="for both")
    await client.chat_postEphemeral(channel=town.shared.id, user=town.pat.id, text="for Pat")
    pat, ana = await sight(slack, town.pat, town.shared), await sight(slack, town.ana, town.shared)
    assert [(m["text"], m["private"]) for m in pat["messages"]] == [("for both", False), ("for Pat", True)]
    assert [m["text"] for m in ana["messages"]] == ["for both"]
    assert {p["name"] for p in ana["places"] if p["kind"] != "im"} == {"acme"}
    assert (bool(pat["bot"]), bool(ana["bot"])) == (True, False)


async def test_no_token_or_secret_is_shown(slack: SlackStandIn, town: Town) -> None:
    text = str(await sight(slack, town.pat, town.shared))
    assert not any(secret in text for secret in (slack.bot_token, slack.app_token, slack.signing_secret))


async def test_a_pressed_button_reaches_the_app_as_a_signed_click(
    slack: SlackStandIn, town: Town, ear: Ear, poll: Message
) -> None:
    action = poll.blocks[0]["elements"][0]["action_id"]
    told = await do(slack, "press", town.ana, channel=town.shared.id, ts=poll.ts, action=action)
    assert (told["trouble"], ear.last["type"], ear.last["user"]["id"]) == (None, "block_actions", town.ana.id)


async def test_a_line_is_a_message_and_a_name_with_an_at_is_a_mention(
    slack: SlackStandIn, town: Town, ear: Ear
) -> None:
    await do(slack, "say", town.ana, channel=town.shared.id, text=f"@{town.bot.real_name} status <now>")
    assert [body["event"]["type"] for body in ear.bodies] == ["message", "app_mention"]
    assert ear.last["event"]["text"] == f"<@{town.bot.id}> status &lt;now&gt;"


async def test_a_line_with_a_slash_is_a_command_and_only_where_the_app_is(
    slack: SlackStandIn, town: Town, ear: Ear
) -> None:
    assert (await do(slack, "say", town.pat, channel=town.inside.id, text="/cab status"))["trouble"] is None
    told = await do(slack, "say", town.ana, channel=town.shared.id, text="/cab status")
    assert told["trouble"] == "/cab is not a valid command."


async def test_a_reply_goes_into_the_thread(slack: SlackStandIn, town: Town, ear: Ear, poll: Message) -> None:
    await do(slack, "say", town.ana, channel=town.shared.id, text="me too", thread=poll.ts)
    seen = await sight(slack, town.pat, town.shared)
    assert [m.get("thread_ts") for m in seen["messages"]] == [None, poll.ts]


async def test_a_dialog_is_filled_in_and_its_errors_come_back(slack: SlackStandIn, town: Town, ear: Ear) -> None:
    body = modal(typed_input("Name", "name"))
    installation = slack.installation
    view = slack.vendor.views.show(
        body,
        user_id=town.pat.id,
        team_id=town.pat.team_id,
        installed_team_id=installation.team_id,
        app_id=installation.app_id,
        bot_id=installation.bot_id,
    )
    ear.answers.append((200, encoded({"response_action": "errors", "errors": {"name": "too short"}})))
    told = await do(slack, "submit", town.pat, view=view.id, values=[["name", "name_text", "x"]])
    seen = (await sight(slack, town.pat))["modal"]
    assert (told["errors"], seen["errors"]) == ({"name": "too short"}, {"name": "too short"})
    assert ear.last["view"]["state"]["values"]["name"]["name_text"]["value"] == "x"


async def test_the_app_is_invited_by_whoever_presses(slack: SlackStandIn, town: Town, ear: Ear) -> None:
    await do(slack, "add channel", town.pat, name="Globex shared", company="Globex", person="Gina Wolf")
    place = slack.world.channel("globex-shared")
    await do(slack, "invite bot", town.pat, channel=place.id)
    joined = ear.last["event"]
    assert (joined["user"], joined["inviter"], place.is_ext_shared) == (town.bot.id, town.pat.id, True)


async def test_what_nobody_could_do_is_said_and_changes_nothing(
    slack: SlackStandIn, town: Town, ear: Ear, poll: Message
) -> None:
    told = [
        await do(slack, "press", town.ana, channel=town.shared.id, ts=poll.ts, action="no such"),
        await do(slack, "press", town.ana, channel=town.shared.id, ts="1.0", action="x"),
        await do(slack, "say", town.ana, channel=town.inside.id, text="let me in"),
        await do(slack, "fly", town.ana),
    ]
    assert all(one["trouble"] for one in told)
    assert ear.bodies == []


async def test_without_an_app_the_client_says_so(slack: SlackStandIn, town: Town) -> None:
    told = await do(slack, "say", town.pat, channel=town.inside.id, text="/cab")
    assert "nothing is connected" in told["trouble"]


async def test_an_uploaded_picture_is_shown(slack: SlackStandIn, client: AsyncWebClient, town: Town) -> None:
    await client.files_upload_v2(content=b"\x89PNG", filename="chart.png", channel=town.inside.id)
    (message,) = (await sight(slack, town.pat, town.inside))["messages"]
    address = f"{slack.url}/files/{message['files'][0]['id']}"
    async with aiohttp.ClientSession() as browser, browser.get(address) as answer:
        assert (answer.content_type, await answer.read()) == ("image/png", b"\x89PNG")


async def test_a_reload_takes_the_asides_away(slack: SlackStandIn, client: AsyncWebClient, town: Town) -> None:
    await client.chat_postEphemeral(
        channel=town.inside.id, user=town.pat.id, text="x", blocks=[section("aside"), actions(button("Yes"))]
    )
    await do(slack, "reload", town.pat)
    assert (await sight(slack, town.pat, town.inside))["messages"] == []
