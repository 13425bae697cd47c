"""A comment beside an answer, and what customers read once a poll is over, alike in Slack and in Teams."""

import re

import pytest

from tests.both.desk import Desk
from tests.both.polls import asked, closed

pytestmark = pytest.mark.asyncio(loop_scope="module")
CHOICE = 'poll "What comes first?" "Offline" "Search"'
COUNT = re.compile(r"\b\d+ (?:of|people|person|companies|company|answers?)\b|%")


async def test_a_comment_is_added_changed_read_by_the_product_team_and_withdrawn_with_the_answer(desk: Desk) -> None:
    acme, (ana, ben) = await desk.customer("Acme", "Ana Ruiz", "Ben Ott")
    poll = await asked(desk, CHOICE, acme)
    assert "Add a comment" in await desk.press("Offline", as_=ana, where=acme)
    receipt = await desk.write("We sail without a signal <!channel>.", as_=ana, behind="Add a comment")
    assert "Your answer: Offline" in receipt
    assert "We sail without a signal" in receipt
    assert "Change your comment" in receipt
    changed = await desk.write(
        "Our *ships* have no signal <https://evil.example|here>. Call +49 30 1234567.",
        as_=ana,
        behind="Change your comment",
    )
    assert "Our *ships* have no signal" in changed
    assert "+49 30 1234567" in changed
    assert "We sail" not in changed
    assert "no signal" in await desk.press("Search", as_=ana, where=acme)
    await desk.press("Search", as_=ben, where=acme)
    await desk.write("Never to be read.", as_=ben, behind="Add a comment")
    await desk.wait(seconds=30)
    assert "no longer counts" in await desk.press("Withdraw my answer", as_=ben)
    results = await closed(desk, poll)
    assert "One comment:" in results
    assert "Our *ships* have no signal <https://evil.example|here>." in results
    assert "Call ‹phone›." in results
    assert "1234567" not in results
    assert "Ana Ruiz" in results
    assert "Never to be read" not in results
    assert "signal" not in desk.public(acme)


@pytest.mark.soak
async def test_a_comment_that_comes_after_the_close_is_refused_and_changes_nothing(desk: Desk) -> None:
    globex, (cem,) = await desk.customer("Globex", "Cem Kaya")
    poll = await asked(desk, CHOICE, globex)
    await desk.press("Offline", as_=cem, where=globex)
    await desk.press("Add a comment", as_=cem)
    await closed(desk, poll)
    assert "has closed" in await desk.send_window(as_=cem, text="Too late.")
    assert "Too late" not in await desk.say(f"results {poll}")


async def test_beside_an_anonymous_answer_there_is_no_comment(desk: Desk) -> None:
    hooli, (hal,) = await desk.customer("Hooli", "Hal Ho")
    await asked(desk, f"{CHOICE} --anon", hooli)
    await desk.press("Offline", as_=hal, where=hooli)
    assert "comment" not in await desk.press("Send, cannot be changed", as_=hal)


async def test_customers_read_an_order_in_words_and_their_own_companys_count(desk: Desk) -> None:
    rooms = [await desk.customer(f"Firm {letter}", f"Kim {letter}", f"Lee {letter}") for letter in "ABCDE"]
    poll = await asked(desk, CHOICE)
    for room, (kim, lee) in rooms[:4]:
        await desk.press("Search", as_=kim, where=room)
        await desk.press("Search" if room is not rooms[0][0] else "Offline", as_=lee, where=room)
    assert "What came of it" not in desk.public(rooms[0][0])
    await closed(desk, poll)
    first, silent = desk.public(rooms[0][0]), desk.public(rooms[4][0])
    for read in (first, silent):
        assert "Thank you, 8 answered." in read
        assert re.search(r"Search\W+most\b", read)
        assert re.search(r"Offline\W+few\b", read)
        assert read.rindex("Search") < read.rindex("Offline")
    assert "What your company answered" in first
    assert set(COUNT.findall(first)) == {"1 person"}
    assert "What your company answered" not in silent
    assert COUNT.findall(silent) == []
    assert "Firm B" not in first


@pytest.mark.soak
async def test_below_the_gate_customers_are_told_so_and_that_theirs_counts(desk: Desk) -> None:
    umbrella, (uma,) = await desk.customer("Umbrella", "Uma Reed")
    stark, (sam,) = await desk.customer("Stark", "Sam Hill")
    poll = await asked(desk, CHOICE)
    await desk.press("Offline", as_=uma, where=umbrella)
    await desk.press("Search", as_=sam, where=stark)
    await closed(desk, poll)
    for room in (umbrella, stark):
        assert "Too few answers to share safely; yours still counts." in desk.public(room)
        assert "What came of it" not in desk.public(room)
