"""A command without a number is about the latest that fits, and offers the others that could have been meant."""

import pytest

from bot.domain.people import Role
from bot.domain.rounds import Stage
from tests.fakes.slack.controls import controls
from tests.fakes.slack.messages import Message
from tests.fakes.slack.outcome import Outcome
from tests.slack.forging import appoint, asked
from tests.slack.office import Office
from tests.slack.rows import rounds_of, tries


async def stages(desk: Office) -> dict[str, Stage]:
    """How far every poll has come, by its label."""
    return {each.label: each.stage for each in await rounds_of(desk)}


def offered(reply: Message) -> list[str]:
    """What the menu beneath a reply offers."""
    found = [each for each in controls(reply.blocks) if each.kind == "static_select"]
    return [option["text"]["text"] for each in found for option in each.options]


def reply(desk: Office, done: Outcome) -> Message:
    """What a command was answered with."""
    assert done.ok, done.trouble
    return [each for each in desk.slack.people.sees(done.user, desk.product) if each.ephemeral_to == done.user.id][-1]


async def three_polls(desk: Office) -> None:
    """Three open polls of one customer."""
    await desk.customer("Acme", "Ana Ruiz")
    for question in ("First one?", "Second one?", "Third one?"):
        await asked(desk, question)


async def test_close_takes_the_latest_open_one_and_offers_the_others(desk: Office) -> None:
    await three_polls(desk)
    await desk.cab("close P3")
    shown = reply(desk, await desk.cab("close"))
    assert (await stages(desk))["P2"] is Stage.REPORTED
    assert (await stages(desk))["P1"] is Stage.OPEN
    assert offered(shown) == ["P1 · First one?"]
    done = await desk.slack.people.choose(shown, "P1 · First one?", as_=desk.pat)
    await desk.settle()
    assert done.ok, done.trouble
    assert (await stages(desk))["P1"] is Stage.REPORTED


async def test_where_only_one_can_be_meant_nothing_is_offered(desk: Office) -> None:
    await desk.customer("Acme", "Ana Ruiz")
    await asked(desk, "The only one?")
    assert offered(reply(desk, await desk.cab("clo"))) == []
    again = await desk.cab("close")
    assert "P1" in again.private_text
    assert (await stages(desk)) == {"P1": Stage.REPORTED}


async def test_who_names_one_is_offered_no_other(desk: Office) -> None:
    await three_polls(desk)
    assert offered(reply(desk, await desk.cab("close #1"))) == []
    assert (await stages(desk))["P1"] is Stage.REPORTED


@pytest.mark.soak
async def test_cancel_and_remind_take_the_latest_that_is_live(desk: Office) -> None:
    await three_polls(desk)
    await desk.cab("close P3")
    shown = reply(desk, await desk.cab("remind"))
    assert offered(shown) == ["P1 · First one?"]
    assert "P2" in str(shown.blocks)
    shown = reply(desk, await desk.cab("cancel"))
    assert (await stages(desk))["P2"] is Stage.CANCELLED
    assert offered(shown) == ["P1 · First one?"]


@pytest.mark.soak
async def test_results_offer_the_other_polls_that_are_still_to_be_answered(desk: Office) -> None:
    await three_polls(desk)
    for number in (1, 2, 3):
        await desk.cab(f"close P{number}")
    shown = reply(desk, await desk.cab("results"))
    assert "Third one?" in str(shown.blocks)
    assert offered(shown) == ["P2 · Second one?", "P1 · First one?"]
    done = await desk.slack.people.choose(shown, "P1 · First one?", as_=desk.pat)
    await desk.settle()
    assert "First one?" in str(reply(desk, done).blocks)
    assert ("show_poll", "done") in [(each.deed, each.outcome) for each in await tries(desk)]


@pytest.mark.soak
async def test_a_product_manager_means_their_own_poll(desk: Office) -> None:
    mia = desk.staff("Mia Manager")
    await appoint(desk, mia, Role.PRODUCT_MANAGER)
    await desk.customer("Acme", "Ana Ruiz")
    await desk.cab('poll "Of Mia?" "Yes" "No"', as_=mia)
    await asked(desk, "Of Pat?")
    shown = reply(desk, await desk.cab("close", as_=mia))
    assert await stages(desk) == {"P1": Stage.REPORTED, "P2": Stage.OPEN}
    assert offered(shown) == []
    denied = await desk.cab("close", as_=mia)
    assert (await stages(desk))["P2"] is Stage.OPEN
    assert "P2" in denied.private_text or "P1" in denied.private_text


@pytest.mark.soak
async def test_boards_are_found_by_the_beginning_of_their_names(desk: Office) -> None:
    from bot.actions import enrol
    from bot.domain.boards import BoardKind

    for name in ("Northern Lights", "Partner Circle"):
        await enrol.create_board(desk.house.bot, name, kind=BoardKind.CUSTOMER, zone="Europe/Berlin", language="en")
    assert "Partner Circle" in (await desk.cab("schedule --board part")).private_text
    several = (await desk.cab("schedule --board north")).private_text
    assert "northwind-council" in several
    assert "northern-lights" in several
    near = (await desk.cab("schedule --boar partnr-circle")).private_text
    assert "--board partner-circle" in near.replace("\u2068", "").replace("\u2069", "")
