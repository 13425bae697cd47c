"""A company, a board or a monthly report is entrusted to a colleague in Slack and in Teams, and taken back."""

import pytest

from tests.both.desk import Desk, Who
from tests.both.polls import asked, closed

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def colleague(desk: Desk, name: str) -> Who:
    """One of the vendor's own people, who can write to the product."""
    who = desk.colleague(name)
    await desk.meet(who)
    return who


async def admin_says(desk: Desk, line: str) -> str:
    """Typed by the admin where a colleague can be mentioned."""
    return await desk.say(line, where=desk.product)


def named(desk: Desk, who: Who) -> str:
    """A mention."""
    return f"<@{who.id}>" if desk.platform == "slack" else f"<at>{who.name}</at>"


async def test_who_looks_after_a_company_hears_of_new_voices_and_reads_what_it_said_by_name(desk: Desk) -> None:
    acme, (ana,) = await desk.customer("Acme", "Ana Ruiz")
    globex, (cem,) = await desk.customer("Globex", "Cem Kaya")
    lea = await colleague(desk, "Lea Marsh")
    assert "may not" in await desk.say("account Acme", as_=lea)

    said = await admin_says(desk, f"members owner {named(desk, lea)} --account Acme")
    assert "Lea Marsh looks after Acme" in said
    await desk.wait(seconds=30)
    assert "You look after Acme now" in await desk.reads(lea)

    poll = await asked(desk, 'poll "Which day suits you?" "Monday" "Friday"')
    await desk.press("Monday", as_=ana, where=acme)
    await desk.press("Friday", as_=cem, where=globex)
    await desk.wait(seconds=30)
    told = await desk.reads(lea)
    assert "A new voice: Ana Ruiz of Acme" in told
    assert "Cem Kaya" not in told
    assert "Monday" not in await desk.say("account", as_=lea), "not before the poll is closed"
    await closed(desk, poll)
    assert (await desk.reads(lea)).count("Ana Ruiz of Acme") == told.count("Ana Ruiz of Acme"), "told once"

    assert "Entrusted to you" in await desk.say("", as_=lea)
    page = await desk.press("Acme", as_=lea)
    for word in ("Acme: how it takes part", "Answered 1 of 1 poll", "Ana Ruiz", "Monday"):
        assert word in page, page
    assert "Friday" not in page
    for line in ("account Globex", "account Nobody"):
        assert "that you could look after" in await desk.say(line, as_=lea)
    for line in ("results", "members", "board report", 'poll "A?" "B" "C"'):
        assert "may not" in await desk.say(line, as_=lea), line

    assert "Nobody looks after Acme" in await admin_says(desk, "members owner none --account Acme")
    assert "may not" in await desk.say("account Acme", as_=lea)


async def test_who_runs_a_board_sets_it_up_and_no_other_until_it_is_taken_back(desk: Desk) -> None:
    await admin_says(desk, 'board create "Partner Circle"')
    bo = await colleague(desk, "Bo Lind")
    for line in ("policy", "schedule pause 1", "members"):
        assert "may not" in await desk.say(f"{line} --board partner", as_=bo)
    assert "Bo Lind runs Partner Circle" in await admin_says(desk, f"board owner {named(desk, bo)} --board partner")
    await desk.wait(seconds=30)
    assert "You run Partner Circle now" in await desk.reads(bo)

    assert "Partner Circle" in await desk.say("policy person 1 a week --board partner", as_=bo)
    assert "Partner Circle" in await desk.say("members --board partner", as_=bo)
    for line in (
        "policy --board northwind",
        "members --board northwind",
        "audit --board partner",
        "export --board partner",
        "results --board northwind",
        "roadmap --board northwind",
        "schedule --board northwind",
        "cases --board northwind",
        'poll "A?" "B" "C" --board northwind',
    ):
        assert "may not" in await desk.say(line, as_=bo), line
    for line in ("status --board partner", "schedule --board partner", ""):
        said = await desk.say(line, as_=bo)
        assert "Partner Circle" in said, said
        assert "Northwind" not in said, said
    assert "may not" in await desk.say(f"board owner {named(desk, bo)} --board northwind", as_=bo, where=desk.product)
    for line in ("results", "members"):  # In the other board's channel, what is theirs is meant only by name.
        assert "name yours (partner-circle)" in await desk.say(line, as_=bo, where=desk.product)
    assert "run by Bo Lind" in await admin_says(desk, "board")

    assert "Nobody but the admins runs Partner Circle" in await admin_says(desk, "board owner none --board partner")
    assert "may not" in await desk.say("policy --board partner", as_=bo)


async def test_the_sponsor_reads_the_monthly_report_and_nothing_else(desk: Desk) -> None:
    ingrid = await colleague(desk, "Ingrid Holm")
    said = await admin_says(desk, f"board sponsor {named(desk, ingrid)} --board northwind")
    assert "Ingrid Holm reads" in said
    assert "Northwind Council in" in await desk.say("board report --board northwind", as_=ingrid)
    assert "Entrusted to you" in await desk.say("", as_=ingrid)
    assert "Northwind Council in" in await desk.press("Last month on Northwind Council", as_=ingrid)
    for line in ("results", "roadmap", "status", "members", "policy"):
        assert "may not" in await desk.say(f"{line} --board northwind", as_=ingrid), line
    await admin_says(desk, f"members rights {named(desk, ingrid)} none")
    assert "may not" in await desk.say("board report --board northwind", as_=ingrid)


async def test_what_a_customer_said_on_a_call_is_written_down_beside_the_votes_and_seen_by_no_customer(
    desk: Desk,
) -> None:
    initech, (ivy,) = await desk.customer("Initech", "Ivy Holt")
    lea = await colleague(desk, "Lea Stone")
    await admin_says(desk, f"members owner {named(desk, lea)} --account Initech")
    poll = await asked(desk, 'poll "Which hour suits you?" "Morning" "Evening" --board northwind', where=initech)
    await desk.press("Morning", as_=ivy, where=initech)
    assert "Initech about" in await desk.say(f'heard {poll} "Evening" --account Initech', as_=lea)
    await desk.say("account Initech", as_=lea)
    said = await desk.write(
        "They would rather be rung up", as_=lea, behind=f"What they told you on a call, about {poll}"
    )
    assert "counts as none" in said
    results = await closed(desk, f"{poll} --board northwind")
    for line in ("1 of ", "told on calls", "Evening: Initech", "rather be rung up", "Initech, on a call"):
        assert line in results, results
    assert "rather be rung up" in await desk.reads(lea, desk.product)
    for room in desk.customers:
        assert "rung up" not in desk.public(room)
        assert "on a call" not in desk.public(room)
    for line in (f'heard {poll} "Evening" --account Acme', f'heard {poll} "Evening" --account Nobody'):
        assert "that you could look after" in await desk.say(line, as_=lea)
    assert "may not" in await desk.say(
        f'heard {poll} "Evening" --account Initech', as_=await colleague(desk, "Noah Fry")
    )
