"""Closes a round: no more answers count, the gate is judged once, and the key of an anonymous round is destroyed.

Its close can be moved: to this moment, nearer once everybody has spoken, or later.
"""

from datetime import timedelta

from bot.actions.compose import subject_of, turnout_of
from bot.bot import Bot
from bot.domain import rounds as rules
from bot.domain.rounds import Deed, Round
from bot.domain.visibility import Visibility
from bot.errors import Refusal
from bot.ids import OrganisationId, RoundId
from bot.texts import Phrase
from storage import anonymous, deliveries, rounds, spoken


async def close(bot: Bot, organisation_id: OrganisationId, round_id: RoundId) -> None:
    """Close a round whose time is up; its report follows at once."""
    now = bot.now()
    async with bot.database.begin(organisation_id) as work:
        round_ = await rounds.get(work, round_id, lock=True)
        if not rules.due(round_, Deed.CLOSE, now):
            return
        turnout = await turnout_of(work, await subject_of(work, round_id))
        if round_.visibility is Visibility.ANONYMOUS:
            await anonymous.seal(work, round_id)
        await deliveries.drop_pending(work, round_id)
        await rounds.save(work, rules.closed(round_, now, gate_passed=turnout.passes_gate))


async def close_early(bot: Bot, organisation_id: OrganisationId, round_id: RoundId) -> Round:
    """Move the close of an open round to now, as a product manager asked; the queue does the rest."""
    async with bot.database.begin(organisation_id) as work:
        moved = rules.close_now(await rounds.get(work, round_id, lock=True), bot.now())
        await rounds.save(work, moved)
    return moved


async def extend(bot: Bot, organisation_id: OrganisationId, round_id: RoundId, by: timedelta) -> Round:
    """Move the close of an open round later; its messages say so, and its close finds the new time by itself.

    Refusal where everybody who was asked has spoken already: such a round closes by itself, and nobody is waited for.
    """
    async with bot.database.begin(organisation_id) as work:
        round_ = await rounds.get(work, round_id, lock=True)
        moved = rules.extended(round_, by, bot.now())
        # By the rule that would move its close nearer again at the next turn of the clock.
        if round_id in await spoken.rounds_all_answered(work, round_.opened_at or round_.slot):
            raise Refusal(Phrase("round.all_spoke", {"round": round_.label}))
        await rounds.save(work, moved)
    return moved


async def close_soon(bot: Bot, organisation_id: OrganisationId) -> list[Round]:
    """Move the close of the rounds nearer in which everybody who was asked has spoken; returns those it moved."""
    now = bot.now()
    async with bot.database.read(organisation_id) as work:
        found = await spoken.rounds_all_answered(work, now + rules.SECOND_THOUGHTS)
    moved = []
    for round_id in found:
        async with bot.database.begin(organisation_id) as work:
            round_ = await rounds.get(work, round_id, lock=True)
            if round_id in await spoken.rounds_all_answered(work, now + rules.SECOND_THOUGHTS):
                moved.append(rules.close_soon(round_, now))
                await rounds.save(work, moved[-1])
    return moved
