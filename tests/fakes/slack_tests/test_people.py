"""People act as the vendor would let them, and the app is told in the vendor's shapes."""

import json

import aiohttp
import pytest
from slack_bolt.request.internals import extract_actor_team_id, extract_enterprise_id, extract_team_id
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.objects import Json
from tests.fakes.slack import Impossible, SlackStandIn
from tests.fakes.slack.messages import Message
from tests.fakes.slack_tests.conftest import Town
from tests.fakes.slack_tests.ear import Ear
from tests.fakes.slack_tests.pieces import actions, button, modal, option, section, typed_input


async def test_every_request_is_signed(slack: SlackStandIn, town: Town, ear: Ear, poll: Message) -> None:
    await slack.people.press(poll, "Yes", as_=town.ana)
    delivery = slack.people.deliveries[0]
    assert ear.verifier.is_valid_request(delivery.raw, ear.headers[0])
    await slack.people.courier.again(delivery)
    assert ear.bodies[0] == ear.bodies[1]
    unsigned = await slack.people.courier.raw(b"{", {"Content-Type": "application/json"}, signed=True)
    assert unsigned.status == 500


async def test_a_post_only_outsider_cannot_press(slack: SlackStandIn, town: Town, ear: Ear, poll: Message) -> None:
    slack.world.join(town.shared, town.ana, post_only=True)
    outcome = await slack.people.press(poll, "Yes", as_=town.ana)
    assert not outcome.ok
    assert ear.bodies == []


async def test_what_is_not_there_cannot_be_pressed(slack: SlackStandIn, town: Town, ear: Ear, poll: Message) -> None:
    with pytest.raises(Impossible):
        await slack.people.press(poll, "No", as_=town.ana)
    poll.deleted = True
    with pytest.raises(Impossible):
        await slack.people.press(poll, "Yes", as_=town.ana)


async def test_a_refused_click_is_a_warning_sign(slack: SlackStandIn, town: Town, ear: Ear, poll: Message) -> None:
    ear.answers = [(503, "")]
    assert (await slack.people.press(poll, "Yes", as_=town.ana)).trouble == "http_error"
    assert slack.people.errors == ["http_error"]


async def test_on_both_sides_the_payload_may_name_the_customers_workspace(
    slack: SlackStandIn, town: Town, ear: Ear, poll: Message
) -> None:
    theirs = slack.install(town.acme)
    assert theirs.bot_token != slack.bot_token
    await slack.people.press(poll, "Yes", as_=town.ana, team=town.acme)
    assert (ear.last["team"]["id"], ear.last["user"]["team_id"]) == ("T0ACME", "T0ACME")
    assert ear.last["message"]["team"] == "T0VENDOR"
    assert (await slack.people.command("/cab", as_=town.ana, channel="acme")).ok
    assert ear.last["team_id"] == "T0ACME"


async def test_grid_people_carry_their_enterprise(
    slack: SlackStandIn, client: AsyncWebClient, town: Town, ear: Ear, poll: Message
) -> None:
    big = slack.world.add_team("Big", "T0BIG", enterprise="E0BIG")
    kim = slack.world.add_user("Kim Lee", big)
    slack.world.join(town.shared, kim)
    assert kim.id.startswith("W")
    await slack.people.mention("hello", as_=kim, channel=town.shared)
    assert ear.last["event"]["user_team"] == "E0BIG"
    assert extract_actor_team_id(ear.last) is None
    assert (ear.bodies[0]["team_id"], ear.bodies[0]["enterprise_id"]) == ("T0BIG", "E0BIG")
    assert extract_team_id(ear.bodies[0]) == "T0VENDOR"
    trigger = slack.vendor.views.trigger(kim.id, kim.team_id)
    await client.views_open(trigger_id=trigger.id, view=modal(typed_input("x")))
    view = slack.people.modal(kim)
    assert view is not None
    await slack.people.submit(view, {"x": "y"}, as_=kim)
    assert (ear.last["team"]["enterprise_id"], extract_enterprise_id(ear.last)) == ("E0BIG", "E0BIG")
    assert extract_team_id(ear.last) == "T0VENDOR"


