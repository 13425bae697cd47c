"""Finds out how somebody new is called; their answer does not wait for it."""

from collections.abc import Sequence
from dataclasses import replace

from bot.bot import Bot
from bot.domain.channels import Place
from bot.domain.people import Identity, Person, Visitor
from bot.domain.wording import clean
from bot.ids import OrganisationId
from storage import people
from storage.pressers import people_behind

LONGEST_NAME = 80


def is_nameless(name: str | None, identity: Identity, account_name: str) -> bool:
    """True when somebody we know, under this name, is known by nothing but what their account is called."""
    return name is not None and name in ("", identity.user, account_name)


async def learn_names(bot: Bot, seen: Sequence[tuple[Visitor, Place]]) -> None:
    """Keep people's names, languages and zones as the platform tells them; who is not known is left alone."""
    by_owner: dict[OrganisationId, list[Visitor]] = {}
    for visitor, place in seen:
        owner = await bot.open_asks.organisation_at(bot.database, place)
        if owner is not None and clean(visitor.name, LONGEST_NAME).text.strip():
            by_owner.setdefault(owner, []).append(visitor)
    for owner, visitors in by_owner.items():
        async with bot.database.begin(owner) as work:
            known = await people_behind(work, {each.identity for each in visitors})
            for each in visitors:
                person = known.get(each.identity)
                if person is not None:
                    await people.save(work, _called(person, each))


def _called(person: Person, visitor: Visitor) -> Person:
    return replace(
        person,
        name=clean(visitor.name, LONGEST_NAME).text.strip(),
        language=visitor.language or person.language,
        zone=visitor.zone or person.zone,
    )
