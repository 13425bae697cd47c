"""A chat of several people is a place like any channel: it is asked whose it is, and a poll there is answered."""

import pytest

from tests.teams.office import Office


@pytest.mark.soak
async def test_a_group_chat_with_a_customer_is_settled_asked_and_answered(desk: Office) -> None:
    people, world = desk.teams.people, desk.teams.world
    acme = world.add_tenant("Acme")
    ana = world.add_person("Ana Ruiz", acme, guest_of=desk.teams.tenant)
    chat = world.add_chat("Acme and Northwind", desk.teams.tenant, [desk.pat, ana])
    asked = await people.add_to_chat(chat, by=desk.pat)
    await desk.settle()
    assert asked.ok, asked.trouble
    assert people.sees(ana, chat) == []
    question = people.offering(desk.pat, "Yes")
    settled = await desk.press(question, "Yes", as_=desk.pat)
    assert "is the channel of Acme" in settled.private_text
    shown = await desk.cab('poll "Which?" "Offline mode" "Single sign-on"', channel=chat)
    assert "1 company" in shown.private_text
    await desk.wait(seconds=5)
    answered = await desk.press(desk.latest(ana, chat), "Offline mode", as_=ana)
    assert answered.ok, answered.trouble
    assert "Your answer: Offline mode" in answered.private_text
    results = await desk.cab("results P1", channel=chat)
    assert "P1 is still open" in results.private_text
    assert "still open, so" not in people.reads(ana, chat)
