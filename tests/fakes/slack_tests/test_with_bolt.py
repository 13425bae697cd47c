"""A real Bolt app and the vendor's own client work against the stand-in."""

import asyncio
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import Impossible, SlackStandIn
from tests.fakes.slack.messages import Message
from tests.fakes.slack_tests.conftest import Town
from tests.fakes.slack_tests.pieces import actions, button, modal, option, section, typed_input

Said = list[dict[str, Any]]


async def _poll(client: AsyncWebClient, slack: SlackStandIn, town: Town, *more: dict[str, Any]) -> Message:
    blocks = [section("Which first?"), actions(button("Offline mode", "vote:1"), button("Dark mode", "vote:2")), *more]
    posted = await client.chat_postMessage(channel=town.shared.id, text="Which first?", blocks=blocks)
    message = slack.vendor.timeline.find(town.shared.id, str(posted["ts"]))
    assert message is not None
    return message


async def test_an_outsiders_click_reaches_bolt_and_its_reply_only_the_outsider(
    slack: SlackStandIn, client: AsyncWebClient, town: Town, app: AsyncApp
) -> None:
    bodies: Said = []

    @app.action("vote:1")
    async def vote(ack: Any, body: dict[str, Any], respond: Any, context: Any) -> None:
        bodies.append(body | {"_context_team": context.team_id})
        await ack()
        await respond(text="Your vote is recorded", response_type="ephemeral")

    message = await _poll(client, slack, town)
    outcome = await slack.people.press(message, "Offline mode", as_=town.ana)

    assert outcome.ok
    assert outcome.private_text == "Your vote is recorded"
    assert "recorded" not in slack.people.reads(town.pat, town.shared)
    assert bodies[0]["team"]["id"] == "T0VENDOR" == bodies[0]["_context_team"]
    assert bodies[0]["user"]["team_id"] == "T0ACME"
    assert bodies[0]["message"]["ts"] == message.ts


async def test_a_modal_is_opened_refused_corrected_and_closed(
    slack: SlackStandIn, client: AsyncWebClient, town: Town, app: AsyncApp
) -> None:
    bodies: Said = []

    @app.action("vote:1")
    async def vote(ack: Any, body: dict[str, Any]) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=modal(typed_input("Why?")))
        await ack()

    @app.view("feedback")
    async def submitted(ack: Any, body: dict[str, Any], view: dict[str, Any]) -> None:
        bodies.append(body)
        text = view["state"]["values"]["say"]["say_text"]["value"]
        if text == "no":
            await ack(response_action="errors", errors={"say": "Say more"})
        else:
            await ack()

    message = await _poll(client, slack, town)
    view = (await slack.people.press(message, "vote:1", as_=town.ana)).opened
    assert view is not None
    assert slack.people.modal(town.ana) is view
    with pytest.raises(Impossible, match="fill it in"):
        await slack.people.submit(view, as_=town.ana)
    refused = await slack.people.submit(view, {"Why?": "no"}, as_=town.ana)
    assert refused.errors == {"say": "Say more"}
    assert not view.closed
    assert (await slack.people.submit(view, {"Why?": "because"}, as_=town.ana)).ok
    assert view.closed
    assert bodies[0]["team"]["id"] == "T0ACME"
    assert bodies[0]["view"]["app_installed_team_id"] == "T0VENDOR"
    assert bodies[0]["user"]["team_id"] == "T0ACME"


async def test_a_command_is_answered_at_once_and_later_and_outsiders_do_not_have_it(
    slack: SlackStandIn, town: Town, app: AsyncApp
) -> None:
    @app.command("/cab")
    async def cab(ack: Any, command: dict[str, Any], respond: Any) -> None:
        await ack(f"You said {command['text']}")
        await respond("And later")

    outcome = await slack.people.command("/cab", "results <P1>", as_=town.pat, channel="#acme")
    assert outcome.ok
    assert outcome.private_text == "And later\nYou said results &lt;P1&gt;"
    assert "valid command" in str((await slack.people.command("/cab", as_=town.ana, channel="acme")).trouble)
    assert len(slack.people.deliveries) == 1


