"""How many rows each of the product's tables holds: what is refused leaves nothing behind."""

from sqlalchemy import func, select

from storage.tables import metadata
from tests.teams.office import Office


async def counts(desk: Office) -> dict[str, int]:
    """Rows by table, of the first organisation."""
    [owner, *_] = await desk.house.bot.database.organisations()
    found: dict[str, int] = {}
    async with desk.house.bot.database.read(owner.id) as work:
        for table in metadata.sorted_tables:
            found[table.name] = int(await work.connection.scalar(select(func.count()).select_from(table)) or 0)
    return found
