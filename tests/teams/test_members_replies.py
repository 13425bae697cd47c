"""A reply in the thread of a poll in Teams that mentions the app: its author may let it count, and nobody else."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.actions import open_threads
from bot.domain.questions import Wrote
from tests.fakes.teams.messages import Message
from tests.fakes.teams.world import Person
from tests.teams.members import answers_of, asked, asked_openly, counts, person, said, shared
from tests.teams.office import Office

pytestmark = pytest.mark.asyncio(loop_scope="module")

COUNT = "Count this as my answer"


@pytest.fixture(autouse=True)
def looks_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Real seconds do not pass here: every look at which polls are open is a new one."""
    monkeypatch.setattr(open_threads, "RENEWED_EVERY", -1.0)


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def customers(floor: Office) -> AsyncIterator[None]:
    """A customer whose people are guests, and one by a shared channel."""
    await floor.customer("Acme", "Ana Ruiz", "Ben Ott")
    await shared(floor, "Initech", "Ivy Lane", "Joe Moss")
    yield


async def reply(floor: Office, words: str, who: Person, under: Message) -> None:
    """Answer in the thread, naming the app."""
    await floor.wait(seconds=2)
    await floor.teams.people.mention(words, as_=who, under=under)
    await floor.settle()


async def test_a_reply_is_offered_to_its_author_in_private_and_counts_once_they_say_so(floor: Office) -> None:
    card, ana = await asked_openly(floor, "What annoys you?"), person(floor, "Ana")
    await reply(floor, "The export is slow", ana, card)
    assert await answers_of(floor) == [], "nothing counts yet"
    offer = floor.teams.people.offering(ana, COUNT)
    assert "The export is slow" in floor.teams.people.reads(ana)
    done = await floor.press(offer, COUNT, as_=ana)
    assert done.ok, done.trouble
    assert said(await answers_of(floor)) == [Wrote(text="The export is slow")]
    under = floor.teams.timeline.thread(floor.customers["Acme"].id, card.id)
    assert not [each for each in under if each.from_app and each is not card], "nothing is posted in the thread"


async def test_pressed_twice_it_counts_once(floor: Office) -> None:
    card, ana = await asked_openly(floor, "Twice?"), person(floor, "Ana")
    await reply(floor, "Said in the thread", ana, card)
    offer = floor.teams.people.offering(ana, COUNT)
    stale = offer.card
    assert stale is not None
    await floor.press(offer, COUNT, as_=ana)
    before = await counts(floor)
    again = await floor.teams.people.press_as_seen(offer, stale, COUNT, as_=ana)
    await floor.settle()
    assert again.ok
    assert await counts(floor) == before


async def test_under_a_poll_of_buttons_a_reply_stands_beside_the_answer_that_was_given(floor: Office) -> None:
    card, ana, ben = await asked(floor, "Yes or no?"), person(floor, "Ana"), person(floor, "Ben")
    await floor.press(card, "Yes", as_=ana)
    await reply(floor, "But only on Fridays", ana, card)
    label = next(each for each in floor.teams.people.buttons(ana, floor.latest(ana)) if "ount" in each)
    await floor.press(floor.latest(ana), label, as_=ana)
    (given,) = await answers_of(floor)
    assert given.comment == "But only on Fridays"
    before = await counts(floor)
    await reply(floor, "Nothing to put it beside", ben, card)
    assert await counts(floor) == before


async def test_the_reply_of_somebody_else_is_not_theirs_to_count(floor: Office) -> None:
    card, ana, ben = await asked_openly(floor, "Whose words?"), person(floor, "Ana"), person(floor, "Ben")
    await reply(floor, "Ana's words", ana, card)
    offer = floor.teams.people.offering(ana, COUNT)
    assert offer.card is not None
    await reply(floor, "Ben's words", ben, card)
    mine = floor.teams.people.offering(ben, COUNT)
    done = await floor.teams.people.press_as_seen(mine, offer.card, COUNT, as_=ben)
    await floor.settle()
    assert done.ok
    assert await answers_of(floor) == []


async def test_under_an_anonymous_poll_a_reply_is_left_alone(floor: Office) -> None:
    card, ana = await asked_openly(floor, "Secret?", more="--anon"), person(floor, "Ana")
    before = await counts(floor)
    await reply(floor, "Not so secret", ana, card)
    assert await counts(floor) == before
    assert "Not so secret" not in floor.teams.people.reads(ana)


async def test_a_colleagues_reply_is_talk_and_its_command_a_command(floor: Office) -> None:
    card = await asked_openly(floor, "Staff talk?")
    before = await counts(floor)
    await reply(floor, "help", floor.pat, card)
    assert await counts(floor) == before
    assert await answers_of(floor) == []


async def test_an_outsider_who_cannot_be_written_to_is_asked_in_the_thread_itself(floor: Office) -> None:
    await asked_openly(floor, "From outside?")
    ivy, joe, initech = person(floor, "Ivy"), person(floor, "Joe"), floor.customers["Initech"]
    card = [each for each in floor.teams.timeline.standing(initech.id) if each.from_app and each.thread == each.id][-1]
    await reply(floor, "Better search", ivy, card)
    assert floor.teams.people.sees(ivy) == []
    offer = floor.teams.people.offering(ivy, COUNT, initech)
    assert offer.thread == card.id
    done = await floor.press(offer, COUNT, as_=joe)
    assert done.ok
    assert await answers_of(floor) == [], "it is not theirs"
    done = await floor.press(offer, COUNT, as_=ivy)
    assert done.ok, done.trouble
    assert done.private_text
    assert said(await answers_of(floor)) == [Wrote(text="Better search")]
