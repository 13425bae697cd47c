"""Nothing internal is posted in front of another company, even when nobody told us that it came in."""

from tests.slack.office import Office


async def test_what_is_internal_waits_when_an_outsider_came_in_unannounced(desk: Office) -> None:
    acme, (ana,) = await desk.customer("Acme", "Ana Ruiz")
    await desk.cab('poll "What should we build next?" "Offline mode" "Single sign-on"')
    await desk.press(desk.latest(ana, acme), "Offline mode", as_=ana)
    desk.slack.world.share(desk.product, desk.slack.world.add_team("Curious", "T0CURIOUS"))
    before = len(desk.slack.timeline.standing(desk.product.id))
    await desk.cab("close P1")
    await desk.wait(minutes=3)
    assert len([m for m in desk.slack.timeline.standing(desk.product.id) if not m.ephemeral_to]) <= before
    told = desk.slack.people.reads(desk.pat)
    assert "another company" in told
