"""Finds out which board somebody means, who typed something in some place of some workspace."""

from bot.access import Where, where_is
from bot.actions.enrol import board_named
from bot.bot import Bot
from bot.domain.boards import Board
from bot.domain.channels import Channel, Place
from bot.domain.likeness import closest, meant
from bot.errors import Refusal
from bot.ids import OrganisationId
from bot.texts import Phrase, Phrases
from storage import boards, channels


async def board_meant(bot: Bot, organisation_id: OrganisationId, place: Place | None, named: str = "") -> Board:
    """The board called `named`; else the one that `place` serves; else the only one of the organisation.

    The beginning of a name is enough where it fits one board only. Refusal that lists them, with what to type, where
    that leaves a choice.
    """
    async with bot.database.read(organisation_id) as work:
        known = await boards.all(work)
        if named:
            return _completed(known, named) or await board_named(work, named)
        here = {each.board_id for each in await channels.at(work, place)} if place is not None else set()
    fitting = [board for board in known if board.id in here] or known
    if not fitting:
        raise Refusal(Phrase("board.none_yet"))
    if len(fitting) > 1:
        slugs = [board.slug for board in fitting]
        raise Refusal(Phrase("board.name_one", {"known": ", ".join(slugs), "slug": slugs[0]}))
    return fitting[0]


def _completed(known: list[Board], named: str) -> Board | None:
    """The one board whose short or full name is, or begins with, what was typed.

    Refusal where several do, or where none does and one name is nearly what was typed.
    """
    slugs = {spelt: board for board in known for spelt in (board.slug, board.name)}
    for spelt in ((board.slug for board in known), (board.name for board in known)):
        fitting = [slugs[each] for each in meant(named, spelt)]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            names = Phrases(tuple(each.slug for each in fitting))
            raise Refusal(Phrase("board.several", {"board": named[:40], "known": names, "slug": fitting[0].slug}))
    near = closest(named, slugs, 1)
    if near:
        raise Refusal(Phrase("board.near", {"board": named[:40], "slug": slugs[near[0]].slug}))
    return None


async def any_board(bot: Bot, organisation_id: OrganisationId, place: Place | None) -> Board | None:
    """The board of `place`, or the oldest one, where any will do; None when there is none."""
    async with bot.database.read(organisation_id) as work:
        known = await boards.all(work)
        here = {each.board_id for each in await channels.at(work, place)} if place is not None else set()
    fitting = [board for board in known if board.id in here] or known
    return min(fitting, key=lambda board: board.created_at, default=None)


async def channel_here(bot: Bot, board: Board, place: Place | None) -> Channel | None:
    """What `place` is to the board; None where it is nothing to it, or no place at all (the command line)."""
    if place is None:
        return None
    async with bot.database.read(board.organisation_id) as work:
        return next((each for each in await channels.at(work, place) if each.board_id == board.id), None)


async def read_along(bot: Bot, organisation_id: OrganisationId, place: Place | None) -> Where:
    """Who reads along in `place`: outsiders as soon as it is anywhere a channel with customers; nobody at a terminal.

    So the least may be done in a place that serves two boards, or none that we know, or that was opened to outsiders.
    """
    if place is None:
        return Where.DIRECT
    async with bot.database.read(organisation_id) as work:
        here = await channels.at(work, place)
    known = {Where.SHARED if each.paused_for == "shared" else where_is(each.kind) for each in here} or {where_is(None)}
    return next(where for where in (Where.SHARED, Where.INTERNAL, Where.DIRECT) if where in known)
