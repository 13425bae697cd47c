"""Lists the open polls in which somebody has a voice, wherever they may answer them."""

from dataclasses import dataclass

from bot.actions.compose import channels_of, subject_of
from bot.actions.links import web_identity
from bot.bot import Bot
from bot.domain.audience import voice_outside
from bot.domain.boards import Board
from bot.domain.people import Person, Visitor
from bot.domain.rounds import Round, Stage
from bot.domain.visibility import Visibility
from bot.errors import Denied
from storage import answers, boards, members, rounds
from storage.database import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class ToAnswer:
    """One open poll, and whether its reader has answered it."""

    round: Round
    title: str
    board: Board
    answered: bool
    """Always False for an anonymous poll: this cannot be told of it."""


async def polls_to_answer(bot: Bot, person: Person) -> tuple[ToAnswer, ...]:
    """The open polls for which `person` could answer now, the first to close on top; reading them changes nothing."""
    found: list[ToAnswer] = []
    async with bot.database.read(person.organisation_id) as work:
        for board in await boards.all(work):
            for each in await rounds.of_board(work, board.id):
                if each.stage is Stage.OPEN and each.closes_at > bot.now():
                    found += await _for(work, board, each, person)
    return tuple(sorted(found, key=lambda each: (each.round.closes_at, each.round.id)))


async def _for(work: Work, board: Board, round_: Round, person: Person) -> list[ToAnswer]:
    """The poll, where the person has a voice in it."""
    seats = await members.seats(work, board.id, person.id)
    if not seats:
        return []
    subject = await subject_of(work, round_.id)
    visitor = Visitor(identity=web_identity(person.organisation_id, person.id))
    try:
        voice_outside(board, await channels_of(work, subject), visitor, person=person, seats=seats)
    except Denied:
        return []
    answered = round_.visibility is not Visibility.ANONYMOUS and await _answered(work, round_, person)
    return [ToAnswer(round=round_, title=subject.engagement.title, board=board, answered=answered)]


async def _answered(work: Work, round_: Round, person: Person) -> bool:
    said = [await answers.one(work, round_.id, each, person.id) for each in round_.question_ids]
    return any(each is not None and not each.withdrawn for each in said)
