"""Lets schedules rest and go on, and shows when one comes round next."""

from dataclasses import replace

from bot.bot import Bot
from bot.cards.parts import Card
from bot.cards.timetable import paused_card, preview_card, resumed_card
from bot.domain.boards import Board
from bot.domain.cadence import Cadence, Timetable, preview, scheduled
from bot.errors import Refusal
from bot.texts import Phrase
from storage import cadences

LINES = 10


async def pause(bot: Bot, board: Board, number: int | None) -> Card:
    """Nothing is asked on that schedule until it is resumed; pausing twice is harmless."""
    async with bot.database.begin(board.organisation_id) as work:
        known = _numbered(await cadences.of_board(work, board.id), number)
        resting = scheduled(replace(known, paused=True), bot.now())
        await cadences.save(work, resting)
    return paused_card(resting)


async def resume(bot: Bot, board: Board, number: int | None) -> Card:
    """The schedule goes on from now; what fell due meanwhile is not made up for."""
    async with bot.database.begin(board.organisation_id) as work:
        resting = _numbered(await cadences.of_board(work, board.id), number)
        going = scheduled(replace(resting, paused=False), max(bot.now(), resting.start))
        await cadences.save(work, going)
    return resumed_card(going)


async def preview_of(bot: Bot, board: Board, number: int | None, rule: str) -> Card:
    """The next ten times of a schedule, or of a rule that is only thought of."""
    now = bot.now()
    if rule:
        times = Timetable(rule=rule, zone=board.zone, start=now)
    else:
        async with bot.database.read(board.organisation_id) as work:
            times = _numbered(await cadences.of_board(work, board.id), number).timetable
    return preview_card(times, preview(times, now, LINES))


def _numbered(known: list[Cadence], number: int | None) -> Cadence:
    """The schedule at that place of the list; without a number the only one."""
    if not known:
        raise Refusal(Phrase("schedule.none_yet"))
    if number is None and len(known) > 1:
        raise Refusal(Phrase("schedule.which", {"n": len(known)}))
    if number is not None and number > len(known):
        raise Refusal(Phrase("schedule.no_such", {"number": number, "n": len(known)}))
    return known[(number or 1) - 1]
