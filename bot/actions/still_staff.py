"""Asks the platforms whether somebody is still one of the staff; the schedules of who is none any more rest.

Not every platform tells when somebody leaves, and what it tells may be lost. So whoever set a schedule up is looked up
when it falls due, and whoever reads on the web while they do.
"""

import asyncio
from dataclasses import replace
from datetime import datetime

import structlog

from bot.actions.owners import let_go
from bot.actions.rest_schedules import rest_schedules
from bot.bot import Bot
from bot.domain.people import Identity, Person, Role
from bot.ids import OrganisationId
from bot.ports import NotPosted, Permanent, Unknown, Vouches
from storage import cadences, people

log = structlog.get_logger()

PATIENCE = 8.0
"""Seconds that somebody waits at a page until we say that their platform does not answer."""


async def authors_still_here(bot: Bot, organisation_id: OrganisationId, due: datetime) -> None:
    """Look up everybody whose schedule falls due then; what nobody stands behind any more rests, and is not asked."""
    async with bot.database.read(organisation_id) as work:
        asking = [await cadences.get(work, each) for each in await cadences.due_at(work, due)]
        authors = {each.set_by for each in asking} - {None}
        known = [each for each in await people.staff(work) if each.id in authors] if authors else []
    for person in known:
        await look_at(bot, organisation_id, person)


async def heard_of(bot: Bot, organisation_id: OrganisationId, identity: Identity) -> None:
    """Something about somebody has changed: where they have a right, look whether it is still theirs."""
    async with bot.database.read(organisation_id) as work:
        person = await people.find(work, identity)
    if person is not None:
        await look_at(bot, organisation_id, person)


async def look_at(bot: Bot, organisation_id: OrganisationId, person: Person) -> bool | None:
    """Take away the role of somebody of whom no platform says that they are staff and one says that they are none.

    True where they are staff still, or no platform of theirs can be asked; False for who is none; None where it cannot
    be found out now: then everything stays as it is, since a right is looked up anew whenever it is used.
    """
    if not person.staff or person.gone_at is not None:
        return False
    async with bot.database.read(organisation_id) as work:
        accounts = await people.identities(work, person.id)
    said: list[bool | None] = []
    for each in accounts:
        mouth = bot.messengers.get(each.platform)
        if isinstance(mouth, Vouches):
            said.append(await _said(mouth, each))
    if not said or True in said:
        return True
    if None in said:
        return None
    async with bot.database.begin(organisation_id) as work:
        now = await people.get(work, person.id)
        await people.save(work, replace(now, role=Role.NONE))
        await let_go(work, now)
        rested = await rest_schedules(bot, work, now)
    if now.role is not Role.NONE or rested:
        log.warning("no staff any more", person=person.id, schedules=rested)
    return False


async def look_at_soon(bot: Bot, person: Person) -> bool | None:
    """The same for somebody who waits for it: a platform that takes too long has not told."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await look_at(bot, person.organisation_id, person)
    except TimeoutError:
        return None


async def _said(mouth: Vouches, identity: Identity) -> bool | None:
    try:
        return await mouth.still_staff(identity)
    except (NotPosted, Unknown, Permanent):
        return None
