"""Sees to it that what somebody asked for once is done once, also when the very same request comes in again."""

from dataclasses import replace

from bot.bot import Bot
from bot.domain.events import event_key, received
from storage import events


async def first_time(bot: Bot, lane: str, request_id: str, kind: str) -> bool:
    """Note a command, a dialog or a button that needs a right; False when just this one was noted before.

    A signature is good for five minutes, so whoever overheard a request could send it again; and a dialog may be sent
    twice by an impatient person. It is remembered as long as an event is. Refusal when the database cannot take it.
    """
    organisation_id = await bot.database.organisation_of(lane)
    if organisation_id is None:
        return True
    now = bot.now()
    noted = received(lane=lane, event_id=request_id, kind=kind, payload=b"", organisation_id=organisation_id, now=now)
    async with bot.database.begin(organisation_id) as work:
        return await events.keep(work, replace(noted, worked_at=now))


async def not_done(bot: Bot, lane: str, request_id: str) -> None:
    """It was refused and changed nothing, so the same may be asked again: a dialog keeps its name until it is taken."""
    organisation_id = await bot.database.organisation_of(lane)
    if organisation_id is None:
        return
    async with bot.database.begin(organisation_id) as work:
        await events.unnote(work, event_key(lane, request_id))
