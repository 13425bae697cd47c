"""`cab demo`: a made-up board lives through a quarter, with no tokens, no network and nothing to set up."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.session import show

if TYPE_CHECKING:
    from bot.app import House
    from bot.clock import SetClock
    from bot.config import Settings
    from handlers.console.script import Script

DEFAULT_SEED = 7
OURS = ("app.db", "dbos.db", "rooms.jsonl", "demo.json")
"""What a demo leaves in its folder (and databases' companions of the same name); nothing else is ever removed."""
POLL = 0.1
"""Seconds between two looks at the queue: the play waits for each piece of work."""


def demo(
    once: Annotated[bool, typer.Option("--once", help="No pauses and no questions.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the counts as one JSON document.")] = False,
    seed: Annotated[int | None, typer.Option(help="Another quarter for another number; the same for the same.")] = None,
    weeks: Annotated[int, typer.Option(min=1, max=13, help="Play only the first weeks.")] = 13,
    folder: Annotated[Path | None, typer.Option("--dir", help="Where to keep it; else `demo` in CAB_HOME.")] = None,
) -> None:
    """Watch a customer advisory board live through a quarter; one that was interrupted goes on where it stopped."""
    from bot.config import load

    settings = load()
    home = folder or settings.home / "demo"
    own = settings.model_copy(update={"home": home, "database_url": "", "database_migration_url": ""})
    counts = asyncio.run(_play(own, seed, timedelta(weeks=weeks), once=once, as_json=as_json))
    if as_json:
        show(counts, as_json=True, text=[])


async def _play(
    settings: "Settings", seed: int | None, length: timedelta, *, once: bool, as_json: bool
) -> dict[str, int]:
    from bot.actions.status import counts_as_json, status_of
    from handlers.console.programme import Programme

    async def act(house: "House", clock: "SetClock", script: "Script") -> dict[str, int]:
        from bot.actions.explain import sent_of
        from bot.domain.deliveries import Kind
        from handlers.console.demo import Play
        from handlers.console.founding import found
        from handlers.console.play import play
        from handlers.console.season.setting import setting
        from handlers.console.terminal import terminal
        from prompts.catalogue import say_in

        whole = setting(script.seed)
        stage = replace(whole, end=min(whole.end, whole.start + length))
        board = await found(house.bot, stage)
        programme = Programme(stage, quiet=as_json, slow=not once)
        with programme:
            await Play(
                bot=house.bot,
                queue=house.queue,
                clock=clock,
                script=script,
                stage=stage,
                narrate=programme.tell,
                board=board,
            ).run()
        counts = counts_as_json((await status_of(house.bot)).counts)
        digests, loops = [
            [house.rooms.message(each.ref) for each in await sent_of(house.bot, board, kind)]
            for kind in (Kind.DIGEST, Kind.LOOP)
        ]
        programme.close(digests, loops, counts)
        if not once and not as_json and sys.stdin.isatty():
            await play(house.bot, house.queue, house.rooms, say_in, None, terminal())
        return counts

    return await on_stage(settings, seed, act)


def play_on(as_: str | None) -> None:
    """Play on the demo's board, at the time where the demo stands; where there is no demo yet, say how to get one."""
    from bot.config import load
    from handlers.console.script import Script

    settings = load()
    home = settings.home / "demo"
    if Script.read(home / "demo.json") is None:
        from bot.errors import Refusal
        from bot.texts import Phrase

        raise Refusal(Phrase("play.no_demo"))
    own = settings.model_copy(update={"home": home, "database_url": "", "database_migration_url": ""})

    async def act(house: "House", clock: "SetClock", script: "Script") -> dict[str, int]:
        from handlers.console.play import play
        from handlers.console.terminal import terminal
        from prompts.catalogue import say_in

        try:
            await play(house.bot, house.queue, house.rooms, say_in, as_, terminal())
        finally:
            script.at = clock.now()
            script.write()
        return {}

    asyncio.run(on_stage(own, None, act, anew=False))


async def on_stage(
    settings: "Settings",
    seed: int | None,
    act: "Callable[[House, SetClock, Script], Awaitable[dict[str, int]]]",
    *,
    anew: bool = True,
) -> dict[str, int]:
    """Run `act` on the demo's own bot: an unfinished play is taken up again, a finished one begins `anew`."""
    from bot.app import alone, make_home, opened
    from bot.clock import SetClock
    from handlers.console.demo import key_of
    from handlers.console.script import Script
    from handlers.console.season.setting import setting

    make_home(settings.home)
    path = settings.home / "demo.json"
    with alone(settings.home):
        script = Script.read(path)
        if script is None or (anew and (script.finished or seed not in (None, script.seed))):
            _clear(settings.home)
            number = DEFAULT_SEED if seed is None else seed
            script = Script(path=path, seed=number, at=setting(number).start)
            script.write()
        clock = SetClock(script.at)
        async with opened(settings, clock=clock, key=key_of(script.seed), works=True, poll=POLL) as house:
            return await act(house, clock, script)


def _clear(home: Path) -> None:
    """Remove what an earlier demo left; a folder that holds another database is refused."""
    from bot.errors import Refusal
    from bot.texts import Phrase

    if (home / "app.db").exists() and not (home / "demo.json").exists():
        raise Refusal(Phrase("demo.not_a_demo", {"path": str(home)}))
    for name in OURS:
        for path in home.glob(f"{name}*"):
            path.unlink()
