"""One person answers one poll with a browser: each kind of question, changed, withdrawn, skipped, sent twice."""

import asyncio

from bot.actions.answer_page import shuffled
from bot.domain.questions import LONGEST_TEXT
from bot.ids import PersonId
from tests.handlers.web.council import Council
from tests.makers import single

BUILD, SLOW, MONTH, THINK, FIX = "build next", "slows", "last month", "you think", "fix first"
ALL = (("q1", "2"), ("q2", "1"), ("q2", "3"), ("q3", "4"), ("q4s1", "agree"), ("q4s2", "pass"), ("q5", "The export."))


async def test_the_page_says_who_asks_why_until_when_and_who_sees_what(one: Council) -> None:
    page = await one.get(await one.link())
    assert page.status == 200
    for said in (
        "Northwind Council asks Ana Lund",
        "Why we ask: It decides what we build first.",
        "What should we build next?",
        "Open until Tue, Mar 10, 10:00 AM CET.",
        "You hear what comes of it by Tue, Mar 24.",
        "Your name and company: seen by the team behind Northwind Council, and by no other company.",
        "No AI service reads the answers.",
        "This link is yours alone",
    ):
        assert said in page.text
    assert {page.label("q1", value) for value in page.marks("q1")} == {
        "Offline mode",
        "Single sign-on",
        "Faster search",
    }
    assert page.chosen("q1") == []


async def test_every_kind_of_question_is_answered_in_one_form_and_stands_in_it_from_then_on(five: Council) -> None:
    path = await five.link()
    receipt = await five.fill(path, *ALL)
    assert receipt.reply.url.path == f"{path}/receipt"
    for said in (
        "Thank you, this is recorded.",
        "Your answer: Single sign-on",
        "Your answer: Search and Sign-in",
        "Your answer: 4 of 5",
        "Less is more",
        "The export.",
    ):
        assert said in receipt.text
    assert len(five.values()) == 5
    page = await five.get(path)
    assert [page.chosen(name) for name in ("q1", "q3", "q4s1", "q4s2")] == [["2"], ["4"], ["agree"], ["pass"]]
    assert sorted(page.chosen("q2")) == ["1", "3"]
    assert page.written("q5") == "The export."
    assert "You have answered." in page.text


async def test_questions_may_be_left_out_and_answered_later(five: Council) -> None:
    path = await five.link()
    receipt = await five.fill(path, ("q3", "5"), ("q5", "  \r\n "))
    assert "Left out" in receipt.text
    assert len(five.values()) == 1
    await five.fill(path, ("q3", "5"), ("q1", "1"))
    assert len(five.values()) == 2


async def test_a_changed_answer_replaces_the_earlier_one_and_leaves_the_others_alone(five: Council) -> None:
    path = await five.link()
    await five.fill(path, *ALL)
    said = five.versions()
    changed = [("q4s2", "disagree") if name == "q4s2" else (name, value) for name, value in ALL]
    await five.fill(path, *changed)
    page = await five.get(path)
    assert (page.chosen("q4s1"), page.chosen("q4s2")) == (["agree"], ["disagree"])
    assert five.versions() == said + 1
    assert len(five.values()) == 5


async def test_a_question_that_is_emptied_is_withdrawn_and_the_others_still_count(five: Council) -> None:
    path = await five.link()
    await five.fill(path, *ALL)
    receipt = await five.fill(path, *[each for each in ALL if each[0] not in ("q2", "q5")], ("q5", ""))
    assert five.values(SLOW) == five.values(FIX) == []
    assert len(five.values()) == 3
    assert receipt.text.count("Left out") == 2


