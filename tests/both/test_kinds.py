"""A recommendation and an order of options are asked, answered and counted alike in Slack and in Teams."""

import pytest

from bot.domain.questions import Likely, Ranked
from storage import anonymous, rounds
from tests.both.desk import Desk
from tests.both.polls import asked, closed

pytestmark = pytest.mark.asyncio(loop_scope="module")
ORDER = 'poll "What comes first?" "Offline" "Search" "Export" --rank'
RECOMMEND = 'poll "How likely are you to recommend us?" --nps'


async def test_a_recommendation_is_one_tap_and_comes_out_as_three_counts(desk: Desk) -> None:
    acme, (ana, ben, cleo) = await desk.customer("Acme", "Ana Ruiz", "Ben Ott", "Cleo Ray")
    poll = await asked(desk, RECOMMEND, acme)
    assert "0 = not at all likely, 10 = extremely likely" in desk.public(acme)
    assert "Your answer: 0 of 10" in await desk.press("0", as_=ana, where=acme)
    assert "✓ 0" in await desk.press("Change my answer", as_=ana)
    assert "Your answer: 10 of 10" in await desk.press("10", as_=ana)
    await desk.press("6", as_=ben, where=acme)
    await desk.press("8", as_=cleo, where=acme)
    await desk.wait(seconds=30)
    assert "no longer counts" in await desk.press("Withdraw my answer", as_=cleo)
    results = await closed(desk, poll)
    assert "2 of 3 people" in results
    for camp, count in (("Would recommend", "1 person"), ("In between", "0 people"), ("Would not", "1 person")):
        assert count in _beside(results, camp)
    assert "%" not in results


async def test_an_order_is_made_in_a_window_changed_there_and_withdrawn(desk: Desk) -> None:
    globex, (cem, dan) = await desk.customer("Globex", "Cem Kaya", "Dan Wu")
    poll = await asked(desk, ORDER, globex)
    assert "Search" in desk.public(globex)
    receipt = await desk.order("Search", "Export", as_=cem, behind="Put in order", where=globex)
    assert receipt.index("1.") < receipt.index("Search") < receipt.index("Export") < receipt.index("Offline")
    await desk.press("Change my answer", as_=cem)
    again = await desk.order("Export", "Offline", "Search", as_=cem, behind="Put in order")
    assert again.index("Export") < again.index("Offline") < again.index("Search")
    await desk.order("Offline", as_=dan, behind="Put in order", where=globex)
    assert "no longer counts" in await desk.press("Withdraw my answer", as_=dan)
    results = await closed(desk, poll)
    assert "1 of 2 people" in results
    assert "Export comes first: place 1" in results


async def test_an_option_at_two_places_is_said_at_its_field_and_changes_nothing(desk: Desk) -> None:
    initech, (ivy,) = await desk.customer("Initech", "Ivy Lane")
    poll = await asked(desk, ORDER, initech)
    wrong = await desk.order("Search", "Search", as_=ivy, behind="Put in order", where=initech)
    assert "on place 1 already" in wrong
    assert "Nobody has answered" in await closed(desk, poll)


async def test_whoever_knows_no_further_may_stop_and_the_rest_stands_behind(desk: Desk) -> None:
    stark, (sam,) = await desk.customer("Stark", "Sam Hill")
    poll = await asked(desk, ORDER, stark)
    receipt = await desk.order("Offline", as_=sam, behind="Put in order", where=stark)
    assert "Without a place of their own, behind all others: Search and Export" in receipt
    results = await closed(desk, poll)
    assert "Level with each other: Search and Export" in results
    assert "place 2.5 on average" in results


async def test_an_anonymous_recommendation_and_order_count_once_they_are_sent_for_good(desk: Desk) -> None:
    umbrella, (uma,) = await desk.customer("Umbrella", "Uma Reed")
    score = await asked(desk, f"{RECOMMEND} --anon", umbrella)
    assert "cannot be changed" in await desk.press("0", as_=uma, where=umbrella)
    await desk.press("Send, cannot be changed", as_=uma)
    order = await asked(desk, f"{ORDER} --anon", umbrella)
    assert "cannot be changed" in await desk.order("Export", "Search", as_=uma, behind="Put in order", where=umbrella)
    assert await _sent(desk, order) == []
    await desk.send_window(as_=uma)
    assert await _sent(desk, score) == [Likely(score=0)]
    (ranked,) = await _sent(desk, order)
    assert isinstance(ranked, Ranked)
    assert len(ranked.order) == 3
    results = await closed(desk, score)
    assert "Too few answers" in results
    assert "Would not" not in results


@pytest.mark.soak
async def test_an_anonymous_recommendation_above_the_gate_shows_three_counts_of_answers(desk: Desk) -> None:
    rooms = [await desk.customer(f"Company {letter}", f"Kim {letter}", f"Lee {letter}") for letter in "ABCD"]
    poll = await asked(desk, f"{RECOMMEND} --anon")
    for (room, people), score in zip(rooms, (9, 10, 7, 3), strict=True):
        for who in people:
            await desk.press(str(score), as_=who, where=room)
            await desk.press("Send, cannot be changed", as_=who)
    results = await closed(desk, poll)
    assert "8 answers" in results
    for camp, count in (("Would recommend", "4 answers"), ("In between", "2 answers"), ("Would not", "2 answers")):
        assert count in _beside(results, camp)
    assert "Kim" not in results
    assert "Company" not in results


def _beside(results: str, camp: str) -> str:
    """What stands on the line of a camp, or on the one beneath it."""
    lines = results.splitlines()
    (at,) = [number for number, line in enumerate(lines) if camp in line]
    return "\n".join(lines[at : at + 2])


async def _sent(desk: Desk, poll: str) -> list[object]:
    (owner,) = await desk.house.bot.database.organisations()
    async with desk.house.bot.database.read(owner.id) as work:
        found = await rounds.by_number(work, int(poll.removeprefix("P")))
        assert found is not None
        return [each.value for each in await anonymous.choices(work, found.id)]
