"""People of other tenants in Teams' shared channels: they answer where they read, and nowhere else reaches them."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from bot.domain.channels import ChannelKind
from storage import references
from tests.fakes.teams.world import Conversation
from tests.teams.members import (
    answers_of,
    asked,
    asked_openly,
    counts,
    known,
    looked,
    owner,
    person,
    posted,
    shared,
    shows,
)
from tests.teams.office import Office

pytestmark = pytest.mark.asyncio(loop_scope="module")
LINES = (
    "help",
    "my answers",
    "results",
    "status",
    "close",
    "cancel",
    "export",
    "roadmap",
    "summary",
    "audit",
    "members",
)


def channel(floor: Office, company: str = "Acme") -> Conversation:
    """A company's channel."""
    return floor.customers[company]


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def customers(floor: Office) -> AsyncIterator[None]:
    """A customer by a shared channel, and one whose people are guests."""
    await shared(floor, "Acme", "Ana Ruiz", "Ben Ott")
    await floor.customer("Globex", "Cem Kaya")
    await shared(floor, "Everybody", "Zoe Unknown", kind=ChannelKind.SHARED_ROOM)
    channel(floor, "Everybody").members.add(person(floor, "Ana").aad)
    yield


async def test_an_outsider_answers_in_the_channel_and_joins_its_account_with_it(floor: Office) -> None:
    card, ana = await asked(floor, "From outside?"), person(floor, "Ana")
    done = await floor.press(card, "Yes", as_=ana)
    assert done.ok, done.trouble
    assert "Your answer: Yes" in done.private_text
    assert "you speak for Acme" in done.private_text
    again = await floor.press(card, "No", as_=ana)
    assert "you speak for" not in again.private_text
    assert len(await answers_of(floor)) == 1
    kept = await known(floor, "Ana Ruiz")
    assert kept is not None
    assert not kept.staff
    assert "Your answer: No" in await looked(floor, card, ana)


async def test_nothing_is_ever_sent_to_an_outsiders_own_chat(floor: Office) -> None:
    card, ana = await asked(floor, "No chat?"), person(floor, "Ana")
    await floor.press(card, "Yes", as_=ana)
    for entry in ("My answers", "Who sees this", "Pause me", "Report a problem", "Not my area", "Skip"):
        done = await floor.press(card, entry, as_=ana)
        assert done.ok, (entry, done.trouble)
        assert done.card is not None, entry
    assert floor.teams.people.sees(ana) == []


async def test_that_nobody_can_write_to_an_outsider_is_known_and_not_tried_again(floor: Office) -> None:
    card, ana = await asked(floor, "No way?"), person(floor, "Ana")
    await floor.press(card, "Yes", as_=ana)
    before = len(floor.teams.calls("create"))
    done = await floor.press(card, "My answers", as_=ana)
    assert "No way?" in done.private_text
    assert len(floor.teams.calls("create")) == before
    async with floor.house.bot.database.read(await owner(floor)) as work:
        way = await references.find(work, f"teams:{floor.teams.tenant.id}:{ana.aad}")
    assert way is not None
    assert way.outside
    await floor.press(card, "No", as_=ana)
    async with floor.house.bot.database.read(await owner(floor)) as work:
        later = await references.find(work, way.address)
    assert later is not None
    assert replace(later, seen_at=way.seen_at) == way, "what they press later says nothing of it"


async def test_an_outsiders_own_answers_are_shown_and_taken_back_in_their_own_copy(floor: Office) -> None:
    ana, ben = person(floor, "Ana"), person(floor, "Ben")
    await floor.press(await asked(floor, "Older one?"), "Yes", as_=ana)
    card = await asked(floor, "Newer one?")
    await floor.press(card, "Yes", as_=ana)
    done = await floor.press(card, "My answers", as_=ana)
    assert "Older one?" in done.private_text
    assert "Older one?" not in shows(floor, card, ben)
    gone = await floor.press(card, "Withdraw my answer", as_=ana)
    assert gone.ok
    assert await answers_of(floor) == []


