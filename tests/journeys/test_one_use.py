"""A place has one use: where a board's customers sit, no other board posts what is meant for the team."""

import pytest

from bot.actions import enrol
from bot.domain.boards import BoardKind
from bot.domain.channels import ChannelKind
from bot.errors import Refusal
from tests.journeys.terminal import BOARD, Terminal

CIRCLE = "partner-circle"


async def add(council: Terminal, board: str, room: str, kind: ChannelKind) -> bool:
    """Whether this room can be that to the board; by the command line and by a command it is the same."""
    place, account = f"console:home:{room}", "Acme" if kind is ChannelKind.CUSTOMER else None
    said = f"channel add {place} --kind {kind.value}" if account is None else f"channel add {place} --account Acme"
    done = []
    for deed in (
        lambda: council.type(f"{said} --board {board}", "admin"),
        lambda: enrol.add_channel(council.house.bot, board, place, kind=kind, account=account),
    ):
        try:
            await deed()
            done.append(True)
        except Refusal as refused:
            done.append(refused.phrase.id != "channel.differs")
    assert len(set(done)) == 1
    return done[0]


@pytest.mark.parametrize(("kind", "may"), [(BoardKind.CUSTOMER, False), (BoardKind.CLIENT_ZERO, True)])
async def test_a_customers_channel_is_the_team_channel_of_no_other_board_but_staffs_own_may_be(
    terminal: Terminal, kind: BoardKind, may: bool
) -> None:
    await terminal.set_up("Acme", kind=kind)
    await enrol.create_board(terminal.house.bot, "Partner Circle", kind=BoardKind.CUSTOMER, zone="UTC", language="en")
    assert await add(terminal, CIRCLE, "acme", ChannelKind.PRODUCT) is may
    assert not await add(terminal, CIRCLE, "product", ChannelKind.CUSTOMER)
    assert await add(terminal, CIRCLE, "product", ChannelKind.PRODUCT)
    assert not await add(terminal, BOARD, "product", ChannelKind.SHARED_ROOM)
