"""Where the vendor takes four seconds for each call, a press is acknowledged long before, and done all the same."""

from dataclasses import dataclass

import pytest

from tests.fakes.slack import Outcome
from tests.fakes.slack.messages import Message
from tests.fakes.slack.world import User
from tests.slack.office import Office
from tests.slack.rows import answers_of
from tests.slack.running import until

BEHIND = 4.0
"""Seconds that each of our calls takes; the vendor gives us three for all of them."""


@dataclass(slots=True)
class Slow:
    """An office with an open poll, to which the vendor answers slowly from now on."""

    desk: Office
    ana: User
    poll: Message

    async def press(self, message: Message, label: str, *, as_: User) -> Outcome:
        """Press, and wait for the acknowledgement alone."""
        done = await self.desk.slack.people.press(message, label, as_=as_)
        return acknowledged(label, done)

    async def quick_again(self) -> None:
        """Let all that was begun come to its end."""
        self.desk.slack.script.clear()
        await self.desk.settle()


def acknowledged(what: str, done: Outcome, within: float = BEHIND / 2) -> Outcome:
    """The same, once it is sure that nobody waited for the work behind it; how long they waited is printed."""
    assert done.ok, done.trouble
    assert done.delivery is not None
    print(f"{what}: acknowledged after {done.delivery.took * 1000:.0f} ms, with {BEHIND:.0f} s of work behind it")
    assert done.delivery.took < within
    return done


@pytest.fixture
async def slow(desk: Office) -> Slow:
    """The vendor takes its time."""
    acme, (ana,) = await desk.customer("Acme", "Ana Ruiz")
    await desk.cab('poll "Which colour?" "Green" "Blue"')
    poll = desk.latest(ana, acme)
    await desk.press(poll, "Green", as_=ana)
    desk.slack.script.delay("*", BEHIND, times=None)
    return Slow(desk, ana, poll)


async def test_an_answer(slow: Slow) -> None:
    await slow.press(slow.poll, "Blue", as_=slow.ana)
    (hers,) = await answers_of(slow.desk)
    assert hers.version == 2, "it was kept before it was acknowledged"
    await slow.quick_again()
    assert [each.version for each in await answers_of(slow.desk)] == [2]


async def test_a_press_that_needs_a_right(slow: Slow) -> None:
    slow.desk.slack.script.clear()
    asked = await slow.desk.cab(f"erase person slack:{slow.ana.team_id}:{slow.ana.id}")
    await slow.desk.wait(minutes=2)  # Who the manager is has to be looked up again.
    slow.desk.slack.script.delay("*", BEHIND, times=None)
    await slow.press(asked.private[-1], "Erase for good", as_=slow.desk.pat)
    assert await answers_of(slow.desk) != [], "it is done behind the acknowledgement"
    await slow.quick_again()
    assert await answers_of(slow.desk) == []


async def test_a_dialog(slow: Slow) -> None:
    receipt = slow.desk.latest(slow.ana, slow.desk.customers["Acme"])
    pressed = await slow.press(receipt, "Add a comment", as_=slow.ana)
    await until(lambda: pressed.opened is not None)


async def test_a_command_is_acknowledged_in_the_vendors_time_and_answered_when_it_is_done(slow: Slow) -> None:
    nia = slow.desk.staff("Nia New")
    typed = await slow.desk.slack.people.command("/cab", "help", as_=nia, channel=slow.desk.product)
    acknowledged("/cab help", typed, within=3.0)
    assert typed.private == []
    await until(lambda: typed.private != [], 3 * BEHIND)
    assert "You are one of the team" in typed.private_text
