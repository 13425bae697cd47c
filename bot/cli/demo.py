"""`cab demo`: a made-up board lives through a quarter, with no tokens, no network and nothing to set up."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.session import faster_loop, show

if TYPE_CHECKING:
    from bot.app import House
    from bot.bot import Bot
    from bot.clock import SetClock
    from bot.config import Settings
    from bot.domain.boards import Board
    from handlers.console.players import Players
    from handlers.console.script import Script
    from handlers.console.season.setting import Setting

    Act = Callable[[House, SetClock, Script, Players], Awaitable[dict[str, int]]]
    Opens = Callable[[Settings, SetClock, bytes, Setting], AbstractAsyncContextManager[tuple[House, Players]]]

DEFAULT_SEED = 7
REPORT_SHOWN = "renewal"
"""The poll whose report is shown in the end; where it was not asked yet, the last one."""
OURS = ("app.db", "dbos.db", "rooms.jsonl", "demo.json", "handed.jsonl", "digest.html")
"""What a demo leaves in its folder (and databases' companions of the same name); nothing else is ever removed."""


def demo(
    once: Annotated[bool, typer.Option("--once", help="No pauses and no questions.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the counts as one JSON document.")] = False,
    seed: Annotated[int | None, typer.Option(help="Another quarter for another number; the same for the same.")] = None,
    weeks: Annotated[int, typer.Option(min=1, max=13, help="Play only the first weeks.")] = 13,
    folder: Annotated[Path | None, typer.Option("--dir", help="Where to keep it; else `demo` in CAB_HOME.")] = None,
    slack: Annotated[
        bool, typer.Option("--slack", help="In a stand-in for Slack, through the adapter; needs the source folder.")
    ] = False,
    slack_socket: Annotated[
        bool, typer.Option("--slack-socket", help="The same, reached through Socket Mode instead of HTTP.")
    ] = False,
    teams: Annotated[
        bool, typer.Option("--teams", help="In a stand-in for Microsoft Teams; needs the source folder too.")
    ] = False,
) -> None:
    """Watch a customer advisory board live through a quarter; one that was interrupted goes on where it stopped.

    In Slack and in Teams it begins anew each time, since a stand-in's channels end with it.
    """
    from bot.config import load
    from bot.telemetry import write_log

    write_log("WARNING")  # What is worth telling, the programme tells.
    settings = load()
    where, opens = _where(slack=slack or slack_socket, socket=slack_socket, teams=teams)
    home = folder or settings.home / (f"demo-{where}" if where else "demo")
    own = settings.model_copy(update={"home": home, "database_url": "", "database_migration_url": ""})
    length = timedelta(weeks=weeks)
    with asyncio.Runner(loop_factory=faster_loop()) as runner:
        counts = runner.run(_play(own, seed, length, once=once, as_json=as_json, opens=opens, resumes=not where))
    if as_json:
        show(counts, as_json=True, text=[])


def _where(*, slack: bool, socket: bool, teams: bool) -> "tuple[str, Opens]":
    """The platform whose stand-in it is played in, none in the terminal; and how a play opens there."""
    if slack and teams:
        from bot.errors import Refusal
        from bot.texts import Phrase

        raise Refusal(Phrase("demo.one_place"))
    if teams:
        return "teams", teams_stage()
    return ("slack", slack_stage(socket=socket)) if slack else ("", in_the_terminal)


def slack_stage(*, socket: bool) -> "Opens":
    """How a play opens in Slack; Refusal where the stand-in for it is not there, as in an installed package."""
    from functools import partial

    _need_the_source("Slack")
    from tests.fakes.slack_players import in_slack

    return partial(in_slack, socket=socket)


def teams_stage() -> "Opens":
    """How a play opens in Teams; Refusal as above."""
    _need_the_source("Teams")
    from tests.fakes.teams_players import in_teams

    return in_teams


def _need_the_source(where: str) -> None:
    import bot
    from bot.errors import Refusal
    from bot.texts import Phrase

    root = Path(bot.__file__).resolve().parent.parent
    if not (root / "tests" / "fakes" / f"{where.lower()}_players.py").is_file():
        raise Refusal(Phrase("demo.needs_source", {"where": where, "flag": where.upper()}))
    if str(root) not in sys.path:
        sys.path.append(str(root))


@asynccontextmanager
async def in_the_terminal(
    settings: "Settings", clock: "SetClock", key: bytes, stage: "Setting"
) -> "AsyncIterator[tuple[House, Players]]":
    """A bot whose channels are the terminal's rooms, and the people in them."""
    from bot.app import opened
    from handlers.console.developers import trackers_in
    from handlers.console.players import ConsolePlayers

    async with opened(settings, clock=clock, key=key, works=True, trackers=trackers_in(settings.home)) as house:
        yield house, ConsolePlayers(house.bot, house.rooms, stage.workspace)


async def _play(
    settings: "Settings",
    seed: int | None,
    length: timedelta,
    *,
    once: bool,
    as_json: bool,
    opens: "Opens",
    resumes: bool,
) -> dict[str, int]:
    from bot.actions.status import counts_as_json, status_of
    from handlers.console.developers import KEPT_IN, Developers, handed
    from handlers.console.programme import Ending, Programme

    async def act(house: "House", clock: "SetClock", script: "Script", players: "Players") -> dict[str, int]:
        from bot.actions.explain import polls_of, sent_of
        from bot.domain.deliveries import Kind
        from bot.texts import Phrase
        from handlers.console.calls import on_a_call
        from handlers.console.demo import Play, told
        from handlers.console.founding import found
        from handlers.console.season.setting import setting

        whole = setting(script.seed)
        stage = replace(whole, end=min(whole.end, whole.start + length))
        board = await found(house.bot, stage, players)
        programme = Programme(stage, quiet=as_json, slow=not once)
        with programme:
            await Play(
                bot=house.bot,
                queue=house.queue,
                clock=clock,
                script=script,
                stage=stage,
                players=players,
                narrate=programme.tell,
                board=board,
            ).run()
        counts = counts_as_json((await status_of(house.bot)).counts)
        digests, loops = [
            players.read([each.ref for each in await sent_of(house.bot, board, kind) if each.under is None])
            for kind in (Kind.DIGEST, Kind.LOOP)
        ]
        shown = [poll.round.id for poll in await polls_of(house.bot, board) if poll.engagement.slug == REPORT_SHOWN]
        reported = [each for each in await sent_of(house.bot, board, Kind.RESULTS) if each.under is None]
        reported = [each for each in reported if each.subject_id in shown] or reported[-1:]
        # Elsewhere it stands in the sponsor's own chat, which nobody but them opens.
        private = [] if players.page else await sent_of(house.bot, board, Kind.NOTICE)
        reports = players.read([each.ref for each in private if each.subject_id.startswith("sponsor@")])
        look = Phrase("demo.now_look", {"page": players.page}) if players.page else Phrase("demo.now_play")
        stays = not once and not as_json and sys.stdin.isatty()
        page = await _page_in(settings.home, house.bot, board) if digests and not as_json else None
        programme.close(
            Ending(
                results=players.read([each.ref for each in reported]),
                digests=digests,
                page=page,
                set_right=[told(*each) for each in script.set_right],
                called=await on_a_call(house.bot, board),
                handed=[handed(*each) for each in Developers(settings.home / KEPT_IN).work()],
                loops=loops,
                reports=reports,
                counts=counts,
                what_now=look if stays or not players.page else None,
            )
        )
        if stays:
            await _stay(house, players)
        return counts

    return await on_stage(settings, seed, act, opens=opens, resumes=resumes)


async def _page_in(home: Path, bot: "Bot", board: "Board") -> Path:
    """The last digest with everything it rests on, as one file for a browser."""
    from bot.actions.read_digest import digest_page
    from bot.cli.files import write_text
    from handlers.web.digest_view import digest_html

    write_text(home / "digest.html", digest_html(await digest_page(bot, board), board.language))
    return home / "digest.html"


async def _stay(house: "House", players: "Players") -> None:
    """Be one of them in the terminal; elsewhere look around, until Enter."""
    if players.page:
        await asyncio.to_thread(sys.stdin.readline)
        return
    from handlers.console.play import play
    from handlers.console.terminal import terminal
    from prompts.catalogue import say_in

    await play(house.bot, house.queue, house.rooms, say_in, None, terminal())


def play_on(as_: str | None) -> None:
    """Play on the demo's board, at the time where the demo stands; where there is no demo yet, say how to get one."""
    from bot.config import load
    from handlers.console.script import Script

    settings = load()
    home = settings.home / "demo"
    script = Script.read(home / "demo.json")
    if script is None or script.platform != "console":
        from bot.errors import Refusal
        from bot.texts import Phrase

        raise Refusal(Phrase("play.no_demo"))
    own = settings.model_copy(update={"home": home, "database_url": "", "database_migration_url": ""})

    async def act(house: "House", clock: "SetClock", script: "Script", players: "Players") -> dict[str, int]:
        from handlers.console.play import play
        from handlers.console.terminal import terminal
        from prompts.catalogue import say_in

        try:
            await play(house.bot, house.queue, house.rooms, say_in, as_, terminal())
        finally:
            script.at = clock.now()
            script.write()
        return {}

    asyncio.run(on_stage(own, None, act, opens=in_the_terminal, anew=False))


async def on_stage(
    settings: "Settings", seed: int | None, act: "Act", *, opens: "Opens", anew: bool = True, resumes: bool = True
) -> dict[str, int]:
    """Run `act` on the demo's own bot: an unfinished play is taken up again, a finished one begins `anew`.

    Without `resumes` every play begins anew: there the rooms of an unfinished one are gone.
    """
    from bot.app import alone, make_home
    from bot.clock import SetClock
    from handlers.console.demo import key_of
    from handlers.console.script import Script
    from handlers.console.season.setting import setting

    make_home(settings.home)
    path = settings.home / "demo.json"
    with alone(settings.home):
        script = Script.read(path)
        if (
            script is None
            or not resumes
            or script.platform != "console"
            or (anew and (script.finished or seed not in (None, script.seed)))
        ):
            _clear(settings.home)
            number = DEFAULT_SEED if seed is None else seed
            script = Script(path=path, seed=number, at=setting(number).start)
            script.write()
        clock = SetClock(script.at)
        async with opens(settings, clock, key_of(script.seed), setting(script.seed)) as (house, players):
            if script.platform != players.platform:
                script.platform = players.platform
                script.write()
            return await act(house, clock, script, players)


def _clear(home: Path) -> None:
    """Remove what an earlier demo left; a folder that holds another database is refused."""
    from bot.errors import Refusal
    from bot.texts import Phrase

    if (home / "app.db").exists() and not (home / "demo.json").exists():
        raise Refusal(Phrase("demo.not_a_demo", {"path": str(home)}))
    for name in OURS:
        for path in home.glob(f"{name}*"):
            path.unlink()
