"""What happens around the board in Teams: the app, people, channels and teams come and go; nothing crashes or repeats.

Whoever looks after the board is told once, and when a way opens again the board goes on by itself.
"""

import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

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


@pytest.mark.soak
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
