"""Anonymous polls in Slack: nothing counts before it is sent for good, and then what was ticked or written does."""

from bot.domain.answers import Choice
from bot.domain.questions import Chosen, Wrote
from storage import anonymous
from tests.fakes.slack import Outcome
from tests.fakes.slack.messages import Message
from tests.slack.office import Office
from tests.slack.rows import owner, rounds_of


async def test_what_was_ticked_is_what_is_sent(desk: Office) -> None:
    acme, (ana,) = await desk.customer("Acme", "Ana Ruiz")
    await desk.cab('poll "Which of these?" "Offline mode" "Single sign-on" "Search" --multi --anon')
    poll = desk.latest(ana, acme)
    await desk.slack.people.tick(poll, ["Offline mode", "Search"], as_=ana)
    asked = await desk.press(poll, "Send", as_=ana)
    assert await said(desk) == []
    await desk.press(only(asked), "Send, cannot be changed", as_=ana)
    (choice,) = await said(desk)
    assert isinstance(choice.value, Chosen)
    assert len(choice.value.options) == 2


async def test_what_was_written_is_what_is_sent(desk: Office) -> None:
    acme, (ana,) = await desk.customer("Acme", "Ana Ruiz")
    await desk.cab('ask "What is hardest?" --anon')
    opened = (await desk.press(desk.latest(ana, acme), "Write your answer", as_=ana)).opened
    assert opened is not None
    await desk.slack.people.submit(opened, {"text": "Roaming between depots"}, as_=ana)
    assert await said(desk) == []
    again = desk.slack.people.modal(ana)
    assert again is not None
    await desk.slack.people.submit(again, as_=ana)
    await desk.settle()
    (choice,) = await said(desk)
    assert choice.value == Wrote(text="Roaming between depots")


def only(asked: Outcome) -> Message:
    """The one thing that only this person sees."""
    return asked.private[-1]


async def said(desk: Office) -> list[Choice]:
    """What was sent for good in the only poll."""
    (round_,) = await rounds_of(desk)
    async with desk.house.bot.database.read(await owner(desk)) as work:
        return await anonymous.choices(work, round_.id)
