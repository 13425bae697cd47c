"""Finds out which board somebody means, who typed something in some place of some workspace."""

from bot.access import Deed, Where, check, may, where_is
from bot.actions.enrol import board_named
from bot.actions.their_boards import theirs
from bot.bot import Bot
from bot.domain.boards import Board
from bot.domain.channels import Channel, Place
from bot.domain.likeness import closest, meant
from bot.domain.people import Person
from bot.errors import Denied, Refusal
from bot.ids import OrganisationId
from bot.texts import Phrase, Phrases
from storage import boards, channels


async def board_meant(
    bot: Bot,
    organisation_id: OrganisationId,
    place: Place | None,
    named: str = "",
    *,
    by: Person | None = None,
    deed: Deed = Deed.SEE,
) -> Board:
    """The board called `named`; else the one that `place` serves; else the only one on which `by` may do the deed.

    The beginning of a name is enough where it fits one board only. Refusal that lists those on which they may, with
    what to type, where that leaves a choice. Denied where another one is named.
    """
    async with bot.database.read(organisation_id) as work:
        everywhere = await boards.all(work)
        known = everywhere if may(by, deed) else await theirs(work, by, deed) or everywhere
        if named:
            if not _fitting(known, named):
                for other in _fitting([board for board in everywhere if board not in known], named):
                    check(by, deed, about=other)
            if (found := _completed(known, named)) is None and known != everywhere:
                raise Refusal(
                    Phrase("board.unknown", {"board": named[:40], "known": ", ".join(each.slug for each in known)})
                )
            return found or await board_named(work, named)
        here = {each.board_id for each in await channels.at(work, place)} if place is not None else set()
    served = [board for board in everywhere if board.id in here]
    fitting = [board for board in served if board in known]
    if served and not fitting and known != everywhere:
        raise Denied(Phrase("board.not_here", {"known": ", ".join(each.slug for each in known), "slug": known[0].slug}))
    fitting = fitting or served or known
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
    fitting = _fitting(known, named)
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        names = Phrases(tuple(each.slug for each in fitting))
        raise Refusal(Phrase("board.several", {"board": named[:40], "known": names, "slug": fitting[0].slug}))
    slugs = _spelt(known)
    near = closest(named, slugs, 1)
    if near:
        raise Refusal(Phrase("board.near", {"board": named[:40], "slug": slugs[near[0]].slug}))
    return None


def _fitting(known: list[Board], named: str) -> list[Board]:
    """Those whose short name is, or begins with, what was typed; else those whose full name does."""
    slugs = _spelt(known)
    for spelt in ((board.slug for board in known), (board.name for board in known)):
        if fitting := [slugs[each] for each in meant(named, spelt)]:
            return fitting
    return []


def _spelt(known: list[Board]) -> dict[str, Board]:
    return {spelt: board for board in known for spelt in (board.slug, board.name)}


async def any_board(
    bot: Bot, organisation_id: OrganisationId, place: Place | None, by: Person | None = None
) -> Board | None:
    """The board of `place`, or the oldest one, where any will do; None when there is none.

    Where `by` has a right to look at some boards, it is one of those.
    """
    async with bot.database.read(organisation_id) as work:
        known = await theirs(work, by) or await boards.all(work)
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