async def test_an_outsider_writes_in_a_dialog(floor: Office) -> None:
    card, ana = await asked_openly(floor, "In words?"), person(floor, "Ana")
    opened = await floor.press(card, "Write your answer", as_=ana)
    assert opened.dialog is not None
    done = await floor.teams.people.submit(opened.dialog, {"text": "Better search"})
    await floor.settle()
    assert "Better search" in done.private_text
    assert len(await answers_of(floor)) == 1


async def test_a_client_of_an_outsider_without_executable_actions_is_not_left_in_the_dark(floor: Office) -> None:
    """There is no private way to them: the vote counts, and their own view of the message tells them so."""
    card, ben = await asked(floor, "Old client?"), person(floor, "Ben")
    before = len(floor.teams.timeline.standing(channel(floor).id))
    done = await floor.press(card, "Yes", as_=ben, fallback=True)
    assert done.ok
    assert len(await answers_of(floor)) == 1
    assert len(floor.teams.timeline.standing(channel(floor).id)) == before
    assert "Your answer: Yes" in await looked(floor, card, ben)


@pytest.mark.parametrize("line", LINES)
async def test_a_command_of_an_outsider_does_nothing_and_posts_nothing_of_it(floor: Office, line: str) -> None:
    ana = person(floor, "Ana")
    await asked(floor, "Whose command?")
    before = await counts(floor)
    standing = len(floor.teams.timeline.standing(channel(floor).id))
    await floor.teams.people.mention(line, as_=ana, to=channel(floor))
    await floor.settle()
    assert await counts(floor) == before
    new = [each for each in floor.teams.timeline.standing(channel(floor).id)[standing:] if each.from_app]
    assert len(new) <= 1
    for each in new:
        assert "Whose command?" not in str(each.activity)
        assert "private" in str(each.activity)


async def test_nothing_private_of_the_staff_is_posted_where_outsiders_read_along(floor: Office) -> None:
    card = await asked(floor, "Internal?")
    await floor.press(card, "Yes", as_=person(floor, "Ana"))
    for line in ("results", "status", "members", "audit", "summary", "export"):
        standing = len([each for each in floor.teams.timeline.standing(channel(floor).id) if each.from_app])
        await floor.cab(line, channel=channel(floor))
        now = len([each for each in floor.teams.timeline.standing(channel(floor).id) if each.from_app])
        assert now == standing, line


async def test_the_vendors_own_people_have_no_voice_there(floor: Office) -> None:
    card, before = await asked(floor, "Staff?"), await counts(floor)
    done = await floor.press(card, "Yes", as_=floor.pat)
    assert done.ok
    assert "only customers" in done.private_text
    assert await counts(floor) == before


async def test_in_a_room_that_companies_share_who_is_of_no_company_yet_is_not_counted(floor: Office) -> None:
    zoe = person(floor, "Zoe")
    await asked(floor, "Shared room?")
    card = posted(floor, "Everybody")
    done = await floor.press(card, "Yes", as_=zoe)
    assert done.ok
    assert await answers_of(floor) == []
    done = await floor.press(card, "Yes", as_=person(floor, "Ana"))
    assert "Your answer: Yes" in done.private_text
    assert len(await answers_of(floor)) == 1


async def test_one_person_who_reads_in_two_channels_has_one_voice(floor: Office) -> None:
    """Ana presses in Acme's channel and in the room of all."""
    ana, first = person(floor, "Ana"), await asked(floor, "Once or twice?")
    await floor.press(first, "Yes", as_=ana)
    await floor.press(posted(floor, "Everybody"), "No", as_=ana)
    assert len(await answers_of(floor)) == 1


async def test_somebody_of_one_company_has_no_voice_in_anothers_channel(floor: Office) -> None:
    ana = person(floor, "Ana")
    world = floor.teams.world
    world.teams[channel(floor, "Globex").id].members.add(ana.aad)
    first = await asked(floor, "Two companies?")
    await floor.press(first, "Yes", as_=ana)
    before = await counts(floor)
    done = await floor.press(posted(floor, "Globex"), "No", as_=ana)
    assert done.ok
    assert done.private_text
    assert await counts(floor) == before
