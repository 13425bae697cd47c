"""Finds the polls that wait to go out, so that whoever asked them can still call them off wherever they look."""

from dataclasses import replace

from bot.access import Deed, may, may_end
from bot.actions.offer import offer
from bot.actions.status import status_of
from bot.actions.their_boards import theirs
from bot.bot import Bot
from bot.cards.drafts import Waiting, waiting_parts
from bot.cards.parts import Card, Part
from bot.cards.status import BoardStatus, status_card
from bot.domain.errands import ErrandKind
from bot.domain.people import Person
from bot.domain.rounds import Stage
from bot.ids import OrganisationId
from storage import engagements, rounds

MOST_SHOWN = 3
"""Drafts with their buttons; they go out within minutes, so there are seldom more."""


async def drafts_of(bot: Bot, person: Person) -> tuple[Part, ...]:
    """The person's own polls that are not out yet (an admin's: everybody's), the soonest first, with their buttons."""
    async with bot.database.begin(person.organisation_id) as work:
        found: list[Waiting] = []
        for board in await theirs(work, person, Deed.ASK):
            for each in await rounds.of_board(work, board.id):
                if each.stage is not Stage.DRAFT or not may_end(person, each, board):
                    continue
                found.append(
                    Waiting(
                        board=board,
                        round=each,
                        title=(await engagements.get(work, each.engagement_id)).title,
                        send=await offer(bot, work, ErrandKind.SEND_NOW, each.id, person_id=person.id),
                        test=await offer(bot, work, ErrandKind.TEST_TO_ME, each.id, person_id=person.id),
                        call_off=await offer(bot, work, ErrandKind.CALL_OFF, each.id, person_id=person.id),
                    )
                )
    return waiting_parts(sorted(found, key=lambda each: (str(each.round.deed_at), each.round.number))[:MOST_SHOWN])


async def status_seen(bot: Bot, organisation_id: OrganisationId, person: Person) -> list[BoardStatus]:
    """The boards that `person` may see, and how each is doing."""
    known = (await status_of(bot, organisation_id)).boards
    return [each for each in known if may(person, Deed.SEE, about=each.board)]


async def status_for(bot: Bot, organisation_id: OrganisationId, person: Person) -> Card:
    """How the boards are doing that `person` may see, and on top the polls that wait to go out."""
    card = status_card(await status_seen(bot, organisation_id, person))
    return replace(card, parts=(*card.parts[:1], *await drafts_of(bot, person), *card.parts[1:]))
