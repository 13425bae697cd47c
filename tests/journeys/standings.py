"""A planted vendor with people of every standing, who they are on the agreed page, and everything that is kept."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

from bot.access import Deed
from bot.domain.aims import aims_of_suggestion
from bot.domain.channels import Place
from bot.domain.people import Identity, Person, Role, Visitor
from bot.ids import AccountId, BoardId, Ids, PersonId
from storage import accounts, aims, boards, cases, members, people, rounds
from storage.database import Database
from tests.journeys.terminal import Terminal
from tests.rights import agreed
from tests.storage.houses import NOW
from tests.storage.planting import plant_everything
from tests.storage.seeds import NORTHWIND, Vendor

PLACE = Place(platform="console", workspace=NORTHWIND.name, id="acme:general")
STANDINGS = {
    "owner": "board owner",
    "admin": "admin",
    "manager": "product manager",
    "keeper": "account owner",
    "sponsor": "sponsor",
    "colleague": "colleague",
    "elsewhere": "colleague",
    "left": "stranger",
    "pm": "guest",
    "ana": "customer",
    "nobody": "stranger",
}
"""Who presses, and the line of the agreed page that is theirs; `pm` was an admin and is only a guest by now."""
OUTSIDE = frozenset({"pm", "ana", "nobody"})
NOTES = tuple(f'INSERT INTO "{each}"' for each in ("audit_entry", "counter"))
"""What a try leaves."""


def others(deed: Deed) -> list[str]:
    """Who has not the right to it."""
    return [who for who, role in STANDINGS.items() if not agreed()[(role, deed)]]


def visitor(who: str) -> Visitor:
    """Somebody as the platform vouches for them."""
    identity = Identity(platform="console", workspace=NORTHWIND.name, user=who)
    return Visitor(identity=identity, name=who.title(), staff=who not in OUTSIDE)


def contents(terminal: Terminal) -> list[str]:
    """Everything that is kept, but for the notes of what was tried."""
    with closing(sqlite3.connect(terminal.house.rooms.path.with_name("app.db"))) as database:
        return [line for line in database.iterdump() if not line.startswith(NOTES)]


async def staffed(database: Database, ids: Ids, vendor: Vendor) -> None:
    """A vendor with everything, and people of every standing; each is known by the name of theirs.

    `elsewhere` runs, sponsors and looks after as much as anybody: of another board, and of another company.
    """
    await plant_everything(database, vendor)
    async with database.begin(vendor.id) as work:
        for _ in range(2):
            await rounds.next_number(work)  # As many polls were planted, and one case.
        await cases.next_number(work)
        await aims.save_all(work, aims_of_suggestion(ids, vendor.id, vendor.suggestion.id))
        await people.save(work, vendor.person("ben"), vendor.identity("ben"))
        await members.save(work, vendor.member("ben"))
        for name, role in (("admin", Role.ADMIN), ("manager", Role.PRODUCT_MANAGER), ("left", Role.ADMIN)):
            await people.save(work, _one(vendor, name, role), vendor.identity(name))
        for name in ("owner", "keeper", "sponsor", "colleague", "elsewhere"):
            await people.save(work, _one(vendor, name, Role.NONE), vendor.identity(name))
        await people.save(work, replace(_one(vendor, "left", Role.ADMIN), gone_at=NOW))
        owner, keeper, sponsor, elsewhere = (
            PersonId(f"{vendor.name}-{name}") for name in ("owner", "keeper", "sponsor", "elsewhere")
        )
        await boards.save(work, replace(vendor.board, owner_id=owner, sponsor_id=sponsor))
        other = replace(vendor.board, id=BoardId(f"{vendor.name}-partner"), slug="partner", name="Partner Circle")
        later = other.created_at + timedelta(days=1)
        await boards.save(work, replace(other, owner_id=elsewhere, sponsor_id=elsewhere, created_at=later))
        await accounts.save(work, replace(vendor.account, owner_id=keeper))
        globex = replace(
            vendor.account, id=AccountId(f"{vendor.name}-globex"), key="globex", name="Globex", owner_id=elsewhere
        )
        await accounts.save(work, globex)


def _one(vendor: Vendor, name: str, role: Role) -> Person:
    return replace(vendor.person(name, staff=True), role=role)
