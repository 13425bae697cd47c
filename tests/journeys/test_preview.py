"""Before anything goes out: whom it reaches, what they will read, and what can still be done about it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import Denied, IllegalMove, Refusal
from bot.ids import OrganisationId
from handlers.console.keys import keys
from storage import accounts
from tests.journeys.story import COMPANIES
from tests.journeys.terminal import Terminal, number
from tests.journeys.test_claim import change

ROOMS = tuple(company.casefold() for company in COMPANIES)
POLL = 'poll "Which day suits you?" "Monday" "Friday" --close 2d'


async def test_the_preview_names_whom_it_reaches_and_who_sees_what(council: Terminal) -> None:
    await change(council, "abenumbat", paused_until=council.clock.now() + timedelta(days=9))
    await change(council, "idabettong", gone_at=council.clock.now())
    shown = await council.type(POLL)
    assert "P2 goes out on" in shown
    assert "3 people and those in 3 channels / 5 companies" in shown
    for company in COMPANIES:
        assert company in shown
    assert "Anaquokka" in shown
    assert "Not reminded: paused" in shown
    assert "Not reached: have left" in shown
    assert "they hear back by" in shown
    assert "Your name and company" in shown
    assert "Which day suits you?" in shown
    assert [key.label for key in keys(council.private)][:3] == ["Send now", "Test to me", "Cancel"]


async def test_typed_among_one_customers_people_a_poll_is_for_that_customer_only(council: Terminal) -> None:
    shown = await council.type(POLL, room="globex")
    assert "1 person / 1 company" in shown
    assert "Not asked" in shown
    await council.wait(minutes=3)
    assert [room for room in ROOMS if "Which day suits you?" in council.history(room)] == ["globex"]
    await council.type(POLL.replace("day", "month") + " --board northwind-council", room="globex")
    await council.wait(minutes=3)
    assert [room for room in ROOMS if "Which month suits you?" in council.history(room)] == list(ROOMS)


async def test_a_segment_is_asked_alone_and_an_unknown_one_is_refused(council: Terminal) -> None:
    organisation_id = OrganisationId(str(council.rows("SELECT id FROM organisation")[0][0]))
    async with council.house.bot.database.begin(organisation_id) as work:
        for key in ("acme", "hooli"):
            account = await accounts.by_key(work, key)
            assert account is not None
            await accounts.save(work, replace(account, segment="Enterprise"))
    await council.type(f"{POLL} --segment enterprise")
    await council.wait(minutes=3)
    assert [room for room in ROOMS if "Which day suits you?" in council.history(room)] == ["acme", "hooli"]
    with pytest.raises(Refusal, match=r"ask\.unknown_segment"):
        await council.type(f"{POLL} --segment midmarket")


async def test_send_now_does_not_wait_and_works_once_for_its_author_only(council: Terminal) -> None:
    await council.type(POLL)
    preview = council.private
    with pytest.raises(Denied):
        await council.press("product", "anaquokka", "1", message=preview)
    assert "goes out now" in await council.press("product", "pm", "1", message=preview)
    await council.wait(seconds=5)
    assert "Which day suits you?" in council.text("acme")
    with pytest.raises(IllegalMove):
        await council.press("product", "pm", "1", message=preview)


async def test_call_off_on_the_preview_leaves_customers_in_peace(council: Terminal) -> None:
    await council.type(POLL)
    assert "called off" in await council.press("product", "pm", "3", message=council.private)
    await council.wait(days=3)
    assert "Which day suits you?" not in council.history("acme")


async def test_a_test_looks_like_the_poll_and_counts_nowhere(council: Terminal) -> None:
    await council.type(POLL)
    test = await council.press("product", "pm", "2", message=council.private)
    assert "Test: as customers will see it" in test
    assert "Which day suits you?" in test
    labels = [key.label for key in keys(council.private)]
    assert labels == ["Monday", "Friday", "Skip"]
    assert len({key.press.token for key in keys(council.private)}) == len(labels)
    before = council.rows("SELECT * FROM answer")
    assert "nothing was counted" in await council.press("product", "pm", "1", message=council.private)
    assert council.rows("SELECT * FROM answer") == before
    assert council.rows("SELECT * FROM skip") == []


async def test_the_preview_of_an_anonymous_poll_tells_whether_anybody_will_see_the_result(council: Terminal) -> None:
    shown = await council.type('poll "Would you buy it again?" "Yes" "No" --anon')
    assert "Nobody will see the result: it takes 5 people from 4 companies" in shown


async def test_remind_reminds_now_and_only_once(council: Terminal) -> None:
    await council.type(POLL.replace("2d", "5d"))
    await council.wait(minutes=3)
    await council.press("acme", "anaquokka", "1")
    assert "reminded once" in await council.type("remind")
    await council.wait(hours=1)
    reminded = [each.to for room in ROOMS for each in council.house.rooms.room(f"console:home:{room}") if each.to]
    assert sorted(reminded) == ["console:home:abenumbat", "console:home:guspotoroo", "console:home:idabettong"]
    with pytest.raises(Refusal, match=r"remind\.once"):
        await council.type("remind P2")


async def test_a_new_poll_can_be_written_into_the_field_of_the_start_card(council: Terminal) -> None:
    start = await council.type("")
    assert "what you can do now" in start
    field = number(council.private, "New poll")
    shown = await council.press("product", "pm", f"{field} Which day? | Monday | Friday", message=council.private)
    assert "P2 goes out on" in shown


async def test_the_author_is_warned_of_options_that_nobody_can_tell_apart_and_may_send_them(council: Terminal) -> None:
    shown = await council.type('poll "Which plan?" "Scope" "Ѕсоре" "Paypаl" --close 2d')
    assert "“Scope” and “Ѕсоре” look the same but are spelt with different letters." in shown
    assert "“Paypаl” has letters of two alphabets in one word." in shown
    await council.wait(minutes=3)
    assert "Which plan?" in council.history("acme")
    assert "look the same" not in council.history("acme")
    assert "look the same" not in await council.type(POLL)
