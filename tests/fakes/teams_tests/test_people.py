"""People write, press, look, fill in and react; what happens around the app is told in whole activities."""

from datetime import timedelta

import pytest
from botbuilder.schema import Activity
from botbuilder.schema.teams import TeamsChannelData

from bot.clock import SetClock
from tests.fakes.objects import Json
from tests.fakes.teams import Connector, Impossible
from tests.fakes.teams.messages import Message
from tests.fakes.teams_tests.conftest import Caller, Town
from tests.fakes.teams_tests.ear import Ear
from tests.fakes.teams_tests.pieces import card, dialog, execute, opens, own, submit, ticks, typed, words


async def test_a_mention_in_a_thread_is_a_whole_message(teams: Connector, town: Town, ear: Ear, poll: Message) -> None:
    await teams.people.mention("close P1", as_=town.ana, under=poll)
    told = ear.last
    assert told["text"] == "<at>Northwind Council</at> close P1\n"
    assert told["conversation"] == {
        "conversationType": "channel",
        "tenantId": teams.tenant.id,
        "id": f"{town.shared.id};messageid={poll.id}",
        "isGroup": True,
    }
    assert told["from"] == {"id": town.ana.mri, "name": "Ana Ruiz", "aadObjectId": town.ana.aad}
    assert told["recipient"]["id"] == f"28:{teams.app_id}"
    assert told["channelData"]["channel"] == {"id": town.shared.id}
    assert told["localTimestamp"].endswith("+01:00")
    assert [entity["type"] for entity in told["entities"]] == ["clientInfo", "mention"]


async def test_the_app_hears_only_what_mentions_it(teams: Connector, town: Town, ear: Ear) -> None:
    await teams.people.write("among us", as_=town.ana, to=town.shared)
    assert ear.heard == []
    with pytest.raises(Impossible):
        await teams.people.write("hello", as_=town.ana)


async def test_a_press_shows_a_card_of_ones_own_until_the_message_changes(
    teams: Connector, town: Town, ear: Ear, poll: Message, app: Caller
) -> None:
    ear.answer(own(card(words("You said Yes"), actions=[execute("Change", cab="again")])))
    outcome = await teams.people.press(poll, "Yes", as_=town.ana)
    assert ear.last["value"] == {
        "action": {"type": "Action.Execute", "title": "Yes", "verb": "cab", "data": {"cab": "vote:1"}},
        "trigger": "manual",
    }
    assert (ear.last["name"], ear.last["replyToId"]) == ("adaptiveCard/action", poll.id)
    assert outcome.ok
    assert outcome.private_text == "You said Yes\n[Change]"
    assert teams.people.reads(town.ana, town.shared) == "You said Yes\n[Change]"
    assert teams.people.reads(town.pat, town.shared) == "Which?\n[Yes] [No]"
    await app.update(poll, card(words("Closed")))
    assert teams.people.reads(town.ana, town.shared) == "Closed"


async def test_an_old_client_falls_back_to_submit(teams: Connector, town: Town, ear: Ear, poll: Message) -> None:
    await teams.people.press(poll, "No", as_=town.ana, fallback=True)
    assert (ear.last["type"], ear.last["value"], ear.last["replyToId"]) == ("message", {"cab": "vote:2"}, poll.id)
    assert "text" not in ear.last


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (200, None),
        (200, {"status": 200, "body": {}}),
        (200, {"statusCode": 200, "type": "application/vnd.microsoft.card.adaptive", "value": {"type": "Card"}}),
        (200, {"statusCode": 201, "type": "application/vnd.microsoft.activity.message", "value": "x"}),
        (200, {"statusCode": 200, "type": "text/plain", "value": "x"}),
        (200, {"statusCode": 400, "type": "application/vnd.microsoft.error", "value": "x"}),
        (500, {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": "x"}),
    ],
)
async def test_an_answer_no_client_understands_is_trouble(
    teams: Connector, town: Town, ear: Ear, poll: Message, status: int, answer: Json | None
) -> None:
    ear.answers.append((status, answer))
    outcome = await teams.people.press(poll, "Yes", as_=town.ana)
    assert "Something went wrong" in str(outcome.trouble)
    assert len(teams.wrong) == (1 if status == 200 else 0)


