"""One human is one voice, under whatever names the platform knows their accounts."""

from dataclasses import replace

import pytest

from bot.actions import enrol
from bot.actions.links import link_for
from bot.domain.answers import Answer
from bot.domain.boards import Board
from bot.domain.channels import ChannelKind
from bot.domain.people import Role
from handlers.slack import messenger
from storage import anonymous, members, people, rounds
from tests.fakes.slack.messages import Message
from tests.fakes.slack.world import Channel, User
from tests.slack.forging import appoint
from tests.slack.office import Office
from tests.slack.rows import answers_of, owner, tries

NAME = "Kim Doe"


@pytest.fixture(autouse=True)
def looks_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Real minutes do not pass here: every look at who reads along is a new one."""
    monkeypatch.setattr(messenger, "LOOKED_UP", -1.0)


async def twice_in_acme(desk: Office, *, other_name: str = NAME) -> tuple[Channel, User, User]:
    """Somebody who sits in a customer's channel as a guest of the vendor and as a member of their own workspace."""
    acme, (own,) = await desk.customer("Acme", NAME)
    guest = desk.slack.world.add_user(other_name, desk.slack.team)
    guest.is_restricted = True
    desk.slack.world.join(acme, guest)
    return acme, own, guest


async def both_answer(desk: Office, acme: Channel, own: User, guest: User, question: str) -> None:
    """A poll that both accounts answer, the guest later."""
    await desk.cab(f'poll "{question}" "Yes" "No"')
    card = desk.latest(own, acme)
    await desk.press(card, "Yes", as_=own)
    await desk.press(card, "No", as_=guest)
    await desk.cab("close")
    await desk.wait(minutes=1)


def questions(desk: Office) -> list[Message]:
    """What the product team was asked about namesakes."""
    standing = desk.slack.timeline.standing(desk.product.id)
    return [each for each in standing if "probably one person" in str(each.blocks)]


async def board_of(desk: Office) -> Board:
    """The board of the office."""
    async with desk.house.bot.database.read(await owner(desk)) as work:
        return await enrol.board_named(work, desk.board)


async def standing(desk: Office) -> list[Answer]:
    """The answers that count."""
    return [each for each in await answers_of(desk) if not each.withdrawn]


async def test_namesakes_are_brought_before_the_team_once_and_become_one_voice(desk: Office) -> None:
    acme, own, guest = await twice_in_acme(desk)
    await both_answer(desk, acme, own, guest, "First?")
    assert len(await standing(desk)) == 2
    (asked,) = questions(desk)
    assert "Acme" in str(asked.blocks)
    done = await desk.press(asked, "Same person", as_=desk.pat)
    assert "one person now" in done.private_text
    (said,) = await standing(desk)
    assert "1 of 1 person" in (await desk.cab("results")).private_text
    board = await board_of(desk)
    async with desk.house.bot.database.read(await owner(desk)) as work:
        assert len(await members.of_board(work, board.id)) == 1
        assert len(await people.identities(work, said.person_id)) == 2
    await both_answer(desk, acme, own, guest, "Second?")
    assert [each.person_id for each in await standing(desk)] == [said.person_id] * 2
    assert len(questions(desk)) == 1
    (done_by_hand,) = [each for each in await tries(desk) if each.deed == "same_person"]
    assert done_by_hand.outcome == "done"
    assert said.person_id in done_by_hand.subject_id.split("/"), "beside it stands the id that is no more"
    assert len(done_by_hand.subject_id.split("/")) == 2


async def test_namesakes_who_got_links_to_the_web_are_brought_before_the_team_all_the_same(desk: Office) -> None:
    """A link is handed to each account: that both have one does not make them two people."""
    acme, own, guest = await twice_in_acme(desk)
    await desk.cab('poll "First?" "Yes" "No"')
    card = desk.latest(own, acme)
    await desk.press(card, "Yes", as_=own)
    await desk.press(card, "No", as_=guest)
    bot, board = desk.house.bot, await board_of(desk)
    bot = replace(bot, policy=replace(bot.policy, address="https://council.example.com"))
    async with bot.database.read(board.organisation_id) as work:
        (poll,) = await rounds.of_board(work, board.id)
        both = [await people.get(work, each.person_id) for each in await members.of_board(work, board.id)]
    assert len({await link_for(bot, each, poll) for each in both}) == 2
    await desk.cab("close")
    await desk.wait(minutes=1)
    assert len(questions(desk)) == 1


async def test_who_answered_an_anonymous_poll_and_turned_out_to_be_one_with_somebody_does_not_answer_again(
    desk: Office,
) -> None:
    acme, own, guest = await twice_in_acme(desk)
    await both_answer(desk, acme, own, guest, "First?")
    (asked,) = questions(desk)
    await desk.cab('poll "Second?" "Yes" "No" --anon')
    card = desk.latest(own, acme)

    async def send(who: User) -> str:
        shown = await desk.press(card, "Yes", as_=who)
        return (await desk.press(shown.private[-1], "Send, cannot be changed", as_=who)).private_text

    await send(guest)
    await desk.press(asked, "Same person", as_=desk.pat)
    said = [await send(each) for each in (own, guest)]
    board = await board_of(desk)
    async with desk.house.bot.database.read(board.organisation_id) as work:
        latest = max(await rounds.of_board(work, board.id), key=lambda each: each.number)
        assert await anonymous.participation(work, latest.id) == (1, 1), said


