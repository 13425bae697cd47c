"""Commands as one group: how they are listed, and what is said where one is typed wrongly."""

from typing import Any

import typer
from typer.core import TyperGroup

from bot.cli.faults import plainly

WHOLE = 1000
"""More letters than a sentence of help has: it is broken into lines, and never cut off."""


class Commands(TyperGroup):
    """Lists commands under their headings, none cut off; why a value does not fit is said in our own words."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was typed."""
        try:
            return super().invoke(ctx)
        except typer.BadParameter as wrong:
            wrong.message = plainly(wrong)
            raise

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write each heading with its commands, in the order in which the headings first came."""
        widest = max(map(len, self.commands))
        headed: dict[str, list[tuple[str, str]]] = {}
        for name, command in self.commands.items():
            said = command.get_short_help_str(WHOLE)
            heading = getattr(command, "rich_help_panel", None) or "Commands"
            headed.setdefault(heading, []).append((name.ljust(widest), said))
        for heading, rows in headed.items():
            with formatter.section(heading):
                formatter.write_dl(rows)
