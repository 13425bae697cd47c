"""Puts a vendor into a database."""

from bot.domain.visibility import Visibility
from bot.ids import OrganisationId
from storage import (
    accounts,
    aims,
    anonymous,
    answers,
    boards,
    cadences,
    channels,
    deliveries,
    digests,
    engagements,
    members,
    people,
    rounds,
    suggestions,
    tables,
    themes,
)
from storage.database import Database
from storage.kept import Kept
from tests.storage.houses import NOW
from tests.storage.seeds import NORTHWIND, Vendor


async def plant(database: Database, vendor: Vendor = NORTHWIND, *, visibility: Visibility = Visibility.NAMED) -> None:
    """Put the vendor's board, its people Ana and a product manager, the ask and an open round into the database."""
    await database.add_organisation(vendor.organisation)
    async with database.begin(vendor.id) as work:
        await boards.save(work, vendor.board)
        await accounts.save(work, vendor.account)
        await people.save(work, vendor.person(), vendor.identity())
        await people.save(work, vendor.person("pm", staff=True), vendor.identity("pm"))
        await members.save(work, vendor.member())
        await channels.save(work, vendor.channel)
        await engagements.save(work, vendor.engagement)
        await cadences.save(work, vendor.cadence)
        await rounds.add(work, vendor.round(visibility=visibility))


async def plant_everything(database: Database, vendor: Vendor) -> None:
    """Put at least one row into every table."""
    await plant(database, vendor)
    await database.bind_workspace(f"console:{vendor.name}", vendor.id)
    async with database.begin(vendor.id) as work:
        await aims.save_all(work, [vendor.aim])
        await deliveries.make(work, [vendor.delivery()])
        await answers.save_all(work, [vendor.answer(kind=kind) for kind in ("single", "open")])
        await themes.replace(work, vendor.board.id, [vendor.theme])
        await suggestions.next_number(work)
        await suggestions.save(work, vendor.suggestion)
        await suggestions.save_decision(work, vendor.decision)
        await digests.add(work, vendor.digest)
        await rounds.add(work, vendor.round(2, visibility=Visibility.ANONYMOUS))
    await database.keep(vendor.tap(vendor.answer(minutes=2)))
    await database.keep(
        Kept(
            inbox=f"{vendor.name}-skip",
            organisation_id=vendor.id,
            round_id=vendor.round().id,
            received_at=NOW,
            skip_by=vendor.person().id,
        )
    )
    async with database.begin(vendor.id) as work:
        await anonymous.new_key(work, vendor.round(2).id)
    await database.keep(vendor.vote(f"{vendor.name}-voice", f"{vendor.name}-choice", number=2))


async def everything_of(database: Database, organisation_id: OrganisationId) -> dict[str, list[str]]:
    """Every row of an organisation, as text, by table."""
    async with database.read(organisation_id) as work:
        return {
            table.name: sorted(
                str(tuple(row))
                for row in await work.connection.execute(
                    table.select().where(
                        table.c["id" if table.name == "organisation" else "organisation_id"] == organisation_id
                    )
                )
            )
            for table in tables.metadata.sorted_tables
        }
