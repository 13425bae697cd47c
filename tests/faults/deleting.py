"""Deletes an organisation whole, and may be killed on the way: `python -m tests.faults.deleting <url>`."""

import asyncio
import sys

from storage.database import Database
from storage.purge import purge
from tests.storage.seeds import NORTHWIND


async def main(url: str) -> None:
    """Delete it."""
    database = await Database.open(url)
    async with database.begin(NORTHWIND.id) as work:
        await purge(work)
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
