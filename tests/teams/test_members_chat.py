"""A member's own chat with the app in Teams: greeted once, helped, left, blocked, and back again."""

import pytest

from tests.fakes.teams import Outcome
from tests.fakes.teams.world import Person
from tests.teams.members import answers_of, asked, counts
from tests.teams.office import Office


async def installed(desk: Office, who: Person) -> Outcome:
    """The app as a guest adds it, in the vendor's tenant."""
    done = await desk.teams.people.install(as_=who, tenant_id=desk.teams.tenant.id)
    await desk.settle()
    return done


async def typed(desk: Office, words: str, who: Person) -> str:
    """What a line in the own chat is answered with."""
    await desk.wait(seconds=2)
    before = len(desk.teams.people.sees(who))
    done = await desk.teams.people.write(words, as_=who, tenant_id=desk.teams.tenant.id)
    await desk.settle()
    assert done.ok, done.trouble
    new = [each for each in desk.teams.people.sees(who)[before:] if each.from_app]
    return "\n".join(line for each in new for line in desk.teams.people.lines(who, each))


def from_app(desk: Office, who: Person) -> int:
    """How many messages of the app stand in somebody's own chats."""
    return len([each for each in desk.teams.people.sees(who) if each.from_app])


async def test_two_events_of_one_installation_greet_once(desk: Office) -> None:
    _, (ana,) = await desk.customer("Acme", "Ana Ruiz")
    done = await installed(desk, ana)
    assert done.ok
    assert from_app(desk, ana) == 1
    assert "answer it there" in desk.teams.people.reads(ana)
    for each in list(done.deliveries):
        await desk.teams.people.courier.again(each)
    await desk.settle()
    assert from_app(desk, ana) == 1


async def test_who_adds_it_again_is_greeted_or_not_but_never_twice(desk: Office) -> None:
    _, (ana,) = await desk.customer("Acme", "Ana Ruiz")
    await installed(desk, ana)
    await desk.teams.people.uninstall(as_=ana, tenant_id=desk.teams.tenant.id)
    await desk.settle()
    await desk.wait(minutes=5)
    before = from_app(desk, ana)
    await installed(desk, ana)
    assert from_app(desk, ana) - before <= 1
    assert "my answers" in (await typed(desk, "help", ana)).casefold()


async def test_words_that_are_no_command_are_answered_with_what_is(desk: Office) -> None:
    _, (ana,) = await desk.customer("Acme", "Ana Ruiz")
    await installed(desk, ana)
    before = await counts(desk)
    for words in ("Good morning, what is this?", "<b>x</b>", "🙂", "/cab", "my ansers"):
        assert await typed(desk, words, ana), words
    assert await counts(desk) == before


async def test_my_answers_in_the_own_chat_can_be_changed_there(desk: Office) -> None:
    _, (ana,) = await desk.customer("Acme", "Ana Ruiz")
    await installed(desk, ana)
    card = await asked(desk, "Changed from the chat?")
    await desk.press(card, "Yes", as_=ana)
    assert "Changed from the chat?" in await typed(desk, "my answers", ana)
    listed = desk.latest(ana)
    await desk.press(listed, "Withdraw my answer", as_=ana)
    assert await answers_of(desk) == []


@pytest.mark.soak
async def test_after_the_app_was_removed_nothing_is_sent_until_it_is_back(desk: Office) -> None:
    acme, (ana,) = await desk.customer("Acme", "Ana Ruiz")
    await installed(desk, ana)
    await desk.press(await asked(desk, "First?"), "Yes", as_=ana)
    await desk.teams.people.uninstall(as_=ana, tenant_id=desk.teams.tenant.id)
    await desk.settle()
    chat = desk.teams.world.personal(ana, desk.teams.tenant.id)
    calls = len([each for each in desk.teams.calls("send") if each.conversation == chat.id])
    await desk.wait(days=8)
    card = await asked(desk, "Second?")
    await desk.wait(days=4)
    assert len([each for each in desk.teams.calls("send") if each.conversation == chat.id]) == calls
    under = desk.teams.timeline.thread(acme.id, card.id)
    lines = [each for each in under if each.from_app and each is not card]
    assert len(lines) == 1
    assert "Ana" not in str(lines[0].activity)
    done = await desk.press(card, "Yes", as_=ana)
    assert done.card is not None, "who removed the app still answers in the channel"
    await installed(desk, ana)
    assert await typed(desk, "help", ana)


async def test_who_blocks_the_app_is_left_alone_and_heard_again_when_they_write(desk: Office) -> None:
    _, (ana,) = await desk.customer("Acme", "Ana Ruiz")
    await installed(desk, ana)
    card = await asked(desk, "Blocked?")
    desk.teams.people.block(as_=ana)
    done = await desk.press(card, "Yes", as_=ana, fallback=True)
    assert done.ok
    assert len(await answers_of(desk)) == 1
    sent = len(desk.teams.calls("send", "create"))
    await desk.teams.people.mention("my answers", as_=ana, to=desk.customers["Acme"])
    await desk.settle()
    assert len(desk.teams.calls("send", "create")) - sent <= 2
    desk.teams.people.block(as_=ana, blocked=False)
    assert "Blocked?" in await typed(desk, "my answers", ana)
