"""Puts what only some of the storage's functions look for beside everything else that is a vendor's."""

from dataclasses import replace

from bot import ids
from bot.domain.audit import Outcome
from bot.domain.channels import ChannelKind
from bot.domain.deliveries import GIVEN_UP, Kind, State
from bot.domain.rounds import Stage
from storage import (
    answers,
    audit,
    boards,
    channels,
    consent,
    deliveries,
    members,
    moments,
    people,
    rounds,
    suggestions,
)
from storage.database import Database
from tests.storage.houses import NOW
from tests.storage.seeds import FABRIKAM

STANDING = replace(FABRIKAM.delivery("standing"), state=State.SENT, ref=f"{FABRIKAM.name}-ref")
"""A message of theirs that stands in a channel."""
STATES = (
    STANDING,
    replace(FABRIKAM.delivery("under way"), state=State.SENDING, started_at=NOW, first_started_at=NOW),
    replace(FABRIKAM.delivery("given up"), state=State.FAILED, failure=GIVEN_UP),
    replace(FABRIKAM.delivery("told", kind=Kind.LOOP), state=State.SENT, ref="told"),
    replace(FABRIKAM.delivery("shown", kind=Kind.RESULTS), state=State.SENT, ref="shown"),
)
"""Messages in every state."""


async def plant_states(database: Database) -> None:
    """Put what only some of the functions look for beside everything else that is Fabrikam's."""
    closed = replace(
        FABRIKAM.round(3), stage=Stage.CLOSED, closed_at=NOW, cadence_id=FABRIKAM.cadence.id, deed=None, deed_at=None
    )
    suggestion, number_two = FABRIKAM.suggestion, ids.SuggestionId(f"{FABRIKAM.name}-two")
    async with database.begin(FABRIKAM.id) as work:
        await deliveries.make(work, STATES)
        await rounds.add(work, closed)
        await answers.save_all(work, [FABRIKAM.answer(kind="open", number=3)])
        for kind in (ChannelKind.PRODUCT, ChannelKind.SHARED_ROOM):
            place = replace(FABRIKAM.channel.place, id=f"{FABRIKAM.name}-{kind}")
            room = replace(FABRIKAM.channel, id=ids.ChannelId(place.id), place=place, kind=kind, account_id=None)
            await channels.save(work, room)
        await suggestions.save(
            work, replace(suggestion, id=number_two, number=2, theme_id=None, merged_into=suggestion.id)
        )
        await suggestions.save_decision(work, replace(FABRIKAM.decision, told_at=NOW))
        await boards.save(work, replace(FABRIKAM.board, next_sponsor_at=NOW))
        await people.save(
            work, replace(FABRIKAM.person("twin"), name=FABRIKAM.person().name), FABRIKAM.identity("twin")
        )
        await members.save(work, FABRIKAM.member("twin"))
        await consent.allow_vendor(work, NOW)
        await audit.add(work, replace(FABRIKAM.tried, id=f"{FABRIKAM.name}-denied", outcome=Outcome.DENIED.value))
        await moments.save_rule(work, replace(FABRIKAM.rule, next_look_at=NOW))
        await moments.save_ask(work, replace(FABRIKAM.moment_ask, round_id=closed.id))
