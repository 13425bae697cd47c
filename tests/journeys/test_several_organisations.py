"""On a server with several vendors the command line guesses nothing: the board or the place says whose is meant."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions import enrol
from bot.actions.install import adopt_workspace
from bot.actions.operator import board_meant, operator
from bot.actions.token_desk import issue_token
from bot.bot import Bot
from bot.domain.api_tokens import Scope
from bot.domain.boards import BoardKind
from bot.domain.channels import ChannelKind, Place
from bot.domain.organisations import Organisation
from bot.domain.rehearsals import Rehearsal, Step
from bot.errors import Refusal
from bot.ids import OrganisationId, RehearsalId
from storage import rehearsals
from tests.journeys.terminal import Terminal


async def another(bot: Bot, name: str = "Fabrikam", board: str = "Fabrikam Circle") -> Organisation:
    """A second vendor, with a board and a workspace of its own."""
    made = Organisation(id=OrganisationId(bot.ids.of("organisation", name)), name=name, created_at=bot.now())
    await bot.database.add_organisation(made)
    await bot.database.bind_workspace(f"slack:T0{name.upper()}", made.id)
    await enrol.create_board(bot, board, kind=BoardKind.CUSTOMER, zone="UTC", language="en", owner=made)
    return made


async def test_a_board_or_a_place_says_whose_it_is_and_without_either_nothing_is_done(council: Terminal) -> None:
    bot = council.house.bot
    first = await enrol.the_organisation(bot)
    second = await another(bot)
    assert (await board_meant(bot, "fabrikam-circle")).organisation_id == second.id
    assert (await board_meant(bot, "Northwind Council")).organisation_id == first.id
    await issue_token(bot, "CRM", (Scope.EVENTS,), "fabrikam-circle")
    for nothing_named in (
        board_meant(bot, None),
        board_meant(bot, "nowhere"),
        enrol.the_organisation(bot),
        issue_token(bot, "CRM", (Scope.EVENTS,), None),
        enrol.create_board(bot, "Third Circle", kind=BoardKind.CUSTOMER, zone="UTC", language="en"),
    ):
        with pytest.raises(Refusal, match=r"organisation\.which"):
            await nothing_named
    # A channel of one vendor never serves the other's board.
    with pytest.raises(Refusal, match=r"board\.unknown"):
        await enrol.add_channel(bot, "northwind-council", "slack:T0FABRIKAM:C1", kind=ChannelKind.PRODUCT, account=None)


async def test_the_setting_names_one_by_its_name_or_by_a_workspace(council: Terminal) -> None:
    bot = council.house.bot
    second = await another(bot)
    for named in ("fabrikam", "slack:T0FABRIKAM"):
        set_so = replace(bot, policy=replace(bot.policy, organisation=named))
        assert (await enrol.the_organisation(set_so)).id == second.id
        with pytest.raises(Refusal, match=r"board\.unknown"):
            await board_meant(set_so, "northwind-council")
    with pytest.raises(Refusal, match=r"organisation\.unknown"):
        await enrol.the_organisation(replace(bot, policy=replace(bot.policy, organisation="Contoso")))


async def test_an_organisation_that_is_there_for_a_rehearsal_is_nobodys_vendor(council: Terminal) -> None:
    bot, now = council.house.bot, council.clock.now()
    board = await board_meant(bot, None)
    stage = OrganisationId(bot.ids.of("organisation", "stage"))
    await bot.database.add_organisation(Organisation(id=stage, name="Northwind", created_at=now))
    admin = await operator(bot, board)
    async with bot.database.begin(board.organisation_id) as work:
        playing = Rehearsal(
            id=RehearsalId(bot.ids.of("rehearsal")),
            organisation_id=board.organisation_id,
            board_id=board.id,
            person_id=admin.id,
            stage_id=stage,
            place=Place.parse("console:home:chat"),
            step=Step.ASKED,
            begun_at=now,
            ends_at=now + timedelta(days=1),
        )
        await rehearsals.save(work, playing)
    assert await board_meant(bot, None) == board
    await adopt_workspace(bot, "slack:T0NEW")
    assert await bot.database.organisation_of("slack:T0NEW") == board.organisation_id
