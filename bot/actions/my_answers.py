"""Shows people everything of theirs that we hold, lets them change or take it, and lets them go."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.actions.menu import Guest
from bot.actions.offer import offer
from bot.actions.pause import UNTIL_SAID
from bot.actions.rights import admins_of
from bot.actions.take_out import link_to_data
from bot.bot import Bot
from bot.cards.my_answers import Mine, export_card, left_card, mine_card, nothing_card
from bot.cards.parts import Card
from bot.domain.aims import Aims
from bot.domain.answers import Answer
from bot.domain.cases import Case
from bot.domain.errands import ErrandKind
from bot.domain.people import Person
from bot.domain.rounds import Round, Stage
from bot.errors import Denied
from bot.ids import OrganisationId, PersonId
from bot.texts import Phrase
from storage import accounts, aims, answers, boards, cases, engagements, members, people, rounds, targets
from storage.database import Work

SHOWN = 8
"""The latest answers, each with its buttons; all of them are in the export."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    answers: Sequence[Mine]
    cases: Sequence[Case]


async def my_answers(bot: Bot, guest: Guest) -> Card:
    """The person's own answers, the newest first; those of open polls can be changed or withdrawn.

    What was said anonymously is not among them: nobody can tell whose it is.
    """
    person = guest.person
    if person is None:
        return nothing_card()
    async with bot.database.begin(guest.organisation_id) as work:
        held = await _held(bot, work, person.id)
        export = await offer(bot, work, ErrandKind.EXPORT_MINE, person.id, person_id=person.id)
        erase = await offer(bot, work, ErrandKind.ERASE_MINE, person.id, person_id=person.id)
        leave = await offer(bot, work, ErrandKind.LEAVE, person.id, person_id=person.id)
    return mine_card(
        answers=held.answers[:SHOWN],
        older=max(len(held.answers) - SHOWN, 0),
        cases=held.cases,
        export=export,
        erase=erase,
        leave=leave,
        zone=person.zone,
    )


async def export_mine(bot: Bot, organisation_id: OrganisationId, person_id: PersonId) -> Card:
    """Everything that leads to the person, as text: who they are to us, what they said, what they reported."""
    async with bot.database.read(organisation_id) as work:
        person = await people.get(work, person_id)
        identities = await people.identities(work, person_id)
        names = {each.id: each.name for each in await accounts.all(work)}
        seats = [
            (board.name, names[seat.account_id])
            for board in await boards.all(work)
            for seat in await members.seats(work, board.id, person_id)
        ]
        held = await _held(bot, work, person_id)
        meant = [
            ((await rounds.get(work, each.round_id)).label, each) for each in await targets.of_person(work, person_id)
        ]
    return export_card(
        person=person,
        identities=identities,
        seats=seats,
        answers=held.answers,
        cases=held.cases,
        meant=meant,
        link=link_to_data(bot, person),
    )


async def leave(bot: Bot, organisation_id: OrganisationId, person_id: PersonId) -> Card:
    """Take the person off every board and never write to them again; what they said before stays with their company.

    Denied for the own staff: they leave by losing their role.
    """
    async with bot.database.begin(organisation_id) as work:
        person: Person = await people.get(work, person_id)
        if person.staff:
            raise Denied(Phrase("leave.staff"))
        await members.remove(work, person_id)
        await people.save(work, replace(person, paused_until=UNTIL_SAID))
        admins = await admins_of(work)
    bot.lookups.ahead.forget_all(organisation_id)
    return left_card([each.name for each in admins])


async def _held(bot: Bot, work: Work, person_id: PersonId) -> _Held:
    said = await answers.of_person(work, person_id)
    known: dict[str, Round] = {}
    for each in said:
        if each.round_id not in known:
            known[each.round_id] = await rounds.get(work, each.round_id)
    latest = sorted(said, key=lambda each: (each.said_at, each.id), reverse=True)
    found = [await _mine(bot, work, each, known[each.round_id]) for each in latest]
    return _Held(answers=found, cases=await cases.of_person(work, person_id))


async def _mine(bot: Bot, work: Work, said: Answer, round_: Round) -> Mine:
    question = (await engagements.questions(work, [said.question_id]))[0]
    open_ = round_.stage is Stage.OPEN and bot.now() < round_.closes_at
    found = Aims(await aims.of_round(work, round_.id)) if open_ else None
    return Mine(round=round_, question=question, answer=said, aims=found)
