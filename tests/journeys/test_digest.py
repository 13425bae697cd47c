"""The weekly digest: on Monday at nine by the board's clocks, only when there is news, with numbers that are true."""

import re
from datetime import UTC, datetime

import pytest

from bot.errors import Refusal
from tests.journeys.terminal import Terminal

CHOICES_ONLY = """
title = "Next quarter"
why = "It decides what we build first."
[[question]]
kind = "single"
text = "What should we build next?"
options = ["Offline mode", "Single sign-on"]
"""

STATEMENTS = """
title = "Statements"
why = "It decides what we build first."
[[question]]
kind = "agree"
text = "What do you think?"
options = ["Fewer, bigger releases", "Longer notice"]
"""
DISAGREE = "2"


async def test_its_numbers_equal_an_independent_count_of_the_rows(council: Terminal) -> None:
    digest = council.text("product").partition("week 2026-W12")[2]
    people, companies = council.rows("SELECT count(DISTINCT person_id), count(DISTINCT account_id) FROM answer")[0]
    seats = council.rows("SELECT count(DISTINCT person_id) FROM member")[0][0]
    asked = council.rows("SELECT count(DISTINCT account_id) FROM channel WHERE account_id IS NOT NULL")[0][0]
    assert f"{people} of {seats} people / {companies} of {asked} companies answered" in digest

    ((option,),) = council.rows(
        "SELECT json_extract(each.value, '$[0]') FROM question, json_each(options) AS each"
        " WHERE json_extract(each.value, '$[1]') = 'Offline mode'"
    )
    chose = council.rows(
        f"SELECT count(DISTINCT person_id), count(DISTINCT account_id) FROM answer WHERE value LIKE '%{option}%'"
    )
    assert re.findall(r"S1 Offline mode · (\d+) of \d+ people / (\d+) of 5", digest)[:1] == [tuple(map(str, chose[0]))]

    silent = council.rows(
        "SELECT name FROM account WHERE id IN (SELECT account_id FROM channel WHERE account_id IS NOT NULL)"
        " AND id NOT IN (SELECT account_id FROM answer) ORDER BY name"
    )
    assert f"Not heard from {len(silent)} companies: {' and '.join(str(name) for (name,) in silent)}" in digest
    for (text,) in council.rows("SELECT json_extract(value, '$.wrote') FROM answer WHERE value LIKE '%wrote%'"):
        assert f"“{text}”" in digest


@pytest.mark.soak
async def test_it_comes_on_monday_at_nine_by_the_boards_clocks_in_winter_and_in_summer(council: Terminal) -> None:
    assert digests(council) == [datetime(2026, 3, 16, 8, tzinfo=UTC)]
    await council.wait(days=4)
    await council.type('ask "What else?" --close 1d')
    await council.wait(minutes=3)
    await council.press("umbrella", "uma", "1 An umbrella stand")
    await council.wait(days=1, minutes=3)
    await council.wait(days=1, hours=20)
    assert digests(council)[1:] == []
    await council.wait(hours=3)
    assert digests(council)[1:] == [datetime(2026, 3, 23, 8, tzinfo=UTC)]
    assert "Not heard from 1 company: Hooli" in council.text("product")

    await council.wait(days=1)
    await council.type('poll "Which day?" "Monday" "Friday" --close 6d')  # closes after the clocks have changed
    await council.wait(minutes=3)
    await council.press("hooli", "holly", "1")
    await council.wait(days=14)
    assert digests(council)[2:] == [datetime(2026, 4, 6, 7, tzinfo=UTC)]


async def test_a_week_without_news_passes_in_silence(council: Terminal) -> None:
    await council.wait(days=30)
    assert len(digests(council)) == 1
    assert council.rows("SELECT count(*) FROM digest") == [(1,)]


async def test_a_poll_that_nobody_answered_is_no_news(terminal: Terminal) -> None:
    await terminal.set_up("Acme")
    await terminal.schedule()
    await terminal.wait(days=15)
    assert "Nobody has answered." in terminal.text("product")
    assert digests(terminal) == []
    with pytest.raises(Refusal, match=r"digest\.none_yet"):
        await terminal.type("summary")


async def test_a_poll_of_choices_alone_leads_to_a_suggestion(terminal: Terminal) -> None:
    await terminal.set_up("Acme", "Globex", toml=CHOICES_ONLY)
    await terminal.schedule("every 8 weeks on Tue at 10:00")
    await terminal.wait(days=1, hours=2)
    await terminal.press("acme", "ana", "1")
    await terminal.press("globex", "gus", "1")
    await terminal.wait(days=13)
    assert "S1 Offline mode · 2 of 2 people / 2 of 2 companies" in terminal.text("product")
    assert "2 of 2 people / 2 of 2 companies answered" in terminal.text("product")


async def test_an_answer_taken_back_before_the_close_is_counted_nowhere(terminal: Terminal) -> None:
    await terminal.set_up("Acme", "Globex", "Initech", toml=CHOICES_ONLY)
    await terminal.schedule("every 8 weeks on Tue at 10:00")
    await terminal.wait(days=1, hours=2)
    for room, who in (("acme", "ana"), ("globex", "gus"), ("initech", "ida")):
        await terminal.press(room, who, "1")
    await terminal.press("initech", "ida", "2", message=terminal.private)
    await terminal.wait(days=13)
    assert "S1 Offline mode · 2 of 3 people / 2 of 3 companies" in terminal.text("product")
    assert "2 of 3 people / 2 of 3 companies answered" in terminal.text("product")
    assert "Not heard from 1 company: Initech" in terminal.text("product")


def digests(terminal: Terminal) -> list[datetime]:
    """When the digests were posted that stand in the product channel."""
    return [message.at for message in terminal.room("product") if ", week 2026-W" in str(message.painted[0])]


@pytest.mark.soak
@pytest.mark.parametrize(("against", "dissents"), [(("acme", "acme"), False), (("acme", "globex"), True)])
async def test_dissent_needs_two_companies(terminal: Terminal, against: tuple[str, ...], *, dissents: bool) -> None:
    await terminal.set_up("Acme", "Globex", toml=STATEMENTS)
    await terminal.schedule("every 8 weeks on Tue at 10:00")
    await terminal.wait(days=1, hours=2)
    for number, room in enumerate(against):
        await terminal.press(room, f"kim{number}", DISAGREE)
    await terminal.wait(days=13)
    assert ("2 disagree with “Fewer, bigger releases”" in terminal.text("product")) == dissents
