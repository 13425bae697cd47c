"""Weekly summaries, kept word for word before they are posted."""

from bot.domain.digests import Digest
from bot.ids import BoardId, DigestId
from storage.tables import digest
from storage.upsert import add_new
from storage.work import Work, row_of


async def add(work: Work, one: Digest) -> bool:
    """Add a digest; False, and nothing changes, when the board has one for that week."""
    return bool(await add_new(work, digest, [row_of(one)]))


async def get(work: Work, digest_id: DigestId) -> Digest:
    """The digest with this id; LookupError when there is none."""
    return await work.only(Digest, work.rows(digest).where(digest.c.id == digest_id))


async def of_board(work: Work, board_id: BoardId) -> list[Digest]:
    """Every digest of a board, week by week."""
    return await work.all(Digest, work.rows(digest).where(digest.c.board_id == board_id).order_by(digest.c.week))
