"""Finds an engagement by its name: the board's own, or one of the library, which then becomes the board's."""

from bot.bot import Bot
from bot.domain.boards import Board
from bot.domain.engagements import Engagement
from bot.errors import Refusal
from bot.texts import Phrase
from prompts.library import library, load_library, parse_engagement
from storage import engagements
from storage.database import Work


async def engagement_or_library(bot: Bot, work: Work, board: Board, slug: str) -> Engagement:
    """The engagement that `slug` names; Refusal that lists the board's own and the library's."""
    found = await engagements.by_slug(work, board.id, slug)
    if found is not None:
        return found
    if slug not in library():
        own = [each.slug for each in await engagements.of_board(work, board.id) if " " not in each.slug]
        known = ", ".join(dict.fromkeys((*own, *library())))
        raise Refusal(Phrase("engagement.unknown", {"engagement": slug[:60], "known": known}))
    made = parse_engagement(
        load_library(slug, board.language),
        ids=bot.ids,
        organisation_id=board.organisation_id,
        board_id=board.id,
        created_at=bot.now(),
        slug=slug,
    )
    await engagements.save(work, made)
    return made
