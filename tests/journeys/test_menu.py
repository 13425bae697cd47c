"""What members may do beside answering: pass on, pause, see who reads, find their answers, report a problem, leave."""

import pytest

from bot.actions.report_problem import report_problem, save_feedback
from bot.domain.channels import Place
from bot.errors import Denied, Refusal
from handlers.console.keys import keys
from handlers.console.rooms import Painted
from tests.journeys.terminal import Terminal, number, words

ENTRIES = ("Not my area", "Pause me", "Who sees this", "My answers", "Report a problem")


async def a_poll(terminal: Terminal, line: str = 'poll "Which day suits you?" "Monday" "Friday"') -> Painted:
    """A poll that stands in every room."""
    await terminal.type(line)
    await terminal.wait(minutes=3)
    return terminal.room("acme")[-1].painted


async def entry(terminal: Terminal, poll: Painted, label: str, who: str = "anaquokka", text: str = "") -> str:
    """What an entry of the menu brings back."""
    return await terminal.press("acme", who, f"{number(poll, label)} {text}".strip(), message=poll)


async def chosen(terminal: Terminal, label: str, who: str = "anaquokka", text: str = "") -> str:
    """What a button of the latest private card brings back."""
    card = terminal.private
    return await terminal.press("acme", who, f"{number(card, label)} {text}".strip(), message=card)


async def test_beside_the_options_stand_skip_and_one_menu_of_five(council: Terminal) -> None:
    poll = await a_poll(council)
    assert tuple(key.label for key in keys(poll))[2:] == ("Skip", *ENTRIES)
    tokens = [key.press.token for key in keys(poll)]
    assert len(set(tokens)) == len(tokens)


async def test_who_says_that_it_is_not_their_area_is_not_reminded(council: Terminal) -> None:
    poll = await a_poll(council)
    assert "Nobody reminds you" in await entry(council, poll, "Not my area")
    await council.type("remind")
    await council.wait(hours=1)
    assert "console:home:anaquokka" not in [each.to for each in council.room("acme", "anaquokka")]
    anonymous = await a_poll(council, 'poll "Would you buy it again?" "Yes" "No" --anon')
    skips = council.rows("SELECT * FROM skip")
    await entry(council, anonymous, "Not my area")
    assert council.rows("SELECT * FROM skip") == skips  # nothing is kept of an anonymous poll


@pytest.mark.parametrize("length", ["For a week", "For a month", "Until I say so"])
async def test_who_pauses_is_not_reminded_until_they_end_it(council: Terminal, length: str) -> None:
    poll = await a_poll(council)
    assert "nobody names, reminds or writes to you" in await entry(council, poll, "Pause me")
    with pytest.raises(Denied):
        await chosen(council, length, "abenumbat")  # that button is Ana's
    paused = await chosen(council, length)
    assert "You pause until" in paused
    assert "9999" not in paused
    await council.type("remind")
    await council.wait(hours=1)
    assert "console:home:anaquokka" not in [each.to for each in council.room("acme", "anaquokka")]
    assert "You pause until" in await entry(council, poll, "Pause me")
    assert "Welcome back" in await chosen(council, "End the pause")
    assert council.rows("SELECT count(*) FROM person WHERE paused_until IS NOT NULL") == [(0,)]


async def test_who_never_answered_need_not_pause_and_has_nothing_here(council: Terminal) -> None:
    poll = await a_poll(council)
    people = council.rows("SELECT count(*) FROM person")
    assert "nothing to pause" in await entry(council, poll, "Pause me", "zed")
    assert "nothing of yours here" in await entry(council, poll, "My answers", "zed")
    assert council.rows("SELECT count(*) FROM person") == people


async def test_who_sees_this_is_said_in_plain_words(council: Terminal) -> None:
    poll = await a_poll(council)
    seen = await entry(council, poll, "Who sees this")
    assert "Your name and company: seen by the team" in seen
    assert "5 people from 4 companies" in seen
    anonymous = await a_poll(council, 'poll "Would you buy it again?" "Yes" "No" --anon')
    assert "Nobody can tell" in await entry(council, anonymous, "Who sees this")


