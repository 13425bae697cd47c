"""What the vendor's people do is the same in Slack and in Teams."""

import re

import pytest

from tests.both.desk import Desk
from tests.both.polls import asked, closed

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.soak
async def test_the_whole_loop_from_the_question_to_what_was_done(desk: Desk) -> None:
    acme, (ana, ben) = await desk.customer("Acme", "Ana Ruiz", "Ben Ott")
    globex, (cem,) = await desk.customer("Globex", "Cem Kaya")
    poll = await asked(desk, 'poll "What should we build next?" "Offline mode" "Faster search"')
    for who, where in ((ana, acme), (ben, acme), (cem, globex)):
        assert "Offline mode" in await desk.press("Offline mode", as_=who, where=where)
    assert "3 of 3 people" in await closed(desk, poll)
    assert "Thank you" in desk.public(globex)
    assert "Offline mode" in desk.public(desk.product)
    decided = await desk.press("Plan", as_=desk.pat, where=desk.product)
    assert "Customers would read" in decided
    assert "Send to customers" in decided
    assert "What we did" not in desk.public(acme)
    await desk.press("Send to customers", as_=desk.pat)
    await desk.send_window(as_=desk.pat)
    await desk.wait(days=1)
    for where in (acme, globex):
        assert "What we did" in desk.public(where)
    assert "planned" in await desk.say("roadmap")


SECRET = "Zebra budget is gone"
"""Why it was really declined: for the team alone."""


@pytest.mark.soak
async def test_each_verdict_is_told_in_words_that_were_approved_and_the_reason_stays_inside(desk: Desk) -> None:
    tyrell, (tia, tom) = await desk.customer("Tyrell", "Tia Vale", "Tom Vale")
    aperture, (abe,) = await desk.customer("Aperture", "Abe Cave")
    poll = await asked(desk, 'poll "Next for reports?" "Scheduled reports" "Shared reports"')
    for who, where in ((tia, tyrell), (tom, tyrell), (abe, aperture)):
        await desk.press("Scheduled reports", as_=who, where=where)
    await closed(desk, poll)
    await desk.wait(days=8)
    listed = await desk.say("roadmap")
    number = next(each for each in re.findall(r"(S\d+) ([^\n]+)", listed) if "Scheduled reports" in each[1])[0]

    async def told(typed: str, approved: str) -> None:
        recorded = await desk.say(f"decide {number} {typed}")
        assert "Customers would read" in recorded
        before = desk.public(tyrell)
        assert approved not in before
        await desk.write(approved, as_=desk.pat, behind="Send to customers")
        await desk.wait(days=8)
        for where in (tyrell, aperture):
            assert desk.public(where).count(approved) == 1

    await told("explore", "We look into scheduled reports.")
    await told("plan", "Scheduled reports are planned, may change.")
    await told("ship", "Scheduled reports are out.")
    why = await desk.say(f"why {number}")
    for what in ("Chosen by Aperture and Tyrell", "exploring", "planned", "out"):
        assert what in why

    second = await asked(desk, 'poll "Next for exports?" "Nightly exports" "Instant exports"')
    for who, where in ((tia, tyrell), (tom, tyrell), (abe, aperture)):
        await desk.press("Nightly exports", as_=who, where=where)
    await closed(desk, second)
    await desk.wait(days=8)
    listed = await desk.say("roadmap")
    number = next(each for each in re.findall(r"(S\d+) ([^\n]+)", listed) if "Nightly exports" in each[1])[0]
    recorded = await desk.say(f'decide {number} decline "{SECRET}"')
    assert SECRET in recorded, "who decides reads their reason again"
    await desk.write("Not now, because search comes first.", as_=desk.pat, behind="Send to customers")
    await desk.wait(days=8)
    for who, where in ((tia, tyrell), (abe, aperture)):
        assert "Not now, because search comes first." in desk.public(where)
        assert SECRET not in desk.public(where)
        assert SECRET not in await desk.reads(who, where)
        assert SECRET not in await desk.say(f"why {number}", as_=who, where=where)
    assert SECRET in await desk.say(f"why {number}")


