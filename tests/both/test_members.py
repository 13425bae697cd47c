"""What members live through is the same in Slack and in Teams."""

import pytest

from bot.domain.answers import Choice
from bot.domain.questions import Chosen, Wrote
from storage import anonymous, rounds
from tests.both.desk import Desk
from tests.both.polls import asked, closed

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_an_answer_is_changed_and_withdrawn_until_the_poll_closes(desk: Desk) -> None:
    acme, (ana, ben) = await desk.customer("Acme", "Ana Ruiz", "Ben Ott")
    poll = await asked(desk, 'poll "Which day suits you?" "Monday" "Friday" "Sunday"', acme)
    assert "Monday" in await desk.press("Monday", as_=ana, where=acme)
    assert "Which day suits you?" in await desk.press("Change my answer", as_=ana)
    assert "Friday" in await desk.press("Friday", as_=ana)
    await desk.press("Sunday", as_=ben, where=acme)
    await desk.wait(seconds=30)
    assert "2 people have answered" in desk.public(acme)
    assert "no longer counts" in await desk.press("Withdraw my answer", as_=ben)
    results = await closed(desk, poll)
    assert "1 of 2 people" in results
    assert "Friday" in results


@pytest.mark.soak
async def test_an_open_question_is_answered_in_a_window_and_changed_from_there(desk: Desk) -> None:
    globex, (cem,) = await desk.customer("Globex", "Cem Kaya")
    poll = await asked(desk, 'ask "What slows you down most?"', globex)
    assert "What slows you down most?" in await desk.press("Write your answer", as_=cem, where=globex)
    assert "The search" in await desk.write("The search", as_=cem, behind="Write your answer", where=globex)
    await desk.press("Change my answer", as_=cem)
    again = await desk.press("Write your answer", as_=cem)
    assert "The search" in again
    assert "The printers" in await desk.write("The printers", as_=cem, behind="Write your answer")
    assert "The printers" not in desk.public(globex)
    results = await closed(desk, poll)
    assert "The printers" in results
    assert "The search" not in results


@pytest.mark.soak
async def test_several_boxes_are_ticked_and_counted_together(desk: Desk) -> None:
    initech, (ivy, joe) = await desk.customer("Initech", "Ivy Lane", "Joe Bond")
    poll = await asked(desk, 'poll "Which of these?" "Offline" "Search" "Export" --multi', initech)
    receipt = await desk.tick("Offline", "Export", as_=ivy, where=initech)
    assert "Offline" in receipt
    assert "Export" in receipt
    await desk.tick("Export", as_=joe, where=initech)
    results = await closed(desk, poll)
    assert "2 of 2 people" in results
    assert "Export" in results


async def test_an_anonymous_answer_counts_once_it_is_sent_for_good(desk: Desk) -> None:
    umbrella, (uma,) = await desk.customer("Umbrella", "Uma Reed")
    poll = await asked(desk, 'poll "Would you recommend us?" "Yes" "No" --anon', umbrella)
    assert "cannot be changed" in await desk.press("Yes", as_=uma, where=umbrella)
    assert await _sent_for_good(desk, poll) == []
    await desk.press("Send, cannot be changed", as_=uma)
    (choice,) = await _sent_for_good(desk, poll)
    assert isinstance(choice.value, Chosen)
    assert "Uma" not in desk.public(umbrella)


@pytest.mark.soak
async def test_an_anonymous_text_counts_once_it_is_sent_for_good(desk: Desk) -> None:
    hooli, (hal,) = await desk.customer("Hooli", "Hal Gray")
    poll = await asked(desk, 'ask "What is hardest?" --anon', hooli)
    assert "cannot be changed" in await desk.write(
        "Roaming between depots", as_=hal, behind="Write your answer", where=hooli
    )
    assert await _sent_for_good(desk, poll) == []
    await desk.send_window(as_=hal)
    (choice,) = await _sent_for_good(desk, poll)
    assert choice.value == Wrote(text="Roaming between depots")


async def test_a_late_answer_and_a_colleagues_are_refused_and_change_nothing(desk: Desk) -> None:
    soylent, (sol, sue) = await desk.customer("Soylent", "Sol Berg", "Sue Park")
    poll = await asked(desk, 'poll "Which colour?" "Green" "Blue"', soylent)
    await desk.press("Green", as_=sol, where=soylent)
    assert "nothing was recorded" in await desk.press("Blue", as_=desk.pat, where=soylent)
    late = await desk.seen("Blue", as_=sue, where=soylent)
    assert "1 of 1 person" in await closed(desk, poll)
    assert "closed" in await late()
    assert "1 of 1 person" in await desk.say(f"results {poll}")


async def test_somebody_of_another_workspace_joins_with_the_first_answer(desk: Desk) -> None:
    vandelay, (art,) = await desk.company_apart("Vandelay", "Art Vane")
    poll = await asked(desk, 'poll "Import or export?" "Import" "Export"', vandelay)
    assert "Vandelay" in await desk.press("Import", as_=art, where=vandelay)
    assert "Art Vane" in await desk.say("members")
    assert "1 of 1 person" in await closed(desk, poll)


async def _sent_for_good(desk: Desk, poll: str) -> list[Choice]:
    (owner,) = await desk.house.bot.database.organisations()
    async with desk.house.bot.database.read(owner.id) as work:
        found = await rounds.by_number(work, int(poll.removeprefix("P")))
        assert found is not None
        return await anonymous.choices(work, found.id)