async def test_an_organisation_wide_installation_names_no_workspace(
    slack: SlackStandIn, town: Town, ear: Ear, poll: Message
) -> None:
    slack.installation.is_enterprise_install = True
    await slack.people.press(poll, "Yes", as_=town.pat)
    assert (ear.last["team"], ear.last["is_enterprise_install"]) == (None, True)
    assert extract_team_id(ear.last) == "T0VENDOR"


async def test_a_submission_can_update_push_and_clear(
    slack: SlackStandIn, client: AsyncWebClient, town: Town, ear: Ear
) -> None:
    trigger = slack.vendor.views.trigger(town.ana.id, town.ana.team_id)
    await client.views_open(trigger_id=trigger.id, view=modal(typed_input("x")))
    view = slack.people.modal(town.ana)
    assert view is not None
    update = {"response_action": "update", "view": modal(typed_input("y"), title="Second")}
    push = {"response_action": "push", "view": modal(section("sure?"), title="Third")}
    broken = {"response_action": "update", "view": {"type": "modal"}}
    wrong = {"response_action": "errors", "errors": {"nowhere": "x"}}
    ear.answers = [(200, json.dumps(a)) for a in (broken, wrong, update, push, {"response_action": "clear"})]
    for _ in range(2):
        assert not (await slack.people.submit(view, {"say": "1"}, as_=town.ana)).ok
    await slack.people.submit(view, {"say": "1"}, as_=town.ana)
    assert view.body["title"]["text"] == "Second"
    await slack.people.submit(view, {"say": "1"}, as_=town.ana)
    top = slack.people.modal(town.ana)
    assert top is not None
    assert (top.previous_id, top.root_id) == (view.id, view.id)
    await slack.people.submit(top, as_=town.ana)
    assert slack.people.modal(town.ana) is None


async def test_a_response_url_takes_five_posts_within_half_an_hour(
    town: Town, ear: Ear, poll: Message, slack: SlackStandIn
) -> None:
    await slack.people.press(poll, "Yes", as_=town.ana)
    url = ear.last["response_url"]
    async with aiohttp.ClientSession() as session:

        async def post(body: Json) -> tuple[int, str]:
            async with session.post(url, json=body) as answer:
                return answer.status, await answer.text()

        assert await post({"text": "private"}) == (200, "ok")
        assert await post({"text": "new words", "replace_original": True}) == (200, "ok")
        assert poll.text == "new words"
        assert (await post({}))[1] == "no_text"
        assert await post({"text": "for all", "response_type": "in_channel"}) == (200, "ok")
        assert "for all" in slack.people.reads(town.pat, town.shared)
        assert await post({"delete_original": True}) == (200, "ok")
        assert poll.deleted
        assert await post({"text": "fifth"}) == (200, "ok")
        assert await post({"text": "sixth"}) == (404, "used_url")
    assert len(slack.calls("response_url")) == 7


async def test_a_response_url_dies_after_half_an_hour(town: Town, ear: Ear, slack: SlackStandIn) -> None:
    url = slack.hooks.fresh(slack.installation, town.shared, town.ana.id, "T0VENDOR")
    hook = slack.hooks.all[url.rsplit("/", 1)[1]]
    hook.born -= 1801
    assert slack.hooks.post(hook.id, {"text": "x"}) == (404, "expired_url")


async def test_an_ephemeral_button_comes_without_its_message(
    slack: SlackStandIn, client: AsyncWebClient, town: Town, ear: Ear
) -> None:
    await client.chat_postEphemeral(
        channel=town.shared.id, user=town.ana.id, text="x", blocks=[actions(button("Undo"))]
    )
    seen = slack.people.latest(town.ana, town.shared)
    await slack.people.press(seen, "Undo", as_=town.ana)
    assert ear.last["container"]["is_ephemeral"] is True
    assert "message" not in ear.last
    with pytest.raises(Impossible):
        await slack.people.press(seen, "Undo", as_=town.pat)


