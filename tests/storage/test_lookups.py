"""Who pressed is looked up for many at once, and each is told what would be told to them alone."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.engine import Dialect

from bot.domain.channels import Channel, ChannelKind, Place
from bot.domain.deliveries import Kind, key_of
from bot.domain.people import Identity
from bot.domain.visibility import Visibility
from bot.errors import Refusal
from bot.ids import AccountId, ChannelId, OrganisationId, Token
from storage import accounts, anonymous, channels, deliveries, erasures, members, people
from storage.database import Database
from storage.direct import Direct
from storage.lookups import Found, Lookups, Press
from storage.presses import look_up
from tests.storage.houses import CLOSE, NOW
from tests.storage.planting import plant
from tests.storage.seeds import FABRIKAM, NORTHWIND, Vendor

DIRECT = Place(platform="console", workspace="northwind", id="ana")


def press(who: str = "ana", vendor: Vendor = NORTHWIND, *, place: Place | None = None, final: bool = False) -> Press:
    """A press on the single choice."""
    return Press(
        organisation_id=vendor.id,
        board_id=vendor.board.id,
        round_id=vendor.round().id,
        identity=vendor.identity(who),
        place=place or vendor.channel.place,
        question_id=vendor.questions[0].id,
        final=final,
    )


async def posted(database: Database, vendor: Vendor = NORTHWIND, *more: Channel) -> None:
    """A vendor whose round was posted to the customer's channel and to `more`."""
    await plant(database, vendor)
    async with database.begin(vendor.id) as work:
        for there in more:
            await channels.save(work, there)
        row = vendor.delivery()
        for there in (vendor.channel, *more):
            key = key_of(Kind.ASK, row.subject_id, there.id)
            await deliveries.make(work, [replace(row, key=key, channel_id=there.id, place=there.place)])


def room(name: str, kind: ChannelKind) -> Channel:
    """Another channel of the board, of no company."""
    place = replace(NORTHWIND.channel.place, id=name)
    return replace(NORTHWIND.channel, id=ChannelId(name), place=place, kind=kind, account_id=None)


async def test_a_member_is_found_with_their_seat_their_channel_and_what_they_said(database: Database) -> None:
    await posted(database)
    await database.keep(NORTHWIND.tap(NORTHWIND.answer()))
    found = await Lookups().find(database, press())
    assert found == Found(
        person=NORTHWIND.person(),
        seats=(replace(NORTHWIND.member(), answered_once=True),),
        in_channel=True,
        posted=(NORTHWIND.channel,),
        names={NORTHWIND.account.id: NORTHWIND.account.name},
        previous=NORTHWIND.answer(),
        key=None,
    )


async def test_of_a_stranger_only_the_channel_is_known(database: Database) -> None:
    await posted(database)
    found = await Lookups().find(database, press("zoe"))
    assert (found.person, found.seats, found.previous) == (None, (), None)
    assert found.posted == (NORTHWIND.channel,)


async def test_a_channel_that_was_not_asked_is_a_channel_all_the_same(database: Database) -> None:
    await plant(database)
    found = await Lookups().find(database, press())
    assert (found.in_channel, found.posted) == (True, ())


async def test_outside_of_channels_the_channels_of_the_persons_companies_are_found(database: Database) -> None:
    lounge = room("lounge", ChannelKind.SHARED_ROOM)
    await posted(database, NORTHWIND, lounge)
    other = replace(NORTHWIND.account, id=AccountId("other"), key="other")
    async with database.begin(NORTHWIND.id) as work:
        await accounts.save(work, other)
        theirs = replace(NORTHWIND.channel, id=ChannelId("theirs"), place=replace(DIRECT, id="t"), account_id=other.id)
        await channels.save(work, theirs)
        key = key_of(Kind.ASK, NORTHWIND.round().id, theirs.id)
        await deliveries.make(work, [replace(NORTHWIND.delivery(), key=key, channel_id=theirs.id, place=theirs.place)])
        await channels.save(work, room("not asked", ChannelKind.SHARED_ROOM))
    found = await Lookups().find(database, press(place=DIRECT))
    assert not found.in_channel
    assert set(found.posted) == {NORTHWIND.channel, lounge}
    stranger = await Lookups().find(database, press("zoe", place=DIRECT))
    assert stranger.posted == (lounge,)