async def test_my_answers_shows_ones_own_and_lets_one_change_or_withdraw_while_open(council: Terminal) -> None:
    poll = await a_poll(council)
    await council.press("acme", "anaquokka", "2", message=poll)
    await council.press("acme", "abenumbat", "1", message=poll)
    mine = await entry(council, poll, "My answers")
    assert "P2 · Which day suits you?" in mine
    assert "Your answer: Friday" in mine
    assert "marzipan" in mine  # what she wrote to P1, which is closed: without buttons
    assert "Abenumbat" not in mine
    labels = [key.label for key in keys(council.private)]
    mine_to_do = ["Change my answer", "Withdraw my answer", "Add a comment"]
    assert labels == [*mine_to_do, "Show everything", "Erase it", "Leave the board"]
    mine_card = council.private
    assert await chosen(council, "Withdraw my answer")
    assert "Withdrawn on" in await entry(council, poll, "My answers")
    assert council.rows("SELECT count(*) FROM answer WHERE withdrawn") == [(1,)]
    council.private = mine_card
    everything = await chosen(council, "Show everything")
    assert "console:home:anaquokka" in everything
    assert "You sit on Northwind Council for Acme." in everything
    assert "guspotoroo" not in everything.casefold()
    council.private = mine_card
    assert "a vote without name or words" in await chosen(council, "Erase it")


async def test_anonymous_answers_are_in_nobodys_list(council: Terminal) -> None:
    poll = await a_poll(council, 'poll "Would you buy it again?" "Certainly" "Never" --anon')
    await council.press("acme", "anaquokka", "2", message=poll)
    await council.press("acme", "anaquokka", "1", message=council.private)
    mine = await entry(council, poll, "My answers")
    assert "buy it again" not in mine
    assert "not even we" in mine
    assert "buy it again" not in await chosen(council, "Show everything")


async def test_who_leaves_is_on_no_board_and_never_written_to_again(council: Terminal) -> None:
    poll = await a_poll(council)
    await entry(council, poll, "My answers")
    answers = council.rows("SELECT count(*) FROM answer")
    assert "You are off the board" in await chosen(council, "Leave the board")
    assert "Anaquokka" not in await council.type("members", "admin")
    assert council.rows("SELECT count(*) FROM answer") == answers
    await council.type("remind P2")
    await council.wait(hours=1)
    assert "console:home:anaquokka" not in [each.to for each in council.room("acme", "anaquokka")]


async def test_a_reported_problem_reaches_the_product_team_at_once_under_a_number(council: Terminal) -> None:
    poll = await a_poll(council)
    assert "Your name and company go with it" in await entry(council, poll, "Report a problem")
    said = await chosen(council, "Write what went wrong", text="The wobbly export eats columns.")
    assert "Your report is C1" in said
    await council.wait(minutes=1)
    assert "Acme reported a problem: C1" in council.text("product")
    assert "The wobbly export eats columns." in council.text("product")
    for room in ("acme", "globex"):
        assert "wobbly" not in council.history(room)
    assert "wobbly" in await council.type("cases")
    assert "C1: your report" in await entry(council, poll, "My answers")


async def test_a_report_from_an_anonymous_poll_does_not_name_the_poll(council: Terminal) -> None:
    poll = await a_poll(council, 'poll "Would you buy it again?" "Certainly" "Never" --anon')
    await entry(council, poll, "Report a problem")
    await chosen(council, "Write what went wrong", text="It is slow.")
    assert council.rows("SELECT round_id FROM 'case'") == [(None,)]


async def test_staff_keep_what_a_customer_wrote_as_feedback_that_never_counts(council: Terminal) -> None:
    bot, place = council.house.bot, Place.parse("console:home:acme")
    ana, pm = await council.visitor("anaquokka"), await council.visitor("pm")
    with pytest.raises(Denied):
        await save_feedback(bot, ana, place, "We love it", ana.identity)
    with pytest.raises(Denied):
        await report_problem(bot, ana, place, "He is rude", pm.identity)
    with pytest.raises(Refusal, match=r"case\.no_words"):
        await save_feedback(bot, pm, place, " \u200b ", ana.identity)
    answers = council.rows("SELECT count(*) FROM answer")
    assert "never counts as an answer" in words(await save_feedback(bot, pm, place, "We love it", ana.identity))
    assert council.rows("SELECT count(*) FROM answer") == answers
    assert "C2" in words(await report_problem(bot, ana, place, "It broke", ana.identity))
    listed = await council.type("cases")
    assert listed.index("It broke") < listed.index("We love it")
    assert "feedback, kept" in listed
    assert "Anaquokka, Acme" in listed


async def test_a_member_who_types_nothing_but_the_name_sees_what_is_theirs(council: Terminal) -> None:
    shown = await council.type("", "anaquokka", room="acme")
    assert "here is what is yours" in shown
    assert [key.label for key in keys(council.private)] == [
        "My answers",
        "Who sees this",
        "Pause me",
        "Report a problem",
        "Open in a browser",
    ]
    assert "Our turbine" not in await chosen(council, "My answers")
    assert "We have not met" in await council.type("", "stranger", room="acme")
    assert keys(council.private) == ()
