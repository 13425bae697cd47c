"""Finds out who stands behind presses: people, their seats, what the place is to us, and what they said before."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Table,
    Text,
    and_,
    bindparam,
    literal_column,
    or_,
    select,
    true,
    type_coerce,
)

from bot.domain.answers import Answer
from bot.domain.channels import Channel, ChannelKind, Place
from bot.domain.deliveries import Kind, key_of
from bot.domain.members import Member
from bot.domain.people import Identity, Person
from bot.ids import AccountId, BoardId, DeliveryKey, OrganisationId, QuestionId, RoundId
from storage.bulk import among, listed, rows_given
from storage.direct import Direct
from storage.straight import Straight
from storage.tables import account, answer, channel, delivery, identity, member, person, round_key
from storage.work import Rows, V, made

_NOWHERE: "Around" = (False, (), {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """What the wire and the ask tell of a press."""

    organisation_id: OrganisationId
    board_id: BoardId
    round_id: RoundId
    identity: Identity
    place: Place
    question_id: QuestionId | None = None
    """The question whose earlier answer matters; None where it does not."""
    final: bool = False
    """True when the round's key is needed, to note an anonymous voice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the database tells of it, all at one instant."""

    person: Person | None
    seats: tuple[Member, ...]
    """On the round's board, the longest held first."""
    in_channel: bool
    """True when the place is a channel of ours; a direct message, a dialog or somebody's own page is none."""
    posted: tuple[Channel, ...]
    """In a channel: what it is to the boards it serves, if the round was posted there.

    Outside of channels: where the round was posted that the person's companies read.
    """
    names: Mapping[AccountId, str]
    """The companies of these channels."""
    previous: Answer | None
    key: bytes | None


Around = tuple[bool, tuple[Channel, ...], Mapping[AccountId, str]]
"""What `Found` says of a place: whether it is a channel of ours, where the round was posted, the companies' names."""


@dataclass(slots=True)
class _Behind:
    """Who stands behind a press: nobody we know, at first."""

    person: Person | None = None
    seats: list[Member] = field(default_factory=list)
    said: Answer | None = None


async def look_up(work: Direct, presses: Sequence[Press], known: Sequence[Around | None]) -> list[Found]:
    """What the database tells of each of `presses`, in a handful of queries however many they are.

    `known` is what is remembered of each press that does not depend on who pressed; then that is not read.
    """
    people = await _behind(work, [(each.identity, each) for each in presses])
    strange = [(press, behind) for press, behind, there in zip(presses, people, known, strict=True) if there is None]
    around = await _look_around(work, strange) if strange else {}
    keys = await _keys(work, {each.round_id for each in presses if each.final})
    found: list[Found] = []
    for press, behind, there in zip(presses, people, known, strict=True):
        in_channel, posted, names = there or around.get(press) or _NOWHERE
        found.append(
            Found(
                person=behind.person,
                seats=tuple(behind.seats),
                in_channel=in_channel,
                posted=posted,
                names=names,
                previous=behind.said,
                key=keys.get(press.round_id) if press.final else None,
            )
        )
    return found


async def people_behind(work: Direct, who: Collection[Identity]) -> dict[Identity, Person]:
    """The people whom these identities belong to; who is not known is not there. One query, however many they are."""
    wanted = sorted(who, key=str)
    found = zip(wanted, await _behind(work, [(each, None) for each in wanted]), strict=True)
    return {each: behind.person for each, behind in found if behind.person is not None}


async def _behind(work: Direct, presses: Sequence[tuple[Identity, Press | None]]) -> list[_Behind]:
    """Who stands behind each of these, their seats on the board asked, and what they said before; in one query."""
    wanted = [
        (who.platform, who.workspace, who.user, *((of.board_id, of.round_id, of.question_id or "") if of else _NOTHING))
        for who, of in presses
    ]
    found = [_Behind() for _ in presses]
    for row in await _PRESSERS.run(work, {"owner": work.organisation_id, "wanted": listed(wanted)}):
        if row[1] is None:
            continue  # Nobody we know.
        behind = found[row[0]]
        behind.person = behind.person or _made(Person, person, row[1:_SEAT])
        if row[_SEAT] is not None:
            behind.seats.append(_made(Member, member, row[_SEAT:_SAID]))
        if row[_SAID] is not None:
            behind.said = _made(Answer, answer, row[_SAID:])
    for behind in found:
        behind.seats.sort(key=lambda seat: (seat.joined_at, seat.id))
    return found


async def _look_around(work: Direct, strange: Sequence[tuple[Press, _Behind]]) -> dict[Press, Around | None]:
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


