"""What a member of Teams may do with their own answers: see all of it, erase it, leave; and nothing is done twice."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from sqlalchemy import Engine, event

from storage import anonymous
from tests.fakes.teams.messages import Message
from tests.fakes.teams.world import Person
from tests.teams.members import (
    answers_of,
    asked,
    asked_openly,
    counts,
    delivered_elsewhere,
    owner,
    person,
    posted,
    rounds_of,
    shared,
)
from tests.teams.office import Office

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def customers(floor: Office) -> AsyncIterator[None]:
    """A customer whose people are guests, and one by a shared channel."""
    await floor.customer("Acme", "Ana Ruiz", "Ben Ott", "Eva Gone", "Lea Left")
    await shared(floor, "Initech", "Ivy Lane", "Joe Moss")
    yield


async def answered(floor: Office, question: str, company: str, who: Person) -> Message:
    """The poll's message, answered."""
    await asked(floor, question)
    card = posted(floor, company)
    done = await floor.press(card, "Yes", as_=who)
    assert done.ok
    return card


async def listed(floor: Office, card: Message, who: Person) -> Message:
    """The list of somebody's own answers, after all others saw the poll's message drawn anew."""
    done = await floor.press(card, "My answers", as_=who)
    assert done.ok, done.trouble
    another = person(floor, "Ben")
    if another.aad != who.aad and floor.teams.world.inside(another, floor.teams.world.conversations[card.conversation]):
        await floor.press(card, "No", as_=another)
        await floor.wait(seconds=30)
        await floor.teams.people.look(card, as_=who)
    return floor.teams.people.latest(who) if floor.teams.people.sees(who) else card


@pytest.mark.parametrize(("company", "name"), [("Acme", "Eva"), ("Initech", "Ivy")])
async def test_everything_is_shown_and_erasing_is_explained(floor: Office, company: str, name: str) -> None:
    who = person(floor, name)
    card = await answered(floor, f"Erase {name}?", company, who)
    shown = await floor.press(await listed(floor, card, who), "Show everything", as_=who)
    assert shown.ok, shown.trouble
    assert f"Erase {name}?" in shown.private_text
    before = len(await answers_of(floor))
    told = await floor.press(await listed(floor, card, who), "Erase it", as_=who)
    assert told.ok, told.trouble
    assert told.private_text
    assert len(await answers_of(floor)) == before, "who asks for it is told how, and nothing is gone by a slip"


@pytest.mark.parametrize(("company", "name"), [("Acme", "Lea"), ("Initech", "Joe")])
async def test_who_leaves_the_board_is_asked_first_and_then_gone(floor: Office, company: str, name: str) -> None:
    who = person(floor, name)
    card = await answered(floor, f"Leave {name}?", company, who)
    asks = await floor.press(await listed(floor, card, who), "Leave the board", as_=who)
    assert asks.dialog is not None
    before = await counts(floor)
    done = await floor.teams.people.submit(asks.dialog)
    await floor.settle()
    assert done.ok, done.trouble
    assert (await counts(floor))["member"] == before["member"] - 1
    again = await delivered_elsewhere(floor, done)
    assert again.ok
    assert (await counts(floor))["member"] == before["member"] - 1


async def test_the_list_of_ones_own_answers_outlasts_the_votes_of_others(floor: Office) -> None:
    ana, ben = person(floor, "Ana"), person(floor, "Ben")
    card = await answered(floor, "Whose list?", "Acme", ana)
    done = await floor.press(card, "My answers", as_=ana)
    assert done.note is not None, "a line says where it stands"
    assert "Show everything" not in floor.teams.people.reads(ana, floor.customers["Acme"])
    await floor.press(card, "No", as_=ben)
    await floor.wait(seconds=30)
    mine = floor.latest(ana)
    assert "Whose list?" in "\n".join(floor.teams.people.lines(ana, mine))
    assert "Show everything" in floor.teams.people.buttons(ana, mine)
    changed = await floor.press(mine, "Change my answer", as_=ana)
    assert changed.ok, changed.trouble
    assert "No" in floor.teams.people.buttons(ana, mine)


async def test_a_press_reads_the_message_behind_it_once(floor: Office) -> None:
    card, ana = await asked(floor, "Read once?"), person(floor, "Ana")
    await floor.press(card, "Yes", as_=ana)
    read: list[str] = []

    def note(*said: object) -> None:
        statement = str(said[2])
        if "FROM delivery" in statement and "delivery.token =" in statement:
            read.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        done = await floor.teams.people.press(card, "No", as_=ana)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert "Your answer: No" in done.private_text
    assert len(read) == 1


async def test_a_vote_that_two_processes_are_told_of_counts_once(floor: Office) -> None:
    card, ana = await asked(floor, "Two processes?"), person(floor, "Ana")
    done = await floor.press(card, "Yes", as_=ana)
    before = await counts(floor)
    again = await delivered_elsewhere(floor, done)
    assert again.ok
    assert "Your answer: Yes" in again.text
    assert await counts(floor) == before


async def test_an_old_vote_told_late_does_not_undo_a_newer_one(floor: Office) -> None:
    card, ana = await asked(floor, "Old and new?"), person(floor, "Ana")
    first = await floor.press(card, "Yes", as_=ana)
    await floor.press(card, "No", as_=ana)
    (newer,) = await answers_of(floor)
    await delivered_elsewhere(floor, first)
    assert await answers_of(floor) == [newer]


async def test_an_anonymous_answer_that_two_processes_are_told_of_counts_once(floor: Office) -> None:
    card, ben = await asked(floor, "Secretly twice?", more="--anon"), person(floor, "Ben")
    await floor.press(card, "Yes", as_=ben)
    done = await floor.press(card, "Send, cannot be changed", as_=ben)
    again = await delivered_elsewhere(floor, done)
    assert again.ok
    latest = (await rounds_of(floor))[-1]
    async with floor.house.bot.database.read(await owner(floor)) as work:
        assert len(await anonymous.choices(work, latest.id)) == 1


async def test_a_text_and_a_report_that_two_processes_are_told_of_are_kept_once(floor: Office) -> None:
    card, ana = await asked_openly(floor, "Words twice?"), person(floor, "Ana")
    opened = await floor.press(card, "Write your answer", as_=ana)
    assert opened.dialog is not None
    done = await floor.teams.people.submit(opened.dialog, {"text": "Once"})
    await floor.wait(seconds=5)
    await floor.press(card, "Report a problem", as_=ana)
    asks = await floor.press(card, "Write what went wrong", as_=ana)
    assert asks.dialog is not None
    reported = await floor.teams.people.submit(asks.dialog, {"text": "Broken once"})
    await floor.settle()
    before = await counts(floor)
    for each in (done, reported):
        again = await delivered_elsewhere(floor, each)
        assert again.ok
    assert await counts(floor) == before
