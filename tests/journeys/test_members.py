"""What members live through: they are asked, they answer in a tap, they change their mind, they are left in peace."""

from pathlib import Path

import pytest

from bot.actions.cast import first_board
from bot.actions.import_file import import_file
from bot.domain.aims import Goal
from bot.errors import Denied, Refusal
from bot.presses import Send, Vote, Withdraw
from handlers.console.keys import keys, pressed
from storage import aims, anonymous, rounds
from tests.journeys.terminal import Terminal, number

ANONYMOUS = """
title = "Frankly"
why = "We would rather know."
visibility = "anonymous"
[[question]]
kind = "single"
text = "Would you buy it again?"
options = ["Yes", "No"]
"""
SEVERAL = """
title = "Your week"
why = "To spend our time where it helps you."
[[question]]
kind = "multi"
text = "What slows you down?"
options = ["Search", "Export", "Logging in"]
[[question]]
kind = "rating"
text = "How was the last month?"
[[question]]
kind = "agree"
text = "Do you agree?"
options = ["Less is more", "Ship every week"]
[[question]]
kind = "open"
text = "What should we fix first?"
"""


async def test_a_poll_falls_due_is_answered_and_closes_with_thanks(terminal: Terminal) -> None:
    await terminal.set_up("Acme", "Globex")
    await terminal.schedule()
    await terminal.wait(days=1, hours=2)
    assert "What should we build next?" in terminal.text("acme")
    assert "Hello from Northwind Council" in terminal.text("globex")

    receipt = await terminal.press("acme", "ana", "1")
    assert "Offline mode" in receipt
    assert "Acme" in receipt  # the first answer joins, and says so
    await terminal.wait(hours=1)
    assert "1 person has answered" in terminal.text("acme")
    assert "Ana" not in terminal.text("globex")

    await terminal.wait(days=7)
    thanked = terminal.room("acme")
    assert "Thank you, 1 answered" in terminal.text("acme")
    assert not keys(thanked[0].painted)
    assert "Offline mode" in terminal.text("product")


async def test_a_late_vote_is_refused_and_leaves_no_trace(terminal: Terminal) -> None:
    await terminal.set_up("Acme")
    await terminal.schedule()
    await terminal.wait(days=1, hours=2)
    seen = terminal.room("acme")[0].painted
    await terminal.wait(days=7)
    with pytest.raises(Refusal, match=r"round\.has_closed"):
        await terminal.press("acme", "ana", "1", message=seen)
    assert "0 of" in terminal.text("product") or "Nobody" in terminal.text("product")


async def test_people_change_and_take_back_their_answer_until_the_close(terminal: Terminal) -> None:
    await terminal.set_up("Acme")
    await terminal.schedule()
    await terminal.wait(days=1, hours=2)
    poll = terminal.room("acme")[0].painted
    await terminal.press("acme", "ana", "1", message=poll)
    changed = await terminal.press("acme", "ana", "2", message=poll)
    assert "Single sign-on" in changed
    await terminal.wait(hours=1)
    assert "1 person has answered" in terminal.text("acme")

    card = pressed(poll, "1")
    assert isinstance(card, Vote)
    receipt = await terminal.send("acme", "ana", await _withdraw(terminal))
    assert "taken back" in receipt or "no longer counts" in receipt
    with pytest.raises(Refusal, match=r"answer\.nothing_to_withdraw"):
        await terminal.send("acme", "ana", await _withdraw(terminal))


async def test_the_same_press_delivered_twice_counts_once(terminal: Terminal) -> None:
    await terminal.set_up("Acme")
    await terminal.schedule()
    await terminal.wait(days=1, hours=2)
    poll = terminal.room("acme")[0].painted
    for _ in range(3):
        await terminal.press("acme", "ana", "1", message=poll, at="the very same press")
    await terminal.wait(hours=1)
    assert "1 person has answered" in terminal.text("acme")


async def test_another_company_and_the_vendors_own_staff_are_not_counted(terminal: Terminal) -> None:
    await terminal.set_up("Acme", "Globex")
    await terminal.schedule()
    await terminal.wait(days=1, hours=2)
    await terminal.press("acme", "ana", "1")
    with pytest.raises(Denied, match=r"answer\.other_company"):
        await terminal.press("globex", "ana", "1")
    with pytest.raises(Denied, match=r"answer\.own_staff"):
        await terminal.press("globex", "pm", "1", staff=True)
    await terminal.wait(hours=1)
    assert "1 person has answered" in terminal.text("globex")


async def test_a_button_of_one_poll_does_nothing_where_that_poll_was_not_asked(terminal: Terminal) -> None:
    await terminal.set_up("Acme")
    await terminal.schedule()
    await terminal.wait(days=1, hours=2)
    with pytest.raises(Refusal):
        await terminal.send("product", "ana", pressed(terminal.room("acme")[0].painted, "1"))


