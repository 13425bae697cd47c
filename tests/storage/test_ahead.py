"""Amid a crowd the people of a board are known before they press, and are whom a look-up would find."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import delete

from bot.domain.people import Identity
from bot.ids import AccountId, MemberId, OrganisationId
from storage import accounts, ahead, members, people, tables
from storage.database import Database
from storage.direct import Direct
from storage.kept import Outdated
from storage.lookups import Found, Lookups, Press
from tests.slack.running import until
from tests.storage import test_lookups
from tests.storage.seeds import FABRIKAM, NORTHWIND, Vendor
from tests.storage.test_lookups import DIRECT, posted

MANY = 2 * ahead.PAGE + 3


def press(who: str = "ana", vendor: Vendor = NORTHWIND) -> Press:
    """An answer that takes the place of any earlier one."""
    return replace(test_lookups.press(who, vendor), replaces=True)


async def known(lookups: Lookups, database: Database, which: Press) -> Found | None:
    """Who is known to have pressed; None where that had to be looked up."""
    finding = asyncio.create_task(lookups.find(database, which))
    await asyncio.sleep(0)
    at_once = finding.done()
    found = await finding
    return found if at_once else None


@pytest.fixture
async def crowded(database: Database) -> Database:
    """A database amid a crowd, with a vendor whose round was posted."""
    await posted(database)
    return database


async def beforehand(database: Database, *others: Press) -> Lookups:
    """Look-ups for which a stranger has pressed, and `others`, so that the board has been read."""
    lookups = Lookups(crowd=1)
    for each in (press("stranger"), *others):
        await lookups.find(database, each)
        await lookups.find(database, each)
    readings = [read.reading for read in lookups.ahead._people.values()]
    readings += [read.reading for read in lookups.ahead._spoken.values()]
    await asyncio.wait_for(asyncio.gather(*filter(None, readings)), 10)
    return lookups


async def test_everybody_on_the_board_is_known_as_a_look_up_finds_them(crowded: Database) -> None:
    other = replace(NORTHWIND.account, id=AccountId("other"), key="other")
    names = [f"p{number:03}" for number in range(MANY)]
    async with crowded.begin(NORTHWIND.id) as work:
        await accounts.save(work, other)
        for number, who in enumerate(names):
            on_slack = [NORTHWIND.identity(who)] if number % 7 else []
            on_teams = [in_teams(who)] if number % 5 == 0 else []
            await people.save(work, NORTHWIND.person(who), *on_slack, *on_teams)
            await members.save(work, NORTHWIND.member(who))
            if number % 3 == 0:
                await members.save(work, replace(NORTHWIND.member(who), id=MemberId(f"0-{who}"), account_id=other.id))
    for every in ([press(who) for who in ("ana", *names)], [replace(press(), identity=in_teams(who)) for who in names]):
        lookups = await beforehand(crowded)
        plain = [await Lookups().find(crowded, replace(each, replaces=False)) for each in every]
        found = [await known(lookups, crowded, each) for each in every]
        assert found == [each if each.person else None for each in plain]
        assert sum(each.person is not None for each in plain) > MANY / 6
        assert max(len(each.seats) for each in plain) == 2


async def test_who_is_no_member_or_has_answered_or_pressed_before_is_looked_up(crowded: Database) -> None:
    await crowded.keep(NORTHWIND.tap(NORTHWIND.answer()))
    async with crowded.begin(NORTHWIND.id) as work:
        for who in ("bob", "eva", "joe", "kim"):
            await people.save(work, NORTHWIND.person(who), NORTHWIND.identity(who))
        for who in ("bob", "joe", "kim"):
            await members.save(work, NORTHWIND.member(who))
    lookups = await beforehand(crowded)
    assert await known(lookups, crowded, press()) is None
    assert (await lookups.find(crowded, press())).previous == NORTHWIND.answer()
    assert await known(lookups, crowded, press("eva")) is None
    assert await known(lookups, crowded, replace(press("joe"), replaces=False)) is None, "it may matter what they said"
    assert await known(lookups, crowded, replace(press("kim"), place=DIRECT)) is None, "no channel vouches"
    assert await known(lookups, crowded, press("bob")) is not None
    assert await known(lookups, crowded, press("bob")) is None, "the first may be on its way"


async def test_one_organisation_knows_nothing_of_another(crowded: Database) -> None:
    await posted(crowded, FABRIKAM)
    lookups = await beforehand(crowded, press("stranger", FABRIKAM))
    for mine, theirs in ((NORTHWIND, FABRIKAM), (FABRIKAM, NORTHWIND)):
        assert await known(lookups, crowded, replace(press(vendor=mine), identity=theirs.identity())) is None
        found = await known(lookups, crowded, press(vendor=mine))
        assert found is not None
        assert found.person == mine.person()


async def test_who_has_pressed_elsewhere_meanwhile_is_looked_up(crowded: Database) -> None:
    lookups = await beforehand(crowded)
    await lookups.find(crowded, replace(press(), place=DIRECT))
    await crowded.keep(NORTHWIND.tap(NORTHWIND.answer()))
    assert await known(lookups, crowded, press()) is None, "what they said is not known, and may be the later word"
    assert (await lookups.find(crowded, press())).previous == NORTHWIND.answer()


async def test_of_more_boards_than_can_be_known_the_others_are_looked_up_and_none_is_read_press_by_press(
    crowded: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "MOST_BOARDS", 1)
    readings = list[OrganisationId]()
    people_of = ahead._people_of

    async def counted(*board: Any) -> ahead.People:
        readings.append(board[1])
        return await people_of(*board)

    monkeypatch.setattr(ahead, "_people_of", counted)
    await posted(crowded, FABRIKAM)
    lookups = await beforehand(crowded)
    for _ in range(5):
        for vendor in (FABRIKAM, NORTHWIND):
            assert (await lookups.find(crowded, press("stranger", vendor))).posted == (vendor.channel,)
    assert readings == [NORTHWIND.id]
    assert await known(lookups, crowded, press()) is not None
    assert await known(lookups, crowded, press(vendor=FABRIKAM)) is None


async def test_one_board_is_read_at_a_time(crowded: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once, most = 0, 0
    people_of = ahead._people_of

    async def counted(*board: Any) -> ahead.People:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        try:
            return await people_of(*board)
        finally:
            at_once -= 1

    monkeypatch.setattr(ahead, "_people_of", counted)
    await posted(crowded, FABRIKAM)
    lookups = Lookups(crowd=1)
    of = [press("stranger", vendor) for vendor in (NORTHWIND, FABRIKAM)]
    for _ in range(2):
        await asyncio.gather(*(lookups.find(crowded, each) for each in of))
    await until(lambda: all(read.is_good for read in lookups.ahead._people.values()))
    assert (most, len(lookups.ahead._people)) == (1, 2)


async def test_nothing_is_read_once_the_database_is_closed(crowded: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    pages, closed = 0, asyncio.Event()
    short_read = crowded.short_read

    async def counted(*what: Any, **how: Any) -> Any:
        nonlocal pages
        await closed.wait()
        found = await short_read(*what, **how)
        pages += 1
        return found

    lookups = Lookups(crowd=1)
    await lookups.find(crowded, press("stranger"))
    monkeypatch.setattr(crowded, "short_read", counted)
    lookups.ahead.behind(crowded, press("stranger"))
    await crowded.close()
    closed.set()
    readings: list[ahead._Read[Any]] = [*lookups.ahead._people.values(), *lookups.ahead._spoken.values()]
    await asyncio.gather(*(read.reading for read in readings if read.reading))
    assert (pages, [read.is_good for read in readings]) == (0, [False, False])


async def test_a_page_of_people_is_found_without_a_look_at_everybody_on_the_board(crowded: Database) -> None:
    async def plan(work: Direct) -> list[str]:
        if not work.on_sqlite:
            return []
        spelt = ahead._PEOPLE._spelt["sqlite"]
        given = spelt.parameters({"owner": NORTHWIND.id, "board": NORTHWIND.board.id, "last": ""})
        return [str(row[-1]) for row in await work.straight(f"EXPLAIN QUERY PLAN {spelt.text}", given)]

    await beforehand(crowded)
    steps = await crowded.short_read(NORTHWIND.id, plan)
    assert not [each for each in steps if "AUTOMATIC" in each or "(organisation_id=? AND board_id=?)" in each]


async def test_who_was_erased_since_is_not_kept_and_looked_up_from_then_on(crowded: Database) -> None:
    async with crowded.begin(NORTHWIND.id) as work:
        await people.save(work, NORTHWIND.person("bob"), NORTHWIND.identity("bob"))
        await members.save(work, NORTHWIND.member("bob"))
    lookups = await beforehand(crowded)
    async with crowded.begin(NORTHWIND.id) as work:
        for table in (tables.member, tables.identity, tables.person):
            whose = table.c.id if table is tables.person else table.c.person_id
            await work.change(delete(table).where(whose == NORTHWIND.person("bob").id))
    assert await known(lookups, crowded, press("bob")) is not None
    bobs, anas = (NORTHWIND.tap(NORTHWIND.answer(who), who) for who in ("bob", "ana"))
    told = await asyncio.gather(crowded.keep(bobs), crowded.keep(anas), return_exceptions=True)
    assert isinstance(told[0], Outdated)
    assert told[1] is True
    assert (await lookups.find(crowded, press("bob"), anew=True)).person is None
    assert await known(lookups, crowded, press("bob")) is None


async def test_what_was_read_is_used_for_seconds_and_then_let_go_of(
    crowded: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "LAG", 0.5)
    lookups = await beforehand(crowded)
    assert len(lookups.ahead._people) == len(lookups.ahead._spoken) == 1
    await asyncio.sleep(0.6)
    assert await known(lookups, crowded, press()) is None
    await until(lambda: not lookups.ahead._people and not lookups.ahead._spoken)


async def test_where_few_press_everybody_is_looked_up(crowded: Database) -> None:
    lookups = Lookups(crowd=9)
    for _ in range(4):
        await asyncio.gather(lookups.find(crowded, press("stranger")), lookups.find(crowded, press()))
    assert await known(lookups, crowded, press()) is None
    assert not lookups.ahead._people


async def test_a_reading_that_fails_harms_nobody(crowded: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "PAGE", "no number")
    lookups = await beforehand(crowded)
    assert await known(lookups, crowded, press()) is None
    assert (await lookups.find(crowded, press())).person == NORTHWIND.person()
    monkeypatch.undo()


def in_teams(who: str) -> Identity:
    """Their account on the other platform."""
    return Identity(platform="teams", workspace="northwind", user=who)
