"""Finds out what a place is to a round that was pressed there, and where else the presser could have seen it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, bindparam, or_, select, type_coerce

from bot.domain.channels import Channel, ChannelKind, Place
from bot.domain.deliveries import Kind, key_of
from bot.ids import AccountId, BoardId, DeliveryKey
from storage.bulk import among, listed
from storage.direct import Direct
from storage.pressers import Behind, Press, row_made
from storage.straight import Straight
from storage.tables import account, channel, delivery
from storage.work import Rows

Around = tuple[bool, tuple[Channel, ...], Mapping[AccountId, str]]
"""What `Found` says of a place: whether it is a channel of ours, where the round was posted, the companies' names."""


NOWHERE: Around = (False, (), {})


async def look_around(work: Direct, strange: Sequence[tuple[Press, Behind]]) -> dict[Press, Around]:
    """What the place of each press is to its round, given who stands behind the presses; in three or four queries."""
    presses = [press for press, _ in strange]
    places = await _channels_at(work, {each.place for each in presses})
    boards = {each.board_id for each in presses if not places[each.place]}
    seats = {press: behind.seats for press, behind in strange}
    theirs = await _channels_read_by(work, boards, {seat.account_id for some in seats.values() for seat in some})

    def readable(press: Press) -> list[Channel]:
        if places[press.place]:
            return places[press.place]
        mine = {None, *(seat.account_id for seat in seats[press])}
        return [each for each in theirs if each.board_id == press.board_id and each.account_id in mine]

    around = {each: readable(each) for each in presses}
    posted = await _posted(work, {_ask(press, each) for press, some in around.items() for each in some})
    names = await _names(work, {each.account_id for some in around.values() for each in some if each.account_id})
    return {
        press: (bool(places[press.place]), tuple(each for each in some if _ask(press, each) in posted), names)
        for press, some in around.items()
    }


def _ask(press: Press, posted_to: Channel) -> DeliveryKey:
    return key_of(Kind.ASK, press.round_id, posted_to.id)


async def _channels_at(work: Direct, places: Collection[Place]) -> defaultdict[Place, list[Channel]]:
    found = defaultdict[Place, list[Channel]](list)
    for row in await _AT_PLACES.run(work, _wanted(work, {str(each) for each in places})):
        there = row_made(Channel, channel, row)
        if there.kind is not ChannelKind.DIRECT:
            found[there.place].append(there)
    return found


async def _channels_read_by(
    work: Direct, boards: Collection[BoardId], accounts: Collection[AccountId]
) -> Sequence[Channel]:
    if not boards:
        return []
    values = {**_wanted(work, accounts), "boards": listed(sorted(boards))}
    return [row_made(Channel, channel, row) for row in await _READ_BY.run(work, values)]


async def _posted(work: Direct, keys: Collection[DeliveryKey]) -> set[str]:
    if not keys:
        return set()
    return {str(key) for (key,) in await _WITH_KEYS.run(work, _wanted(work, keys))}


async def _names(work: Direct, ids: Collection[AccountId]) -> dict[AccountId, str]:
    if not ids:
        return {}
    return {AccountId(id_): str(name) for id_, name in await _ACCOUNT_NAMES.run(work, _wanted(work, ids))}


def _wanted(work: Direct, ids: Collection[str]) -> dict[str, str]:
    return {"owner": work.organisation_id, "wanted": listed(sorted(ids))}


def _owned(owner: ColumnElement[str], of: ColumnElement[Any], on_sqlite: bool) -> ColumnElement[bool]:
    return and_(owner == bindparam("owner"), among(of, "wanted", on_sqlite))


# To build a statement takes longer than to run it; those of every press are built once.


def _at_places(on_sqlite: bool) -> Rows:
    here = _owned(channel.c.organisation_id, type_coerce(channel.c.place, Text), on_sqlite)
    return select(channel).where(here).order_by(channel.c.added_at, channel.c.id)


def _read_by(on_sqlite: bool) -> Rows:
    return (
        select(channel)
        .where(
            channel.c.organisation_id == bindparam("owner"),
            among(channel.c.board_id, "boards", on_sqlite),
            or_(channel.c.account_id.is_(None), among(channel.c.account_id, "wanted", on_sqlite)),
        )
        .order_by(channel.c.added_at, channel.c.id)
    )


def _with_keys(on_sqlite: bool) -> Rows:
    return select(delivery.c.key).where(_owned(delivery.c.organisation_id, delivery.c.key, on_sqlite))


def _account_names(on_sqlite: bool) -> Rows:
    return select(account.c.id, account.c.name).where(_owned(account.c.organisation_id, account.c.id, on_sqlite))


_AT_PLACES, _READ_BY = Straight(_at_places), Straight(_read_by)
_WITH_KEYS, _ACCOUNT_NAMES = Straight(_with_keys), Straight(_account_names)