def _made(kind: type[V], table: Table, values: Sequence[Any]) -> V:
    return made(kind, dict(zip(_fields(table), values, strict=True)))


@cache
def _fields(table: Table) -> tuple[str, ...]:
    return tuple(table.columns.keys())


async def _channels_at(work: Direct, places: Collection[Place]) -> defaultdict[Place, list[Channel]]:
    found = defaultdict[Place, list[Channel]](list)
    for row in await _AT_PLACES.run(work, _wanted(work, {str(each) for each in places})):
        there = _made(Channel, channel, row)
        if there.kind is not ChannelKind.DIRECT:
            found[there.place].append(there)
    return found


async def _channels_read_by(
    work: Direct, boards: Collection[BoardId], accounts: Collection[AccountId]
) -> Sequence[Channel]:
    if not boards:
        return []
    values = {**_wanted(work, accounts), "boards": listed(sorted(boards))}
    return [_made(Channel, channel, row) for row in await _READ_BY.run(work, values)]


async def _posted(work: Direct, keys: Collection[DeliveryKey]) -> set[str]:
    if not keys:
        return set()
    return {str(key) for (key,) in await _WITH_KEYS.run(work, _wanted(work, keys))}


async def _names(work: Direct, ids: Collection[AccountId]) -> dict[AccountId, str]:
    if not ids:
        return {}
    return {AccountId(id_): str(name) for id_, name in await _ACCOUNT_NAMES.run(work, _wanted(work, ids))}


async def _keys(work: Direct, rounds: Collection[RoundId]) -> dict[RoundId, bytes]:
    if not rounds:
        return {}
    return {RoundId(round_id): bytes(secret) for round_id, secret in await _ROUND_KEYS.run(work, _wanted(work, rounds))}


def _wanted(work: Direct, ids: Collection[str]) -> dict[str, str]:
    return {"owner": work.organisation_id, "wanted": listed(sorted(ids))}


# To build a statement takes longer than to run it; those of every press are built once.


def _owned(owner: ColumnElement[str], of: ColumnElement[Any], on_sqlite: bool) -> ColumnElement[bool]:
    return and_(owner == bindparam("owner"), among(of, "wanted", on_sqlite))


def _of_pressers(on_sqlite: bool) -> Rows:
    given = rows_given("wanted", ("platform", "workspace", "user", "board", "round", "question"), on_sqlite)
    owner: ColumnElement[str] = bindparam("owner")
    named = and_(
        identity.c.organisation_id == owner,
        identity.c.platform == given.c.platform,
        identity.c.workspace == given.c.workspace,
        identity.c.user == given.c.user,
    )
    who = identity if on_sqlite else _each(identity, named)
    whose = and_(person.c.organisation_id == owner, person.c.id == who.c.person_id)
    them = person if on_sqlite else _each(person, whose)
    seated = and_(
        member.c.organisation_id == owner, member.c.person_id == them.c.id, member.c.board_id == given.c.board
    )
    seat = member if on_sqlite else _each(member, seated)
    spoken = and_(
        answer.c.organisation_id == owner,
        answer.c.round_id == given.c.round,
        answer.c.question_id == given.c.question,
        answer.c.person_id == them.c.id,
    )
    said = answer if on_sqlite else _each(answer, spoken)
    # Outer joins throughout: they keep SQLite from beginning with all the identities there are.
    found = given.outerjoin(who, named if on_sqlite else true()).outerjoin(them, whose if on_sqlite else true())
    found = found.outerjoin(seat, seated if on_sqlite else true()).outerjoin(said, spoken if on_sqlite else true())
    return select(given.c.at, *them.c, *seat.c, *said.c).select_from(found)


def _each(table: Table, which: ColumnElement[bool]) -> FromClause:
    """The rows that belong to one row on the left: looked for by an index, whatever the planner believes it knows.

    PostgreSQL thinks that a young table has two rows, and would compare all rows with all.
    """
    return select(table).where(which).offset(literal_column("0")).lateral(f"{table.name}_there")


_PRESSERS = Straight(_of_pressers)
_NOTHING = ("", "", "")
_SEAT = 1 + len(person.columns)
_SAID = _SEAT + len(member.columns)


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


def _round_keys(on_sqlite: bool) -> Rows:
    of_rounds = _owned(round_key.c.organisation_id, round_key.c.round_id, on_sqlite)
    return select(round_key.c.round_id, round_key.c.secret).where(of_rounds)


_AT_PLACES, _READ_BY, _WITH_KEYS = Straight(_at_places), Straight(_read_by), Straight(_with_keys)
_ACCOUNT_NAMES, _ROUND_KEYS = Straight(_account_names), Straight(_round_keys)
