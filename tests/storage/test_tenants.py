"""No organisation reads or changes another's rows, whatever ids it asks for; on PostgreSQL two walls see to that."""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from sqlalchemy.exc import IntegrityError

from bot import ids
from bot.domain.consent import Consent
from storage import aims, tables
from storage.database import Database
from storage.targets import Lately
from tests.storage.askings import OF_ITS_OWN, RARE, functions, theirs
from tests.storage.planting import everything_in, everything_of, plant_everything
from tests.storage.seeds import FABRIKAM, NORTHWIND
from tests.storage.states import plant_states


async def test_asking_for_anothers_ids_finds_nothing_and_changes_nothing(database: Database) -> None:
    await plant_everything(database, FABRIKAM)
    await plant_states(database)
    await database.add_organisation(NORTHWIND.organisation)
    before = await everything_of(database, FABRIKAM.id)
    assert all(before.values()), "a table without a row would prove nothing"
    for module, function in functions():
        for given in theirs(module, function):
            name = f"{module.__name__}.{function.__name__}"
            assert given or (module.__name__, function.__name__) in OF_ITS_OWN or len(signature(function)) == 1, name
            found = await asked(database, function, given)
            if (module.__name__, function.__name__) not in OF_ITS_OWN:
                assert not holds(found), f"{name} found {found!r}"
            assert "fabrikam" not in repr(found), f"{name} found {found!r}"
    assert await everything_of(database, FABRIKAM.id) == before


async def test_who_owns_it_finds_or_changes_something_by_the_very_same_words(database: Database) -> None:
    """Or the test above would ask for nothing, and prove as much."""
    await plant_everything(database, FABRIKAM)
    await plant_states(database)
    before, idle = await everything_of(database, FABRIKAM.id), set()
    for module, function in functions():
        name = f"{module.__name__}.{function.__name__}"
        if not any([await hits(database, function, given, before) for given in theirs(module, function)]):
            idle.add(name)
    assert idle == RARE


async def hits(
    database: Database,
    function: Callable[..., Awaitable[object]],
    given: dict[str, Any],
    before: Mapping[str, list[str]],
) -> bool:
    """Whether Fabrikam itself finds or changes something of its own when it asks so; all stays as it was."""
    if any(hasattr(each, "organisation_id") for value in given.values() for each in several(value)):
        return True  # A row of its own, to be written.
    hit = False
    with suppress(Undone):
        async with database.begin(FABRIKAM.id) as work:
            with suppress(LookupError, ValueError, IntegrityError):
                hit = holds(await function(work, **given))
            hit = hit or await everything_in(work) != before
            raise Undone
    return hit


def several(value: object) -> list[object]:
    """The values that an argument brings along."""
    return value if isinstance(value, list) else [value]


class Undone(Exception):
    """Raised to leave a transaction as if it had never been."""


async def test_a_value_relabelled_as_ones_own_does_not_reach_anothers_row(database: Database) -> None:
    await plant_everything(database, FABRIKAM)
    await plant_states(database)
    await database.add_organisation(NORTHWIND.organisation)
    before = await everything_of(database, FABRIKAM.id)
    tried = 0
    for module, function in functions():
        for given in theirs(module, function):
            own = {name: relabelled(value) for name, value in given.items()}
            tried += own != given
            await asked(database, function, own)
    assert await everything_of(database, FABRIKAM.id) == before
    assert tried >= 40


def relabelled(value: Any) -> Any:
    """The value, or each of several, as if it were Northwind's."""
    if isinstance(value, list):
        return [relabelled(each) for each in value]
    return replace(value, organisation_id=NORTHWIND.id) if hasattr(value, "organisation_id") else value


async def asked(database: Database, function: Callable[..., Awaitable[object]], given: dict[str, Any]) -> object:
    """What Northwind gets when it asks so; nothing where there is no such thing, or to ask is a bug."""
    with suppress(LookupError, ValueError, IntegrityError):
        async with database.begin(NORTHWIND.id) as work:
            return await function(work, **given)
    return None


def signature(function: Callable[..., Awaitable[object]]) -> list[str]:
    """The names of what a function is handed."""
    return list(inspect.signature(function).parameters)


NOTHING = ((0, 0), Consent(vendor_since=None, account_since={}), Lately(people={}, accounts={}))


def holds(found: object) -> bool:
    """True unless it is nothing, in one of the ways of being nothing."""
    return found not in NOTHING and bool(found)


def test_every_kind_of_function_is_asked() -> None:
    names = [f"{module.__name__}.{function.__name__}" for module, function in functions()]
    assert len(names) == len(set(names)) >= 200, len(names)


async def test_each_vendor_still_sees_its_own(database: Database) -> None:
    await plant_everything(database, FABRIKAM)
    await plant_everything(database, NORTHWIND)
    for vendor in (FABRIKAM, NORTHWIND):
        mine = await everything_of(database, vendor.id)
        assert all(mine.values()), [name for name, rows in mine.items() if not rows]


async def test_ten_thousand_guessed_tokens_hit_nothing(database: Database) -> None:
    await plant_everything(database, NORTHWIND)
    maker = ids.Ids(ids.fresh_key())
    async with database.read(NORTHWIND.id) as work:
        guesses = [ids.Token(maker.of("aim", str(n))) for n in range(10_000)]
        query = work.rows(tables.aim)
        hits = 0
        for start in range(0, len(guesses), 500):
            found = await work.connection.execute(query.where(tables.aim.c.token.in_(guesses[start : start + 500])))
            hits += len(found.all())
        assert hits == 0
        assert await aims.of_token(work, guesses[0]) is None
