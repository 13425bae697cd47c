"""What one person sees of a message that all others see too: the message as it stands, and above it what concerns them.

Where a platform shows everybody the same message, a private reply has no place of its own; there it stands in the
person's own copy.
"""

from dataclasses import replace

from bot.actions.compose import Composed
from bot.actions.threads import composed
from bot.actions.who import known_person
from bot.bot import Bot
from bot.cards.parts import Card, Rule
from bot.cards.receipt import said_card
from bot.domain.channels import Place
from bot.domain.deliveries import Delivery, Kind, State
from bot.domain.people import Visitor
from bot.domain.rounds import Stage
from bot.domain.visibility import Visibility
from bot.ids import RoundId
from storage import answers, people, standing
from storage.open_asks import load


async def shared_view(bot: Bot, row: Delivery, visitor: Visitor, place: Place) -> Composed | None:
    """The message as everybody sees it; None where this person, in this place, is none of its readers."""
    if row.person_id is not None:
        person = await known_person(bot, row.organisation_id, visitor.identity)
        if person is None or person.id != row.person_id:
            return None
    elif row.place != place:
        return None
    return await composed(bot, row, {})


async def said_before(bot: Bot, row: Delivery, visitor: Visitor) -> Card | None:
    """What this person has answered to a poll so far, and what can be done about it; None where there is nothing.

    Of an anonymous poll there never is: nobody can tell.
    """
    if row.kind is not Kind.ASK:
        return None
    async with bot.database.read(row.organisation_id) as work:
        person = await people.find(work, visitor.identity)
        ask = await load(work, RoundId(row.subject_id)) if person is not None else None
        if person is None or ask is None or ask.round.visibility is Visibility.ANONYMOUS:
            return None
        given = [
            await answers.one(work, ask.round.id, question_id, person.id) for question_id in ask.round.question_ids
        ]
    said = [(ask.questions[each.question_id], each) for each in given if each is not None and not each.withdrawn]
    takes_more = ask.round.stage is Stage.OPEN and bot.now() < ask.round.closes_at
    return said_card(said, aims=ask.aims if takes_more else None) if said else None


async def proved(bot: Bot, row: Delivery, place: Place, ref: str) -> None:
    """Note that a message stands which may or may not have been posted: somebody has pressed a button of it.

    `place` is where it was pressed: of a message to a channel that proves something in that channel alone.
    """
    if row.state not in (State.SENDING, State.UNKNOWN) or not ref:
        return
    if row.person_id is None and row.place != place:
        return
    async with bot.database.begin(row.organisation_id) as work:
        await standing.stands(work, row, ref)


def with_reply(reply: Card, shared: Card) -> Card:
    """The reply above the message it belongs to."""
    return replace(reply, parts=(*reply.parts, Rule(), *shared.parts), more=())
