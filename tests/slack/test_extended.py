"""Extending a poll in Slack: by whoever may end it, for whom it stays as it was, and with the others on offer."""

from bot.domain.people import Role
from tests.slack.forging import appoint
from tests.slack.office import Office
from tests.slack.rows import rounds_of
from tests.slack.test_latest_meant import offered, reply, three_polls

POLL = 'poll "What should we build next?" "Offline mode" "Single sign-on"'


async def test_customers_read_the_new_time_and_answer_until_then(desk: Office) -> None:
    acme, (ana, ben) = await desk.customer("Acme", "Ana Ruiz", "Ben Ott")
    await desk.cab(POLL)
    await desk.settle()
    before = (await rounds_of(desk))[0]
    first = desk.latest(ana, acme)
    done = await desk.cab("extend P1 3d")
    assert "P1 stays open until" in done.private_text
    await desk.wait(minutes=3)
    after = (await rounds_of(desk))[0]
    assert (after.closes_at - before.closes_at).days == 3
    said = desk.slack.people.reads(ana, acme)
    assert f"Mar {after.closes_at.day}, 9:00 AM" in said
    assert f"Mar {before.closes_at.day}, 9:00 AM" not in said
    assert desk.latest(ana, acme).ts == first.ts, "the same message, drawn anew"
    await desk.wait(days=8)
    assert (await desk.press(desk.latest(ben, acme), "Offline mode", as_=ben)).ok
    assert "Your answer" in desk.slack.people.reads(ben, acme)
    await desk.wait(days=3)
    assert "Thank you, 1 answered" in desk.slack.people.reads(ana, acme)
    assert desk.slack.people.reads(desk.pat, desk.product).count("1 person") >= 1


async def test_without_a_number_it_is_the_latest_and_the_others_are_on_offer(desk: Office) -> None:
    await three_polls(desk)
    before = {each.label: each.closes_at for each in await rounds_of(desk)}
    shown = reply(desk, await desk.cab("extend 2d"))
    assert offered(shown) == ["P2 · Second one?", "P1 · First one?"]
    done = await desk.slack.people.choose(shown, "P1 · First one?", as_=desk.pat)
    await desk.settle()
    assert done.ok, done.trouble
    longer = {each.label: (each.closes_at - before[each.label]).days for each in await rounds_of(desk)}
    assert longer == {"P1": 2, "P2": 0, "P3": 2}


async def test_only_who_may_end_a_poll_may_extend_it(desk: Office) -> None:
    await desk.customer("Acme", "Ana Ruiz")
    await desk.cab(POLL)
    await desk.settle()
    before = await rounds_of(desk)
    kim = desk.staff("Kim Other")
    await appoint(desk, kim, Role.PRODUCT_MANAGER)
    denied = await desk.cab("extend P1 3d", as_=kim)
    assert "Only they or an admin can remind, extend, close or cancel it." in denied.private_text
    denied = await desk.cab("extend P1 3d", as_=desk.staff("Lou Colleague"))
    assert "You may not ask customers here yet." in denied.private_text
    assert await rounds_of(desk) == before