async def test_every_kind_of_question_is_answered_in_its_own_way(terminal: Terminal) -> None:
    await terminal.set_up("Acme", toml=SEVERAL)
    await terminal.schedule()
    await terminal.wait(days=1, hours=2)
    poll = terminal.room("acme")[0].painted
    labels = [key.label for key in keys(poll)]
    assert "Search" in await terminal.press("acme", "ana", "1,3", message=poll)
    for place, label in enumerate(labels, start=1):
        if label.startswith("4"):
            assert "4" in await terminal.press("acme", "ana", str(place), message=poll)
        if "Agree" in label or "✎" in label or "Write" in label:
            said = f"{place} Search takes for ever" if "✎" in label or "Write" in label else str(place)
            assert await terminal.press("acme", "ana", said, message=poll)
    await terminal.wait(days=7)
    report = terminal.text("product")
    assert "Search takes for ever" in report
    assert "Ana" in report


async def test_an_anonymous_answer_is_confirmed_first_and_final_then(terminal: Terminal) -> None:
    await terminal.set_up("Acme", toml=ANONYMOUS)
    await terminal.schedule()
    await terminal.wait(days=1, hours=2)
    before = terminal.text("acme")
    asked = await terminal.press("acme", "ana", "1")
    assert "cannot be changed" in asked
    await terminal.wait(hours=1)
    assert terminal.text("acme") == before

    vote = pressed(terminal.room("acme")[0].painted, "1")
    await terminal.send("acme", "ana", Send(vote.token))
    with pytest.raises(Refusal, match=r"answer\.anonymous_is_final"):
        await terminal.send("acme", "ana", Send(vote.token))
    await terminal.wait(hours=1)
    assert terminal.text("acme") == before  # not even how many have answered
    await terminal.wait(days=7)
    assert "Too few answers" in terminal.text("product")
    assert "Yes" not in terminal.text("product")


async def test_only_those_who_have_answered_before_are_reminded_once_and_in_private(terminal: Terminal) -> None:
    await terminal.set_up("Acme")
    await terminal.schedule(turns=2)
    await terminal.wait(days=1, hours=2)
    await terminal.press("acme", "ana", "1")
    await terminal.wait(days=6, hours=23)
    assert len(terminal.room("acme", "ana")) == 2  # two polls, no reminder: she had answered, and Bo is not known yet
    await terminal.press("acme", "bo", "1")
    await terminal.wait(days=4)
    for_ana = [each for each in terminal.room("acme", "ana") if each.to]
    for_bo = [each for each in terminal.room("acme", "bo") if each.to]
    assert len(for_ana) == 1
    assert not for_bo


async def test_who_skips_is_not_reminded(terminal: Terminal) -> None:
    await terminal.set_up("Acme")
    await terminal.schedule(turns=2)
    await terminal.wait(days=1, hours=2)
    await terminal.press("acme", "ana", "1")
    await terminal.wait(days=7)
    skip = number(terminal.room("acme")[-1].painted, "Skip")
    await terminal.press("acme", "ana", skip)
    await terminal.wait(days=4)
    assert not [each for each in terminal.room("acme", "ana") if each.to]


async def test_a_list_of_members_read_again_forgets_nothing_about_them(terminal: Terminal, tmp_path: Path) -> None:
    await terminal.set_up("Acme")
    listed = tmp_path / "members.csv"
    listed.write_text(
        "name,account,identity\nAna Lopez,Acme,console:home:ana\nPat Moss,Acme,console:home:pm\n", "utf-8"
    )
    bot = terminal.house.bot
    await terminal.schedule(turns=2)
    await terminal.wait(days=1, hours=2)
    await terminal.press("acme", "ana", "1")
    for _ in range(2):
        report = await import_file(bot, None, listed, None, None)
        assert [(bad.line, bad.reason.id) for bad in report.bad] == [(3, "sheet.own_staff")]
    await terminal.wait(days=11)
    # she is still known to have answered, so the next poll reminds her; and the product manager has kept her rights
    assert [each for each in terminal.room("acme", "ana") if each.to]
    assert "Northwind Council" in await terminal.type("status")


async def test_skipping_makes_nobody_a_member(terminal: Terminal) -> None:
    await terminal.set_up("Acme")
    await terminal.schedule()
    await terminal.wait(days=1, hours=2)
    skip = number(terminal.room("acme")[-1].painted, "Skip")
    await terminal.press("acme", "zed", str(skip))
    assert "0 people" in await terminal.type("status")


async def test_a_cancelled_anonymous_poll_leaves_no_key_behind(terminal: Terminal) -> None:
    await terminal.set_up("Acme", toml=ANONYMOUS)
    await terminal.schedule()
    await terminal.wait(days=1, hours=2)
    vote = pressed(terminal.room("acme")[0].painted, "1")
    await terminal.send("acme", "ana", Send(vote.token))
    await terminal.type("cancel P1")
    bot = terminal.house.bot
    board = await first_board(bot)
    async with bot.database.read(board.organisation_id) as work:
        latest = (await rounds.of_board(work, board.id))[-1]
        assert await anonymous.key(work, latest.id) is None


async def _withdraw(terminal: Terminal) -> Withdraw:
    """The button that every receipt carries."""
    board = await first_board(terminal.house.bot)
    async with terminal.house.bot.database.read(board.organisation_id) as work:
        latest = (await rounds.of_board(work, board.id))[-1]
        found = [aim for aim in await aims.of_round(work, latest.id) if aim.goal is Goal.WITHDRAW]
    return Withdraw(found[0].token)
