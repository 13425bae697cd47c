"""Lets schedules rest, go on and end, and shows when each comes round next and what it asks then."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice

from bot.actions.held_ahead import Date, HeldUp, Surroundings
from bot.actions.own_time import timed, zones_of
from bot.actions.turns import turns_ahead
from bot.bot import Bot
from bot.cards.counts import there
from bot.cards.parts import Card
from bot.cards.timetable import Coming, deleted_card, held_notes, paused_card, preview_card, resumed_card, set_card
from bot.domain.boards import Board
from bot.domain.cadence import Cadence, Timetable, Upcoming, begun, last_of, preview, scheduled
from bot.domain.engagements import Engagement
from bot.domain.local_time import instants_of, wall_at
from bot.errors import Refusal
from bot.ids import CadenceId
from bot.texts import Phrase
from storage import cadences, engagements
from storage.database import Work

LINES = 10
FIRST_LINES = 3


async def pause(bot: Bot, board: Board, which: int | CadenceId | None) -> Card:
    """Nothing is asked on that schedule until it is resumed; pausing twice is harmless."""
    async with bot.database.begin(board.organisation_id) as work:
        place, known = await numbered(work, board, which)
        resting = scheduled(replace(known, paused=True), bot.now())
        await cadences.save(work, resting)
    return paused_card(resting, place)


async def resume(bot: Bot, board: Board, which: int | CadenceId | None) -> Card:
    """The schedule goes on from now; what fell due meanwhile is not made up for."""
    async with bot.database.begin(board.organisation_id) as work:
        _, resting = await numbered(work, board, which)
        going = scheduled(replace(resting, paused=False), max(bot.now(), resting.start))
        going = await timed(work, going)
        await cadences.save(work, going)
    return resumed_card(going)


async def delete(bot: Bot, board: Board, which: int | CadenceId | None) -> Card:
    """Nobody is asked by that schedule any more; its rounds stay, and one that is open goes on."""
    async with bot.database.begin(board.organisation_id) as work:
        _, known = await numbered(work, board, which)
        ended = scheduled(replace(known, deleted_at=bot.now()), bot.now())
        await cadences.save(work, ended)
        slugs = [(await engagements.get(work, each)).slug for each in known.engagement_ids]
    return deleted_card(known, line_of(known, slugs, board, bot.policy.grace))


async def preview_of(bot: Bot, board: Board, which: int | CadenceId | None, rule: str, zone: str = "") -> Card:
    """Ten next times of a schedule, or of a rule that is only thought of: by the board's clock or that of `zone`."""
    now = bot.now()
    if rule:
        times = Timetable(rule=rule, zone=zone or board.zone, start=now)
        async with bot.database.read(board.organisation_id) as work:
            return preview_card(times, await _thought_of(work, board, times, now))
    async with bot.database.read(board.organisation_id) as work:
        _, known = await numbered(work, board, which)
        lines = await coming(work, board, known, now, LINES)
        local, last = await in_own_time(work, known), None if lines else last_of(known.timetable)
        return preview_card(known.timetable, lines, local=local, paused=known.paused, last=last)


async def set_card_of(bot: Bot, board: Board, cadence: Cadence) -> Card:
    """A schedule as it has just been set, with its next dates."""
    now = bot.now()
    async with bot.database.read(board.organisation_id) as work:
        dates = await coming(work, board, cadence, now, FIRST_LINES)
        return set_card(cadence=cadence, dates=dates, local=await in_own_time(work, cadence))


