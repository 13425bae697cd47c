"""What a channel is called tells who a customer is: a dialog that somebody makes up learns nothing of it."""

from tests.teams.office import Office


async def test_a_made_up_choice_of_another_customers_channel_is_told_neither_its_name_nor_who_is_in_it(
    desk: Office,
) -> None:
    acme, _ = await desk.customer("Acme Robotics", "Ana Ruiz")
    globex, (cem,) = await desk.customer("Globex", "Cem Kaya")
    await desk.cab('poll "Which?" "Offline mode" "Faster search"')
    await desk.wait(seconds=5)
    card = desk.latest(cem, globex)
    made_up = {"data": {"cab": "do:abcdefghijklmnop", "text": acme.id}, "context": {"theme": "default"}}
    told = await desk.teams.people.invoke("task/submit", made_up, as_=cem, on=card)
    assert told.status == 200
    assert "Acme" not in str(told.json)
    assert "This button does nothing any more" in str(told.json)