async def test_many_at_once_are_told_what_each_would_be_told_alone(database: Database) -> None:
    await posted(database, NORTHWIND)
    await posted(database, FABRIKAM)
    await database.keep(NORTHWIND.tap(NORTHWIND.answer()))
    async with database.begin(NORTHWIND.id) as work:
        for number in range(70):
            await people.save(work, NORTHWIND.person(f"p{number}"), NORTHWIND.identity(f"p{number}"))
            if number % 2:
                await members.save(work, NORTHWIND.member(f"p{number}"))
    presses = [
        *(press(f"p{number}") for number in range(70)),
        *(press(f"stranger{number}") for number in range(70)),
        *(press(vendor=vendor) for vendor in (NORTHWIND, FABRIKAM)),
        *(press("pm", FABRIKAM), press(place=DIRECT), press()),
    ]
    lookups = Lookups()
    together = await asyncio.gather(*(lookups.find(database, each) for each in presses))
    assert together == [await Lookups().find(database, each) for each in presses]
    assert [bool(each.seats) for each in together[:4]] == [False, True, False, True]
    assert together[140].previous == NORTHWIND.answer()
    assert together[141].previous is None


ODD = [
    '"quoted" \\ {"a":[1]}',
    "tab\tand\nline",
    "👩🏽‍🚀 Zoë ﷽",
    "\x01\x1f\x7f",
    "[]",
    "null",
    "1e309",
    "\u2028\u202e",
    "O'Neil",
]


async def test_people_come_back_with_their_names_letter_for_letter(database: Database) -> None:
    await posted(database)
    known = (await Lookups().find(database, press())).person
    assert known is not None
    for name in ODD:
        async with database.begin(NORTHWIND.id) as work:
            await people.save(work, replace(known, name=name))
        assert (await Lookups().find(database, press())).person == replace(known, name=name)


@dataclass(slots=True)
class Overheard:
    """A transaction that notes what it is asked."""

    work: Direct
    organisation_id: OrganisationId
    dialect: Dialect
    on_sqlite: bool
    asked: list[str]

    async def straight(self, text: str, parameters: tuple[Any, ...]) -> Sequence[Sequence[Any]]:
        """Note it, and pass it on."""
        self.asked.append(text)
        return await self.work.straight(text, parameters)


async def test_a_hundred_at_once_cost_as_few_queries_as_one(database: Database) -> None:
    await posted(database)
    alone = await queries(database, [press("zoe")])
    together = await queries(database, [press(f"p{number}") for number in range(100)])
    assert len(together) == len(alone) > 1


async def queries(database: Database, presses: Sequence[Press]) -> list[str]:
    """What is asked of the database to look them up together."""
    asked: list[str] = []

    async def heard(work: Direct) -> list[Found]:
        there = Overheard(work, work.organisation_id, work.dialect, work.on_sqlite, asked)
        return await look_up(there, presses, [None] * len(presses))

    assert len(await database.short_read(NORTHWIND.id, heard)) == len(presses)
    return asked


async def test_one_that_cannot_be_looked_up_fails_alone(database: Database) -> None:
    await posted(database)
    broken = replace(press(), identity=Identity(platform="console", workspace="northwind", user="\ud800"))
    lookups = Lookups()
    told = await asyncio.gather(
        lookups.find(database, press()),
        lookups.find(database, broken),
        lookups.find(database, press("zoe")),
        return_exceptions=True,
    )
    assert isinstance(told[0], Found)
    assert isinstance(told[1], Exception)
    assert not isinstance(told[1], Refusal)
    assert isinstance(told[2], Found)


async def test_whoever_stops_waiting_holds_up_nobody(database: Database) -> None:
    await posted(database)
    lookups = Lookups()
    gone = asyncio.create_task(lookups.find(database, press("zoe")))
    stays = asyncio.create_task(lookups.find(database, press()))
    await asyncio.sleep(0)
    gone.cancel()
    assert (await stays).person == NORTHWIND.person()
    with pytest.raises(asyncio.CancelledError):
        await gone


async def test_the_key_of_an_anonymous_round_is_read_only_to_send_an_answer(database: Database) -> None:
    await plant(database, visibility=Visibility.ANONYMOUS)
    async with database.begin(NORTHWIND.id) as work:
        key = await anonymous.new_key(work, NORTHWIND.round().id)
    lookups = Lookups()
    looks, sends = await asyncio.gather(
        lookups.find(database, press()), lookups.find(database, press("zoe", final=True))
    )
    assert (looks.key, sends.key) == (None, key)


async def test_an_account_is_remembered_as_erased_by_its_mark_alone(database: Database) -> None:
    await posted(database)
    async with database.begin(NORTHWIND.id) as work:
        await erasures.bury(work, [Token("a mark")], NOW)
        await erasures.bury(work, [Token("a mark")], CLOSE)

    async def erased(mark: str, vendor: Vendor = NORTHWIND) -> datetime | None:
        return (await Lookups().find(database, replace(press("zoe", vendor), mark=mark))).erased_at

    assert await erased("a mark") == CLOSE
    assert await erased("another") is None
    assert await erased("") is None
    assert await erased("a mark", FABRIKAM) is None
