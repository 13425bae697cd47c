"""How somebody new is called is asked once; a process that is lost meanwhile does not lose the name for good."""

import asyncio

from bot.domain.people import Identity, Person
from storage import people
from tests.fakes.slack.world import User
from tests.slack.office import Office
from tests.slack.rows import owner
from tests.slack.running import posted, until

LATE = 3.0
"""Real seconds until the vendor says how somebody is called."""


async def known(desk: Office, user: User) -> Person | None:
    """What is kept of somebody."""
    async with desk.house.bot.database.read(await owner(desk)) as work:
        return await people.find(work, Identity(platform="slack", workspace=user.team_id, user=user.id))


async def test_a_name_that_was_asked_for_and_not_kept_is_asked_for_again_on_the_next_day(desk: Office) -> None:
    acme, (ana,) = await desk.customer("Acme", "Ana Ruiz")
    await desk.cab('poll "What next?" "Offline mode" "Faster search"')
    message = posted(desk.slack, acme)
    desk.slack.script.delay("users.info", LATE, times=None)
    await desk.slack.people.press(message, "Offline mode", as_=ana)
    await until(lambda: any(call.args.get("user") == ana.id for call in desk.slack.calls("users.info")))
    (asking,) = [task for task in asyncio.all_tasks() if task.get_name() == "names"]
    asking.cancel()  # As when the process is killed: nothing is taken back.
    await asyncio.wait({asking})
    desk.slack.script.clear()
    await asyncio.sleep(LATE)  # The look-up itself would be lost as well; here it ends, and nobody waits for it.

    await desk.press(message, "Faster search", as_=ana)
    person = await known(desk, ana)
    assert person is not None
    assert person.name != "Ana Ruiz", "another process may be at it, and is left to it"
    await desk.wait(hours=17)
    await desk.press(message, "Offline mode", as_=ana)
    person = await known(desk, ana)
    assert person is not None
    assert person.name == "Ana Ruiz"
