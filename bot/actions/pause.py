"""Leaves people alone who ask for it: for a week, for a month, until they say otherwise, or with one poll."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.actions.menu import Guest
from bot.actions.offer import offer
from bot.bot import Bot
from bot.cards.menu import ended_card, not_my_area_card, pause_card, paused_card, stranger_card
from bot.cards.parts import Card
from bot.domain.errands import ErrandKind
from bot.domain.people import Person
from bot.domain.rounds import Stage
from bot.domain.visibility import Visibility
from bot.ids import OrganisationId, PersonId
from storage import answers, people

LENGTHS = {
    ErrandKind.PAUSE_WEEK: timedelta(days=7),
    ErrandKind.PAUSE_MONTH: timedelta(days=30),
}
UNTIL_SAID = datetime(9999, 12, 31, tzinfo=UTC)
"""No end that anybody lives to see: until the person says so."""


async def not_my_area(bot: Bot, guest: Guest) -> Card:
    """The person passes on this poll, so that nobody reminds them; of an anonymous one nothing is kept."""
    round_ = guest.round
    live = round_ is not None and round_.stage is Stage.OPEN and round_.visibility is not Visibility.ANONYMOUS
    if guest.person is not None and guest.seats and round_ is not None and live:
        async with bot.database.begin(guest.organisation_id) as work:
            await answers.add_skips(work, [(round_.id, guest.person.id, bot.now())])
    return not_my_area_card(round_)


async def offer_pause(bot: Bot, guest: Guest) -> Card:
    """For how long, or the end of a pause that holds; who never answered is asked by nobody anyway."""
    person = guest.person
    if person is None:
        return stranger_card()
    paused = person.paused_until is not None and person.paused_until > bot.now()
    async with bot.database.begin(guest.organisation_id) as work:
        kinds = [*LENGTHS, ErrandKind.PAUSE_OPEN, *([ErrandKind.END_PAUSE] if paused else [])]
        presses = {kind: await offer(bot, work, kind, person.id, person_id=person.id) for kind in kinds}
    return pause_card(
        presses=presses, until=_shown(person.paused_until) if paused else None, paused=paused, zone=person.zone
    )


async def pause(bot: Bot, organisation_id: OrganisationId, person_id: PersonId, kind: ErrandKind) -> Card:
    """The same for one of the lengths that are offered as buttons."""
    return await pause_for(bot, organisation_id, person_id, LENGTHS.get(kind))


async def pause_for(bot: Bot, organisation_id: OrganisationId, person_id: PersonId, length: timedelta | None) -> Card:
    """Nobody names, reminds or writes to the person until then; polls still stand in their channel.

    Without a length it holds until they say otherwise.
    """
    until = bot.now() + length if length is not None else UNTIL_SAID
    async with bot.database.begin(organisation_id) as work:
        person = replace(await people.get(work, person_id), paused_until=until)
        await people.save(work, person)
        end = await offer(bot, work, ErrandKind.END_PAUSE, person.id, person_id=person.id)
    return paused_card(until=_shown(until), end=end, zone=person.zone)


async def end_pause(bot: Bot, organisation_id: OrganisationId, person_id: PersonId) -> Card:
    """The person may be asked again; ending a pause twice is harmless."""
    async with bot.database.begin(organisation_id) as work:
        person: Person = await people.get(work, person_id)
        await people.save(work, replace(person, paused_until=None))
    return ended_card()


def _shown(until: datetime | None) -> datetime | None:
    return until if until is not None and until < UNTIL_SAID else None