async def test_a_note_is_shown_to_its_reader_alone(teams: Connector, town: Town, ear: Ear, poll: Message) -> None:
    ear.answer({"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": "Too late."})
    assert (await teams.people.press(poll, "Yes", as_=town.ana)).note == "Too late."
    assert [(s.content, s.readers) for s in teams.shown()[1:]] == [("Too late.", frozenset({town.ana.aad}))]


async def test_a_card_renews_itself_once_a_minute_for_those_it_names(
    teams: Connector, town: Town, ear: Ear, app: Caller, clock: SetClock
) -> None:
    refresh = {"type": "Refresh", "action": execute("", cab="see"), "userIds": [town.ana.mri]}
    del refresh["action"]["fallback"]  # type: ignore[attr-defined]
    await app.send(town.shared, card(words("Poll"), refresh=refresh))
    message = teams.people.latest(town.ana, town.shared)
    for _ in range(2):
        ear.answer(own(card(words("Yours"), refresh=refresh)))
    assert await teams.people.look(message, as_=town.ana)
    assert await teams.people.look(message, as_=town.ana) is None
    assert await teams.people.look(message, as_=town.pat) is None
    clock.put(clock.now() + timedelta(minutes=1))
    assert await teams.people.look(message, as_=town.ana)
    assert [a["value"]["trigger"] for a in ear.heard] == ["automatic", "automatic"]


async def test_a_dialog_opens_takes_words_and_closes(teams: Connector, town: Town, ear: Ear, app: Caller) -> None:
    await app.send(town.home, card(ticks("picked", "a", "b"), actions=[opens("Write", cab="write:1", mark="m")]))
    ear.answer(dialog(card(typed("text"), actions=[submit("Send", cab="write:1")])))
    opened = await teams.people.press(teams.people.latest(town.pat), "Write", as_=town.pat, inputs={"picked": ["a"]})
    assert ear.last["value"]["data"] == {
        "cab": "write:1",
        "mark": "m",
        "msteams": {"type": "task/fetch"},
        "picked": "a",
    }
    assert opened.dialog is not None
    assert (opened.dialog.title, opened.private_text) == ("Feedback", "Feedback\nYour words\n‹›\n[Send]")
    ear.answer({"task": {"type": "message", "value": "Thank you"}})
    done = await teams.people.submit(opened.dialog, {"text": "Offline mode"})
    assert ear.last["name"] == "task/submit"
    assert ear.last["value"] == {"data": {"cab": "write:1", "text": "Offline mode"}, "context": {"theme": "default"}}
    assert (done.note, opened.dialog.closed) == ("Thank you", True)


async def test_a_dialog_that_nobody_can_show_is_trouble(teams: Connector, town: Town, ear: Ear, app: Caller) -> None:
    await app.send(town.home, card(actions=[opens("Write", cab="write:1")]))
    message = teams.people.latest(town.pat)
    for wrong in (None, {"task": {"type": "open"}}, dialog(card(actions=[execute("Send")])), {"task": "x"}):
        ear.answers.append((200, wrong))
        assert not (await teams.people.press(message, "Write", as_=town.pat)).ok
    assert len(teams.wrong) == 4


async def test_what_nobody_answers_comes_again_after_15_seconds(
    teams: Connector, town: Town, ear: Ear, clock: SetClock
) -> None:
    ear.answers.append((503, None))
    await teams.people.write("hello", as_=town.pat)
    assert await teams.people.courier.redeliver() == []
    clock.put(clock.now() + timedelta(seconds=15))
    assert [d.ok for d in await teams.people.courier.redeliver()] == [True]
    assert [a["id"] for a in ear.heard] == [ear.heard[0]["id"]] * 2
    teams.people.courier.patience, ear.slow = 0.05, 0.2
    assert (await teams.people.write("slow", as_=town.pat)).trouble == "no answer in time"