async def test_pressed_twice_it_is_done_once(desk: Office) -> None:
    acme, own, guest = await twice_in_acme(desk)
    await both_answer(desk, acme, own, guest, "First?")
    (asked,) = questions(desk)
    for _ in range(2):
        done = await desk.press(asked, "Same person", as_=desk.pat)
        assert "one person now" in done.private_text
    assert len(await standing(desk)) == 1


async def test_different_people_keep_their_voices_and_nobody_asks_again(desk: Office) -> None:
    acme, own, guest = await twice_in_acme(desk)
    await both_answer(desk, acme, own, guest, "First?")
    (asked,) = questions(desk)
    done = await desk.press(asked, "Different people", as_=desk.pat)
    assert "two people" in done.private_text
    await both_answer(desk, acme, own, guest, "Second?")
    assert len(await standing(desk)) == 4
    assert len(questions(desk)) == 1


@pytest.mark.soak
async def test_other_names_and_other_companies_are_nobodys_namesakes(desk: Office) -> None:
    acme, own, guest = await twice_in_acme(desk, other_name="Kim Roe")
    await both_answer(desk, acme, own, guest, "First?")
    globex, (third,) = await desk.customer("Globex", NAME)
    await desk.cab('poll "Second?" "Yes" "No"')
    await desk.press(desk.latest(third, globex), "Yes", as_=third)
    await desk.cab("close")
    await desk.wait(minutes=1)
    assert questions(desk) == []


@pytest.mark.soak
async def test_only_who_may_ask_customers_says_who_is_who(desk: Office) -> None:
    acme, own, guest = await twice_in_acme(desk)
    await both_answer(desk, acme, own, guest, "First?")
    (asked,) = questions(desk)
    mia = desk.staff("Mia Colleague")
    done = await desk.press(asked, "Same person", as_=mia)
    assert "may not" in done.private_text
    assert len(await standing(desk)) == 2
    await appoint(desk, mia, Role.PRODUCT_MANAGER)
    await desk.press(asked, "Same person", as_=mia)
    assert len(await standing(desk)) == 1


async def grid_customer(desk: Office) -> tuple[Channel, User]:
    """A customer whose workspace belongs to a group: events name the group where buttons name the workspace."""
    world, bot = desk.slack.world, desk.slack.vendor.bot_of(desk.slack.installation)
    team = world.add_team("Initech", "T0INITECH", enterprise="E0INITECH")
    ana = world.add_user("Ana Grid", team)
    channel = world.add_channel("initech", desk.slack.team, [desk.pat, bot, ana])
    place = f"slack:{desk.slack.team.id}:{channel.id}"
    await enrol.add_channel(desk.house.bot, desk.board, place, kind=ChannelKind.CUSTOMER, account="Initech")
    return channel, ana


@pytest.mark.soak
async def test_who_presses_and_who_mentions_is_one_person_in_a_group_of_workspaces(desk: Office) -> None:
    channel, ana = await grid_customer(desk)
    await desk.cab('poll "Which day?" "Monday" "Friday"')
    await desk.press(desk.latest(ana, channel), "Monday", as_=ana)
    await desk.slack.people.mention("my answers", as_=ana, channel=channel)
    await desk.settle()
    assert "Monday" in desk.slack.people.reads(ana, channel)
    (said,) = await answers_of(desk)
    async with desk.house.bot.database.read(await owner(desk)) as work:
        known = {each.workspace for each in await people.identities(work, said.person_id)}
        assert known == {"T0INITECH", "E0INITECH"}
        assert [each.name for each in await people.all(work)].count("Ana Grid") == 1


@pytest.mark.soak
async def test_a_press_that_names_the_group_is_the_same_voice(desk: Office) -> None:
    channel, ana = await grid_customer(desk)
    await desk.cab('poll "Which day?" "Monday" "Friday"')
    card = desk.latest(ana, channel)
    await desk.press(card, "Monday", as_=ana)

    def of_the_group(body: dict[str, object]) -> None:
        body["user"] = dict(body["user"]) | {"team_id": "E0INITECH"}  # type: ignore[call-overload]

    with desk.slack.people.courier.forging(of_the_group):
        await desk.press(card, "Friday", as_=ana)
    assert len(await answers_of(desk)) == 1


@pytest.mark.soak
async def test_a_press_that_named_the_group_first_is_joined_with_the_next_one(desk: Office) -> None:
    channel, ana = await grid_customer(desk)
    await desk.cab('poll "Which day?" "Monday" "Friday"')
    card = desk.latest(ana, channel)
    desk.slack.script.http("users.info", 500, times=None)  # So that nothing is learnt yet.

    def of_the_group(body: dict[str, object]) -> None:
        body["user"] = dict(body["user"]) | {"team_id": "E0INITECH"}  # type: ignore[call-overload]

    with desk.slack.people.courier.forging(of_the_group):
        await desk.press(card, "Friday", as_=ana)
    desk.slack.script.clear()
    await desk.press(card, "Monday", as_=ana)
    await desk.wait(minutes=1)
    (said,) = await standing(desk)
    async with desk.house.bot.database.read(await owner(desk)) as work:
        assert len(await people.identities(work, said.person_id)) == 2
