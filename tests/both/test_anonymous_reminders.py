"""Nobody can tell by a reminder who has answered an anonymous poll: it comes to everybody alike."""

import pytest

from tests.both.desk import Desk
from tests.both.polls import asked

pytestmark = pytest.mark.asyncio(loop_scope="module")
PEOPLE = ("Ana Ruiz", "Ben Ott", "Cem Kaya")


async def test_who_has_answered_is_reminded_just_like_who_has_not(desk: Desk) -> None:
    where, people = await desk.customer("Acme", *PEOPLE)
    await asked(desk, 'poll "What next?" "Offline mode" "Single sign-on"')
    await desk.wait(minutes=1)
    for who in people:
        await desk.press("Offline mode", as_=who, where=where)
    await desk.wait(days=10)
    before = [await desk.reads(who) for who in people]
    await asked(desk, 'poll "Whom do you trust?" "Ourselves" "Nobody" --anon')
    await desk.wait(minutes=1)
    ana, ben, _ = people
    await desk.press("Nobody", as_=ana, where=where)
    for passes in ("Skip", "Not my area"):
        told = await desk.press(passes, as_=ben, where=where)
        assert "you still get the one reminder" in told, "else it would promise what nobody can keep"
        assert "will not remind" not in told
        assert "Nobody reminds" not in told
    assert "everybody is reminded once" in await desk.say("remind")
    await desk.wait(days=4)
    fresh = [(await desk.reads(who)).removeprefix(read) for who, read in zip(people, before, strict=True)]
    alike = {said.replace(name, "somebody") for said, name in zip(fresh, PEOPLE, strict=True)}
    assert len(alike) == 1, alike
    (said,) = alike
    assert said.count("Whom do you trust?") >= 1
    assert "everybody gets this one reminder" in said
