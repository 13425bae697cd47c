"""Members answer in Teams: by a button, by ticks, anew, back, not at all; several questions, several people at once."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.domain.questions import Chosen, Rated, Stances
from tests.teams.members import answers_of, asked, asked_whole, counts, known, looked, person, posted, rounds_of, shows
from tests.teams.office import Office

pytestmark = pytest.mark.asyncio(loop_scope="module")
ALL_KINDS = """
title = "Your week"
why = "To spend our time where it helps you."
[[question]]
kind = "rating"
text = "How was the last month?"
[[question]]
kind = "agree"
text = "Do you agree?"
options = ["Less is more", "Speed first"]
[[question]]
kind = "multi"
text = "Which of these do you use?"
options = ["Search", "Export", "Reports"]
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def customers(floor: Office) -> AsyncIterator[None]:
    """Two customers, guests of the vendor's tenant."""
    await floor.customer("Acme", "Ana Ruiz", "Ben Ott", "Cleo Park")
    await floor.customer("Globex", "Dan Kaya")
    yield


async def test_a_vote_is_kept_and_told_back_in_the_persons_own_copy_of_the_card(floor: Office) -> None:
    card, ana, ben = (
        await asked(floor, "What next?", "Offline mode", "Search"),
        person(floor, "Ana"),
        person(floor, "Ben"),
    )
    done = await floor.press(card, "Offline mode", as_=ana)
    assert done.ok, done.trouble
    assert done.card is not None
    assert "Your answer: Offline mode" in done.private_text
    assert not done.private, "nothing is written beside the copy"
    assert len(await answers_of(floor)) == 1
    assert "Your answer" not in floor.teams.people.reads(ben, floor.customers["Acme"])
    ana_known = await known(floor, "Ana Ruiz")
    assert ana_known is not None
    assert not ana_known.staff


async def test_a_client_without_executable_actions_votes_too_and_is_answered_in_its_own_chat(floor: Office) -> None:
    card, ben = await asked(floor, "By fallback?"), person(floor, "Ben")
    done = await floor.press(card, "Yes", as_=ben, fallback=True)
    assert done.ok
    assert len(await answers_of(floor)) == 1
    assert "Your answer: Yes" in floor.teams.people.reads(ben)
    assert "Your answer" not in floor.teams.people.reads(person(floor, "Ana"), floor.customers["Acme"])


async def test_answering_again_changes_the_answer_and_leaves_one(floor: Office) -> None:
    card, ana = await asked(floor, "Again?"), person(floor, "Ana")
    await floor.press(card, "Yes", as_=ana)
    (first,) = await answers_of(floor)
    done = await floor.press(card, "No", as_=ana)
    assert "Your answer: No" in done.private_text
    assert "Your answer: Yes" not in done.private_text
    (second,) = await answers_of(floor)
    assert (second.id, second.value) != (first.id, first.value)
    assert second.id == first.id


async def test_the_own_copy_changes_and_takes_back(floor: Office) -> None:
    card, ana = await asked(floor, "Change or not?"), person(floor, "Ana")
    await floor.press(card, "Yes", as_=ana)
    assert "Your answer: Yes" in await looked(floor, card, ana)
    opened = await floor.press(card, "Change my answer", as_=ana)
    assert opened.ok
    marked = [each for each in floor.teams.people.buttons(ana, card) if "Yes" in each and each != "Yes"]
    assert len(marked) == 1
    done = await floor.press(card, "No", as_=ana)
    assert "Your answer: No" in done.private_text
    assert "Your answer: No" in await looked(floor, card, ana)
    done = await floor.press(card, "Withdraw my answer", as_=ana)
    assert "Withdraw my answer" not in floor.teams.people.buttons(ana, card)
    assert await answers_of(floor) == []
    assert done.ok
    done = await floor.press(card, "Yes", as_=ana)
    assert "Your answer: Yes" in done.private_text
    assert len(await answers_of(floor)) == 1


async def test_who_skips_is_left_alone_and_may_answer_all_the_same(floor: Office) -> None:
    card, ben = await asked(floor, "Skip me?"), person(floor, "Ben")
    done = await floor.press(card, "Skip", as_=ben)
    assert "Skipped" in done.private_text
    assert await answers_of(floor) == []
    done = await floor.press(card, "Yes", as_=ben)
    assert "Your answer: Yes" in done.private_text


