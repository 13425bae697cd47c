"""Who reads along in a product channel is looked at anew as soon as somebody comes or goes there."""

from tests.teams.office import Office


async def test_a_guest_who_has_just_come_is_seen_before_the_next_result_is_posted(desk: Office) -> None:
    _, (ana,) = await desk.customer("Acme", "Ana Ruiz")
    people = desk.teams.people
    for title in ("Before the guest?", "After the guest?"):
        assert (await desk.cab(f'poll "{title}" "Yes" "No"')).ok
        await desk.wait(seconds=2)
        await desk.press(desk.latest(ana, desk.customers["Acme"]), "Yes", as_=ana)
    await desk.cab("close P1")
    await desk.wait(seconds=5)
    assert "Before the guest?" in people.reads(desk.pat, desk.product)
    eve = desk.teams.world.add_person("Eve Guest", desk.teams.world.add_tenant("Curious"), guest_of=desk.teams.tenant)
    await people.join(desk.crew, who=eve, by=desk.pat)
    await desk.settle()
    await desk.cab("close P2")
    await desk.wait(seconds=5)
    assert "After the guest?" not in people.reads(desk.pat, desk.product)
