"""Events that come hours late, or once more a day later: what is closed stays closed, and nothing goes out anew."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.fakes.slack.events import Told
from tests.slack.forging import asked, person
from tests.slack.office import Office
from tests.slack.rows import answers_of, counts, rounds_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def acme(floor: Office) -> AsyncIterator[None]:
    """A customer with two people."""
    await floor.customer("Acme", "Ana Ruiz", "Ben Ott")
    yield


def nothing_new(floor: Office) -> int:
    """How many messages everybody sees, anywhere."""
    return len([each for each in floor.slack.timeline.standing() if each.bot_id and not each.ephemeral_to])


def unheard(told: Told) -> Told:
    """The same happening under an id of its own, as if the first try of telling it were still to come."""
    return Told(envelope=told.envelope | {"event_id": f"{told.event_id}X"})


@pytest.mark.parametrize("hours", [2, 24])
async def test_an_event_that_is_told_again_hours_later_has_no_second_effect(floor: Office, hours: int) -> None:
    people = floor.slack.people
    _, told = await people.mention(f'poll "Told {hours}?" "Yes" "No"', as_=floor.pat, channel=floor.product)
    await floor.settle()
    polls, messages = len(await rounds_of(floor)), nothing_new(floor)
    await floor.wait(hours=hours)
    assert (await people.repeat(told, number=3)).status == 200
    await floor.settle()
    assert (len(await rounds_of(floor)), nothing_new(floor)) == (polls, messages)


async def test_what_was_typed_hours_ago_and_comes_only_now_is_not_done_and_its_author_is_told(floor: Office) -> None:
    people = floor.slack.people
    _, told = await people.mention("help", as_=floor.pat, channel=floor.product)
    line = dict(told.envelope["event"])
    line["text"] = str(line["text"]).replace("help", 'poll "Long ago?" "Yes" "No"')
    late = unheard(Told(envelope=told.envelope | {"event": line}))
    await floor.wait(hours=2)
    polls, messages = len(await rounds_of(floor)), nothing_new(floor)
    assert (await people.repeat(late)).status == 200
    await floor.settle()
    assert (len(await rounds_of(floor)), nothing_new(floor)) == (polls, messages)
    assert "more than an hour ago" in people.reads(floor.pat, floor.product)


async def test_a_reply_that_comes_after_the_close_does_not_open_it_again(floor: Office) -> None:
    people, ana = floor.slack.people, person(floor, "Ana")
    card = await asked(floor, "Closed by then?")
    assert (await floor.press(card, "Yes", as_=ana)).ok
    _, told = await people.reply_in_thread(card, "and one more thing", as_=ana)
    await floor.settle()
    late = unheard(told)
    assert (await floor.cab("close")).ok
    await floor.wait(hours=2)
    before, said, messages = await counts(floor), await answers_of(floor), nothing_new(floor)
    assert (await people.repeat(late)).status == 200
    await floor.settle()
    assert await answers_of(floor) == said
    assert (await counts(floor), nothing_new(floor)) == (before, messages)
