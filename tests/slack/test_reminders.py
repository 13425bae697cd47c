"""Reminders in shared channels: people of a customer's own workspace get theirs from the bot directly."""

from tests.slack.office import Office


async def test_a_customer_who_answered_once_is_reminded_in_a_direct_message(desk: Office) -> None:
    acme, (ana, ben) = await desk.customer("Acme", "Ana Ruiz", "Ben Ott")
    await desk.cab('poll "What should we build next?" "Offline mode" "Single sign-on"')
    assert (await desk.press(desk.latest(ana, acme), "Offline mode", as_=ana)).ok
    await desk.wait(days=8)
    assert desk.slack.people.sees(ana) == []
    await desk.cab('poll "And after that?" "Nicer colours" "Faster search"')
    assert desk.slack.people.sees(ana) == []
    await desk.wait(days=4)
    assert "And after that?" in desk.slack.people.reads(ana)
    assert desk.slack.people.sees(ben) == [], "nobody is reminded before they have answered once"
    assert "And after that?" not in desk.slack.people.reads(desk.pat)