async def coming(
    work: Work,
    board: Board,
    cadence: Cadence,
    now: datetime,
    count: int,
    *,
    surroundings: Surroundings | None = None,
) -> list[Coming]:
    """The next times of a schedule: what is asked, or why nothing is; where clocks make them special, and whom it meets
    at rest. `surroundings` are those of the board, for who goes through several schedules of it.
    """
    over = cadence.slot is None and not cadence.paused
    found = [] if over else preview(cadence.timetable, begun(cadence, now), count)
    slots = [each.at for each in found if not each.skipped]
    turns = dict(zip(slots, await turns_ahead(work, board, cadence, slots, now), strict=True))
    asked = [Date(at=at, engagement=turn) for at, turn in turns.items() if isinstance(turn, Engagement)]
    around = surroundings or Surroundings(work, board)
    held = dict(zip((each.at for each in asked), await around.held_up(cadence.timetable, cadence, asked), strict=True))
    lines = []
    for each in found:
        line, turn = _plain(each), turns.get(each.at)
        if isinstance(turn, date):
            line = replace(line, notes=(*line.notes, Phrase("rotation.rests", {"day": turn})))
        elif turn is not None:
            line = replace(line, title=turn.title, held=_rests(held[each.at], cadence.zone))
        lines.append(line)
    return lines


async def _thought_of(work: Work, board: Board, times: Timetable, now: datetime) -> list[Coming]:
    found = preview(times, now, LINES)
    held = await Surroundings(work, board).held_up(times, None, [Date(at=each.at) for each in found])
    plain = [_plain(each) for each in found]
    return [replace(one, held=_rests(up, times.zone)) for one, up in zip(plain, held, strict=True)]


def _rests(up: HeldUp, zone: str) -> tuple[Phrase, ...]:
    return held_notes(up.later, of=up.channels, zone=zone)


async def in_own_time(work: Work, cadence: Cadence) -> Phrase | None:
    """How far apart the clocks are that a schedule in everybody's own time follows; None for any other."""
    if not cadence.local:
        return None
    slot = cadence.slot or next(islice((each.at for each in cadence.timetable.occurrences(cadence.start)), 1), None)
    zones = await zones_of(work, cadence)
    wanted = set(zones.channels.values()) or {zones.board}
    if slot is None or len(wanted) == 1:
        return Phrase("timetable.own_time", {"zone": next(iter(wanted))})
    at = instants_of(wall_at(cadence.timetable, slot), wanted)
    first, last = min(at, key=lambda zone: (at[zone], zone)), max(at, key=lambda zone: (at[zone], zone))
    return Phrase(
        "timetable.own_times",
        {
            "first": first,
            "first_at": there(at[first], cadence.zone),
            "last": last,
            "last_at": there(at[last], cadence.zone),
        },
    )


async def numbered(work: Work, board: Board, which: int | CadenceId | None) -> tuple[int, Cadence]:
    """The schedule of that id, or at that place of the list, and the place; without either the only one."""
    known = await cadences.of_board(work, board.id)
    if isinstance(which, str):
        found = [(place, each) for place, each in enumerate(known, 1) if each.id == which]
        if not found:
            raise Refusal(Phrase("timetable.gone"))
        return found[0]
    if not known:
        raise Refusal(Phrase("schedule.none_yet"))
    if which is None and len(known) > 1:
        raise Refusal(Phrase("schedule.which", {"n": len(known)}))
    if which is not None and which > len(known):
        raise Refusal(Phrase("schedule.no_such", {"number": which, "n": len(known)}))
    return which or 1, known[(which or 1) - 1]


def line_of(cadence: Cadence, slugs: Sequence[str], board: Board, grace: timedelta) -> str:
    """The command that sets the very same schedule again; `grace` is what holds where none is named."""
    words = [f'schedule set "{cadence.rule}"', f'--engagement "{",".join(slugs)}"']
    if cadence.zone != board.zone:
        words.append(f"--zone {cadence.zone}")
    if cadence.end is not None:
        words.append(f"--end {cadence.end.isoformat()}")
    if cadence.blackout:
        words.append(f"--except {','.join(f'{each.first}..{each.last}' for each in cadence.blackout)}")
    if cadence.grace != grace:
        words.append(f"--grace {cadence.grace // timedelta(minutes=1)}m")
    if cadence.local:
        words.append("--local")
    return " ".join(words)


def _plain(each: Upcoming) -> Coming:
    return Coming(at=each.at, notes=(each.note,) if each.note is not None else ())
