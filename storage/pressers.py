"""Finds out who stands behind presses: people, their seats, what the place is to us, and what they said before."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from sqlalchemy import ColumnElement, Tuple, and_, bindparam, or_, select, tuple_

from bot.domain.answers import Answer
from bot.domain.channels import Channel, ChannelKind, Place
from bot.domain.deliveries import Kind, key_of
from bot.domain.members import Member
from bot.domain.people import Identity, Person
from bot.ids import AccountId, BoardId, DeliveryKey, OrganisationId, PersonId, QuestionId, RoundId
from storage.tables import account, answer, channel, delivery, identity, member, person, round_key
from storage.work import Rows, Work, made

T = TypeVar("T")


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


async def look_up(work: Work, presses: Sequence[Press]) -> list[Found]:
    """What the database tells of each of `presses`, in a handful of queries however many they are."""
    who = await people_behind(work, {each.identity for each in presses})
    known = {each: who[each.identity].id for each in presses if each.identity in who}
    seats = await _seats(work, {(each.board_id, id_) for each, id_ in known.items()})
    places = await _channels_at(work, {each.place for each in presses})
    boards = {each.board_id for each in presses if not places[each.place]}
    theirs = await _channels_read_by(work, boards, {seat.account_id for some in seats.values() for seat in some})

    def readable(press: Press) -> list[Channel]:
        if places[press.place]:
            return places[press.place]
        mine = {None, *(seat.account_id for seat in seats[press.board_id, known.get(press)])}
        return [each for each in theirs if each.board_id == press.board_id and each.account_id in mine]

    around = {each: readable(each) for each in presses}
    posted = await _posted(work, {_ask(press, each) for press, some in around.items() for each in some})
    names = await _names(work, {each.account_id for some in around.values() for each in some if each.account_id})
    said = await _said(work, {(each.round_id, each.question_id, id_) for each, id_ in known.items()})
    keys = await _keys(work, {each.round_id for each in presses if each.final})
    return [
        Found(
            person=who.get(press.identity),
            seats=tuple(seats[press.board_id, known.get(press)]),
            in_channel=bool(places[press.place]),
            posted=tuple(each for each in around[press] if _ask(press, each) in posted),
            names=names,
            previous=said.get((press.round_id, press.question_id, known.get(press))),
            key=keys.get(press.round_id) if press.final else None,
        )
        for press in presses
    ]


def _ask(press: Press, posted_to: Channel) -> DeliveryKey:
    return key_of(Kind.ASK, press.round_id, posted_to.id)


async def people_behind(work: Work, who: Collection[Identity]) -> dict[Identity, Person]:
    """The people whom these identities belong to; who is not known is not there. One query, however many they are."""
    found: dict[Identity, Person] = {}
    wanted = _filled(sorted((each.platform, each.workspace, each.user) for each in who))
    rows = await work.connection.execute(_of_identities(), {"owner": work.organisation_id, "wanted": wanted})
    for row in rows.mappings():
        named = Identity(platform=row["platform"], workspace=row["workspace"], user=row["user"])
        found[named] = made(Person, {column.name: row[column] for column in person.columns})
    return found


async def _seats(
    work: Work, who: Collection[tuple[BoardId, PersonId]]
) -> defaultdict[tuple[BoardId, PersonId | None], list[Member]]:
    found = defaultdict[tuple[BoardId, PersonId | None], list[Member]](list)
    if who:
        values = {"owner": work.organisation_id, "wanted": _filled(sorted({id_ for _, id_ in who}))}
        for row in (await work.connection.execute(_of_people(), values)).mappings():
            seat = made(Member, row)
            found[seat.board_id, seat.person_id].append(seat)
    return found


async def _channels_at(work: Work, places: Collection[Place]) -> defaultdict[Place, list[Channel]]:
    found = defaultdict[Place, list[Channel]](list)
    values = {"owner": work.organisation_id, "wanted": _filled(sorted(places, key=str))}
    for row in (await work.connection.execute(_at_places(), values)).mappings():
        there = made(Channel, row)
        if there.kind is not ChannelKind.DIRECT:
            found[there.place].append(there)
    return found


async def _channels_read_by(
    work: Work, boards: Collection[BoardId], accounts: Collection[AccountId]
) -> Sequence[Channel]:
    if not boards:
        return []
    query = (
        work.rows(channel)
        .where(
            channel.c.board_id.in_(sorted(boards)),
            or_(channel.c.account_id.is_(None), channel.c.account_id.in_(sorted(accounts))),
        )
        .order_by(channel.c.added_at, channel.c.id)
    )
    return await work.all(Channel, query)


async def _posted(work: Work, keys: Collection[DeliveryKey]) -> set[str]:
    if not keys:
        return set()
    values = {"owner": work.organisation_id, "wanted": _filled(sorted(keys))}
    return {str(key) for key in await work.connection.scalars(_with_keys(), values)}


async def _names(work: Work, ids: Collection[AccountId]) -> dict[AccountId, str]:
    if not ids:
        return {}
    values = {"owner": work.organisation_id, "wanted": _filled(sorted(ids))}
    rows = (await work.connection.execute(_account_names(), values)).all()
    return {AccountId(row.id): str(row.name) for row in rows}


async def _said(
    work: Work, voices: Collection[tuple[RoundId, QuestionId | None, PersonId]]
) -> dict[tuple[RoundId, QuestionId | None, PersonId | None], Answer]:
    wanted = sorted((round_id, question_id, id_) for round_id, question_id, id_ in voices if question_id is not None)
    if not wanted:
        return {}
    values = {"owner": work.organisation_id, "wanted": _filled(wanted)}
    rows = (await work.connection.execute(_of_voices(), values)).mappings()
    said = [made(Answer, row) for row in rows]
    return {(each.round_id, each.question_id, each.person_id): each for each in said}


async def _keys(work: Work, rounds: Collection[RoundId]) -> dict[RoundId, bytes]:
    if not rounds:
        return {}
    query = work.rows(round_key).where(round_key.c.round_id.in_(sorted(rounds)))
    return {RoundId(row.round_id): bytes(row.secret) for row in (await work.connection.execute(query)).all()}


def _filled(wanted: list[T]) -> list[T]:
    """The list, its last value repeated up to a power of two: each length is another statement to be planned."""
    return wanted + wanted[-1:] * ((1 << (len(wanted) - 1).bit_length()) - len(wanted))


# To build a statement takes longer than to run it; those of every press are built once.


def _owned(owner: ColumnElement[str], of: ColumnElement[str] | Tuple) -> ColumnElement[bool]:
    return and_(owner == bindparam("owner"), of.in_(bindparam("wanted", expanding=True)))


@cache
def _of_identities() -> Rows:
    whose = and_(identity.c.organisation_id == person.c.organisation_id, identity.c.person_id == person.c.id)
    three = tuple_(identity.c.platform, identity.c.workspace, identity.c.user)
    query = select(person, identity.c.platform, identity.c.workspace, identity.c.user).join(identity, whose)
    return query.where(_owned(identity.c.organisation_id, three))


@cache
def _of_people() -> Rows:
    return (
        select(member)
        .where(_owned(member.c.organisation_id, member.c.person_id))
        .order_by(member.c.joined_at, member.c.id)
    )


@cache
def _at_places() -> Rows:
    return (
        select(channel)
        .where(_owned(channel.c.organisation_id, channel.c.place))
        .order_by(channel.c.added_at, channel.c.id)
    )


@cache
def _with_keys() -> Rows:
    return select(delivery.c.key).where(_owned(delivery.c.organisation_id, delivery.c.key))


@cache
def _account_names() -> Rows:
    return select(account.c.id, account.c.name).where(_owned(account.c.organisation_id, account.c.id))


@cache
def _of_voices() -> Rows:
    three = tuple_(answer.c.round_id, answer.c.question_id, answer.c.person_id)
    return select(answer).where(_owned(answer.c.organisation_id, three))
