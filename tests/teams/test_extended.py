"""A poll that is extended in Teams: its card names the new time, and a press after the old one counts."""

from tests.teams.office import Office


async def test_customers_read_the_new_time_and_answer_until_then(desk: Office) -> None:
    acme, (ana, ben) = await desk.customer("Acme", "Ana Ruiz", "Ben Ott")
    await desk.cab('poll "What should we build next?" "Offline mode" "Single sign-on"')
    await desk.settle()
    before = desk.latest(ana, acme)
    assert "Mar 9" in desk.teams.people.reads(ana, acme)
    said = await desk.cab("extend P1 3d")
    assert "P1 stays open until" in said.private_text
    await desk.wait(minutes=3)
    assert "Mar 9" not in desk.teams.people.reads(ana, acme)
    assert "Mar 12" in desk.teams.people.reads(ana, acme)
    assert desk.latest(ana, acme).id == before.id, "the same card, drawn anew"
    await desk.wait(days=8)
    assert (await desk.press(desk.latest(ben, acme), "Offline mode", as_=ben)).ok
    await desk.wait(days=3)
    assert "Thank you, 1 answered" in desk.teams.people.reads(ana, acme)
    late = await desk.cab("extend P1 3d")
    assert "P1 has closed already. Nothing was changed." in late.private_text
