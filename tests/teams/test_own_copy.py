"""A person's own copy of a message in Teams: what all see and what they said, for nobody else, never out of date."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from handlers.teams.adaptive import MOST_REFRESHED
from tests.fakes.objects import Json
from tests.fakes.teams.reading import button, text
from tests.teams.members import answers_of, asked, counts, looked, person, posted, shows
from tests.teams.office import Office

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def customers(floor: Office) -> AsyncIterator[None]:
    """Two customers, guests of the vendor's tenant."""
    await floor.customer("Acme", "Ana Ruiz", "Ben Ott")
    await floor.customer("Globex", "Cem Kaya")
    yield


async def test_after_an_update_each_finds_their_own_answer_above_what_all_see(floor: Office) -> None:
    card, ana, ben = await asked(floor, "Whose answer?"), person(floor, "Ana"), person(floor, "Ben")
    await floor.press(card, "Yes", as_=ana)
    await floor.press(card, "No", as_=ben)
    await floor.wait(seconds=10)
    assert "Your answer" not in shows(floor, card, ana), "the update shows the message that all see"
    for who, answer in ((ana, "Yes"), (ben, "No")):
        seen = await looked(floor, card, who)
        assert f"Your answer: {answer}" in seen
        assert "2 people have answered" in seen


async def test_who_has_not_answered_sees_what_all_see(floor: Office) -> None:
    card, ana, ben = await asked(floor, "Only Ana?"), person(floor, "Ana"), person(floor, "Ben")
    await floor.press(card, "Yes", as_=ana)
    await floor.wait(seconds=10)
    seen = await looked(floor, card, ben)
    assert "Your answer" not in seen
    assert seen == text(card.card)


async def test_a_refresh_is_asked_for_everybody_in_the_channel_and_nobody_else(floor: Office) -> None:
    card = await asked(floor, "Who is named?")
    assert card.card is not None
    named = set(card.card["refresh"]["userIds"])
    assert named == {each.mri for each in floor.teams.world.members(floor.customers["Acme"])}
    assert person(floor, "Cem").mri not in named


async def test_a_refresh_keeps_nothing_and_joins_nobody(floor: Office) -> None:
    card, ben = await asked(floor, "Just looking?"), person(floor, "Ben")
    before = await counts(floor)
    await looked(floor, card, ben)
    assert await counts(floor) == before


async def test_who_does_not_read_the_message_is_shown_nothing_of_it(floor: Office) -> None:
    """Cem holds the mark of Acme's message, in a channel of his own."""
    card, ana, cem = await asked(floor, "For Acme only?", more=""), person(floor, "Ana"), person(floor, "Cem")
    done = await floor.cab('poll "Acme alone?" "Plan A" "Plan B"', channel=floor.customers["Acme"])
    assert done.ok
    await floor.wait(seconds=1)
    secret = posted(floor, "Acme")
    assert secret is not card
    await floor.press(secret, "Plan A", as_=ana)
    stolen: Json = {"cab": "see", "mark": button(secret.card, "Plan A").data["mark"]}
    value = {"action": {"type": "Action.Execute", "verb": "cab", "data": stolen}, "trigger": "automatic"}
    for on in (posted(floor, "Globex"), floor.latest(floor.pat)):
        told = await floor.teams.people.invoke("adaptiveCard/action", value, as_=cem, on=on)
        assert told.status == 200
        assert "Plan" not in (told.delivery.text if told.delivery else "")


async def test_a_refresh_with_a_mark_that_is_nobodys_is_no_error(floor: Office) -> None:
    card, ana = posted(floor), person(floor, "Ana")
    for mark in ("", "nobodys", None, 7):
        data = {"cab": "see", "mark": mark}
        value = {"action": {"type": "Action.Execute", "verb": "cab", "data": data}, "trigger": "automatic"}
        told = await floor.teams.people.invoke("adaptiveCard/action", value, as_=ana, on=card)
        assert told.status == 200


async def test_after_the_close_the_own_answer_stands_there_and_nothing_can_be_pressed(floor: Office) -> None:
    card, ana = await asked(floor, "Over?"), person(floor, "Ana")
    await floor.press(card, "Yes", as_=ana)
    await floor.cab("close")
    await floor.wait(seconds=30)
    seen = await looked(floor, card, ana)
    assert "Your answer: Yes" in seen
    assert "Thank you" in seen
    for label in ("Yes", "No", "Skip", "Change my answer", "Withdraw my answer"):
        assert label not in floor.teams.people.buttons(ana, card)


async def test_a_withdrawn_answer_is_not_shown_again(floor: Office) -> None:
    card, ana = await asked(floor, "Gone?"), person(floor, "Ana")
    await floor.press(card, "Yes", as_=ana)
    await looked(floor, card, ana)
    await floor.press(card, "Withdraw my answer", as_=ana)
    await floor.wait(seconds=10)
    assert "Your answer" not in await looked(floor, card, ana)


async def test_an_own_copy_asks_to_be_renewed_for_its_one_reader_alone(floor: Office) -> None:
    card, ana = await asked(floor, "Renewed for whom?"), person(floor, "Ana")
    done = await floor.press(card, "Yes", as_=ana)
    assert done.card is not None
    assert done.card["refresh"]["userIds"] == [ana.mri]


async def test_in_a_large_channel_who_is_not_named_votes_and_sees_their_receipt_all_the_same(floor: Office) -> None:
    world = floor.teams.world
    await floor.customer("Crowd", *(f"Crowd {number}" for number in range(MOST_REFRESHED + 10)))
    await asked(floor, "A crowd?")
    card = posted(floor, "Crowd")
    assert card.card is not None
    named = card.card["refresh"]["userIds"]
    assert len(named) == MOST_REFRESHED
    unnamed = next(each for each in world.members(floor.customers["Crowd"]) if each.mri not in named)
    done = await floor.press(card, "Yes", as_=unnamed)
    assert "Your answer: Yes" in done.private_text
    await floor.wait(seconds=10)
    assert "Your answer" not in await looked(floor, card, unnamed)
    changed = await floor.press(card, "No", as_=unnamed)
    assert "Your answer: No" in changed.private_text
    assert len(await answers_of(floor)) == 1
