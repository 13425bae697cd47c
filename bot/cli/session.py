"""Opens a bot around one verb of the command line, and prints what the verb brings back."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

import typer

if TYPE_CHECKING:
    from bot.app import House
    from bot.config import Settings

T = TypeVar("T")
Json = Mapping[str, object] | Sequence[object]


def with_house(
    deed: Callable[["House"], Awaitable[T]],
    *,
    works: bool = False,
    asks: bool = False,
    fast: bool = False,
    platforms: bool = False,
    listens: bool = True,
    first: Callable[["Settings"], Awaitable[None]] | None = None,
) -> T:
    """Run `deed` on a bot opened from the environment's settings; `fast` on the faster event loop, where there is one.

    With `platforms` it is connected to the chat platforms that are set up, and hears them if it `listens`; `works` and
    `asks` are those of `bot.app.opened`. `first` is awaited before it is opened.

    The faster one pays off for a process that serves for long.
    """

    async def run() -> T:
        from bot.app import opened
        from bot.config import load
        from bot.telemetry import write_log

        settings = load()
        write_log(settings.log_level)
        if first is not None:
            await first(settings)
        async with opened(settings, works=works, asks=asks, platforms=platforms, listens=listens) as house:
            return await deed(house)

    with asyncio.Runner(loop_factory=faster_loop() if fast else None) as runner:
        return runner.run(run())


def faster_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Makes the faster event loop; None on machines that have none."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


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
