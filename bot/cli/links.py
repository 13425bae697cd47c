"""Prints the link with which somebody answers on a web page: `cab link`, for staff who send it by e-mail."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.session import with_house

if TYPE_CHECKING:
    from bot.app import House


def link(
    board: Annotated[str, typer.Argument(help="The board's name.")],
    person: Annotated[str, typer.Argument(help="A name, the beginning of one, or an identity as slack:T0123:U0456.")],
    poll: Annotated[str | None, typer.Argument(help="A poll such as P12; else the latest that is open.")] = None,
) -> None:
    """Print the link with which one person answers a poll on a web page; send it to them in private."""

    async def deed(house: "House") -> str:
        from bot.actions.links import link_for, member_named, open_round
        from bot.actions.operator import board_meant
        from bot.commands.words import number_of

        meant = await board_meant(house.bot, board)
        reader = await member_named(house.bot, meant, person)
        asked = await open_round(house.bot, meant, number_of(poll or "", "P"))
        return await link_for(house.bot, reader, asked)

    typer.echo(with_house(deed))