async def test_menus_and_boxes_arrive_with_their_state(
    slack: SlackStandIn, client: AsyncWebClient, town: Town, app: AsyncApp
) -> None:
    bodies: Said = []

    async def note(ack: Any, body: dict[str, Any]) -> None:
        bodies.append(body)
        await ack()

    for name in ("boxes", "menu", "more"):
        app.action(name)(note)
    boxes = {"type": "checkboxes", "action_id": "boxes", "options": [option("A"), option("B")]}
    menu = {"type": "static_select", "action_id": "menu", "options": [option("X"), option("Y")]}
    more = {"type": "overflow", "action_id": "more", "options": [option("Pause me"), option("My answers")]}
    message = await _poll(client, slack, town, actions(boxes, menu), section("more", more))
    await slack.people.tick(message, ["A", "B"], as_=town.ana)
    await slack.people.choose(message, "Y", as_=town.ana)
    await slack.people.choose(message, "Pause me", as_=town.ana)
    assert [o["value"] for o in bodies[0]["actions"][0]["selected_options"]] == ["A", "B"]
    assert bodies[1]["actions"][0]["selected_option"]["value"] == "Y"
    settings = next(iter(bodies[1]["state"]["values"].values()))
    assert len(settings["boxes"]["selected_options"]) == 2
    assert bodies[2]["actions"][0]["selected_option"]["value"] == "Pause me"


async def test_events_come_with_an_id_and_are_told_again_until_taken(
    slack: SlackStandIn, town: Town, app: AsyncApp
) -> None:
    seen: Said = []

    @app.event("app_mention")
    async def mentioned(body: dict[str, Any]) -> None:
        seen.append(body)
        if len(seen) < 3:
            raise RuntimeError("not yet")

    @app.event("message")
    async def written() -> None:
        pass

    @app.error
    async def broke() -> Any:
        from slack_bolt import BoltResponse

        return BoltResponse(status=500)

    _, told = await slack.people.mention("help", as_=town.ana, channel=town.shared)
    assert [d.status for d in told.attempts] == [500, 500, 200]
    assert len({body["event_id"] for body in seen}) == 1
    assert seen[0]["event"]["user_team"] == "T0ACME"
    assert seen[0]["authorizations"][0]["team_id"] == "T0VENDOR"
    assert seen[0]["is_ext_shared_channel"] is True


async def test_a_silent_app_is_given_three_seconds_and_no_more(slack: SlackStandIn, town: Town, app: AsyncApp) -> None:
    @app.command("/cab")
    async def cab(ack: Any) -> None:
        await asyncio.sleep(0.5)
        await ack()

    slack.people.courier.patience = 0.1
    outcome = await slack.people.command("/cab", as_=town.pat, channel="acme")
    assert "operation_timeout" in str(outcome.trouble)
    assert slack.people.errors == ["http_timeout"]


async def test_the_client_is_told_the_vendors_own_error_words(client: AsyncWebClient, town: Town) -> None:
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="C404", text="hello")
    assert caught.value.response["error"] == "channel_not_found"


async def test_a_home_tab_is_published_and_pressed(
    slack: SlackStandIn, client: AsyncWebClient, town: Town, app: AsyncApp
) -> None:
    @app.event("app_home_opened")
    async def opened(event: dict[str, Any]) -> None:
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [actions(button("Go"))]})

    bodies: Said = []

    @app.action("go")
    async def go(ack: Any, body: dict[str, Any]) -> None:
        bodies.append(body)
        await ack()

    assert (await slack.people.open_home(town.pat)).ok
    home = slack.people.home(town.pat)
    assert home is not None
    assert (await slack.people.press(home, "Go", as_=town.pat)).ok
    assert bodies[0]["container"] == {"type": "view", "view_id": home.id}
