"""Tells those who answered what was decided: in the very channels that answered, once per decision."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.access import Deed
from bot.actions.messages import message
from bot.actions.their_boards import check_about
from bot.bot import Bot
from bot.domain.channels import Channel, ChannelKind
from bot.domain.decisions import MOST_LETTERS
from bot.domain.deliveries import Kind
from bot.domain.people import Person
from bot.domain.suggestions import Suggestion
from bot.domain.wording import clean
from bot.errors import Refusal
from bot.ids import DecisionId, OrganisationId, RoundId
from bot.texts import Phrase
from storage import answers, channels, deliveries, suggestions
from storage.database import Work

ONE_A_WEEK = timedelta(days=7)
"""A channel hears what became of its answers at most once a week."""


async def close_loop(bot: Bot, organisation_id: OrganisationId, decision_id: DecisionId, text: str, by: Person) -> int:
    """Send customers the approved `text` of a decision; returns how many channels will read it.

    Telling the same decision twice is refused, and so is one that another has followed. A channel that was told
    something within the week waits for its turn.
    """
    words = clean(text, MOST_LETTERS)
    async with bot.database.begin(organisation_id) as work:
        decision = await suggestions.decision(work, decision_id)
        suggestion = await suggestions.get(work, decision.suggestion_id, lock=True)
        await check_about(work, by, Deed.DECIDE, suggestion.board_id)
        if not words.text.strip():
            raise Refusal(Phrase("loop.empty"))
        if words.shortened:  # Not sent at all, rather than cut off in the middle.
            raise Refusal(Phrase("loop.too_long", {"n": len(text), "most": MOST_LETTERS}))
        made = await suggestions.decisions(work, suggestion.id)
        if next(each for each in made if each.id == decision_id).told_at is not None:
            raise Refusal(Phrase("loop.told_already"))
        if made[-1].id != decision_id:  # An older message's button: customers would read what holds no longer.
            raise Refusal(Phrase("loop.decided_anew", {"label": suggestion.label}))
        # Two decisions told at one instant must not both find that a channel has heard nothing this week.
        await channels.lock_all(work, suggestion.board_id)
        readers = await channels_that_answered(work, suggestion)
        if not readers:
            raise Refusal(Phrase("loop.nobody_answered"))
        told = replace(decision, customer_text=words.text.strip(), told_at=bot.now())
        await suggestions.save_decision(work, told)
        rows = []
        for channel in readers:
            at = await turn_of(work, channel, bot.now())
            rows.append(message(bot, channel, Kind.LOOP, decision.id, not_before=at))
        return await deliveries.make(work, rows)


async def channels_that_answered(work: Work, suggestion: Suggestion) -> list[Channel]:
    """The places behind a suggestion: channels of every account in its evidence, and shared rooms that were asked.

    On a client-zero board without any, the staff's own channels that were asked.
    """
    rounds_behind: set[RoundId] = {evidence.round_id for evidence in suggestion.evidence}
    companies = {evidence.account_id for evidence in suggestion.evidence}
    if suggestion.round_id is not None:
        rounds_behind.add(suggestion.round_id)
        said = await answers.of_round(work, suggestion.round_id)
        companies |= {each.account_id for each in said if not each.withdrawn}
    asked = {
        sent.channel_id for each in sorted(rounds_behind) for sent in await deliveries.of_subject(work, Kind.ASK, each)
    }
    known = await channels.of_board(work, suggestion.board_id)
    found = [each for each in known if each.account_id in companies]
    found += [each for each in known if each.id in asked and each.kind is ChannelKind.SHARED_ROOM]
    return found or [each for each in known if each.id in asked]


async def turn_of(work: Work, channel: Channel, now: datetime) -> datetime:
    """When a channel may hear something next."""
    last = await deliveries.latest(work, Kind.LOOP, channel.id)
    return now if last is None else max(now, last + ONE_A_WEEK)
