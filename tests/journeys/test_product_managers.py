"""What a product manager does: reads, decides, tells customers, asks by hand; by typing and by pressing alike."""

import pytest

from bot.errors import IllegalMove, Refusal
from handlers.console.keys import keys
from tests.journeys.story import ANSWERED, COMPANIES, SILENT, WROTE
from tests.journeys.terminal import Terminal, number

REASON = "The quokka budget is only enough for one of them."
"""Why it was decided: never to be read by a customer."""
ROOMS = tuple(company.casefold() for company in COMPANIES)


async def test_what_was_heard_is_read_by_typing(council: Terminal) -> None:
    results = await council.type("results")
    assert "4 of 4 people / 3 of 5 companies" in results
    assert WROTE["anaquokka"] in results
    assert await council.type("results P1") == results
    assert "S1 Offline mode · 3 of 4 people / 2 of 5 companies" in await council.type("roadmap")
    assert "Chosen by Acme and Globex." in await council.type("why S1")
    assert await council.type("why") == await council.type("why s1")
    assert "Not heard from 2 companies: Hooli and Umbrella" in await council.type("summary")
    assert "4 people / 3 companies" in await council.type("status")
    assert "every 8 weeks on Tue at 10:00" in await council.type("schedule")
    assert "What you can type" in await council.type("help")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("results P9", "round.unknown"),
        ("why S9", "suggestion.unknown"),
        ("decide S1 perhaps", "command.decide_example"),
        ("decide S1 ship", "suggestion.illegal_move"),
        ("results soon", "command.number_example"),
        ("close P1", "round.not_open"),
        ("cancel P1", "round.illegal_move"),
        ("dance", "command.unknown"),
        ('poll "Only a question"', "command.poll_example"),
        ('poll "Twice?" "Yes" "yes "', "question.same_options"),
        ('poll "When?" "Now" "Later" --close soon', "command.close_example"),
    ],
)
async def test_what_cannot_be_is_refused_with_a_reason(council: Terminal, line: str, why: str) -> None:
    with pytest.raises(Refusal, match=why.replace(".", r"\.")):
        await council.type(line)


async def test_a_decision_by_typing_shows_the_text_that_customers_would_read(council: Terminal) -> None:
    decided = await council.type(f'decide S1 plan "{REASON}"')
    assert "S1 Offline mode: planned" in decided
    assert REASON in decided
    assert "“Offline mode” is planned. Plans may still change" in decided
    for room in ROOMS:
        assert "planned" not in council.history(room)
    with pytest.raises(IllegalMove):
        await council.type("decide S1 plan")
    assert "planned" in await council.type("roadmap")
    assert REASON in await council.type("why S1")


async def test_a_decision_by_pressing_is_told_to_just_those_who_answered_once(council: Terminal) -> None:
    digest = council.room("product")[-1].painted
    assert "Not heard from 2 companies: Hooli and Umbrella" in council.text("product")
    assert "Chosen by Acme and Globex." in await council.press("product", "pm", number(digest, "Why"), message=digest)

    decided = await council.press("product", "pm", f"{number(digest, 'Plan')} {REASON}", message=digest)
    assert REASON in decided
    tell = council.private
    told = await council.press("product", "pm", "1", message=tell)
    assert "3 customer channels" in told
    with pytest.raises(Refusal, match=r"loop\.told_already"):
        await council.press("product", "pm", "1 Once more, in other words", message=tell)

    await council.wait(days=30)
    for room in ANSWERED:
        assert council.history(room).count("What we did") == 1
        assert "What we did · Offline mode: planned" in council.text(room)
        assert "You told us in March" in council.text(room)
        assert "“Offline mode” is planned. Plans may still change" in council.text(room)
    for room in SILENT:
        assert "What we did" not in council.history(room)
    for room in ROOMS:
        assert "quokka budget" not in council.history(room)
    assert "waiting to hear back" not in council.text("product")  # they heard in time: no nudge


async def test_the_product_manager_may_reword_what_customers_read(council: Terminal) -> None:
    await council.type(f'decide S1 explore "{REASON}"')
    field = council.private
    await council.press("product", "pm", "1 We talk to ten of you about it next month.", message=field)
    await council.wait(minutes=1)
    for room in ANSWERED:
        assert "We talk to ten of you about it next month." in council.text(room)
        assert "not a promise yet" not in council.history(room)


