"""Dialogs of members in Teams: what they write, what is put right, and what is sent for good."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.domain.answers import Choice
from bot.domain.questions import Chosen, Wrote
from storage import anonymous
from tests.fakes.teams import Outcome
from tests.fakes.teams.messages import Message
from tests.fakes.teams.outcome import Dialog
from tests.fakes.teams.reading import inputs, text
from tests.fakes.teams.world import Person
from tests.teams.members import (
    answers_of,
    asked,
    asked_openly,
    counts,
    looked,
    owner,
    person,
    posted,
    rounds_of,
    said,
    shows,
)
from tests.teams.office import Office

pytestmark = pytest.mark.asyncio(loop_scope="module")
WRITE, SEND = "Write your answer", "Send, cannot be changed"


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def customers(floor: Office) -> AsyncIterator[None]:
    """Two customers, guests of the vendor's tenant."""
    await floor.customer("Acme", "Ana Ruiz", "Ben Ott")
    await floor.customer("Globex", "Cem Kaya")
    yield


async def opened(floor: Office, card: Message, who: Person) -> Dialog:
    """The dialog behind the button to write."""
    done = await floor.press(card, WRITE, as_=who)
    assert done.dialog is not None, done.trouble
    return done.dialog


async def sent(floor: Office, dialog: Dialog, words: str) -> Outcome:
    """What comes of sending it."""
    done = await floor.teams.people.submit(dialog, {"text": words})
    await floor.settle()
    assert done.ok, done.trouble
    return done


async def choices(floor: Office) -> list[Choice]:
    """What was said anonymously in the newest poll."""
    latest = (await rounds_of(floor))[-1]
    async with floor.house.bot.database.read(await owner(floor)) as work:
        return await anonymous.choices(work, latest.id)


async def test_an_open_question_is_answered_in_a_dialog_that_ends_with_the_receipt(floor: Office) -> None:
    card, ana = await asked_openly(floor, "What annoys you?"), person(floor, "Ana")
    dialog = await opened(floor, card, ana)
    assert "What annoys you?" in text(dialog.card)
    done = await sent(floor, dialog, "The export is slow <b>& sad</b>")
    assert done.dialog is not None
    assert "The export is slow" in done.private_text
    assert said(await answers_of(floor)) == [Wrote(text="The export is slow <b>& sad</b>")]
    ben = person(floor, "Ben")
    assert "export is slow" not in floor.teams.people.reads(ben, floor.customers["Acme"])
    assert "The export is slow" in await looked(floor, card, ana)


async def test_what_was_written_stands_in_the_field_when_it_is_opened_again(floor: Office) -> None:
    card, ana, ben = await asked_openly(floor, "And again?"), person(floor, "Ana"), person(floor, "Ben")
    await sent(floor, await opened(floor, card, ana), "First words")
    again = await opened(floor, card, ana)
    assert inputs(again.card)["text"].get("value") == "First words"
    assert not inputs((await opened(floor, card, ben)).card)["text"].get("value")
    await sent(floor, again, "Second words")
    assert said(await answers_of(floor)) == [Wrote(text="Second words")]


async def test_the_receipt_in_the_dialog_takes_the_answer_back(floor: Office) -> None:
    card, ana = await asked_openly(floor, "Taken back?"), person(floor, "Ana")
    done = await sent(floor, await opened(floor, card, ana), "Said too soon")
    assert done.dialog is not None
    gone = await floor.teams.people.submit(done.dialog, what="Withdraw my answer")
    await floor.settle()
    assert gone.ok, gone.trouble
    assert await answers_of(floor) == []


async def test_a_refused_text_is_kept_in_the_field_under_the_reason(floor: Office) -> None:
    card, ana = await asked_openly(floor, "Only blanks?"), person(floor, "Ana")
    dialog = await opened(floor, card, ana)
    data = dialog.card["actions"][0]["data"] | {"text": " \u200b "}
    done = await floor.teams.people.submit_raw(dialog, data)
    await floor.settle()
    assert done.ok, done.trouble
    assert done.dialog is not None
    assert "text" in inputs(done.dialog.card)
    assert await answers_of(floor) == []


async def test_a_text_that_comes_after_the_close_is_not_lost_to_its_author(floor: Office) -> None:
    card, ana = await asked_openly(floor, "Too late?"), person(floor, "Ana")
    dialog = await opened(floor, card, ana)
    await floor.cab("close")
    await floor.wait(seconds=30)
    before = await counts(floor)
    done = await sent(floor, dialog, "A long thought that took a while")
    assert done.dialog is not None
    assert inputs(done.dialog.card)["text"].get("value") == "A long thought that took a while"
    assert "closed" in done.private_text
    assert await counts(floor) == before


