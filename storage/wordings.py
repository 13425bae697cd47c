"""What a language model wrote, so that the same text is not paid for twice."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import delete, select

from bot.domain.wordings import Job, Wording
from bot.ids import BoardId
from storage.tables import organisation, wording
from storage.upsert import put
from storage.work import Work, row_of


async def one_at_a_time(work: Work) -> None:
    """Wait for whoever keeps or forgets texts of the organisation, and let others wait until the end.

    So what may be kept can be looked at and kept without anybody taking it back in between.
    """
    await work.connection.execute(work.lock(select(organisation.c.id).where(organisation.c.id == work.organisation_id)))


async def keep(work: Work, board_id: BoardId, jobs: Collection[Job], standing: Sequence[Wording]) -> None:
    """Let the board have just these texts of these jobs: what nobody reads any more is not kept."""
    if any(each.board_id != board_id or each.job not in jobs for each in standing):
        raise ValueError("a text of another board or job")
    await work.change(
        delete(wording).where(
            wording.c.organisation_id == work.organisation_id,
            wording.c.board_id == board_id,
            wording.c.job.in_(list(jobs)),
            wording.c.id.not_in([each.id for each in standing]),
        )
    )
    await put(work, wording, [row_of(each) for each in standing])


async def find(work: Work, ids: Iterable[str]) -> dict[str, Wording]:
    """Those of the texts with these ids that there are."""
    wanted = sorted(ids)
    found = await work.all(Wording, work.rows(wording).where(wording.c.id.in_(wanted))) if wanted else []
    return {each.id: each for each in found}


async def about(work: Work, job: Job, subjects: Collection[str]) -> dict[str, Wording]:
    """What was written about each of these, by subject; what was of no use is left out."""
    if not subjects:
        return {}
    found = await work.all(
        Wording,
        work.rows(wording).where(
            wording.c.job == job, wording.c.subject_id.in_(sorted(subjects)), wording.c.text != ""
        ),
    )
    return {each.subject_id: each for each in found}


async def forget_all(work: Work) -> int:
    """Delete every text of the organisation, e.g. when somebody's answers go; returns how many went."""
    await one_at_a_time(work)
    return await work.change(delete(wording).where(wording.c.organisation_id == work.organisation_id))