async def test_two_companies_do_not_see_each_other(desk: Desk) -> None:
    initech, (ivy,) = await desk.customer("Initech", "Ivy Lane")
    hooli, (hal,) = await desk.customer("Hooli", "Hal Gray")
    poll = await asked(desk, 'ask "What holds you up?"')
    await desk.write("Quokka forms", as_=ivy, behind="Write your answer", where=initech)
    await desk.write("Wombat lists", as_=hal, behind="Write your answer", where=hooli)
    assert "Quokka forms" in await closed(desk, poll)
    await desk.wait(days=1)
    for who, where, theirs in ((ivy, initech, ("Wombat", "Hooli", "Hal")), (hal, hooli, ("Quokka", "Initech", "Ivy"))):
        seen = await desk.reads(who, where) + await desk.reads(who)
        assert not [word for word in theirs if word in seen]
        assert "That is for the team" in await desk.say(f"results {poll}", as_=who, where=where)


async def test_ai_reads_where_it_is_allowed_and_each_company_is_told(desk: Desk) -> None:
    stark, (sam,) = await desk.customer("Stark", "Sam Poe")
    wayne, _ = await desk.customer("Wayne", "Will Ash")
    assert "by no company yet" in await desk.say("policy ai on")
    assert "Stark" in await desk.say("policy ai on --account Stark")
    await asked(desk, 'ask "What should change?"')
    assert "An AI service may read" in desk.public(stark)
    assert "No AI service reads" in desk.public(wayne)
    assert "That is for the team" in await desk.say("policy ai off", as_=sam, where=stark)
    assert "reads no answers" in await desk.say("policy ai off")


async def test_a_command_among_customers_is_answered_to_its_author_alone(desk: Desk) -> None:
    umbrella, (uma,) = await desk.customer("Umbrella", "Uma Reed")
    await asked(desk, 'poll "Which floor?" "First" "Second"', umbrella)
    await desk.press("First", as_=uma, where=umbrella)
    await desk.wait(minutes=1)
    before, theirs = desk.public(umbrella), await desk.reads(uma, umbrella)
    for line, what in (("status", "Which floor?"), ("members", "Uma Reed"), ("help", "results"), ("", "New poll")):
        said = await desk.say(line, where=umbrella)
        assert said.strip()
        assert what in said
    assert desk.public(umbrella) == before
    assert await desk.reads(uma, umbrella) == theirs


async def test_a_schedule_is_set_looked_ahead_of_paused_and_asks_by_itself(desk: Desk) -> None:
    soylent, _ = await desk.customer("Soylent", "Sol Berg")
    set_up = await desk.say('schedule set "weekly on Mon,Tue,Wed,Thu,Fri at 10:00" --engagement value-pulse')
    assert "First on" in set_up
    assert "How are we doing?" in await desk.say("schedule preview")
    assert "aused" in await desk.say("schedule pause")
    assert "aused" in await desk.say("schedule")
    assert "Next on" in await desk.say("schedule resume")
    assert "How are we doing?" not in desk.public(soylent)
    await desk.wait(days=3)
    assert "How are we doing?" in desk.public(soylent)
    assert "Deleted" in await desk.say("schedule delete")


@pytest.mark.soak
async def test_a_rehearsal_plays_the_whole_loop_and_leaves_nothing_behind(desk: Desk) -> None:
    vandelay, _ = await desk.customer("Vandelay", "Art Vane")
    await desk.say("")
    await desk.press("Rehearse", as_=desk.pat)
    assert "Which of these would help" in await desk.reads(desk.pat)
    await desk.press("Close now", as_=desk.pat)
    await desk.wait(seconds=30)
    assert "sample" in await desk.reads(desk.pat)
    await desk.press("Plan", as_=desk.pat)
    await desk.wait(seconds=30)
    await desk.press("End and delete", as_=desk.pat)
    await desk.wait(minutes=1)
    assert "sample" not in await desk.reads(desk.pat)
    assert "Which of these would help" not in desk.public(vandelay)
    assert "sample" not in await desk.say("roadmap")
