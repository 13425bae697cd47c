"""Finds out how somebody new is called; their answer does not wait for it."""

from collections.abc import Sequence
from dataclasses import replace

from bot.actions.same_person import ask_whether_same, found_same
from bot.bot import Bot
from bot.domain.channels import Place
from bot.domain.people import Identity, Person, Visitor
from bot.domain.wording import clean
from bot.ids import OrganisationId
from storage import people
from storage.database import Work
from storage.pressers import people_behind

LONGEST_NAME = 80


def is_nameless(name: str | None, identity: Identity, account_name: str) -> bool:
    """True when somebody we know, under this name, is known by nothing but what their account is called."""
    return name is not None and name in ("", identity.user, account_name)


async def learn_names(bot: Bot, seen: Sequence[tuple[Visitor, Place]]) -> None:
    """Keep people's names, languages and zones as the platform tells them; who is not known is left alone.

    Who turns out to be somebody we know already becomes one with them; who has a namesake at the same company is
    brought before the product team.
    """
    by_owner: dict[OrganisationId, list[Visitor]] = {}
    for visitor, place in seen:
        owner = await bot.open_asks.organisation_at(bot.database, place)
        if owner is not None and clean(visitor.name, LONGEST_NAME).text.strip():
            by_owner.setdefault(owner, []).append(visitor)
    for owner, visitors in by_owner.items():
        async with bot.database.begin(owner) as work:
            known = await people_behind(work, {each.identity for each in visitors})
            for each in visitors:
                person = await people.get(work, known[each.identity].id) if each.identity in known else None
                if person is not None:
                    await _save(bot, work, _called(person, each), each)


async def _save(bot: Bot, work: Work, person: Person, visitor: Visitor) -> None:
    """Keep a person under every spelling of their account; whoever was known by one of them is the same person."""
    for spelling in visitor.also:
        known = await people.find(work, spelling)
        if known is not None and known.id != person.id:
            person = replace(await found_same(bot, work, person, known), name=person.name)
    await people.save(work, person, visitor.identity, *visitor.also)
    await ask_whether_same(bot, work, person)


def _called(person: Person, visitor: Visitor) -> Person:
    return replace(
        person,
        name=clean(visitor.name, LONGEST_NAME).text.strip(),
        language=visitor.language or person.language,
        zone=visitor.zone or person.zone,
    )
