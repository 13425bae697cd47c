"""Finds out everything that matters of presses: who pressed, what the place is to the round, and the round's key."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, select

from bot.domain.answers import Answer
from bot.domain.channels import Channel
from bot.domain.members import Member
from bot.domain.people import Person
from bot.ids import AccountId, RoundId
from storage.bulk import among, listed
from storage.direct import Direct
from storage.pressers import Behind, Press, those_behind
from storage.straight import Straight
from storage.surroundings import NOWHERE, Around, look_around
from storage.tables import round_key
from storage.work import Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the database tells of a press, all at one instant."""

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
    erased_at: datetime | None = None
    """When the owner of this account was erased."""


async def look_up(work: Direct, presses: Sequence[Press], known: Sequence[Around | None]) -> list[Found]:
    """What the database tells of each of `presses`, in a handful of queries however many they are.

    `known` is what is remembered of each press that does not depend on who pressed; then that is not read.
    """
    people = await those_behind(work, [(each.identity, each) for each in presses])
    strange = [(press, behind) for press, behind, there in zip(presses, people, known, strict=True) if there is None]
    around = await look_around(work, strange) if strange else {}
    keys = await _keys(work, {each.round_id for each in presses if each.final})
    found: list[Found] = []
    for press, behind, there in zip(presses, people, known, strict=True):
        key = keys.get(press.round_id) if press.final else None
        found.append(found_of(behind, there or around.get(press) or NOWHERE, key))
    return found


def found_of(behind: Behind, around: Around, key: bytes | None = None) -> Found:
    """Who pressed, where."""
    in_channel, posted, names = around
    return Found(
        person=behind.person,
        seats=tuple(behind.seats),
        in_channel=in_channel,
        posted=posted,
        names=names,
        previous=behind.said,
        key=key,
        erased_at=behind.erased_at,
    )


async def _keys(work: Direct, rounds: Collection[RoundId]) -> dict[RoundId, bytes]:
    if not rounds:
        return {}
    wanted = {"owner": work.organisation_id, "wanted": listed(sorted(rounds))}
    return {RoundId(round_id): bytes(secret) for round_id, secret in await _ROUND_KEYS.run(work, wanted)}


def _round_keys(on_sqlite: bool) -> Rows:
    wanted = among(round_key.c.round_id, "wanted", on_sqlite)
    return select(round_key.c.round_id, round_key.c.secret).where(
        and_(round_key.c.organisation_id == bindparam("owner"), wanted)
    )


_ROUND_KEYS = Straight(_round_keys)
