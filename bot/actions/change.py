"""Lets somebody answer a question again: it is put to them once more, privately."""

from bot.actions.hear import hear
from bot.bot import Bot
from bot.cards.parts import Card
from bot.cards.receipt import change_card
from bot.domain.aims import Goal
from bot.domain.channels import Place
from bot.domain.people import Visitor
from bot.errors import Refusal
from bot.presses import Change
from bot.texts import Phrase


async def change(bot: Bot, press: Change, visitor: Visitor, place: Place) -> Card:
    """The question with everything it can be answered with, and what the person wrote before; nothing is kept yet.

    Refusal when the round takes no answers any more, or is anonymous: such an answer is final.
    """
    heard = await hear(bot, press.token, visitor, place, now=bot.now())
    if heard.question is None or heard.aim.goal is not Goal.WITHDRAW:
        raise Refusal(Phrase("press.unknown"))
    if heard.anonymous:
        raise Refusal(Phrase("answer.anonymous_is_final"))
    before = heard.previous
    return change_card(
        question=heard.question,
        round_=heard.ask.round,
        aims=heard.ask.aims,
        said=before.value if before is not None and not before.withdrawn else None,
        zone=heard.ask.board.zone,
    )
