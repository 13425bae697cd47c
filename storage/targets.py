"""Whom rounds were meant for, who was left out and why, and how often everybody was asked lately."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, select, update

from bot.domain.answers import Source
from bot.domain.deliveries import Kind, State
from bot.domain.targets import Reason, Target
from bot.ids import AccountId, ChannelId, PersonId, RoundId
from storage import upsert
from storage.bulk import among, listed
from storage.tables import answer, delivery, round_, target
from storage.upsert import Ready, add_new
from storage.work import Work, row_of


@dataclass(slots=True, kw_only=True)
class Lately:
    """When each person was asked and when a round went to each company, on any board."""

    people: dict[PersonId, dict[RoundId, datetime]] = field(default_factory=dict)
    accounts: dict[AccountId, dict[RoundId, datetime]] = field(default_factory=dict)

    def note(self, one: Target) -> None:
        """One more of those whom a round went out to."""
        if one.person_id is not None and one.weighs:
            self.people.setdefault(one.person_id, {})[one.round_id] = one.at
        if one.account_id is not None:
            known = self.accounts.setdefault(one.account_id, {})
            known[one.round_id] = max(known.get(one.round_id, one.at), one.at)


async def add(work: Work, rows: Iterable[Target]) -> int:
    """Keep the targets that are not there yet; returns how many were new."""
    return len(await add_new(work, target, [row_of(each) for each in rows]))


def ready(work: Work, rows: Iterable[Target]) -> Ready:
    """The targets for `storage.upsert.add_ready`, which does as `add`; in any thread, as there may be thousands."""
    return upsert.ready(work, target, [row_of(each) for each in rows])


async def leave_out(work: Work, round_id: RoundId, channel_id: ChannelId, reason: Reason) -> None:
    """Note why nobody who reads along in a channel was asked after all; who was left out before keeps that reason."""
    await work.change(
        update(target)
        .where(
            target.c.organisation_id == work.organisation_id,
            target.c.round_id == round_id,
            target.c.channel_id == channel_id,
            target.c.kind == Kind.ASK,
            target.c.reason.is_(None),
        )
        .values(reason=reason, weighs=False)
    )


async def of_round(work: Work, round_id: RoundId) -> list[Target]:
    """Everybody a round was meant for, and whose reminder was left out."""
    return await work.all(Target, work.rows(target).where(target.c.round_id == round_id).order_by(target.c.id))


async def of_person(work: Work, person_id: PersonId) -> list[Target]:
    """Everything that was meant for a person, the oldest first."""
    return await work.all(
        Target, work.rows(target).where(target.c.person_id == person_id).order_by(target.c.at, target.c.id)
    )


async def lately(work: Work, since: datetime, but: RoundId | None = None) -> Lately:
    """What went out, or waits to go out, from `since` on, without the round `but`.

    A person counts as asked when a round that weighs went out to where they read, or when they answered one that
    reached them before they were known. Messages that failed or were called off count for nobody.
    """
    found = Lately()
    mine = and_(target.c.organisation_id == work.organisation_id, target.c.kind == Kind.ASK, target.c.at >= since)
    asked = select(
        target.c.round_id,
        target.c.channel_id,
        target.c.person_id,
        target.c.account_id,
        target.c.weighs,
        target.c.at,
    ).where(mine, target.c.round_id != (but or ""))
    rows = (await work.connection.execute(asked)).all()
    went = await _went_out(work, {RoundId(row.round_id) for row in rows})
    for round_id, channel_id, person_id, account_id, weighs, at in rows:
        if (round_id, channel_id) not in went:
            continue
        if person_id is not None and weighs:
            found.people.setdefault(person_id, {})[round_id] = at
        if account_id is not None:
            known = found.accounts.setdefault(account_id, {})
            known[round_id] = max(known.get(round_id, at), at)
    for person_id, round_id, at in await work.connection.execute(_answered(work, since, but)):
        found.people.setdefault(person_id, {}).setdefault(round_id, at)
    return found


async def _went_out(work: Work, of: Collection[RoundId]) -> set[tuple[RoundId, ChannelId]]:
    """Which of these rounds went out where, or wait to.

    They are listed and compared here: of tables that have just been filled PostgreSQL believes that they have a row or
    two, and would compare each target with each message. A thousand schedules that came due together took minutes.
    """
    if not of:
        return set()
    query = select(delivery.c.subject_id, delivery.c.channel_id).where(
        delivery.c.organisation_id == work.organisation_id,
        delivery.c.kind == Kind.ASK,
        among(delivery.c.subject_id, "rounds", work.on_sqlite),
        delivery.c.under.is_(None),
        delivery.c.state.not_in((State.FAILED, State.DROPPED)),
    )
    found = await work.connection.execute(query, {"rounds": listed(sorted(of))})
    return {(RoundId(round_id), ChannelId(channel_id)) for round_id, channel_id in found}


def _answered(work: Work, since: datetime, but: RoundId | None) -> Select[*tuple[Any, ...]]:
    """Who answered which round, and when that round went out."""
    went_out = case((round_.c.cadence_id.is_not(None), round_.c.slot), else_=round_.c.opened_at)
    return (
        select(answer.c.person_id, answer.c.round_id, went_out)
        .join(round_, and_(round_.c.organisation_id == answer.c.organisation_id, round_.c.id == answer.c.round_id))
        .where(
            answer.c.organisation_id == work.organisation_id,
            answer.c.source == Source.MEMBER,
            answer.c.round_id != (but or ""),
            round_.c.opened_at >= since,
        )
        .distinct()
    )
