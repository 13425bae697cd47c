"""When a page takes no answer, and when an answer cannot be taken back: closed, called off, too late, anonymous."""

import pytest

from bot.actions.links import link_for, open_round
from bot.errors import Denied, Refusal
from storage import people
from tests.handlers.web.council import Council


async def test_a_closed_poll_says_so_kindly_and_shows_what_counts(one: Council) -> None:
    path = await one.link()
    await one.fill(path, ("q1", "2"))
    await one.terminal.wait(days=8)
    page = await one.get(path)
    assert page.status == 200
    assert "This poll has closed. Thank you. You hear what comes of it by" in page.text
    assert "Your answer: Single sign-on" in page.text
    assert page.all("form") == []


async def test_what_was_entered_too_late_is_shown_back_and_not_recorded(five: Council) -> None:
    path = await five.link()
    form = (await five.get(path)).field("form")
    await five.terminal.wait(days=8)
    fields = [("form", form), ("q1", "1"), ("q5", "Words I would hate to lose."), ("deed", "keep")]
    page = await five.post(path, fields)
    assert page.status == 409
    for said in ("This poll has closed.", "It was not recorded.", "Offline mode", "Words I would hate to lose."):
        assert said in page.text
    assert five.values() == []


async def test_a_poll_that_was_called_off_says_so(one: Council) -> None:
    path = await one.link()
    form = (await one.get(path)).field("form")
    await one.terminal.type("cancel")
    assert "This poll was called off." in (await one.get(path)).text
    assert (await one.post(path, {"form": form, "q1": "1"})).status == 409


async def test_a_link_is_for_those_who_are_asked_while_they_are_asked(one: Council) -> None:
    poll = await open_round(one.bot, one.board, None)
    first = await link_for(one.bot, one.ana, poll)
    assert await link_for(one.bot, one.ana, poll) == first
    async with one.bot.database.read(one.board.organisation_id) as work:
        staff = [each for each in await people.all(work) if each.staff]
    for each in staff:
        with pytest.raises(Denied, match=r"link\.not_asked"):
            await link_for(one.bot, each, poll)
    await one.terminal.wait(days=8)
    with pytest.raises(Refusal, match=r"round\.has_closed"):
        await link_for(one.bot, one.ana, poll)


async def test_an_anonymous_answer_goes_only_after_it_was_confirmed_and_is_final(anonymous: Council) -> None:
    path = await anonymous.link()
    before = anonymous.everything()
    confirm = await anonymous.fill(path, ("q1", "2"), deed="check")
    assert confirm.status == 200
    assert "Your answer: Single sign-on" in confirm.text
    assert "Send, cannot be changed" in confirm.text
    assert anonymous.everything() == before
    fields = {"form": confirm.field("form"), "q1": confirm.field("q1")}
    back = await anonymous.post(path, {**fields, "deed": "back"})
    assert back.chosen("q1") == ["2"]
    assert anonymous.everything() == before
    sent = await anonymous.post(path, {**fields, "deed": "send"})
    assert "Sent. Thank you!" in sent.text
    assert anonymous.terminal.rows("SELECT count(*) FROM choice") == [(1,)]
    again = await anonymous.fill(path, ("q1", "1"), deed="send")
    assert again.status == 409
    assert "cannot be changed or withdrawn" in again.text
    assert anonymous.terminal.rows("SELECT count(*) FROM choice") == [(1,)]


async def test_whoever_else_has_the_link_cannot_see_whether_an_anonymous_answer_was_given(anonymous: Council) -> None:
    path = await anonymous.link()
    texts = [[(await anonymous.get(path + end)).text for end in ("", "/receipt", "/sent", "/passed")]]
    await anonymous.fill(path, ("q1", "2"), deed="send")
    texts.append([(await anonymous.get(path + end)).text for end in ("", "/receipt", "/sent", "/passed")])
    assert texts[0] == texts[1]


async def test_an_anonymous_tap_and_an_anonymous_form_are_one_voice(anonymous: Council) -> None:
    path = await anonymous.link()
    await anonymous.terminal.press("acme", "ana", "1")
    await anonymous.fill(path, ("q1", "2"), deed="send")
    assert anonymous.terminal.rows("SELECT count(*) FROM choice") == [(1,)]
    # The first tap only opened the question "Send?", so the form was first; a second form comes too late.
    assert (await anonymous.fill(path, ("q1", "1"), deed="send")).status == 409
    assert anonymous.terminal.rows("SELECT count(*) FROM choice") == [(1,)]


async def test_passing_on_an_anonymous_poll_leaves_no_trace(anonymous: Council) -> None:
    path = await anonymous.link()
    before = anonymous.everything()
    assert "Skipped." in (await anonymous.fill(path, deed="skip")).text
    assert anonymous.everything() == before
