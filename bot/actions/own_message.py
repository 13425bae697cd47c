"""Sees to it that an answer's button is pressed on a message of its own poll, where that message was posted.

A message can be forwarded to people who were never asked, and a payload can name one poll while the message belongs to
another. The mark that every message of ours carries tells which poll it speaks of, and where it belongs.
"""

from bot.actions.audit import note
from bot.actions.who import known_person
from bot.bot import Bot
from bot.domain.audit import Outcome
from bot.domain.channels import Place
from bot.domain.people import Visitor
from bot.errors import Refusal
from bot.ids import Token
from bot.texts import Phrase


async def check_message(bot: Bot, button: Token, visitor: Visitor, place: Place, mark: Token | None) -> None:
    """Refusal when `button` was pressed in `place` on a message that is not its poll's own; that is written down.

    `mark` is what the pressed message carries; None for a message without one. A button that stands for no answer of
    ours passes: what it is, others say. For most presses this costs no read.
    """
    organisation_id, ask = await bot.open_asks.behind(bot.database, place, button)
    if organisation_id is None or ask is None:
        return
    if mark is not None and await bot.open_asks.belongs(bot.database, organisation_id, mark, ask.round.id, place):
        return
    person = await known_person(bot, organisation_id, visitor.identity)
    who = person.id if person is not None else None
    await note(bot, organisation_id, who, "answer_elsewhere", ask.round.id, Outcome.REFUSED)
    raise Refusal(Phrase("answer.wrong_place"))
