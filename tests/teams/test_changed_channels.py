"""Channels and teams change around the app: unshared, renamed, upgraded; each is told once, nothing is posted again."""

import pytest

from bot.actions import enrol
from bot.actions.find_way import ways_in
from bot.domain.channels import ChannelKind
from tests.fakes.teams.reading import lines, text
from tests.fakes.teams.world import ChannelType, Conversation, Team
from tests.teams.office import Office
from tests.teams.test_housekeeping import asked, notices, posted, team_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def shared(floor: Office, company: str, title: str) -> tuple[Conversation, Team]:
    """A channel of the vendor's that is shared with a company's team and with one of its own, with an open poll."""
    world = floor.teams.world
    theirs = world.add_team(company, world.add_tenant(company))
    theirs.members.add(world.add_person(f"{company} Person", theirs.tenant_id).aad)
    host = world.add_team(f"{company} and us", floor.teams.tenant, [floor.pat])
    channel = world.add_channel(company, host, [floor.pat])
    await floor.teams.people.share_channel(channel, theirs, by=floor.pat)
    await floor.teams.people.add_to_team(host, by=floor.pat, channel=channel)
    await floor.settle()
    place = f"teams:{floor.teams.tenant.id}:{channel.id}"
    await enrol.add_channel(floor.house.bot, floor.board, place, kind=ChannelKind.CUSTOMER, account=company)
    assert (await floor.cab(f'poll "{title}" "Yes" "No"', channel=channel)).ok
    await floor.wait(seconds=10)
    return channel, theirs


async def test_a_customers_channel_is_severed_when_the_last_of_them_is_gone_and_not_before(floor: Office) -> None:
    channel, theirs = await shared(floor, "Severed", "Before it was unshared?")
    people, silent = floor.teams.people, notices(floor, "a channel is silent")
    sales = floor.teams.world.add_team("Our own sales", floor.teams.tenant, [floor.staff("Sal Sales")])
    await people.share_channel(channel, sales, by=floor.pat)
    await people.unshare_channel(channel, sales, by=floor.pat)
    await floor.settle()
    assert notices(floor, "a channel is silent") == silent, "the customer still reads there"
    told = await people.unshare_channel(channel, theirs, by=floor.pat)
    await floor.settle()
    assert told.delivery is not None
    await people.courier.again(told.delivery)
    await floor.settle()
    before = len(posted(floor, channel))
    await floor.cab('poll "After it was unshared?" "Yes" "No"')
    await floor.wait(hours=2)
    assert len(posted(floor, channel)) == before
    assert notices(floor, "a channel is silent") == silent + 1
    said = [line for each in posted(floor, floor.product) for line in lines(each.card)]
    assert any("no longer shared with that company" in line for line in said)


async def test_while_nobody_can_tell_who_is_left_the_event_waits(floor: Office) -> None:
    channel, theirs = await shared(floor, "Unsure", "Before nobody could tell?")
    silent = notices(floor, "a channel is silent")
    floor.teams.script.refuse("members", 502, times=None)
    await floor.teams.people.unshare_channel(channel, theirs, by=floor.pat)
    await floor.settle()
    assert notices(floor, "a channel is silent") == silent
    floor.teams.script.clear()
    await floor.wait(minutes=30)
    await floor.teams.people.rename_channel(channel, "Unsure", by=floor.pat)  # Any word wakes the inbox.
    await floor.wait(minutes=1)
    assert notices(floor, "a channel is silent") == silent + 1