async def test_an_anonymous_tap_counts_only_once_it_is_sent_for_good(floor: Office) -> None:
    card, ana = await asked(floor, "Secretly?", more="--anon"), person(floor, "Ana")
    before = await counts(floor)
    done = await floor.press(card, "Yes", as_=ana)
    assert SEND in floor.teams.people.buttons(ana, card)
    assert "cannot be changed" in done.private_text
    assert await counts(floor) == before
    final = await floor.press(card, SEND, as_=ana)
    assert final.ok
    assert "Yes" not in final.private_text.partition("asks")[0]
    assert len(await choices(floor)) == 1
    assert await answers_of(floor) == []
    again = await floor.press(card, "No", as_=ana)
    if SEND in floor.teams.people.buttons(ana, card):
        again = await floor.press(card, SEND, as_=ana)
    assert again.ok
    assert len(await choices(floor)) == 1


async def test_of_an_anonymous_poll_everybody_sees_the_same_card(floor: Office) -> None:
    card, ana, ben = await asked(floor, "Same for all?", more="--anon"), person(floor, "Ana"), person(floor, "Ben")
    await floor.press(card, "Yes", as_=ana)
    await floor.press(card, SEND, as_=ana)
    assert await looked(floor, card, ana) == await looked(floor, card, ben)
    assert "answered so far" not in shows(floor, card, ben)


async def test_anonymous_ticks_go_as_they_were_ticked(floor: Office) -> None:
    card = await asked(floor, "Which secretly?", "Search", "Export", "Reports", more="--multi --anon")
    ana = person(floor, "Ana")
    await floor.press(card, "Send", as_=ana, inputs={"picked": ["Search", "Reports"]})
    assert await choices(floor) == []
    await floor.press(card, SEND, as_=ana)
    (choice,) = await choices(floor)
    assert isinstance(choice.value, Chosen)
    assert len(choice.value.options) == 2


async def test_an_anonymous_text_is_shown_once_more_before_it_goes(floor: Office) -> None:
    card, ana = await asked_openly(floor, "What is hardest?", more="--anon"), person(floor, "Ana")
    before = await counts(floor)
    done = await sent(floor, await opened(floor, card, ana), "Roaming between depots")
    assert done.dialog is not None
    assert inputs(done.dialog.card)["text"].get("value") == "Roaming between depots"
    assert await counts(floor) == before
    final = await floor.teams.people.submit(done.dialog)
    await floor.settle()
    assert final.ok, final.trouble
    (choice,) = await choices(floor)
    assert choice.value == Wrote(text="Roaming between depots")
    assert "Roaming" not in floor.teams.people.reads(person(floor, "Ben"), floor.customers["Acme"])
    assert "Roaming" not in await looked(floor, card, ana)


async def test_two_dialogs_of_one_person_leave_the_later_words(floor: Office) -> None:
    card, ana = await asked_openly(floor, "Two windows?"), person(floor, "Ana")
    first, second = await opened(floor, card, ana), await opened(floor, card, ana)
    await sent(floor, second, "From the second window")
    await sent(floor, first, "From the first window, later")
    assert said(await answers_of(floor)) == [Wrote(text="From the first window, later")]


async def test_a_dialog_that_is_sent_twice_is_answered_alike_and_kept_once(floor: Office) -> None:
    card, ana = await asked_openly(floor, "Sent twice?"), person(floor, "Ana")
    done = await sent(floor, await opened(floor, card, ana), "Once is enough")
    before = await counts(floor)
    assert done.delivery is not None
    again = await floor.teams.people.courier.again(done.delivery)
    await floor.settle()
    assert again.json == done.json
    assert await counts(floor) == before
    assert posted(floor) is card


@pytest.mark.parametrize(
    "words", ["long " * 6000, "🙂" * 5000, "**bold** [link](https://evil.example) <at>all</at>", "a\x00b\u202ec"]
)
async def test_whatever_is_written_comes_back_as_words_within_the_size_of_a_card(floor: Office, words: str) -> None:
    card, ana = await asked_openly(floor, "Anything goes?"), person(floor, "Ana")
    dialog = await opened(floor, card, ana)
    data = dialog.card["actions"][0]["data"] | {"text": words}
    done = await floor.teams.people.submit_raw(dialog, data)
    await floor.settle()
    assert done.ok, done.trouble
    (kept,) = await answers_of(floor)
    assert isinstance(kept.value, Wrote)
    assert kept.value.text[:2] in words.replace("\x00", "")
    assert "Anything goes?" in await looked(floor, card, ana)
    assert floor.teams.mistakes() == []
