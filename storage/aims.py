"""What buttons stand for: the wire carries a random token, the meaning is found here."""

from collections.abc import Iterable

from bot.domain.aims import Aim
from bot.ids import RoundId, SuggestionId, Token
from storage.tables import aim
from storage.upsert import add_new
from storage.work import Work, row_of


async def save_all(work: Work, some: Iterable[Aim]) -> None:
    """Add the aims that are new; a token means for ever what it first meant."""
    await add_new(work, aim, [row_of(each) for each in some])


async def of_token(work: Work, token: Token) -> Aim | None:
    """What a token stands for; None for one we never gave out."""
    return await work.one(Aim, work.rows(aim).where(aim.c.token == token))


async def of_round(work: Work, round_id: RoundId) -> list[Aim]:
    """Every button of a round's messages."""
    return await work.all(Aim, work.rows(aim).where(aim.c.round_id == round_id).order_by(aim.c.token))


async def of_suggestion(work: Work, suggestion_id: SuggestionId) -> list[Aim]:
    """Every button of a suggestion's messages."""
    return await work.all(Aim, work.rows(aim).where(aim.c.suggestion_id == suggestion_id).order_by(aim.c.token))
