"""`cab play`: one person at the terminal is a member, a product manager or an admin, in turn."""

import asyncio
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from io import TextIOWrapper

from rich.console import Console

from bot.actions.cast import Character, cast_of, first_board, rooms_of
from bot.actions.settle import pass_time, settle
from bot.bot import Bot
from bot.cards.parts import Card, Facts, Text, Title
from bot.cards.receipt import refusal_card
from bot.clock import SetClock
from bot.domain.boards import Board
from bot.domain.channels import Channel, ChannelKind
from bot.domain.people import Role, Visitor
from bot.durable import DurableQueue
from bot.errors import Refusal
from bot.ids import fresh_key
from bot.texts import Phrase, Say
from handlers import routes
from handlers.console.keys import keys, pressed
from handlers.console.messenger import paint
from handlers.console.painter import Drawn
from handlers.console.rooms import Message, Painted, Rooms
from handlers.console.terminal import draw

LAST_SHOWN = 3
LONGEST_WAIT = timedelta(days=120)


@dataclass(slots=True, kw_only=True)
class Stage:
    """Where the player stands: who they are, in which room, and which message the numbers belong to."""

    bot: Bot
    queue: DurableQueue
    rooms: Rooms
    say_in: Callable[..., Say]
    console: Console
    board: Board
    cast: Sequence[Character]
    places: Sequence[Channel]
    me: Character
    here: Channel
    shown: Painted = field(default_factory=list)
    """The message of the room that the numbers belong to."""
    aside: Painted = field(default_factory=list)
    """The latest private reply with something to press; its numbers go on where those of the room end."""
    mark: int = 0


async def play(
    bot: Bot, queue: DurableQueue, rooms: Rooms, say_in: Callable[..., Say], as_: str | None, console: Console
) -> None:
    """Play until `quit` or the end of the input; where the clock stands still, `wait 3d` moves it."""
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")  # what is no text is not understood, and does not end the play
    board = await first_board(bot)
    cast, places = await cast_of(bot, board), await rooms_of(bot, board)
    stage = Stage(
        bot=bot,
        queue=queue,
        rooms=rooms,
        say_in=say_in,
        console=console,
        board=board,
        cast=cast,
        places=places,
        me=cast[0],
        here=places[0],
    )
    await _become(stage, as_ or "admin")
    await settle(bot, queue)
    _look(stage)
    _show(stage, _how(stage))
    while (line := await _read_line(stage)) is not None:
        if line.casefold() in ("quit", "exit"):
            break
        await _obey(stage, line)


async def _read_line(stage: Stage) -> str | None:
    prompt = f"{stage.me.handle} in {_room(stage.here)} > "
    try:
        return (await asyncio.to_thread(stage.console.input, prompt, markup=False)).strip()
    except EOFError:
        return None


async def _obey(stage: Stage, line: str) -> None:
    verb, _, rest = line.partition(" ")
    try:
        match verb.casefold():
            case "":
                pass
            case "as":
                await _become(stage, rest.strip())
                _look(stage)
            case "go":
                _enter(stage, rest.strip())
                _look(stage)
            case "look":
                _look(stage)
            case "who" if not rest:  # "who sees this" is for the chat.
                _show(stage, _people(stage))
            case "wait":
                await _wait(stage, rest.strip())
            case _ if line[0].isdigit():
                await _press(stage, line)
            case _:
                text = line.removeprefix("/cab").strip()
                card = await routes.typed(stage.bot, text, _visitor(stage), stage.here.place, stage.bot.now())
                stage.shown, stage.aside = [], []
                _show(stage, card)
                if verb.casefold() == "help":
                    _show(stage, _how(stage))
    except Refusal as refused:
        _show(stage, refusal_card(refused.phrase))
    await settle(stage.bot, stage.queue)
    _news(stage)


async def _press(stage: Stage, line: str) -> None:
    if isinstance(stage.bot.clock, SetClock):
        stage.bot.clock.put(stage.bot.now() + timedelta(seconds=1))
    said_at = stage.bot.now()
    card = await routes.press(
        stage.bot,
        pressed([*stage.shown, *stage.aside], line),
        _visitor(stage),
        stage.here.place,
        said_at=said_at,
        inbox=fresh_key().hex(),
    )
    _show(stage, card)


def _visitor(stage: Stage) -> Visitor:
    return Visitor(identity=stage.me.identity, name=stage.me.person.name, staff=stage.me.person.staff)


