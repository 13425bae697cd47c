"""What was decided comes back to those who asked for it, and what did not is not forgotten."""

from dataclasses import replace

import pytest

from bot.actions.answer_page import answer_page
from bot.actions.keep_house import person_gone
from bot.actions.links import link_for, member_named, open_round
from bot.actions.merge import propose_merges
from bot.actions.operator import board_meant
from bot.domain.people import Identity
from bot.domain.visibility import Visibility
from bot.errors import Denied, Refusal
from storage import boards, suggestions
from tests.journeys.terminal import Terminal, number


async def test_a_decision_shows_where_it_is_read_and_when_and_as_customers_read_it(council: Terminal) -> None:
    await council.type("decide S1 explore")
    await council.press("product", "pm", number(council.private, "Send to customers"), message=council.private)
    shown = await council.type("decide S1 plan")
    assert "What we did · Offline mode: planned" in shown
    assert "You told us in March" in shown
    for company in ("Acme", "Globex", "Initech"):
        assert f"{company}  on 23 Mar" in shown.replace("    ", "  ") or f"{company}" in shown
    assert "one such message a week" in shown
    assert "Hooli" not in shown
    for room in ("acme", "globex", "initech"):
        assert "planned" not in council.history(room)


async def test_a_poll_nobody_was_told_about_is_overdue_in_the_status_and_the_days_are_counted(
    council: Terminal,
) -> None:
    assert "promised by" in await council.type("status")
    await council.wait(days=15)
    assert "overdue: promised by" in await council.type("status")
    await council.type("decide S1 plan")
    await council.press("product", "pm", number(council.private, "Send to customers"), message=council.private)
    await council.wait(minutes=1)
    status = await council.type("status")
    assert "overdue" not in status
    assert "Days until customers heard back" in status


async def test_the_next_ask_begins_with_what_came_of_the_last_one_where_it_was_their_own(council: Terminal) -> None:
    await council.type("decide S1 plan")
    await council.press("product", "pm", number(council.private, "Send to customers"), message=council.private)
    await council.wait(days=8)
    await council.type('ask "What else holds you up?"')
    await council.wait(minutes=10)
    for room in ("acme", "globex"):
        assert "Last time you told us about “Offline mode”: it is planned." in council.text(room)
    for room in ("hooli", "umbrella", "initech"):  # Initech chose something else, and two said nothing
        assert "What else holds you up?" in council.text(room)
        assert "Last time" not in council.history(room)
    board = await board_meant(council.house.bot, None)
    asked = await open_round(council.house.bot, board, None)
    for who, was_told in (("Anaquokka", True), ("Idabettong", False)):  # who chose what was planned, and who did not
        person = await member_named(council.house.bot, board, who)
        link = await link_for(council.house.bot, person, asked)
        page = await answer_page(council.house.bot, link.rpartition("/")[2])
        assert page is not None
        assert (page.last_time is not None) is was_told


async def test_the_next_ask_does_not_begin_with_what_holds_no_longer(council: Terminal) -> None:
    await council.type("decide S1 plan")
    await council.press("product", "pm", number(council.private, "Send to customers"), message=council.private)
    await council.wait(days=8)
    await council.type("decide S1 decline")
    await council.type('ask "What else holds you up?"')
    await council.wait(minutes=10)
    assert "What else holds you up?" in council.text("acme")
    assert "Last time" not in council.text("acme")


@pytest.mark.parametrize("promised", [Visibility.NAMED, Visibility.ACCOUNT])
async def test_where_only_the_company_was_promised_nobody_is_reminded_of_what_they_said(
    council: Terminal, promised: Visibility
) -> None:
    council.rows(f"UPDATE round SET visibility = '{promised.value}'", write=True)
    await council.type("decide S1 plan")
    await council.press("product", "pm", number(council.private, "Send to customers"), message=council.private)
    await council.wait(days=8)
    await council.type('ask "What else holds you up?"')
    await council.wait(minutes=10)
    board = await board_meant(council.house.bot, None)
    asked = await open_round(council.house.bot, board, None)
    person = await member_named(council.house.bot, board, "Anaquokka")
    page = await answer_page(council.house.bot, (await link_for(council.house.bot, person, asked)).rpartition("/")[2])
    assert page is not None
    assert (page.last_time is not None) is (promised is Visibility.NAMED)
    for room in ("acme", "globex"):
        assert "What else holds you up?" in council.text(room)
        assert ("Last time" in council.history(room)) is (promised is Visibility.NAMED)


async def test_a_declined_suggestion_can_be_opened_again_beneath_its_evidence(council: Terminal) -> None:
    await council.type("decide S1 decline")
    why = await council.type("why S1")
    assert "not now" in why or "declined" in why
    explored = await council.press("product", "pm", number(council.private, "Explore"), message=council.private)
    assert "exploring" in explored


