"""The Bot Connector's calls do what the documents say, and refuse what they say is refused."""

import json
from urllib.parse import quote

import pytest

from tests.fakes.objects import Json
from tests.fakes.teams import Connector
from tests.fakes.teams.activities import HEAVIEST
from tests.fakes.teams.messages import Message
from tests.fakes.teams_tests.conftest import Caller, Town, activities
from tests.fakes.teams_tests.pieces import card, chart, message, words


def chat_with(teams: Connector, member: str) -> Json:
    return {
        "bot": teams.vendor.bot,
        "members": [{"id": member}],
        "channelData": {"tenant": {"id": teams.tenant.id}},
        "isGroup": False,
    }


def post_in(channel: str, content: Json | str) -> Json:
    return {"isGroup": True, "channelData": {"channel": {"id": channel}}, "activity": message(content)}


async def test_a_chat_is_opened_by_either_id_and_is_the_same_one(teams: Connector, app: Caller, town: Town) -> None:
    who = (town.pat.mri, town.pat.aad)
    ids = {(await app.call("POST", "conversations", chat_with(teams, one)))["id"] for one in who}
    assert (ids, app.status) == ({town.home.id}, 201)


async def test_a_guest_who_meets_the_app_can_be_written_to_and_an_outsider_cannot(
    teams: Connector, app: Caller, town: Town
) -> None:
    chat = await app.call("POST", "conversations", chat_with(teams, town.gus.mri))
    await app.send(chat["id"], "hello")
    assert teams.people.reads(town.gus) == "hello"
    refused = await app.call("POST", "conversations", chat_with(teams, town.ana.mri))
    assert (app.status, refused["error"]["code"]) == (403, "NotEnoughPermissions")
    stranger = teams.world.add_person("Sam", teams.tenant)
    refused = await app.call("POST", "conversations", chat_with(teams, stranger.mri))
    assert (app.status, refused["error"]["code"]) == (403, "BotNotInConversationRoster")


async def test_a_post_in_a_channel_has_a_thread_of_its_own(teams: Connector, app: Caller, town: Town) -> None:
    made = await app.call("POST", "conversations", post_in(town.shared.id, "first"))
    assert made["id"] == f"{town.shared.id};messageid={made['activityId']}"
    await app.send(made["id"], "beneath")
    await app.send(town.shared, "another", to=made["activityId"])
    await app.send(town.shared, "second")
    thread = teams.timeline.thread(town.shared.id, made["activityId"])
    assert [m.text for m in thread] == ["first", "beneath", "another"]
    assert teams.people.reads(town.ana, town.shared).splitlines() == ["first", "beneath", "another", "second"]


async def test_a_message_can_be_changed_and_taken_away(
    teams: Connector, app: Caller, town: Town, poll: Message
) -> None:
    await app.update(poll, card(words("Thank you")))
    assert teams.people.reads(town.ana, town.shared) == "Thank you"
    assert [len(v.activity["attachments"]) for v in poll.versions] == [1, 1]
    await app.call("DELETE", activities(poll.place, poll.id))
    assert (app.status, teams.people.sees(town.ana, town.shared)) == (200, [])
    refused = await app.update(poll, "late")
    assert (app.status, refused["error"]["code"]) == (404, "ActivityNotFoundInConversation")


async def test_what_people_said_is_not_the_apps_to_change(teams: Connector, app: Caller, town: Town) -> None:
    said = (await teams.people.write("mine", as_=town.ana, to=town.shared)).message
    assert said is not None
    await app.update(said, "yours")
    assert app.status == 403


@pytest.mark.parametrize(
    ("activity", "status", "why"),
    [
        (message(card(words("x" * HEAVIEST))), 413, "at most 28672"),
        (message(card(chart())), 400, "no fallback"),
        ({"type": "message"}, 400, "a text or an attachment"),
        ({"type": "invoke"}, 400, "cannot send"),
        ({"type": "message", "text": 3}, 400, "must be a text"),
        (
            message("x") | {"entities": [{"type": "mention", "mentioned": {"id": "29:1"}, "text": "<at>A</at>"}]},
            400,
            "A",
        ),
        ([], 400, "no JSON object"),
    ],
)
async def test_a_wrong_activity_is_refused(app: Caller, town: Town, activity: Json, status: int, why: str) -> None:
    refused = await app.call("POST", activities(town.home), activity)
    assert app.status == status
    assert why in refused["error"]["message"]