async def test_withdrawing_takes_back_one_answer_and_another_may_be_given(one: Council) -> None:
    path = await one.link()
    receipt = await one.fill(path, ("q1", "1"))
    form = {"form": receipt.field("form"), "which": "q1", "deed": "withdraw"}
    gone = await one.post(path, form)
    assert "Withdrawn. Your answer no longer counts." in gone.text
    assert one.values() == []
    assert (await one.get(path)).chosen("q1") == []
    again = await one.post(path, form)
    assert "Withdrawn." in again.text
    await one.fill(path, ("q1", "3"))
    assert len(one.values()) == 1


async def test_a_form_sent_twice_at_once_counts_once(five: Council) -> None:
    path = await five.link()
    form = (await five.get(path)).field("form")
    sent = [("form", form), *ALL, ("deed", "keep")]
    pages = await asyncio.gather(five.post(path, sent), five.post(path, sent))
    assert ["this is recorded" in page.text for page in pages] == [True, True]
    assert len(five.values()) == 5
    said = five.versions()
    await five.post(path, sent)
    assert five.versions() == said


async def test_going_back_in_the_browser_and_choosing_again_counts_each_time(one: Council) -> None:
    path = await one.link()
    form = (await one.get(path)).field("form")
    for choice in ("1", "2", "1"):
        await one.post(path, [("form", form), ("q1", choice), ("deed", "keep")])
        assert (await one.get(path)).chosen("q1") == [choice]
    assert len(one.values()) == 1


async def test_what_was_changed_in_the_chat_meanwhile_is_not_undone_by_a_form_that_still_shows_it(
    five: Council,
) -> None:
    path = await five.link()
    await five.fill(path, ("q1", "1"))
    form = (await five.get(path)).field("form")
    await five.terminal.press("acme", "ana", "3")
    await five.post(path, [("form", form), ("q1", "1"), ("q5", "The export."), ("deed", "keep")])
    page = await five.get(path)
    assert (page.chosen("q1"), page.written("q5")) == (["3"], "The export.")


async def test_a_tap_in_the_chat_and_a_form_on_the_page_are_one_voice(one: Council) -> None:
    path = await one.link()
    await one.terminal.press("acme", "ana", "1")
    assert (await one.get(path)).chosen("q1") == ["1"]
    await one.fill(path, ("q1", "2"))
    assert one.terminal.rows("SELECT count(*) FROM answer") == [(1,)]
    await one.terminal.press("acme", "ana", "3")
    assert (await one.get(path)).chosen("q1") == ["3"]
    assert one.terminal.rows("SELECT count(*), max(version) FROM answer") == [(1, 3)]


async def test_two_people_are_two_voices(one: Council) -> None:
    await one.fill(await one.link(), ("q1", "1"))
    await one.fill(await one.link(one.gus), ("q1", "1"))
    assert len(one.values()) == 2


async def test_a_form_with_nothing_in_it_is_given_back_and_leaves_no_trace(five: Council) -> None:
    path = await five.link()
    before = five.everything()
    page = await five.fill(path, ("q5", " "))
    assert page.status == 422
    (summary,) = page.all("div", role="alert")
    assert "Nothing is chosen yet." in summary.text
    (link,) = [each for each in page.all("a") if (each.attributes["href"] or "").startswith("#")]
    assert page.all("input", id=(link.attributes["href"] or "")[1:])
    assert five.everything() == before


async def test_a_text_that_is_too_long_is_given_back_whole_and_nothing_of_the_form_is_recorded(five: Council) -> None:
    path = await five.link()
    before = five.everything()
    written = "é" * (LONGEST_TEXT + 2)
    page = await five.fill(path, ("q1", "1"), ("q5", written))
    assert page.status == 422
    assert page.written("q5") == written
    assert page.chosen("q1") == ["1"]
    assert "2 characters longer than the 3,000 we can keep" in page.text
    (area,) = page.all("textarea", name="q5")
    assert area.attributes["aria-invalid"] == "true"
    assert "q5-error" in (area.attributes["aria-describedby"] or "")
    assert five.everything() == before
    await five.fill(path, ("q5", written[:LONGEST_TEXT]))
    assert (await five.get(path)).written("q5") == written[:LONGEST_TEXT]