async def test_two_suggestions_become_one_and_two_again(council: Terminal) -> None:
    await council.type('poll "Which next?" "Offline first" "Other" --close 1d')
    await council.wait(minutes=3)
    for room, who in (("acme", "anaquokka"), ("globex", "guspotoroo"), ("initech", "idabettong")):
        await council.press(room, who, "1")
    await council.wait(days=2)
    assert "S2 Offline first · 3 of 4 people / 3 of 5 companies" in await council.type("roadmap")
    merged = await council.type("merge S2 S1")
    assert "S2 was merged into S1." in merged
    assert "S1 Offline mode · 4 of 4 people / 3 of 5 companies" in merged
    roadmap = await council.type("roadmap")
    assert "S2" not in roadmap
    with pytest.raises(Refusal, match=r"suggestion\.illegal_move"):
        await council.type("decide S2 plan")
    await council.wait(days=8)  # the next digest renews what both rest on
    assert "S1 Offline mode · 4 of 4 people / 3 of 5 companies" in await council.type("roadmap")
    assert "S2 “Offline first” stands alone again" in await council.type("unmerge S2")
    roadmap = await council.type("roadmap")
    assert "S1 Offline mode · 3 of 4 people / 2 of 5 companies" in roadmap
    assert "S2 Offline first · 3 of 4 people / 3 of 5 companies" in roadmap
    with pytest.raises(Denied):
        await council.type("merge S1 S2", "anaquokka", room="acme")
    deeds = council.rows("SELECT deed, outcome FROM audit_entry WHERE deed LIKE '%merge%'")
    assert ("merge_suggestions", "done") in deeds
    assert ("unmerge", "done") in deeds


@pytest.mark.soak
async def test_the_schedules_of_somebody_who_left_rest_and_the_admin_is_told(council: Terminal) -> None:
    await council.type("members rights console:home:pm admin", "admin")
    await council.type('schedule set "weekly on Fri at 10:00" --engagement value-pulse')
    await person_gone(
        council.house.bot, (await council.house.bot.database.organisations())[0].id, Identity.parse("console:home:pm")
    )
    await council.wait(minutes=1)
    assert "has left or has no rights any more" in council.text("product", "admin")
    assert council.rows("SELECT count(*) FROM cadence WHERE paused AND set_by IS NOT NULL") == [(1,)]
    await council.wait(days=8)
    assert "How are we doing?" not in council.text("acme")


async def test_suggestions_that_share_most_answers_are_proposed_once_and_merged_or_kept_apart(
    council: Terminal,
) -> None:
    await council.type('poll "Which next?" "Offline first" "Other" --close 1d')
    await council.wait(minutes=3)
    for room, who in (("acme", "anaquokka"), ("globex", "guspotoroo"), ("initech", "idabettong")):
        await council.press(room, who, "1")
    await council.wait(days=2)
    bot = council.house.bot
    owner = (await bot.database.organisations())[0].id
    async with bot.database.begin(owner) as work:
        board = (await boards.all(work))[0]
        one, other = await suggestions.of_board(work, board.id)
        twin = replace(other, evidence=one.evidence[:2] + other.evidence[:1])  # as two themes share their answers
        for _ in range(2):
            await propose_merges(bot, work, board, [one, twin])
    await council.wait(minutes=1)
    assert council.text("product").count("Are these one?") == 1
    asked = council.room("product")[-1].painted
    assert "S1 and S2 stay apart" in await council.press("product", "pm", number(asked, "Keep apart"), message=asked)
    assert "S2" in await council.type("roadmap")
    merged = await council.press("product", "pm", number(asked, "Merge"), message=asked)
    assert "S2 was merged into S1." in merged
    assert "S2 was merged into S1." in await council.press("product", "pm", number(asked, "Merge"), message=asked)
    assert "stands alone again" in await council.press(
        "product", "pm", number(council.private, "Undo"), message=council.private
    )
    with pytest.raises(Denied):
        await council.press("product", "cleo", number(asked, "Merge"), message=asked, staff=True)


async def test_the_schedules_of_somebody_who_lost_their_rights_rest_until_an_admin_lets_them_go_on(
    council: Terminal,
) -> None:
    await council.type("members rights console:home:pm admin", "admin")
    await council.type('schedule set "weekly on Fri at 10:00" --engagement value-pulse')
    await council.type("members rights console:home:pm none", "admin")
    assert "has left or has no rights any more" in council.text("product", "admin")
    await council.wait(days=8)
    assert "How are we doing?" not in council.text("acme")
    await council.type("schedule resume 2", "admin")
    await council.wait(days=8)
    assert "How are we doing?" in council.text("acme")
