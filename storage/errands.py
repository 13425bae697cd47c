"""What buttons beside the options do; like aims, found by the random token that the wire carries."""

from collections.abc import Iterable

from sqlalchemy import update

from bot.domain.errands import Errand
from bot.ids import Token
from storage.tables import errand
from storage.upsert import add_new
from storage.work import Work, row_of


async def save_all(work: Work, some: Iterable[Errand]) -> None:
    """Add the errands that are new; a token means for ever what it first meant."""
    await add_new(work, errand, [row_of(each) for each in some])


async def of_token(work: Work, token: Token) -> Errand | None:
    """What a token stands for; None for one we never gave out."""
    return await work.one(Errand, work.rows(errand).where(errand.c.token == token))


async def about(work: Work, subject_id: str) -> list[Errand]:
    """Every errand about one thing."""
    return await work.all(Errand, work.rows(errand).where(errand.c.subject_id == subject_id).order_by(errand.c.token))


async def turn(work: Work, token: Token, was: str, to: str) -> bool:
    """Let the errand be about something else from now on; False when it is no longer about `was`.

    Of two presses at the same instant one is told True: by this a button does its work once.
    """
    return bool(
        await work.change(
            update(errand)
            .where(
                errand.c.organisation_id == work.organisation_id,
                errand.c.token == token,
                errand.c.subject_id == was,
            )
            .values(subject_id=to)
        )
    )
