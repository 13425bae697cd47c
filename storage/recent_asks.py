"""What was asked on a board lately, as the rules about repeated questions want to know it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import and_, or_, select

from bot.domain.rotation import Asked, texts_of
from bot.domain.rounds import Stage
from bot.ids import BoardId
from storage.engagements import questions
from storage.tables import engagement, round_
from storage.work import Work


async def since(work: Work, board_id: BoardId, begin: datetime, zone: str) -> list[Asked]:
    """Every round of the board that was due from `begin` on and was asked, or is about to be; days are those of `zone`.

    A draft that was called off in time was read by nobody.
    """
    query = (
        select(round_.c.slot, round_.c.question_ids, engagement.c.account_ids, engagement.c.segments)
        .join(
            engagement,
            and_(
                engagement.c.organisation_id == round_.c.organisation_id,
                engagement.c.id == round_.c.engagement_id,
            ),
        )
        .where(
            round_.c.organisation_id == work.organisation_id,
            round_.c.board_id == board_id,
            round_.c.slot >= begin,
            or_(round_.c.opened_at.is_not(None), round_.c.stage == Stage.DRAFT),
        )
        .order_by(round_.c.slot)
    )
    rows = (await work.connection.execute(query)).all()
    ids = sorted({id_ for row in rows for id_ in row.question_ids})
    known = dict(zip(ids, await questions(work, ids), strict=True))
    return [
        Asked(
            on=row.slot.astimezone(ZoneInfo(zone)).date(),
            texts=texts_of(known[id_] for id_ in row.question_ids),
            account_ids=frozenset(row.account_ids),
            segments=frozenset(row.segments),
        )
        for row in rows
    ]