async def test_shortcuts_suggestions_and_closing_arrive(
    slack: SlackStandIn, client: AsyncWebClient, town: Town, ear: Ear, poll: Message
) -> None:
    people = slack.people
    await people.shortcut("ask", as_=town.pat)
    assert ear.last["type"] == "shortcut"
    await people.shortcut("count", as_=town.pat, message=poll)
    assert (ear.last["type"], ear.last["message_ts"]) == ("message_action", poll.ts)
    assert not (await people.shortcut("ask", as_=town.ana)).ok
    lookup = {"type": "external_select", "action_id": "who", "min_query_length": 1}
    view = modal(section("x", lookup)) | {"notify_on_close": True}
    await client.views_open(trigger_id=slack.vendor.views.trigger(town.pat.id, "T0VENDOR").id, view=view)
    opened = people.modal(town.pat)
    assert opened is not None
    ear.answers = [(200, json.dumps({"options": [option("Acme")]}))]
    assert await people.options(opened, "who", "ac", as_=town.pat) == [option("Acme")]
    assert (ear.last["type"], ear.last["value"]) == ("block_suggestion", "ac")
    await people.close(opened, as_=town.pat)
    assert (ear.last["type"], ear.last["is_cleared"]) == ("view_closed", False)


async def test_a_forged_payload_is_signed_all_the_same(
    slack: SlackStandIn, town: Town, ear: Ear, poll: Message
) -> None:
    def forge(body: Json) -> None:
        body["actions"][0]["value"] = "other"

    with slack.people.courier.forging(forge):
        await slack.people.press(poll, "Yes", as_=town.ana)
    assert ear.last["actions"][0]["value"] == "other"
    assert ear.verifier.is_valid_request(slack.people.deliveries[0].raw, ear.headers[0])


async def test_clicks_can_be_held_back_and_arrive_in_another_order(
    slack: SlackStandIn, town: Town, ear: Ear, poll: Message
) -> None:
    with slack.people.courier.holding() as held:
        for who in (town.ana, town.pat):
            await slack.people.press(poll, "Yes", as_=who)
    assert ear.bodies == []
    await slack.people.courier.release(reversed(held))
    assert [body["user"]["id"] for body in ear.bodies] == [town.pat.id, town.ana.id]
    stamps = [body["actions"][0]["action_ts"] for body in ear.bodies]
    assert stamps == sorted(stamps, reverse=True)


async def test_a_double_click_comes_twice_with_times_of_its_own(
    slack: SlackStandIn, town: Town, ear: Ear, poll: Message
) -> None:
    await slack.people.press(poll, "Yes", as_=town.ana, times=2)
    assert len({body["actions"][0]["action_ts"] for body in ear.bodies}) == 2
    assert len({body["trigger_id"] for body in ear.bodies}) == 2


async def test_boxes_are_unticked_and_fields_in_messages_wait_for_a_button(
    slack: SlackStandIn, client: AsyncWebClient, town: Town, ear: Ear
) -> None:
    boxes = {"type": "checkboxes", "action_id": "boxes", "options": [option("A"), option("B")]}
    blocks = [section("x"), actions(boxes, button("Send")), typed_input("Why?")]
    posted = await client.chat_postMessage(channel=town.shared.id, text="x", blocks=blocks)
    message = slack.timeline.find(town.shared.id, str(posted["ts"]))
    assert message is not None
    await slack.people.tick(message, ["A"], as_=town.ana)
    await slack.people.tick(message, [], as_=town.ana)
    assert ear.last["actions"][0]["selected_options"] == []
    slack.people.fill(message, {"Why?": "so"}, as_=town.ana)
    assert len(ear.bodies) == 2
    await slack.people.press(message, "Send", as_=town.ana)
    assert ear.last["state"]["values"]["say"]["say_text"]["value"] == "so"
    await slack.people.press(message, "Send", as_=town.pat)
    assert ear.last["state"]["values"]["say"]["say_text"]["value"] is None


async def test_nobody_can_press_for_an_app_that_is_gone(
    slack: SlackStandIn, town: Town, ear: Ear, poll: Message
) -> None:
    slack.installs.remove(slack.installation)
    assert not (await slack.people.press(poll, "Yes", as_=town.ana)).ok
    assert ear.bodies == []
    _, told = await slack.people.write("hello?", as_=town.ana, channel=town.shared)
    assert told.attempts == []
    fresh = slack.install(slack.team)
    assert fresh.bot_user_id == town.bot.id
    assert (await slack.people.press(poll, "Yes", as_=town.ana)).ok