async def test_a_second_decision_within_the_week_waits_until_the_week_is_over(council: Terminal) -> None:
    await council.type("decide S1 plan")
    await council.press("product", "pm", "1", message=council.private)
    await council.wait(days=1)
    await council.type("decide S1 ship")
    await council.press("product", "pm", "1", message=council.private)
    await council.wait(days=5, hours=23)
    for room in ANSWERED:
        assert council.history(room).count("What we did") == 1
    await council.wait(hours=2)
    for room in ANSWERED:
        assert council.history(room).count("What we did") == 2
        assert "What we did · Offline mode: it's out" in council.text(room)


async def test_customers_who_wait_for_news_are_brought_to_mind_three_days_before_the_promised_day(
    council: Terminal,
) -> None:
    assert "waiting to hear back" not in council.text("product")
    await council.wait(days=6)
    assert "customers are waiting to hear back" in council.text("product")
    assert council.history("product").count("waiting to hear back") == 1


async def test_a_poll_by_hand_goes_out_after_the_cancel_window(council: Terminal) -> None:
    draft = await council.type('poll "Which day suits you?" "Monday" "Friday" --close 2d')
    assert "P2 goes out on" in draft
    await council.wait(minutes=1, seconds=59)
    for room in ROOMS:
        assert "Which day suits you?" not in council.history(room)
    await council.wait(seconds=2)
    for room in ROOMS:
        assert "Which day suits you?" in council.text(room)
    await council.press("hooli", "holly", "2")
    await council.wait(days=2)
    assert "P2 · Which day suits you?" in council.text("product")
    assert "1 of 5 people / 1 of 5 companies" in council.text("product")


async def test_a_poll_that_is_cancelled_in_time_never_goes_out(council: Terminal) -> None:
    await council.type('poll "Which day suits you?" "Monday" "Friday"')
    assert "P2 is called off" in await council.type("cancel")
    await council.wait(days=30)
    for room in (*ROOMS, "product"):
        assert "Which day suits you?" not in council.history(room)
    with pytest.raises(IllegalMove):
        await council.type("cancel P2")


async def test_a_poll_that_is_out_can_still_be_called_off(council: Terminal) -> None:
    await council.type('poll "Which day suits you?" "Monday" "Friday"')
    await council.wait(minutes=3)
    poll = council.room("acme")[-1].painted
    await council.press("acme", "anaquokka", "1", message=poll)
    await council.type("cancel P2")
    for room in ROOMS:
        assert "This poll was called off." in council.text(room)
        assert not keys(council.room(room)[-1].painted)
    with pytest.raises(Refusal, match=r"round\.has_closed"):
        await council.press("acme", "anaquokka", "2", message=poll)
    await council.wait(days=30)
    assert "Which day suits you?" not in council.history("product")


@pytest.mark.soak
async def test_an_open_question_is_asked_answered_and_closed_early(council: Terminal) -> None:
    await council.type("ask “What slows you down most?”")
    await council.wait(minutes=3)
    await council.press("globex", "guspotoroo", "1 The obsidian checklist again")
    with pytest.raises(Refusal, match=r"round\.no_results_yet"):
        await council.type("results P2")
    assert "P2 closes now" in await council.type("close")
    await council.wait(minutes=1)
    assert "P2 · What slows you down most?" in council.text("product")
    assert "The obsidian checklist again" in await council.type("results")
    for room in ROOMS:
        assert "Thank you, 1 answered." in council.text(room)


@pytest.mark.soak
async def test_a_board_without_customers_refuses_to_ask_at_once(terminal: Terminal) -> None:
    await terminal.set_up()
    with pytest.raises(Refusal, match=r"ask\.nobody_to_ask"):
        await terminal.type('poll "Anybody?" "Yes" "No"')
    assert terminal.rows("SELECT * FROM round") == []


@pytest.mark.soak
async def test_a_schedule_without_customers_tells_the_product_team_once_each_time(terminal: Terminal) -> None:
    await terminal.set_up()
    await terminal.schedule("weekly on Tue at 10:00")
    await terminal.wait(days=8, hours=12)
    assert terminal.rows("SELECT * FROM round") == []
    assert terminal.text("product").count("has no customer channel yet") == 2
