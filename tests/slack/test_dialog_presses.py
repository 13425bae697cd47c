"""What is pressed in a dialog is answered in that dialog, and what outlives it stands in the person's own chat too."""

import pytest

from tests.fakes.slack.controls import controls
from tests.fakes.slack.outcome import words
from tests.fakes.slack.views import View
from tests.slack.office import Office
from tests.slack.running import posted


def legible(view: View | None) -> str:
    """Everything that stands in a dialog."""
    assert view is not None
    return words("", view.blocks)


async def typed_poll(desk: Office, text: str) -> View:
    """Pat writes a poll into the dialog behind *New poll*; what the dialog shows then."""
    await desk.cab("")
    home = next(m for m in reversed(desk.slack.people.sees(desk.pat, desk.product)) if "New poll" in str(m.blocks))
    done = await desk.press(home, "New poll", as_=desk.pat)
    assert done.opened is not None
    await desk.slack.people.submit(done.opened, {"text": text}, as_=desk.pat)
    await desk.settle()
    shown = desk.slack.people.modal(desk.pat)
    assert shown is not None
    return shown


@pytest.fixture
async def waiting(desk: Office) -> Office:
    """An office whose polls wait five minutes before they go out."""
    from datetime import timedelta

    object.__setattr__(desk.house.bot.policy, "send_delay", timedelta(minutes=5))
    await desk.customer("Acme", "Ana Ruiz")
    return desk


async def test_each_line_of_a_new_poll_is_an_option(waiting: Office) -> None:
    preview = await typed_poll(waiting, "Which day suits you?\n- Monday\n2. Friday\n\n* Sunday")
    labels = [each.label for each in controls(preview.blocks)]
    assert {"Monday", "Friday", "Sunday"} <= set(labels)
    assert "Which day suits you?" in legible(preview)


async def test_a_poll_made_in_a_dialog_can_be_called_off_when_the_dialog_is_closed(waiting: Office) -> None:
    preview = await typed_poll(waiting, "Which day suits you? | Monday | Friday")
    await waiting.slack.people.close(preview, as_=waiting.pat)
    status = await waiting.cab("status")
    assert "P1 “Which day suits you?” goes out" in status.private_text
    chat = waiting.slack.people.sees(waiting.pat)[-1]
    assert "P1 goes out" in words(chat.text, chat.blocks)
    done = await waiting.press(chat, "Cancel", as_=waiting.pat)
    assert "P1 is called off" in done.private_text + waiting.slack.people.reads(waiting.pat)
    await waiting.wait(minutes=10)
    assert "Which day suits you?" not in waiting.slack.people.reads(waiting.pat, waiting.customers["Acme"])


async def test_what_is_pressed_in_a_dialog_changes_that_dialog(waiting: Office) -> None:
    preview = await typed_poll(waiting, "Which day suits you? | Monday | Friday")
    before = len(waiting.slack.people.sees(waiting.pat))
    await waiting.press(preview, "Test to me", as_=waiting.pat)
    test = waiting.slack.people.modal(waiting.pat)
    assert test is not None
    assert test.id != preview.id
    assert "nothing counts" in legible(test)
    await waiting.press(test, "Monday", as_=waiting.pat)
    assert "nothing was counted" in legible(waiting.slack.people.modal(waiting.pat))
    await waiting.slack.people.close(test, as_=waiting.pat)
    await waiting.press(preview, "Send now", as_=waiting.pat)
    assert "P1 goes out now" in legible(waiting.slack.people.modal(waiting.pat))
    assert len(waiting.slack.people.sees(waiting.pat)) == before
    assert "Which day suits you?" in waiting.slack.people.reads(waiting.pat, waiting.customers["Acme"])


async def test_an_answer_is_changed_within_the_dialog_it_was_sent_from(desk: Office) -> None:
    acme, [ana] = await desk.customer("Acme", "Ana Ruiz")
    await desk.cab('ask "What slows you down most?"')
    poll = posted(desk.slack, acme)
    opened = (await desk.press(poll, "Write your answer", as_=ana)).opened
    assert opened is not None
    assert "What slows you down most?" in str(opened.blocks)
    await desk.slack.people.submit(opened, {"text": "The search"}, as_=ana)
    await desk.settle()
    receipt = desk.slack.people.modal(ana)
    assert receipt is not None
    before = len(desk.slack.people.sees(ana, acme))
    await desk.press(receipt, "Change my answer", as_=ana)
    assert "Change your answer" in str(desk.slack.people.modal(ana).body["title"])  # type: ignore[union-attr]
    again = await desk.press(receipt, "Write your answer", as_=ana)
    assert again.opened is not None
    assert "The search" in str(again.opened.blocks)
    assert len(desk.slack.people.sees(ana, acme)) == before
    assert desk.slack.people.sees(ana) == []


async def test_a_pending_poll_can_be_sent_or_called_off_from_the_bare_command(waiting: Office) -> None:
    await waiting.cab('poll "Which day?" "Monday" "Friday"')
    bare = await waiting.cab("")
    assert "P1 “Which day?” goes out" in bare.private_text
    home = waiting.latest(waiting.pat, waiting.product)
    await waiting.press(home, "Cancel P1", as_=waiting.pat)
    again = await waiting.cab("cancel P1")
    assert "P1 was called off already. Nothing was changed." in again.private_text