async def test_an_upgrade_of_the_app_asks_greets_and_posts_nothing_again(floor: Office) -> None:
    people, world = floor.teams.people, floor.teams.world
    nia = floor.staff("Nia Upgraded")
    await people.install(as_=nia)
    channel, _, _ = await asked(floor, "Upgraded", "Before the upgrade?")
    open_ = world.add_team("Not settled yet", floor.teams.tenant, [floor.pat])
    await people.add_to_team(open_, by=floor.pat)
    await floor.settle()
    question = "I was added to Not settled yet"
    gone = world.add_channel("Deleted one", team_of(floor, channel), [floor.pat])
    await people.mention("hello", as_=floor.pat, to=gone)
    place = f"teams:{floor.teams.tenant.id}:{gone.id}"
    await enrol.add_channel(floor.house.bot, floor.board, place, kind=ChannelKind.SHARED_ROOM, account=None)
    await people.delete_channel(gone, by=floor.pat)
    await floor.settle()
    silent = notices(floor, "a channel is silent")
    asks, greeted, there = people.reads(floor.pat).count(question), people.reads(nia), len(posted(floor, channel))
    assert asks == 1
    for where in (world.personal(nia), world.personal(floor.pat), channel, world.conversations[open_.id]):
        await people.upgrade(where, by=nia if where == world.personal(nia) else floor.pat)
    await floor.settle()
    await floor.cab('poll "After the upgrade?" "Yes" "No"', channel=floor.product)
    await floor.wait(minutes=5)
    assert people.reads(nia) == greeted
    assert len(posted(floor, channel)) == there + 1
    assert people.reads(floor.pat).count(question) == asks
    assert notices(floor, "a channel is silent") == silent, "what is still deleted stays silent, and is not told again"


async def test_a_team_and_a_channel_of_it_are_renamed_and_the_others_keep_their_names(floor: Office) -> None:
    channel, _, _ = await asked(floor, "Newname", "Before both were renamed?")
    people, team = floor.teams.people, team_of(floor, channel)
    side = floor.teams.world.add_channel("Side talk", team, [floor.pat])
    await people.mention("hello", as_=floor.pat, to=side)
    await people.rename_channel(side, "Other talk", by=floor.pat)
    await floor.settle()
    named = {each.conversation: each.name for each in await ways_in(floor.house.bot, f"teams:{floor.teams.tenant.id}")}
    assert named[side.id] == "Newname › Other talk"
    assert named[channel.id] == "Newname"
    await people.rename_team(team, "Newest name", by=floor.pat)
    await floor.settle()
    named = {each.conversation: each.name for each in await ways_in(floor.house.bot, f"teams:{floor.teams.tenant.id}")}
    assert named[side.id] == "Newest name › Other talk"
    assert named[channel.id] == "Newest name"
    assert "Newest name" in (await floor.cab("channel")).private_text


async def test_two_events_of_one_adding_that_come_half_a_minute_apart_ask_once(floor: Office) -> None:
    team = floor.teams.world.add_team("Slow events", floor.teams.tenant, [floor.pat])
    people = floor.teams.people
    with people.courier.holding() as held:
        await people.add_to_team(team, by=floor.pat)
    first, second = list(held)
    await people.courier.release([first])
    await floor.settle()
    await floor.wait(seconds=30)
    await people.courier.release([second])
    await floor.settle()
    assert people.reads(floor.pat).count("I was added to Slow events. Whose channel is it?") == 1


async def test_every_channel_of_a_team_is_reached_again_once_the_app_is_back_in_it(floor: Office) -> None:
    first, _, _ = await asked(floor, "Twofold", "Before it went?")
    people, team = floor.teams.people, team_of(floor, first)
    second = floor.teams.world.add_channel("Second", team, [floor.pat], type=ChannelType.STANDARD)
    await people.mention("hello", as_=floor.pat, to=second)
    await floor.settle()
    place = f"teams:{floor.teams.tenant.id}:{second.id}"
    await enrol.add_channel(floor.house.bot, floor.board, place, kind=ChannelKind.CUSTOMER, account="Twofold too")
    await people.remove_from_team(team, by=floor.pat)
    await floor.settle()
    await people.add_to_team(team, by=floor.pat)
    await floor.settle()
    assert (await floor.cab('poll "After it came back?" "Yes" "No"')).ok
    await floor.wait(minutes=2)
    for channel in (first, second):
        assert [each for each in posted(floor, channel) if "After it came back?" in text(each.card)], channel.name
