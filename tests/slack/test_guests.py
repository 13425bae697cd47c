"""Guests of the vendor's workspace in the product channel: nothing internal is posted before an admin vouches."""

import pytest

from bot.domain.people import Role
from handlers.slack import channels, messenger
from tests.fakes.slack.messages import Message
from tests.fakes.slack.world import User
from tests.slack.forging import appoint
from tests.slack.office import Office
from tests.slack.rows import answers_of, tries

QUESTION = "What annoys you most?"


@pytest.fixture(autouse=True)
def looks_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Real minutes do not pass here: every look at who reads along is a new one."""
    monkeypatch.setattr(messenger, "LOOKED_UP", -1.0)


def guest(desk: Office, name: str, how: str = "is_restricted") -> User:
    """Somebody in the product channel who is no full member of the workspace."""
    user = desk.staff(name)
    setattr(user, how, True)
    return user


async def poll(desk: Office) -> None:
    """A closed poll whose results are due in the product channel."""
    acme, (ana,) = await desk.customer("Acme", "Ana Ruiz")
    await desk.cab(f'poll "{QUESTION}" "The search" "The export"')
    await desk.press(desk.latest(ana, acme), "The search", as_=ana)
    await desk.cab("close")
    await desk.wait(minutes=3)


def posted(desk: Office) -> str:
    """What everybody in the product channel reads."""
    return str([each.blocks for each in desk.slack.timeline.standing(desk.product.id) if not each.ephemeral_to])


def questions(desk: Office, admin: User) -> list[Message]:
    """What an admin was privately asked about guests."""
    return [each for each in desk.slack.people.sees(admin) if "is a guest in" in str(each.blocks)]


@pytest.mark.parametrize("how", ["is_restricted", pytest.param("is_ultra_restricted", marks=pytest.mark.soak)])
async def test_results_wait_until_an_admin_says_that_the_guest_is_a_colleague(desk: Office, how: str) -> None:
    guest(desk, "Kim Contractor", how)
    await poll(desk)
    assert QUESTION not in posted(desk)
    (asked,) = questions(desk, desk.pat)
    assert "Kim Contractor is a guest in" in str(asked.blocks)
    await desk.wait(minutes=5)
    assert len(questions(desk, desk.pat)) == 1
    done = await desk.press(asked, "Colleague", as_=desk.pat)
    assert "may read along" in done.private_text
    await desk.wait(minutes=2)
    assert QUESTION in posted(desk)
    assert ("guest_is_colleague", "done") in [(each.deed, each.outcome) for each in await tries(desk)]


@pytest.mark.soak
async def test_a_customer_who_reads_along_keeps_results_out_until_they_leave(desk: Office) -> None:
    kim = guest(desk, "Kim Customer")
    await poll(desk)
    (asked,) = questions(desk, desk.pat)
    done = await desk.press(asked, "Customer", as_=desk.pat)
    assert "Take Kim Customer out" in done.private_text
    await desk.wait(minutes=3)
    assert QUESTION not in posted(desk)
    desk.slack.world.leave(desk.product, kim)
    await desk.wait(minutes=2)
    assert QUESTION in posted(desk)


@pytest.mark.soak
async def test_the_last_word_about_a_guest_counts(desk: Office) -> None:
    guest(desk, "Kim Unclear")
    await poll(desk)
    (asked,) = questions(desk, desk.pat)
    await desk.press(asked, "Colleague", as_=desk.pat)
    await desk.press(asked, "Customer", as_=desk.pat)
    await desk.wait(minutes=3)
    assert QUESTION not in posted(desk)
    await desk.press(asked, "Colleague", as_=desk.pat)
    await desk.wait(minutes=2)
    assert QUESTION in posted(desk)


@pytest.mark.soak
async def test_every_guest_is_asked_about_and_one_is_enough_to_wait(desk: Office) -> None:
    guest(desk, "Kim One")
    guest(desk, "Lee Two")
    await poll(desk)
    first, second = questions(desk, desk.pat)
    await desk.press(first, "Colleague", as_=desk.pat)
    await desk.wait(minutes=3)
    assert QUESTION not in posted(desk)
    await desk.press(second, "Colleague", as_=desk.pat)
    await desk.wait(minutes=2)
    assert QUESTION in posted(desk)


@pytest.mark.soak
async def test_a_colleague_without_the_right_and_the_guest_decide_nothing(desk: Office) -> None:
    kim = guest(desk, "Kim Contractor")
    mia = desk.staff("Mia Manager")
    await appoint(desk, mia, Role.PRODUCT_MANAGER)
    await poll(desk)
    (asked,) = questions(desk, desk.pat)
    for who in (mia, kim):
        told = desk.slack.vendor.speak(desk.slack.installation, desk.product, asked.text, asked.blocks)
        done = await desk.press(told, "Colleague", as_=who)
        assert "may not" in done.private_text
    await desk.wait(minutes=3)
    assert QUESTION not in str(
        [m.blocks for m in desk.slack.timeline.standing(desk.product.id) if not m.ephemeral_to and m.text != asked.text]
    )


@pytest.mark.soak
async def test_a_guest_who_is_a_colleague_still_has_no_rights_and_no_voice(desk: Office) -> None:
    kim = guest(desk, "Kim Contractor")
    await poll(desk)
    (asked,) = questions(desk, desk.pat)
    await desk.press(asked, "Colleague", as_=desk.pat)
    assert "for the team behind the board" in (await desk.cab("status", as_=kim)).private_text
    acme = desk.customers["Acme"]
    desk.slack.world.join(acme, kim)
    before = len(await answers_of(desk))
    await desk.cab('poll "And now?" "Yes" "No"')
    done = await desk.press(desk.latest(kim, acme), "Yes", as_=kim)
    told = done.private_text
    assert "only customers' answers count" in told
    assert len(await answers_of(desk)) == before


@pytest.mark.soak
async def test_who_sits_on_the_board_cannot_be_called_a_colleague(desk: Office) -> None:
    kim = guest(desk, "Kim Member")
    acme, _ = await desk.customer("Acme", "Ana Ruiz")
    desk.slack.world.join(acme, kim)
    await desk.cab(f'poll "{QUESTION}" "The search" "The export"')
    await desk.press(desk.latest(kim, acme), "The search", as_=kim)
    assert len(await answers_of(desk)) == 1
    await desk.cab("close")
    await desk.wait(minutes=3)
    (asked,) = questions(desk, desk.pat)
    done = await desk.press(asked, "Colleague", as_=desk.pat)
    assert "for Acme" in done.private_text
    await desk.wait(minutes=3)
    assert QUESTION not in posted(desk)


@pytest.mark.soak
@pytest.mark.parametrize("method", ["conversations.members", "users.info", "conversations.info"])
async def test_results_wait_while_nobody_can_tell_who_reads_along(desk: Office, method: str) -> None:
    acme, (ana,) = await desk.customer("Acme", "Ana Ruiz")
    await desk.cab(f'poll "{QUESTION}" "The search" "The export"')
    await desk.press(desk.latest(ana, acme), "The search", as_=ana)
    desk.staff("Newly Hired")
    desk.slack.script.http(method, 500, times=None)
    await desk.cab("close")
    await desk.wait(minutes=8)  # More tries than a message has.
    assert QUESTION not in posted(desk)
    desk.slack.script.clear()
    await desk.wait(minutes=3)
    assert QUESTION in posted(desk)


@pytest.mark.soak
async def test_a_colleague_who_becomes_a_guest_is_noticed(desk: Office) -> None:
    lee = desk.staff("Lee Leaving")
    await poll(desk)
    assert QUESTION in posted(desk)
    lee.is_restricted = True
    await desk.slack.people.change_user(lee)
    await desk.settle()
    await desk.cab('poll "A second one?" "Yes" "No"')
    await desk.cab("close")
    await desk.wait(minutes=3)
    assert "A second one?" not in posted(desk)
    assert len(questions(desk, desk.pat)) == 1


@pytest.mark.soak
async def test_in_a_large_channel_people_are_looked_up_a_few_at_a_time(
    desk: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channels, "LOOKED_UP_AT_ONCE", 5)
    for number in range(17):
        desk.staff(f"Colleague {number}")
    guest(desk, "Zoe Last")
    await poll(desk)
    assert QUESTION not in posted(desk)
    await desk.wait(minutes=3)
    assert QUESTION not in posted(desk)
    assert len(questions(desk, desk.pat)) == 1