async def _become(stage: Stage, handle: str) -> None:
    wanted = handle.casefold()
    role = {"admin": Role.ADMIN, "pm": Role.PRODUCT_MANAGER}.get(wanted)
    found = [each for each in stage.cast if wanted in (each.handle.casefold(), each.person.name.casefold())]
    found = found or [each for each in stage.cast if each.person.staff and each.person.role is role]
    if not found:
        names = ", ".join(each.handle for each in stage.cast)
        raise Refusal(Phrase("play.nobody", {"name": handle, "names": names}))
    own = sorted(
        (place for place in stage.places if _may_enter(found[0], place)),
        key=lambda place: place.kind is not ChannelKind.PRODUCT,
    )
    if not own:
        raise Refusal(Phrase("play.no_rooms", {"board": stage.board.slug}))
    stage.me, stage.shown, stage.aside = found[0], [], []
    stage.here = stage.here if stage.here in own and not found[0].person.staff else own[0]


def _enter(stage: Stage, name: str) -> None:
    found = [place for place in stage.places if place.place.id == name.removeprefix("#")]
    if not found or not _may_enter(stage.me, found[0]):
        known = ", ".join(_room(place) for place in stage.places if _may_enter(stage.me, place))
        raise Refusal(Phrase("play.no_room", {"room": name, "rooms": known}))
    stage.here, stage.shown, stage.aside = found[0], [], []


def _may_enter(character: Character, place: Channel) -> bool:
    if character.person.staff:
        return True
    return place.kind is not ChannelKind.PRODUCT and place.account_id in (None, *character.accounts)


async def _wait(stage: Stage, text: str) -> None:
    clock = stage.bot.clock
    if not isinstance(clock, SetClock):
        raise Refusal(Phrase("play.real_time"))
    units = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
    number, unit = text[:-1], text[-1:]
    if not number.isdigit() or unit not in units or not timedelta(0) < int(number[:4]) * units[unit] <= LONGEST_WAIT:
        raise Refusal(Phrase("play.wait_example"))
    await pass_time(stage.bot, stage.queue, clock, clock.now() + int(number[:4]) * units[unit])


def _look(stage: Stage) -> None:
    messages = stage.rooms.room(str(stage.here.place), str(stage.me.identity))
    stage.mark = stage.rooms.since(stage.mark)[1]
    if not messages:
        empty = Phrase("play.empty")
        _show(stage, Card(summary=empty, parts=(Text(empty),)))
    for message in messages[-LAST_SHOWN:]:
        _draw(stage, message)


def _news(stage: Stage) -> None:
    new, stage.mark = stage.rooms.since(stage.mark)
    for message in new:
        if message.place == str(stage.here.place) and message.to in ("", str(stage.me.identity)):
            if message.edited_at is None:
                _draw(stage, message)
        elif message.edited_at is None and not message.to:
            stage.console.print(f"({message.place.rpartition(':')[2]}: …)", style="dim", markup=False)


def _how(stage: Stage) -> Card:
    """What can be typed here besides what a chat understands; in a chat nobody has to be told."""
    named = {"room": stage.places[-1].place.id, "handle": stage.cast[-1].handle}
    ways = ("press", "be", "go", "look", *(("wait",) if isinstance(stage.bot.clock, SetClock) else ()), "end")
    rows = tuple((Phrase(f"play.how_{way}", named), Phrase(f"play.how_{way}_does")) for way in ways)
    return Card(summary=Phrase("play.how"), parts=(Title(Phrase("play.how")), Facts(rows)))


def _draw(stage: Stage, message: Message) -> None:
    aside = stage.say_in("en")(Phrase("play.only_you")) if message.to else ""
    draw(stage.console, Drawn(message.painted, room=_room(stage.here), aside=aside))
    if keys(message.painted):
        stage.shown, stage.aside = message.painted, []


def _show(stage: Stage, card: Card) -> None:
    painted = paint(card, stage.say_in(stage.me.person.language, stage.board.zone))
    aside = stage.say_in("en")(Phrase("play.only_you"))
    draw(stage.console, Drawn(painted, aside=aside, first=len(keys(stage.shown)) + 1))
    if keys(painted):
        stage.aside = painted


def _people(stage: Stage) -> Card:
    rows = tuple(
        (each.handle, Phrase("play.person", {"name": each.person.name, "of": _of(each)})) for each in stage.cast
    )
    who = Phrase("play.who")
    return Card(summary=who, parts=(Title(who), Facts(rows)))


def _of(character: Character) -> Phrase | str:
    roles = {Role.ADMIN: "role.admin", Role.PRODUCT_MANAGER: "role.product_manager", Role.NONE: "role.none"}
    return character.company or Phrase(roles[character.person.role])


def _room(place: Channel) -> str:
    return f"#{place.place.id}"
