"""Shows the digest at the terminal, or writes it as one page that needs nothing else: `cab digest`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.session import with_house

if TYPE_CHECKING:
    from bot.app import House


def digest(
    board: Annotated[str | None, typer.Option("--board", help="The board's name, if there are several.")] = None,
    html: Annotated[
        Path | None,
        typer.Option("--html", help="Write it there as one page for a browser or a printer; may be mailed."),
    ] = None,
    language: Annotated[str, typer.Option(help="Language of the page; else the board's.")] = "",
) -> None:
    """Show the latest digest, with what came in since; or write it as a page with everything it rests on."""

    async def deed(house: "House") -> None:
        from bot.actions.audit import audited
        from bot.actions.operator import board_meant, operator
        from bot.actions.read_digest import digest_page

        meant = await board_meant(house.bot, board)
        by = await operator(house.bot, meant)
        async with audited(house.bot, meant.organisation_id, by.id, "digest", meant.id):
            page = await digest_page(house.bot, meant, renew=True)
        if html is None:
            from bot.cli.paint import print_card

            print_card(page.card, zone=meant.zone)
            return
        from bot.cli.files import write_text
        from handlers.web.digest_view import digest_html

        write_text(html, digest_html(page, language or meant.language))
        typer.echo(f"Wrote {html}. It holds what customers said: keep it inside the team.")

    with_house(deed)