async def test_where_the_app_is_not_it_cannot_speak(teams: Connector, app: Caller, town: Town) -> None:
    codes = []

    async def said(place: str) -> None:
        refused = await app.send(place, "x")
        codes.append((app.status, refused["error"]["code"]))

    await said("19:nowhere@thread.tacv2")
    await said(f"{town.shared.id};messageid=1")
    teams.people.block(as_=town.pat)
    await said(town.home.id)
    town.home.installed = False
    await said(town.home.id)
    town.team.archived = True
    await said(town.general.id)
    town.team.installed = False
    await said(town.general.id)
    town.team.deleted = True
    await said(town.general.id)
    assert codes == [
        (404, "ConversationNotFound"),
        (404, "ConversationNotFound"),
        (403, "MessageWritesBlocked"),
        (403, "BotNotInConversationRoster"),
        (403, "MessageWritesBlocked"),
        (403, "BotNotInConversationRoster"),
        (404, "ConversationNotFound"),
    ]


async def test_a_code_can_be_told_in_another_way(teams: Connector, app: Caller, town: Town) -> None:
    teams.vendor.nested_codes = True
    teams.people.block(as_=town.pat)
    refused = await app.send(town.home, "x")
    assert refused["error"]["code"] == "ForbiddenOperationException"
    assert json.loads(refused["error"]["message"])["subCode"] == "MessageWritesBlocked"


async def test_shared_channels_need_an_app_that_says_it_can(teams: Connector, app: Caller, town: Town) -> None:
    teams.vendor.channel_features = False
    await app.send(town.shared, "x")
    assert app.status == 403


async def test_a_roster_comes_in_pages_and_tells_who_is_from_outside(teams: Connector, app: Caller, town: Town) -> None:
    teams.vendor.smallest_page = 1
    path, people, token = f"conversations/{quote(town.shared.id)}/pagedmembers", [], ""
    while True:
        page = await app.call("GET", f"{path}?pageSize=1&continuationToken={token}")
        people += page["members"]
        token = page.get("continuationToken", "")
        if not token:
            break
    told = {each["name"]: (each["tenantId"], each["userRole"], "email" in each) for each in people}
    assert told == {"Pat Manager": (teams.tenant.id, "user", True), "Ana Ruiz": (town.acme.id, "user", False)}
    one = await app.call("GET", f"conversations/{quote(town.team.id)}/members/{town.gus.aad}")
    assert (one["userRole"], one["tenantId"]) == ("guest", town.acme.id)
    await app.call("GET", f"conversations/{quote(town.team.id)}/members/{quote(town.ana.mri)}")
    assert app.status == 404


async def test_a_team_tells_its_name_and_channels(teams: Connector, app: Caller, town: Town) -> None:
    team = await app.call("GET", f"teams/{quote(town.team.id)}")
    assert (team["name"], team["aadGroupId"], team["channelCount"]) == ("Council", town.team.aad_group, 2)
    told = await app.call("GET", f"teams/{quote(town.team.id)}/conversations")
    assert [(c["name"], c["type"]) for c in told["conversations"]] == [(None, "standard"), ("Acme", "shared")]


async def test_each_region_speaks_for_its_own_tenants(teams: Connector, app: Caller, town: Town) -> None:
    before = teams.region_url
    await app.call("POST", activities(town.home), message("x"), base=f"{teams.url}/amer/")
    assert app.status == 201
    teams.people.move_region(teams.tenant.id, "emea")
    await app.call("POST", activities(town.home), message("x"), base=before)
    assert app.status == 404
    await app.send(town.home, "moved")
    assert app.status == 201
