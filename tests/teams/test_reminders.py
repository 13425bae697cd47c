"""Reminders in Teams: in one's own chat, and for whom none can be opened, in the thread without a name."""

import pytest

from tests.both.desk import Where
from tests.both.on_teams import TeamsDesk
from tests.both.polls import asked
from tests.fakes.teams.messages import Message
from tests.teams.office import Office


@pytest.mark.soak
async def test_who_cannot_be_written_to_is_reminded_in_the_thread_and_not_by_name(desk: Office) -> None:
    both = TeamsDesk(desk)
    shared, people = await both.company_apart("Vandelay", "Art Vane", "Bea Vane")
    acme, (ana,) = await both.customer("Acme", "Ana Ruiz")
    for question in ("First?", "Second?"):
        await asked(both, f'poll "{question}" "Yes" "No"')
        await desk.wait(minutes=1)
        if question == "First?":
            for who in people:
                await both.press("Yes", as_=who, where=shared)
            await both.press("Yes", as_=ana, where=acme)
            await desk.wait(days=10)
    await desk.wait(days=4)
    (line,) = beneath(desk, shared, "Second?")
    assert "Vane" not in str(line.card)
    assert "Second?" in await both.reads(ana)
    assert beneath(desk, acme, "Second?") == []
    assert "could not be" not in both.public(both.product)


def beneath(desk: Office, where: Where, question: str) -> list[Message]:
    """What stands in the thread of a poll."""
    standing = desk.teams.timeline.standing(where.id)
    poll = next(each for each in standing if each.from_app and question in str(each.card))
    return desk.teams.timeline.thread(where.id, poll.id)[1:]
