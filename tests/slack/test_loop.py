"""The whole loop in Slack: asked, answered, closed, reported, decided, told."""

from tests.slack.office import Office


async def test_a_poll_goes_round_the_whole_loop(desk: Office) -> None:
    acme, (ana, ben) = await desk.customer("Acme", "Ana Ruiz", "Ben Ott")
    globex, (cem,) = await desk.customer("Globex", "Cem Kaya")
    asked = await desk.cab('poll "What should we build next?" "Offline mode" "Single sign-on"')
    assert asked.ok, asked.trouble
    await desk.settle()
    card = desk.latest(ana, acme)
    answered = await desk.press(card, "Offline mode", as_=ana)
    assert "Offline mode" in answered.private_text
    for person, channel in ((ben, acme), (cem, globex)):
        done = await desk.press(desk.latest(person, channel), "Offline mode", as_=person)
        assert done.ok
    await desk.cab("close P1")
    assert "Offline mode" in desk.slack.people.reads(desk.pat, desk.product)
    assert "Thank you" in desk.slack.people.reads(ana, acme)


async def test_everybody_has_a_home_of_their_own(desk: Office) -> None:
    acme, (ana,) = await desk.customer("Acme", "Ana Ruiz")
    await desk.cab('poll "What should we build next?" "Offline mode" "Single sign-on"')
    await desk.slack.people.open_home(desk.pat)
    await desk.settle()
    home = desk.slack.people.home(desk.pat)
    assert home is not None
    await desk.press(desk.latest(ana, acme), "Offline mode", as_=ana)
