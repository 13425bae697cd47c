"""The whole loop in Teams: asked, answered, closed, reported, decided, told."""

from tests.teams.office import Office


async def test_a_poll_goes_round_the_whole_loop(desk: Office) -> None:
    acme, (ana, ben) = await desk.customer("Acme", "Ana Ruiz", "Ben Ott")
    globex, (cem,) = await desk.customer("Globex", "Cem Kaya")
    asked = await desk.cab('poll "What should we build next?" "Offline mode" "Single sign-on"')
    assert asked.ok, asked.trouble
    await desk.settle()
    card = desk.latest(ana, acme)
    answered = await desk.press(card, "Offline mode", as_=ana)
    assert answered.ok, answered.trouble
    assert "Offline mode" in answered.private_text
    for person, channel in ((ben, acme), (cem, globex)):
        done = await desk.press(desk.latest(person, channel), "Offline mode", as_=person)
        assert done.ok
    await desk.cab("close P1")
    await desk.wait(seconds=30)
    assert "Offline mode" in desk.teams.people.reads(desk.pat, desk.product)
    assert "Thank you" in desk.teams.people.reads(ana, acme)
    decided = await desk.press(desk.teams.people.offering(desk.pat, "Plan", desk.product), "Plan", as_=desk.pat)
    assert "Customers would read" in decided.private_text
    assert "Send to customers" in desk.teams.people.reads(desk.pat), "no later decision takes its place there"
    assert "Send to customers" not in desk.teams.people.reads(desk.pat, desk.product)