async def test_line_breaks_and_joined_letters_come_back_as_they_were_written(five: Council) -> None:
    path = await five.link()
    await five.fill(path, ("q5", "\r\nfirst\r\n\r\nzweite \U0001f469\u200d\U0001f4bb نعم"))
    assert (await five.get(path)).written("q5") == "\nfirst\n\nzweite \U0001f469\u200d\U0001f4bb نعم"


async def test_skipping_is_kept_and_can_be_reconsidered(one: Council) -> None:
    path = await one.link()
    page = await one.fill(path, deed="skip")
    assert "Skipped. We will not remind you of this one." in page.text
    assert one.terminal.rows("SELECT count(*) FROM skip") == [(1,)]
    assert "You skipped this poll." in (await one.get(path)).text
    await one.fill(path, ("q1", "1"))
    assert "this is recorded" in (await one.get(f"{path}/receipt")).text


async def test_opening_pages_changes_nothing_however_often(five: Council) -> None:
    path = await five.link()
    before = five.everything()
    for _ in range(3):
        for end in ("", "/receipt", "/sent", "/passed", "?deed=skip&q1=1"):
            await five.get(path + end)
        await five.browser.head(path)
    assert five.everything() == before


async def test_each_person_sees_the_options_in_an_order_of_their_own_that_stays(five: Council) -> None:
    ana = [await five.get(await five.link()) for _ in range(2)]
    assert list(ana[0].marks("q1")) == list(ana[1].marks("q1"))
    assert list(ana[0].marks("q3")) == ["1", "2", "3", "4", "5"]
    question = single("Offline mode", "Single sign-on", "Faster search")
    assert len({shuffled(five.bot, question, PersonId(f"person {number}")) for number in range(50)}) > 1


async def test_a_recommendation_and_an_order_are_given_in_one_form_and_changed_there(kinds: Council) -> None:
    path = await kinds.link()
    page = await kinds.get(path)
    assert list(page.marks("q1")) == [str(score) for score in range(11)]
    assert "0 = not at all likely, 10 = extremely likely" in page.text
    receipt = await kinds.fill(path, ("q1", "0"), ("q2p1", "3"), ("q2p2", "1"), ("q2p3", ""))
    assert "Your answer: 0 of 10" in receipt.text
    assert "1.Faster search 2.Offline mode 3.Single sign-on" in receipt.text
    page = await kinds.get(path)
    assert page.chosen("q1") == ["0"]
    assert [page.placed(f"q2p{place}") for place in (1, 2, 3)] == ["3", "1", "2"]
    await kinds.fill(path, ("q1", "0"), ("q2p1", "2"), ("q2p2", ""), ("q2p3", ""))
    receipt = await kinds.get(f"{path}/receipt")
    assert "Without a place of their own, behind all others: Offline mode and Faster search" in receipt.text
    assert len(kinds.values()) == 2
    await kinds.fill(path, ("q1", "10"), ("q2p1", ""), ("q2p2", ""), ("q2p3", ""))
    assert kinds.values() == ['{"likely":10}']


async def test_an_option_at_two_places_is_said_at_the_question_and_nothing_of_the_form_is_recorded(
    kinds: Council,
) -> None:
    path = await kinds.link()
    page = await kinds.fill(path, ("q1", "7"), ("q2p1", "2"), ("q2p2", "2"))
    assert "“Single sign-on” has two places." in page.text
    assert page.chosen("q1") == ["7"]
    assert kinds.values() == []


async def test_a_form_with_places_or_scores_that_were_never_offered_is_no_form_of_ours(kinds: Council) -> None:
    path = await kinds.link()
    for field in (("q1", "11"), ("q1", "-1"), ("q2p1", "4"), ("q2p1", "x")):
        assert (await kinds.fill(path, field)).status == 400
    assert kinds.values() == []
