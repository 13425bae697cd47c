"""Keeps the ways to places and people as a platform tells them, and finds them again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.bot import Bot
from bot.domain.channels import Channel
from bot.domain.references import Reference, refreshed, same_way
from bot.ids import OrganisationId
from storage import references

FRESH = timedelta(days=1)
"""A way that is still the same is written anew once a day."""


async def learn_ways(bot: Bot, heard: Sequence[Reference]) -> list[Reference]:
    """Keep what a verified request told; returns the ways as they stand now. All are of one organisation."""
    if not heard:
        return []
    organisation_id = heard[0].organisation_id
    async with bot.database.read(organisation_id) as work:
        known = await references.these(work, {each.address for each in heard})
    now = [refreshed(known.get(each.address), each) for each in heard]
    new = [each for each in now if _is_news(known.get(each.address), each)]
    if new:
        async with bot.database.begin(organisation_id) as work:
            for each in new:
                await references.save(work, each)
    return now


async def way_to(bot: Bot, lane: str, address: str) -> Reference | None:
    """The way to a place or a person in a workspace; None where nothing is known, or it leads nowhere any more."""
    organisation_id = await bot.database.organisation_of(lane)
    if organisation_id is None:
        return None
    async with bot.database.read(organisation_id) as work:
        found = await references.find(work, address)
    return found if found is not None and found.active else None


async def ways_to(bot: Bot, channels: Sequence[Channel], platform: str) -> list[tuple[str, Reference | None]]:
    """Each channel of one platform by name, with the way to it as far as there is one."""
    found: list[tuple[str, Reference | None]] = []
    for channel in channels:
        if channel.place.platform == platform:
            async with bot.database.read(channel.organisation_id) as work:
                way = await references.find(work, str(channel.place))
            name = channel.name or (way.name if way is not None else "") or channel.place.id
            found.append((name, way if way is not None and way.active else None))
    return found


async def ways_in(bot: Bot, lane: str) -> list[Reference]:
    """Every channel and group of a workspace where the bot is, by name."""
    organisation_id = await bot.database.organisation_of(lane)
    if organisation_id is None:
        return []
    async with bot.database.read(organisation_id) as work:
        return await references.places(work, lane)


async def ways_of_team(bot: Bot, lane: str, team: str) -> list[Reference]:
    """The channels of one team."""
    organisation_id = await bot.database.organisation_of(lane)
    if organisation_id is None or not team:
        return []
    async with bot.database.read(organisation_id) as work:
        return await references.of_team(work, lane, team)


async def chat_begun(bot: Bot, organisation_id: OrganisationId, way: Reference, conversation: str) -> Reference:
    """Remember the chat that was opened with one person."""
    opened = replace(way, conversation=conversation, active=True)
    async with bot.database.begin(organisation_id) as work:
        await references.save(work, opened)
    return opened


async def way_lost(bot: Bot, lane: str, address: str) -> None:
    """Note that the bot is not let in there any more; the next verified word from there opens the way again."""
    organisation_id = await bot.database.organisation_of(lane)
    if organisation_id is not None:
        async with bot.database.begin(organisation_id) as work:
            await references.close(work, address)


async def ways_reopened(bot: Bot, lane: str, addresses: Sequence[str]) -> list[Reference]:
    """The ways to these addresses that led nowhere for a while, open again."""
    organisation_id = await bot.database.organisation_of(lane)
    if organisation_id is None or not addresses:
        return []
    async with bot.database.begin(organisation_id) as work:
        known = await references.these(work, addresses)
        again = [replace(each, active=True, seen_at=bot.now()) for each in known.values() if not each.active]
        for each in again:
            await references.save(work, each)
    return again


def _is_news(known: Reference | None, now: Reference) -> bool:
    return known is None or not same_way(known, now) or known.seen_at + FRESH <= now.seen_at
