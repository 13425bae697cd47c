"""`cab theme`: look into a theme, merge two, split one, rename one, move an answer, and take it back."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.session import with_house

if TYPE_CHECKING:
    from bot.app import House
    from bot.bot import Bot
    from bot.cards.parts import Card
    from bot.domain.boards import Board
    from bot.domain.people import Person

theme_app = typer.Typer(name="theme", help="Look into themes, and set them right by hand.", no_args_is_help=True)

BoardName = Annotated[str | None, typer.Option("--board", help="The board's name, if there are several.")]
Title = Annotated[str, typer.Argument(help="Words of the theme's title.")]


@theme_app.command("show")
def show(
    theme: Title,
    segment: Annotated[str, typer.Option(help="Only companies of these segments, with commas between.")] = "",
    board: BoardName = None,
) -> None:
    """Show who says it, of what it is made, and in whose words; each answer with the number to move it by."""
    _do(board, "show_theme", lambda bot, meant, by: _shown(bot, meant, by, theme, segment))


@theme_app.command("merge")
def merge(
    theme: Title, other: Annotated[str, typer.Argument(help="The theme that goes into it.")], board: BoardName = None
) -> None:
    """Make two themes one, now and whenever themes are formed anew."""

    async def deed(bot: "Bot", meant: "Board", by: "Person") -> "Card":
        from bot.actions.correct_themes import merge_themes, theme_meant

        one, two = await theme_meant(bot, meant, theme), await theme_meant(bot, meant, other)
        return await merge_themes(bot, meant, one.id, two.id, by)

    _do(board, "merge_themes", deed)


@theme_app.command("apart")
def apart(
    theme: Title, other: Annotated[str, typer.Argument(help="The theme that it is not.")], board: BoardName = None
) -> None:
    """Keep two themes apart: nobody proposes again to make them one, and they stay two when themes are formed anew."""

    async def deed(bot: "Bot", meant: "Board", by: "Person") -> "Card":
        from bot.actions.correct_themes import keep_apart, theme_meant

        one, two = await theme_meant(bot, meant, theme), await theme_meant(bot, meant, other)
        return await keep_apart(bot, meant, one.id, two.id, by)

    _do(board, "keep_themes_apart", deed)


@theme_app.command("split")
def split(
    theme: Title,
    part: Annotated[str, typer.Argument(help="Words of the sub-theme's title, or numbers of answers: 2,5,6.")],
    board: BoardName = None,
) -> None:
    """Make a sub-theme, or some answers, a theme of their own."""

    async def deed(bot: "Bot", meant: "Board", by: "Person") -> "Card":
        from bot.actions.correct_themes import answers_meant, split_theme, theme_meant

        found = await theme_meant(bot, meant, theme)
        return await split_theme(bot, meant, found.id, answers_meant(found, part), by)

    _do(board, "split_theme", deed)


@theme_app.command("rename")
def rename(
    theme: Title, title: Annotated[str, typer.Argument(help="What it is called from now on.")], board: BoardName = None
) -> None:
    """Give a theme a title that it keeps."""

    async def deed(bot: "Bot", meant: "Board", by: "Person") -> "Card":
        from bot.actions.correct_themes import rename_theme, theme_meant

        return await rename_theme(bot, meant, (await theme_meant(bot, meant, theme)).id, title, by)

    _do(board, "rename_theme", deed)


@theme_app.command("move")
def move(
    theme: Title,
    number: Annotated[int, typer.Argument(help="The number of the answer, as `cab theme show` lists it.")],
    target: Annotated[str, typer.Argument(help="Words of the title of the theme it belongs to.")],
    board: BoardName = None,
) -> None:
    """Put an answer into another theme."""

    async def deed(bot: "Bot", meant: "Board", by: "Person") -> "Card":
        from bot.actions.correct_themes import answers_meant, move_answer, theme_meant

        source, goes_to = await theme_meant(bot, meant, theme), await theme_meant(bot, meant, target)
        return await move_answer(bot, meant, answers_meant(source, str(number))[0], goes_to.id, by)

    _do(board, "move_answer", deed)


@theme_app.command("undo")
def undo(board: BoardName = None) -> None:
    """Take back what was set right last."""

    async def deed(bot: "Bot", meant: "Board", by: "Person") -> "Card":
        from bot.actions.correct_themes import undo_latest

        return await undo_latest(bot, meant, by)

    _do(board, "undo_correction", deed)


async def _shown(bot: "Bot", meant: "Board", by: "Person", theme: str, segment: str) -> "Card":
    from bot.actions.correct_themes import theme_meant
    from bot.actions.look_into import numbered, theme_of
    from bot.commands.words import listed

    found = await theme_meant(bot, meant, theme)
    card = await theme_of(bot, meant, found.id, None, listed(segment))
    return card if segment else await numbered(bot, meant, found, card)


def _do(board: str | None, name: str, deed: "Callable[[Bot, Board, Person], Awaitable[Card]]") -> None:
    async def run(house: "House") -> None:
        from bot.actions.audit import audited
        from bot.actions.operator import board_meant, operator
        from bot.cli.paint import print_card

        meant = await board_meant(house.bot, board)
        by = await operator(house.bot, meant)
        async with audited(house.bot, meant.organisation_id, by.id, name, meant.id):
            print_card(await deed(house.bot, meant, by), zone=meant.zone)

    with_house(run)
