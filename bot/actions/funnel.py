"""Reads whom a round was meant for, how many of them were reached and answered, and who was left out and why."""

from collections.abc import Collection
from datetime import datetime

from bot.cards.funnel import LeftOut, funnel_parts
from bot.cards.parts import Part
from bot.domain.deliveries import Kind
from bot.domain.funnel import Funnel, funnel, left_out
from bot.domain.rounds import Round
from bot.domain.visibility import Visibility
from bot.ids import PersonId
from storage import anonymous, answers, deliveries, people, targets
from storage.database import Work


async def funnel_of(work: Work, round_: Round, now: datetime) -> Funnel | None:
    """The steps of a round as they stand; None for one that is not out, or went out before they were kept."""
    meant = await targets.of_round(work, round_.id)
    if not meant:
        return None
    asks = await deliveries.of_subject(work, Kind.ASK, round_.id)
    spoke = await _spoke(work, round_)
    said = await _said(work, round_) if round_.visibility is Visibility.ANONYMOUS else len(spoke)
    return funnel(meant, asks, round_.closed_at or now, answered=spoke, said=said)


async def funnel_beneath(work: Work, round_: Round) -> tuple[Part, ...]:
    """What stands beneath the results of a closed round: its steps in one line, and who was left out, and why."""
    return funnel_parts(await funnel_of(work, round_, round_.closes_at), await left_out_of(work, round_))


async def left_out_of(work: Work, round_: Round) -> tuple[LeftOut, ...]:
    """By name who was not asked and who was not reminded, and why; of an anonymous round there are only numbers."""
    meant = await targets.of_round(work, round_.id)
    names = {each.id: each.name for each in await people.all(work)} if meant else {}
    shows = round_.visibility is Visibility.NAMED

    def called(who: Collection[PersonId]) -> tuple[str, ...]:
        return tuple(sorted(names[each] for each in who if names[each])) if shows else ()

    return tuple(
        LeftOut(
            kind=kind,
            reason=reason,
            count=len(who),
            names=called(who),
        )
        for kind in (Kind.ASK, Kind.REMIND)
        for reason, who in left_out(meant, kind).items()
    )


async def _spoke(work: Work, round_: Round) -> set[PersonId]:
    """Who has answered; of an anonymous round nobody knows."""
    return await answers.speakers(work, round_.id)


async def _said(work: Work, round_: Round) -> int | None:
    """How many have answered an anonymous round: only after its close, and only when enough did."""
    return await anonymous.answers_told(work, round_.id) if round_.gate_passed else None
