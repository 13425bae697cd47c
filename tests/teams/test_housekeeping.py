"""What happens around the board in Teams: the app, people, channels and teams come and go; nothing crashes or repeats.

Whoever looks after the board is told once, and when a way opens again the board goes on by itself.
"""

import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.actions import enrol
from bot.actions.find_way import ways_in
from bot.domain.channels import ChannelKind
from handlers.teams import people as people_of_teams
from tests.fakes.teams.messages import Message
from tests.fakes.teams.reading import lines
from tests.fakes.teams.world import Conversation, Person, Team
from tests.teams.office import Office, office

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def floor(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """An office that the tests of this module share; each has a customer of its own."""
    async with office(tmp_path_factory.mktemp("floor") / "cab") as one:
        yield one


def posted(floor: Office, where: Conversation) -> list[Message]:
    """What the app says in a channel now."""
    return [each for each in floor.teams.timeline.standing(where.id) if each.from_app]


def notices(floor: Office, words: str) -> int:
    """How many messages in the product channel speak of this."""
    return sum(words in "\n".join(lines(each.card)) for each in posted(floor, floor.product))


async def asked(floor: Office, company: str, title: str) -> tuple[Conversation, Person, Message]:
    """A customer of the test's own, with an open poll."""
    channel, (one,) = await floor.customer(company, f"{company} Person")
    done = await floor.cab(f'poll "{title}" "Yes" "No"', channel=channel)
    assert done.ok
    await floor.wait(seconds=10)
    [card] = posted(floor, channel)
    return channel, one, card


def team_of(floor: Office, channel: Conversation) -> Team:
    """The team a channel belongs to."""
    return floor.teams.world.teams[str(channel.team_id)]


async def test_where_the_app_was_removed_nothing_is_posted_and_once_it_is_back_the_board_goes_on(
    floor: Office,
) -> None:
    channel, one, card = await asked(floor, "Removed", "Before it was removed?")
    team = team_of(floor, channel)
    await floor.teams.people.remove_from_team(team, by=floor.pat)
    await floor.settle()
    before = len(floor.teams.calls("create", "send", "update"))
    await floor.cab("close", channel=floor.product)
    await floor.cab('poll "While it is away?" "Yes" "No"')
    await floor.wait(hours=2)
    tried = [
        each
        for each in floor.teams.calls("create", "send", "update")[before:]
        if channel.id in json.dumps(each.body) + each.conversation
    ]
    assert tried == []
    assert notices(floor, "a channel is silent") == 1
    await floor.teams.people.add_to_team(team, by=floor.pat)
    await floor.settle()
    await floor.cab('poll "Back again?" "Yes" "No"', channel=channel)
    await floor.wait(minutes=1)
    assert [each for each in posted(floor, channel) if "Back again?" in json.dumps(each.activity)]
    assert "This poll has closed" in "\n".join(lines(card.card)), "what stood there tells that it is closed"
    assert one.aad in team.members


async def test_a_team_that_is_archived_is_left_alone_until_it_is_not(floor: Office) -> None:
    channel, one, card = await asked(floor, "Archived", "Before the archive?")
    team = team_of(floor, channel)
    silent = notices(floor, "a channel is silent")
    await floor.teams.people.archive_team(team, by=floor.pat)
    await floor.settle()
    assert notices(floor, "a channel is silent") == silent + 1
    before = len(posted(floor, channel))
    await floor.cab('poll "In the archive?" "Yes" "No"')
    await floor.wait(minutes=5)
    assert len(posted(floor, channel)) == before
    await floor.teams.people.archive_team(team, by=floor.pat, back=True)
    await floor.settle()
    assert "Yes" in (await floor.press(card, "Yes", as_=one)).private_text
    await floor.wait(minutes=1)
    assert "answered so far" in "\n".join(lines(card.card))


async def test_a_team_that_was_deleted_is_told_once_and_never_written_to(floor: Office) -> None:
    channel, _, _ = await asked(floor, "Deleted", "Before it was deleted?")
    silent = notices(floor, "a channel is silent")
    await floor.teams.people.delete_team(team_of(floor, channel), by=floor.pat)
    await floor.cab("close", channel=floor.product)
    await floor.wait(hours=1)
    assert notices(floor, "a channel is silent") == silent + 1
    assert not [each for each in floor.teams.calls("create", "send", "update") if each.status == 404]


async def test_a_channel_is_renamed_deleted_and_restored(floor: Office) -> None:
    channel, _, _ = await asked(floor, "Renamed", "Before the new name?")
    people = floor.teams.people
    await people.rename_channel(channel, "Council of Renamed", by=floor.pat)
    await floor.settle()
    assert "Council of Renamed" in (await floor.cab("channel")).private_text
    silent = notices(floor, "a channel is silent")
    await people.delete_channel(channel, by=floor.pat)
    await floor.settle()
    assert notices(floor, "a channel is silent") == silent + 1
    await people.restore_channel(channel, by=floor.pat)
    await floor.settle()
    await floor.cab('poll "Restored?" "Yes" "No"', channel=channel)
    await floor.wait(minutes=1)
    assert [each for each in posted(floor, channel) if "Restored?" in json.dumps(each.activity)]


async def test_a_product_channel_that_is_shared_with_outsiders_falls_silent_and_admins_are_told_in_private(
    floor: Office,
) -> None:
    _, one, card = await asked(floor, "Shared", "Before it was shared?")
    other = floor.teams.world.add_team("Curious", floor.teams.world.add_tenant("Curious"))
    stranger = floor.teams.world.add_person("Cory Curious", other.tenant_id)
    other.members.add(stranger.aad)
    crew = floor.teams.world.add_channel("Internal results", floor.crew, [floor.pat])
    people = floor.teams.people
    await people.share_channel(crew, other, by=floor.pat)
    await floor.settle()
    # A channel nobody said anything of: nothing happens. The product channel: nothing internal is posted there.
    await people.share_channel(floor.product, other, by=floor.pat)
    await floor.settle()
    before = len(posted(floor, floor.product))
    await floor.press(card, "Yes", as_=one)
    await floor.cab("close")
    await floor.wait(minutes=5)
    assert len(posted(floor, floor.product)) == before
    assert "a channel is silent" in people.reads(floor.pat)
    await people.unshare_channel(floor.product, other, by=floor.pat)
    await floor.settle()


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


async def test_who_removed_the_app_from_their_own_chat_is_not_written_to_and_their_commands_open_it_again(
    floor: Office,
) -> None:
    nia = floor.staff("Nia Gone")
    people = floor.teams.people
    await people.install(as_=nia)
    await floor.cab("members rights <at>Nia Gone</at> pm", channel=floor.product)
    await people.uninstall(as_=nia)
    await floor.settle()
    before = len(floor.teams.timeline.standing(floor.teams.world.personal(nia).id))
    said = await people.mention("status", as_=nia, to=floor.product)
    await floor.settle()
    assert said.ok
    assert len(floor.teams.timeline.standing(floor.teams.world.personal(nia).id)) == before
    thread = "\n".join(line for each in posted(floor, floor.product) for line in lines(each.card))
    assert "we have no chat yet" in thread
    assert "How the boards are doing" not in thread
    await people.install(as_=nia)
    assert "How the boards are doing" in (await floor.cab("status", as_=nia)).private_text


async def test_who_left_the_company_has_no_rights_once_they_were_looked_up_again(
    floor: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    oda, home = floor.staff("Oda Leaving"), floor.teams.tenant.id
    await floor.teams.people.install(as_=oda)
    await floor.cab("members rights <at>Oda Leaving</at> pm", channel=floor.product)
    assert "How the boards" in (await floor.cab("status", as_=oda)).private_text
    # Now a guest there: somebody of another company.
    oda.tenant_id, oda.guest_of = floor.teams.world.add_tenant("Elsewhere").id, {home}
    assert people_of_teams.FRESH <= 60
    monkeypatch.setattr(people_of_teams, "FRESH", 0.0)  # A minute later.
    denied = await floor.teams.people.write("status", as_=oda, tenant_id=home)
    await floor.settle()
    assert denied.private
    assert "How the boards" not in denied.private_text


async def test_who_was_taken_out_of_a_team_is_looked_up_anew_at_once(floor: Office) -> None:
    _, one, card = await asked(floor, "Leaving", "Before they left?")
    assert "Yes" in (await floor.press(card, "Yes", as_=one)).private_text
    before = len(floor.teams.calls("members", "member"))
    await floor.teams.people.leave(team_of(floor, floor.customers["Leaving"]), who=one, by=floor.pat)
    await floor.teams.people.join(team_of(floor, floor.customers["Leaving"]), who=one, by=floor.pat)
    await floor.settle()
    await floor.press(card, "No", as_=one)
    assert len(floor.teams.calls("members", "member")) > before
