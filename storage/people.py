"""People, and the accounts on chat platforms by which they are recognised."""

from sqlalchemy import select

from bot.domain.people import Identity, Person
from bot.ids import PersonId
from storage.tables import identity, person
from storage.upsert import put, put_value
from storage.work import Work, row_of


async def known(work: Work, person_id: PersonId) -> bool:
    """True when there is a person with this id."""
    return await work.one(Person, work.rows(person).where(person.c.id == person_id)) is not None


async def get(work: Work, person_id: PersonId) -> Person:
    """The person with this id; LookupError when there is none."""
    return await work.only(Person, work.rows(person).where(person.c.id == person_id))


async def find(work: Work, who: Identity) -> Person | None:
    """The person whom the identity belongs to."""
    return await work.one(
        Person,
        work.rows(person)
        .join(
            identity,
            (identity.c.organisation_id == person.c.organisation_id) & (identity.c.person_id == person.c.id),
        )
        .where(identity.c.platform == who.platform, identity.c.workspace == who.workspace, identity.c.user == who.user),
    )


async def save(work: Work, one: Person, *identities: Identity) -> None:
    """Add or replace a person; the identities are theirs from now on, whose ever they were."""
    await put_value(work, person, one)
    rows = [
        {"organisation_id": work.organisation_id, "person_id": one.id, **row_of(each)}
        for each in sorted(set(identities), key=str)
    ]
    await put(work, identity, rows, by=("platform", "workspace", "user"))


async def identities(work: Work, person_id: PersonId) -> list[Identity]:
    """Every identity of a person."""
    query = (
        select(identity.c.platform, identity.c.workspace, identity.c.user)
        .where(identity.c.organisation_id == work.organisation_id, identity.c.person_id == person_id)
        .order_by(identity.c.platform, identity.c.workspace, identity.c.user)
    )
    return await work.all(Identity, query)


async def on_platform(work: Work, platform: str) -> set[PersonId]:
    """Everybody who has an account there."""
    query = select(identity.c.person_id).where(
        identity.c.organisation_id == work.organisation_id, identity.c.platform == platform
    )
    return {PersonId(each) for each in await work.connection.scalars(query.distinct())}


async def users(work: Work) -> list[str]:
    """What the platforms call everybody, each once."""
    found = await work.connection.scalars(
        select(identity.c.user).where(identity.c.organisation_id == work.organisation_id).distinct()
    )
    return sorted(str(each) for each in found)


async def all(work: Work) -> list[Person]:  # noqa: A001 - read as `people.all`
    """Everybody, by id."""
    return await work.all(Person, work.rows(person).order_by(person.c.id))


async def called(work: Work, name: str) -> list[Person]:
    """Everybody of just this name, by id."""
    return await work.all(Person, work.rows(person).where(person.c.name == name).order_by(person.c.id))


async def names(work: Work) -> list[str]:
    """What everybody is called, each name once."""
    query = select(person.c.name).where(person.c.organisation_id == work.organisation_id).distinct()
    return sorted(str(each) for each in await work.connection.scalars(query))


async def staff(work: Work) -> list[Person]:
    """The vendor's own people, by id."""
    return await work.all(Person, work.rows(person).where(person.c.staff.is_(True)).order_by(person.c.id))
