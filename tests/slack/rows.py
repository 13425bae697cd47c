"""What stands in the product's tables, as a test counts it: a refusal leaves nothing behind but a note of the try."""

from sqlalchemy import func, select

from bot.domain.answers import Answer
from bot.domain.audit import AuditEntry
from bot.domain.rounds import Round
from bot.ids import OrganisationId
from storage import answers, audit, boards, rounds
from storage.tables import metadata
from tests.slack.office import Office

OF_NO_EFFECT = frozenset({"audit_entry", "event", "errand", "pace", "inbox"})
"""Notes of what was tried, and buttons that were shown."""


async def owner(desk: Office) -> OrganisationId:
    """The vendor's organisation."""
    found = await desk.house.bot.database.organisations()
    return found[0].id


async def counts(desk: Office) -> dict[str, int]:
    """How many rows each table holds that tells of an effect."""
    found: dict[str, int] = {}
    async with desk.house.bot.database.read(await owner(desk)) as work:
        for table in metadata.sorted_tables:
            if table.name not in OF_NO_EFFECT:
                found[table.name] = int(await work.connection.scalar(select(func.count()).select_from(table)) or 0)
    return found


async def rounds_of(desk: Office) -> list[Round]:
    """Every round of every board."""
    async with desk.house.bot.database.read(await owner(desk)) as work:
        return [each for board in await boards.all(work) for each in await rounds.of_board(work, board.id)]


async def answers_of(desk: Office) -> list[Answer]:
    """Every answer to every round."""
    found = await rounds_of(desk)
    async with desk.house.bot.database.read(await owner(desk)) as work:
        return [said for each in found for said in await answers.of_round(work, each.id)]


async def tries(desk: Office, most: int = 1000) -> list[AuditEntry]:
    """Everything that was tried with a right, or against one; the newest first."""
    async with desk.house.bot.database.read(await owner(desk)) as work:
        return await audit.latest(work, most)
