"""An admin's first steps in Slack: no reply takes away what is needed next, and everything leads on."""

from tests.fakes.slack.messages import Message
from tests.fakes.slack.outcome import words
from tests.slack.office import Office


def seen(desk: Office, text: str, *, direct: bool = False) -> Message:
    """The newest message with this text before Pat's eyes."""
    here = desk.slack.people.sees(desk.pat, None if direct else desk.product)
    return next(each for each in reversed(here) if text in words(each.text, each.blocks))


async def test_a_refusal_stands_beside_what_was_pressed(desk: Office) -> None:
    await desk.customer("Acme", "Ana Ruiz")
    await desk.cab("")
    await desk.press(seen(desk, "Rehearse"), "Rehearse", as_=desk.pat)
    begun = seen(desk, "The poll is in your own chat")
    await desk.press(seen(desk, "Rehearsal of", direct=True), "End and delete", as_=desk.pat)
    refused = await desk.press(begun, "Close now", as_=desk.pat)
    assert "over" in refused.private_text
    assert "The poll is in your own chat" in words(begun.text, begun.blocks)


async def test_until_somebody_was_asked_the_steps_stand_on_top(desk: Office) -> None:
    await desk.customer("Acme", "Ana Ruiz")
    before = await desk.cab("")
    await desk.cab('poll "Which?" "Offline mode" "Faster search"')
    after = await desk.cab("")
    assert ["Three steps" in each.private_text for each in (before, after)] == [True, False]
    assert all("Rehearse" in each.private_text for each in (before, after))


async def test_a_channel_without_outsiders_is_taken_for_internal(desk: Office) -> None:
    await desk.cab("")
    place = desk.slack.world.add_channel("results", desk.slack.team, [desk.pat])
    await desk.slack.people.join_channel(place, inviter=desk.pat)
    await desk.settle()
    asked = desk.latest(desk.pat, place)
    assert "only people of your own company" in words(asked.text, asked.blocks)
    await desk.press(asked, "Internal", as_=desk.pat)
    legible = words("", desk.latest(desk.pat, place).blocks)
    assert "results of Northwind Council go there" in legible


async def test_what_is_pressed_for_a_look_leaves_the_proposal_to_be_sent(desk: Office) -> None:
    await desk.customer("Acme", "Ana Ruiz")
    await desk.cab("")
    await desk.press(seen(desk, "Ask a first poll"), "Ask a first poll", as_=desk.pat)
    library = seen(desk, "Start with a question")
    assert "Which of these would help your team most in the next quarter?" in words(library.text, library.blocks)
    await desk.press(library, "1", as_=desk.pat)
    proposal = seen(desk, "before anybody sees it")
    assert "Why we ask" in words(proposal.text, proposal.blocks)
    await desk.press(proposal, "Test to me", as_=desk.pat)
    trial = seen(desk, "This is a test")
    await desk.press(trial, "Skip", as_=desk.pat)
    assert seen(desk, "before anybody sees it") is proposal
    await desk.press(proposal, "Continue", as_=desk.pat)
    legible = words(proposal.text, proposal.blocks)
    assert "Repeat? Every 2nd Tuesday" in legible
    await desk.press(proposal, "Yes, repeat", as_=desk.pat)
    assert words(proposal.text, proposal.blocks) == legible
    assert "Repeats every 2 weeks" in desk.slack.people.reads(desk.pat, desk.product)


async def test_the_open_question_of_a_rehearsal_is_answered_in_a_dialog(desk: Office) -> None:
    await desk.customer("Acme", "Ana Ruiz")
    await desk.cab("")
    await desk.press(seen(desk, "Rehearse"), "Rehearse", as_=desk.pat)
    poll = seen(desk, "Which of these would help", direct=True)
    await desk.press(poll, "Write your answer", as_=desk.pat)
    dialog = desk.slack.people.modal(desk.pat)
    assert dialog is not None
    done = await desk.slack.people.submit(dialog, {"text": "Reports, every Monday"}, as_=desk.pat)
    assert (done.trouble, done.errors) == (None, {})
    assert "Reports, every Monday" in words("", dialog.blocks)