async def test_a_crowd_may_share_a_token(teams: Connector, town: Town, ear: Ear, clock: SetClock) -> None:
    teams.people.courier.reuses_tokens = True
    for minutes in (0, 58, 1):
        clock.put(clock.now() + timedelta(minutes=minutes))
        await teams.people.write("x", as_=town.pat)
    tokens = [delivery.headers["Authorization"] for delivery in teams.people.deliveries]
    assert (tokens[0] == tokens[1], tokens[1] == tokens[2], len(ear.heard)) == (True, False, 3)


async def test_activities_can_come_in_another_order(teams: Connector, town: Town, ear: Ear) -> None:
    courier = teams.people.courier
    with courier.holding() as held:
        await teams.people.write("one", as_=town.pat)
        await teams.people.write("two", as_=town.pat)
    await courier.release(reversed(list(held)))
    await courier.overheard(courier.deliveries[0])
    assert [a["text"] for a in ear.heard] == ["two", "one", "two"]


async def test_everything_around_the_app_is_told(teams: Connector, town: Town, ear: Ear, poll: Message) -> None:
    people, world = teams.people, teams.world
    lab = world.add_team("Lab", teams.tenant, [town.pat])
    await people.add_to_team(lab, by=town.pat)
    channel, _ = await people.create_channel(lab, "News", by=town.pat)
    await people.rename_channel(channel, "Old news", by=town.pat)
    await people.delete_channel(channel, by=town.pat)
    await people.restore_channel(channel, by=town.pat)
    theirs = world.add_team("Acme team", town.acme, [town.ana])
    shared = world.add_channel("Shared", lab, [town.pat])
    await people.share_channel(shared, theirs, by=town.pat)
    await people.unshare_channel(shared, theirs, by=town.pat)
    await people.join(shared, who=town.gus, by=town.pat)
    await people.join(lab, who=town.gus, by=town.pat)
    await people.leave(lab, who=town.gus)
    await people.rename_team(lab, "Labs", by=town.pat)
    await people.archive_team(lab, by=town.pat)
    await people.archive_team(lab, by=town.pat, back=True)
    await people.remove_from_team(lab, by=town.pat)
    await people.install(as_=town.gus, tenant_id=teams.tenant.id)
    await people.uninstall(as_=town.gus, tenant_id=teams.tenant.id)
    await people.react(poll, as_=town.ana)
    told = [
        (a["type"].removesuffix("Update"), a.get("action") or a["channelData"].get("eventType", "")) for a in ear.heard
    ]
    assert told == [
        ("conversation", "teamMemberAdded"),
        ("installation", "add"),
        ("conversation", "channelCreated"),
        ("conversation", "channelRenamed"),
        ("conversation", "channelDeleted"),
        ("conversation", "channelRestored"),
        ("conversation", "channelShared"),
        ("conversation", "channelUnshared"),
        ("conversation", "channelMemberAdded"),
        ("conversation", "teamMemberAdded"),
        ("conversation", "teamMemberRemoved"),
        ("conversation", "teamRenamed"),
        ("conversation", "teamArchived"),
        ("conversation", "teamUnarchived"),
        ("conversation", "teamMemberRemoved"),
        ("installation", "remove"),
        ("conversation", ""),
        ("installation", "add"),
        ("installation", "remove"),
        ("messageReaction", ""),
    ]
    assert ear.heard[0]["membersAdded"] == [teams.vendor.bot]
    for activity in ear.heard:
        read, data = Activity().deserialize(activity), TeamsChannelData().deserialize(activity["channelData"])
        assert activity["conversation"]["tenantId"] == data.tenant.id == teams.tenant.id
        assert read.from_property.aad_object_id
        assert read.recipient.id == f"28:{teams.app_id}"
        assert read.service_url == teams.region_url


async def test_the_app_hears_nothing_where_it_is_gone(teams: Connector, town: Town, ear: Ear, poll: Message) -> None:
    await teams.people.remove_from_team(town.team, by=town.pat)
    heard = len(ear.heard)
    assert (await teams.people.press(poll, "Yes", as_=town.ana)).trouble
    with pytest.raises(Impossible):
        await teams.people.mention("hello", as_=town.ana, to=town.shared)
    await teams.people.leave(town.shared, who=town.ana)
    with pytest.raises(Impossible, match="does not see"):
        await teams.people.press(poll, "Yes", as_=town.ana)
    assert len(ear.heard) == heard
