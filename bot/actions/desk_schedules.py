"""What the page of schedules shows of one board, and what is changed there by whoever runs it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.access import Deed, check, may
from bot.actions.audit import audited
from bot.actions.desk import Desk
from bot.actions.schedule_page import run_schedule, scheduled
from bot.actions.timetable import preview_of
from bot.bot import Bot
from bot.cards.parts import Card
from bot.cards.timetable import Scheduled
from bot.domain.boards import Board
from bot.domain.errands import ErrandKind
from bot.ids import CadenceId
from prompts.library import library, load_library, parse_engagement
from storage import engagements

MOST_WITH_DATES = 20
"""Schedules whose next dates stand on the page; of the others how often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Askable:
    """One thing that can be put on a schedule."""

    slug: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SchedulesPage:
    """The schedules of one board."""

    listed: Sequence[Scheduled]
    runs: bool
    """True when the reader may change them."""
    preview: Card | None
    """The next ten dates of one of them, or of a rule that is only thought of."""
    askable: Sequence[Askable]
    """What a new one could ask; empty for whoever may not set one."""


async def schedules_page(
    desk: Desk, *, which: CadenceId | None = None, rule: str = "", zone: str = ""
) -> SchedulesPage:
    """What the reader may see of it; Refusal for a rule or a zone that cannot be read, or a schedule that is gone."""
    bot, board, person = desk.bot, desk.the_board, desk.signed.person
    check(person, Deed.SEE, about=board)
    runs = may(person, Deed.RUN_BOARD, about=board)
    return SchedulesPage(
        listed=await scheduled(bot, board, with_dates=MOST_WITH_DATES),
        runs=runs,
        preview=await preview_of(bot, board, which, rule, zone) if which is not None or rule else None,
        askable=await _askable(bot, board) if runs else (),
    )


async def change_schedule(desk: Desk, kind: ErrandKind, which: CadenceId) -> Card:
    """Pause, resume or delete one, as its button in a chat does; each try is written down."""
    bot, owner, person = desk.bot, desk.the_board.organisation_id, desk.signed.person
    async with audited(bot, owner, person.id, kind.value, which):
        return await run_schedule(bot, owner, kind, which, person)


async def _askable(bot: Bot, board: Board) -> Sequence[Askable]:
    """The board's own polls that have a name, and those of the library in the board's language."""
    async with bot.database.read(board.organisation_id) as work:
        own = {each.slug: each.title for each in await engagements.of_board(work, board.id) if " " not in each.slug}
    for slug in library():
        if slug not in own:
            own[slug] = parse_engagement(
                load_library(slug, board.language),
                ids=bot.ids,
                organisation_id=board.organisation_id,
                board_id=board.id,
                created_at=bot.now(),
                slug=slug,
            ).title
    return [Askable(slug=slug, title=title) for slug, title in own.items()]
