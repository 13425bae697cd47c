"""Opens a bot around one verb of the command line, and prints what the verb brings back."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

import typer

if TYPE_CHECKING:
    from bot.app import House

T = TypeVar("T")
Json = Mapping[str, object] | Sequence[object]


def with_house(deed: Callable[["House"], Awaitable[T]], *, works: bool = False) -> T:
    """Run `deed` on a bot opened from the environment's settings."""

    async def run() -> T:
        from bot.app import opened
        from bot.config import load

        async with opened(load(), works=works) as house:
            return await deed(house)

    return asyncio.run(run())


def show(data: Json, *, as_json: bool, text: Sequence[str]) -> None:
    """Print one JSON document, or lines for a person."""
    if as_json:
        typer.echo(json.dumps(data, ensure_ascii=False))
    else:
        for line in text:
            typer.echo(line)


def is_terminal() -> bool:
    """True when a person watches: colours and progress are welcome."""
    return sys.stdout.isatty()
