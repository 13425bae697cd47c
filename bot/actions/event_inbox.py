"""Keeps what a platform told us before it is acknowledged, and hands it out once to whoever deals with it."""

from datetime import timedelta

from bot.bot import Bot
from bot.domain.events import PlatformEvent, received
from bot.ids import OrganisationId
from storage import events

AGAIN_AFTER = timedelta(seconds=30)
"""What could not be dealt with is tried again after this long, then after twice as long, and so on."""
MOST_WAIT = timedelta(hours=1)


async def keep_event(
    bot: Bot, organisation_id: OrganisationId, *, lane: str, event_id: str, kind: str, payload: bytes
) -> bool:
    """Keep an event; False when it was told before. Refusal when the database cannot take it now."""
    one = received(
        lane=lane, event_id=event_id, kind=kind, payload=payload, organisation_id=organisation_id, now=bot.now()
    )
    async with bot.database.begin(organisation_id) as work:
        return await events.keep(work, one)


async def take_events(bot: Bot, organisation_id: OrganisationId) -> list[PlatformEvent]:
    """What is due, the oldest first; each is ours for a minute."""
    async with bot.database.begin(organisation_id) as work:
        return await events.claim(work, bot.now())


async def end_event(bot: Bot, one: PlatformEvent) -> None:
    """Note that an event is dealt with; what it said is blanked."""
    async with bot.database.begin(one.organisation_id) as work:
        await events.worked(work, one.key, one.attempt, bot.now())


async def postpone_event(bot: Bot, one: PlatformEvent) -> None:
    """Let an event that could not be dealt with come again later."""
    wait = min(AGAIN_AFTER * 2 ** (one.attempt - 1), MOST_WAIT)
    async with bot.database.begin(one.organisation_id) as work:
        await events.put_off(work, one.key, one.attempt, bot.now() + wait)


async def forget_events(bot: Bot) -> None:
    """Let go of what need not be recognised any more: events and presses that nobody will tell us again."""
    for organisation in await bot.database.organisations():
        async with bot.database.begin(organisation.id) as work:
            await events.forget(work, bot.now())
            await events.forget_presses(work, bot.now())