@pytest.mark.soak
@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("Not my area", "Nobody reminds you about this poll"),
        ("Pause me", "While you pause"),
        ("Who sees this", "Other companies never read your name"),
        ("My answers", "My answers"),
        ("Report a problem", "in your own words"),
    ],
)
async def test_each_entry_of_the_menu_answers_only_who_pressed_it(floor: Office, entry: str, told: str) -> None:
    card, ana = await asked(floor, f"Menu {entry}?"), person(floor, "Ana")
    await floor.press(card, "Yes", as_=ana)
    done = await floor.press(card, entry, as_=ana)
    assert done.ok, done.trouble
    assert told in done.private_text
    ben = person(floor, "Ben")
    assert "Your answer" not in floor.teams.people.reads(ben, floor.customers["Acme"])
    assert "While you pause" not in floor.teams.people.reads(ben, floor.customers["Acme"])


async def test_pausing_and_ending_the_pause_work_from_the_own_copy(floor: Office) -> None:
    card, ana = await asked(floor, "Pausing?"), person(floor, "Ana")
    await floor.press(card, "Yes", as_=ana)
    await floor.press(card, "Pause me", as_=ana)
    done = await floor.press(card, "For a week", as_=ana)
    assert done.ok
    ended = next(each for each in floor.teams.people.buttons(ana, card) if "ause" in each and each != "Pause me")
    done = await floor.press(card, ended, as_=ana)
    assert done.ok
    assert "For a week" not in done.private_text


async def test_a_problem_is_reported_in_a_dialog_and_the_team_hears_of_it(floor: Office) -> None:
    card, ana = await asked(floor, "Trouble?"), person(floor, "Ana")
    await floor.press(card, "Report a problem", as_=ana)
    opened = await floor.press(card, "Write what went wrong", as_=ana)
    assert opened.dialog is not None
    done = await floor.teams.people.submit(opened.dialog, {"text": "The export hangs at 99 %"})
    await floor.wait(seconds=5)
    assert done.ok
    assert done.dialog is not None, "the receipt stands in the dialog's place"
    assert "The export hangs" in floor.teams.people.reads(floor.pat, floor.product)
    assert "The export hangs" not in floor.teams.people.reads(person(floor, "Ben"), floor.customers["Acme"])


async def test_ticks_are_sent_together_and_can_be_sent_anew(floor: Office) -> None:
    card, ana = await asked(floor, "Which?", "Search", "Export", "Reports", more="--multi"), person(floor, "Ana")
    done = await floor.press(card, "Send", as_=ana, inputs={"picked": ["Search", "Reports"]})
    assert done.ok, done.trouble
    (said,) = await answers_of(floor)
    assert isinstance(said.value, Chosen)
    assert len(said.value.options) == 2
    await floor.press(card, "Send", as_=ana, inputs={"picked": ["Export"]})
    (said,) = await answers_of(floor)
    assert isinstance(said.value, Chosen)
    assert len(said.value.options) == 1


async def test_sending_no_tick_is_refused_in_words_and_keeps_nothing(floor: Office) -> None:
    card, ben = await asked(floor, "None?", "Search", "Export", more="--multi"), person(floor, "Ben")
    done = await floor.press(card, "Send", as_=ben)
    assert done.ok
    assert done.private_text
    assert await answers_of(floor) == []


async def test_several_questions_in_one_poll_are_each_answered_on_their_own(floor: Office) -> None:
    card, ana = await asked_whole(floor, ALL_KINDS), person(floor, "Ana")
    buttons = floor.teams.people.buttons(ana, card)
    done = await floor.press(card, "4", as_=ana)
    assert done.ok, done.trouble
    assert "Search" in done.private_text, "the next question stands beneath what was said"
    agree = next(each for each in buttons if "gree" in each)
    await floor.press(card, agree, as_=ana)
    await floor.press(card, "Send", as_=ana, inputs={"picked": ["Export", "Reports"]})
    kinds = {type(each.value) for each in await answers_of(floor)}
    assert kinds == {Rated, Stances, Chosen}
    await floor.press(card, "2", as_=ana)
    assert [each.value.score for each in await answers_of(floor) if isinstance(each.value, Rated)] == [2]
    looked = await floor.press(card, "Who sees this", as_=ana)
    assert looked.ok


