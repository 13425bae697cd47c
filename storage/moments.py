"""Moments of customers' journeys: what follows them, what happened, and what is still to be asked because of it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update

from bot.domain.moments import AskState, JourneyMoment, MomentAsk, MomentRule
from bot.ids import BoardId, EngagementId, JourneyMomentId, MomentAskId, MomentRuleId, RoundId
from storage.tables import journey_moment, moment_ask, moment_rule
from storage.upsert import add_new, put_value
from storage.work import Work, row_of


async def save_rule(work: Work, one: MomentRule) -> None:
    """Add or replace what follows a moment on a board."""
    await put_value(work, moment_rule, one)


async def rules(work: Work, board_id: BoardId | None = None) -> list[MomentRule]:
    """What follows which moment, on one board or on all, by the moment's name."""
    query = work.rows(moment_rule).order_by(moment_rule.c.moment, moment_rule.c.id)
    return await work.all(MomentRule, query if board_id is None else query.where(moment_rule.c.board_id == board_id))


async def find_rule(work: Work, rule_id: MomentRuleId) -> MomentRule | None:
    """One rule, if it still stands."""
    return await work.one(MomentRule, work.rows(moment_rule).where(moment_rule.c.id == rule_id))


async def drop_rule(work: Work, rule_id: MomentRuleId) -> bool:
    """Let nothing follow any more; False when nothing did."""
    return bool(
        await work.change(
            delete(moment_rule).where(
                moment_rule.c.organisation_id == work.organisation_id, moment_rule.c.id == rule_id
            )
        )
    )


async def looks_due(work: Work, now: datetime) -> list[MomentRule]:
    """The rules for which the accounts' renewal dates are to be read now."""
    return await work.all(
        MomentRule, work.rows(moment_rule).where(moment_rule.c.next_look_at <= now).order_by(moment_rule.c.id)
    )


async def looked(work: Work, rule_id: MomentRuleId, was: datetime, next_look_at: datetime) -> bool:
    """Let a rule wait for its next look; False, and nothing changes, when it no longer waits for `was`."""
    return bool(
        await work.change(
            update(moment_rule)
            .where(
                moment_rule.c.organisation_id == work.organisation_id,
                moment_rule.c.id == rule_id,
                moment_rule.c.next_look_at == was,
            )
            .values(next_look_at=next_look_at)
        )
    )


async def add(work: Work, one: JourneyMoment) -> bool:
    """Keep what happened; False, and nothing changes, when it was kept before."""
    return bool(await add_new(work, journey_moment, [row_of(one)]))


async def find(work: Work, moment_id: JourneyMomentId) -> JourneyMoment | None:
    """What happened under this id."""
    return await work.one(JourneyMoment, work.rows(journey_moment).where(journey_moment.c.id == moment_id))


async def add_asks(work: Work, some: Sequence[MomentAsk]) -> None:
    """Add what is to be asked because of a moment."""
    await add_new(work, moment_ask, [row_of(each) for each in some])


async def asks_of(work: Work, moment_id: JourneyMomentId) -> list[MomentAsk]:
    """What a moment leads to."""
    return await work.all(
        MomentAsk, work.rows(moment_ask).where(moment_ask.c.moment_id == moment_id).order_by(moment_ask.c.id)
    )


async def find_ask(work: Work, ask_id: MomentAskId, *, lock: bool = False) -> MomentAsk | None:
    """One ask that follows a moment; `lock` keeps it from other writers until the end."""
    query = work.rows(moment_ask).where(moment_ask.c.id == ask_id)
    return await work.one(MomentAsk, work.lock(query) if lock else query)


async def led_to(work: Work, round_id: RoundId) -> bool:
    """True when the round followed a moment."""
    query = work.rows(moment_ask).where(moment_ask.c.round_id == round_id)
    return await work.one(MomentAsk, query) is not None


async def save_ask(work: Work, one: MomentAsk) -> None:
    """Add or replace an ask that follows a moment."""
    await put_value(work, moment_ask, one)


async def asks_due(work: Work, now: datetime) -> list[MomentAsk]:
    """What is to be asked now, the longest overdue first."""
    return await work.all(
        MomentAsk,
        work.rows(moment_ask)
        .where(moment_ask.c.state == AskState.WAITING, moment_ask.c.due_at <= now)
        .order_by(moment_ask.c.due_at, moment_ask.c.id),
    )


async def waiting(work: Work, board_id: BoardId) -> list[MomentAsk]:
    """What will be asked on a board, the next first."""
    return await work.all(
        MomentAsk,
        work.rows(moment_ask)
        .where(moment_ask.c.state == AskState.WAITING, moment_ask.c.board_id == board_id)
        .order_by(moment_ask.c.due_at, moment_ask.c.id),
    )


async def call_off(work: Work, board_id: BoardId, engagement_id: EngagementId, moment: str) -> int:
    """Ask no more what waits after a moment of that name; returns how many asks it was."""
    named = select(journey_moment.c.id).where(
        journey_moment.c.organisation_id == work.organisation_id, journey_moment.c.moment == moment
    )
    return await work.change(
        update(moment_ask)
        .where(
            moment_ask.c.organisation_id == work.organisation_id,
            moment_ask.c.board_id == board_id,
            moment_ask.c.engagement_id == engagement_id,
            moment_ask.c.state == AskState.WAITING,
            moment_ask.c.moment_id.in_(named),
        )
        .values(state=AskState.CALLED_OFF)
    )