async def test_several_people_at_once_are_all_heard_and_counted_once(floor: Office) -> None:
    await asked(floor, "All at once?")
    who = [("Acme", "Ana"), ("Acme", "Ben"), ("Acme", "Cleo"), ("Globex", "Dan")]
    doing = [
        floor.teams.people.press(posted(floor, company), "Yes", as_=person(floor, name), times=2)
        for company, name in who
    ]
    done = await asyncio.gather(*doing)
    await floor.settle()
    assert all(each.ok for each in done)
    assert len(await answers_of(floor)) == 4
    await floor.wait(seconds=10)
    assert "4 people have answered" in shows(floor, posted(floor), person(floor, "Ana"))


async def test_the_same_press_delivered_twice_counts_once_and_is_answered_alike(floor: Office) -> None:
    card, ana = await asked(floor, "Twice?"), person(floor, "Ana")
    done = await floor.press(card, "Yes", as_=ana)
    assert done.delivery is not None
    before = await counts(floor)
    again = await floor.teams.people.courier.again(done.delivery)
    await floor.settle()
    assert again.ok
    assert again.json == done.json
    assert await counts(floor) == before


async def test_an_entry_of_the_menu_delivered_twice_is_done_once(floor: Office) -> None:
    card, ana = await asked(floor, "Menu twice?"), person(floor, "Ana")
    await floor.press(card, "Yes", as_=ana)
    await floor.press(card, "Report a problem", as_=ana)
    opened = await floor.press(card, "Write what went wrong", as_=ana)
    assert opened.dialog is not None
    done = await floor.teams.people.submit(opened.dialog, {"text": "Said once, sent twice"})
    await floor.settle()
    before = await counts(floor)
    assert done.delivery is not None
    again = await floor.teams.people.courier.again(done.delivery)
    await floor.settle()
    assert again.ok
    assert await counts(floor) == before


async def test_a_press_on_a_closed_poll_is_refused_in_words_and_shows_its_end(floor: Office) -> None:
    card, ana = await asked(floor, "Closing?"), person(floor, "Ana")
    stale = card.seen_by(ana)
    assert stale is not None
    await floor.cab("close")
    await floor.wait(seconds=30)
    assert "Yes" not in floor.teams.people.buttons(ana, card)
    before = await counts(floor)
    late = await floor.teams.people.press_as_seen(card, stale, "Yes", as_=ana)
    await floor.settle()
    assert late.ok
    assert "closed" in late.private_text or "over" in late.private_text
    assert await counts(floor) == before


async def test_a_press_on_a_cancelled_poll_is_refused_in_words(floor: Office) -> None:
    card, ana = await asked(floor, "Calling off?"), person(floor, "Ana")
    stale = card.seen_by(ana)
    assert stale is not None
    label = f"P{(await rounds_of(floor))[-1].number}"
    done = await floor.cab(f"cancel {label}")
    assert done.ok
    await floor.wait(seconds=30)
    before = await counts(floor)
    late = await floor.teams.people.press_as_seen(card, stale, "Yes", as_=ana)
    await floor.settle()
    assert late.ok
    assert late.private_text
    assert await counts(floor) == before


async def test_a_button_of_an_older_version_of_the_card_still_counts(floor: Office) -> None:
    card, ana, ben = await asked(floor, "Older?"), person(floor, "Ana"), person(floor, "Ben")
    old = card.seen_by(ana)
    assert old is not None
    await floor.press(card, "Yes", as_=ben)
    await floor.wait(seconds=10)
    done = await floor.teams.people.press_as_seen(card, old, "No", as_=ana)
    await floor.settle()
    assert "Your answer: No" in done.private_text
    assert len(await answers_of(floor)) == 2


async def test_answers_to_other_polls_are_listed_in_the_own_chat_where_they_can_be_changed(floor: Office) -> None:
    ana = person(floor, "Ana")
    await floor.press(await asked(floor, "The older one?"), "Yes", as_=ana)
    card = await asked(floor, "The newer one?")
    done = await floor.press(card, "My answers", as_=ana)
    assert done.note is not None
    assert "The older one?" in done.private_text
    assert "The older one?" not in shows(floor, card, ana)
    listed = floor.latest(ana)
    before = len(await answers_of(floor))
    changed = await floor.press(listed, "Change my answer", as_=ana)
    assert changed.ok
    wire = next(each for each in floor.teams.people.buttons(ana, listed) if "No" in each)
    done = await floor.press(listed, wire, as_=ana)
    assert "Your answer: No" in done.private_text
    assert len(await answers_of(floor)) == before
