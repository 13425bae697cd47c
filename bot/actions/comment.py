"""Keeps a few words that somebody adds to an answer of theirs: they go wherever that answer goes."""

from bot.actions.hear import hear
from bot.bot import Bot
from bot.cards.parts import Card
from bot.cards.receipt import receipt_card
from bot.domain import answers as rules
from bot.domain.aims import Goal
from bot.domain.answers import Answer
from bot.domain.channels import Place
from bot.domain.people import Visitor
from bot.domain.questions import Open
from bot.domain.rounds import Round
from bot.domain.wording import clean
from bot.errors import Refusal
from bot.presses import Comment
from bot.texts import Phrase
from storage import answers
from storage.faults import busy
from storage.kept import Kept, Outdated

TRIES = 3
"""Somebody who answers anew again and again meanwhile is asked to try later."""


async def comment(bot: Bot, press: Comment, visitor: Visitor, place: Place, *, inbox: str) -> Card:
    """Put what `visitor` wrote beside their answer, in the place of any earlier comment; returns the receipt.

    Empty text takes the comment away. Refusal when the poll takes no answers any more, is anonymous (nobody could
    tell whose answer it belongs to), or there is no answer to put it beside. Denied when they have no voice in it.
    """
    heard = await hear(bot, press.token, visitor, place, now=bot.now())
    if heard.question is None or heard.aim.goal is not Goal.WITHDRAW or isinstance(heard.question, Open):
        raise Refusal(Phrase("press.unknown"))
    if heard.anonymous:
        raise Refusal(Phrase("answer.anonymous_is_final"))
    if heard.previous is None:
        raise Refusal(Phrase("reply.nothing_beside"))
    words = clean(press.text)
    kept = await keep_comment(bot, heard.ask.round, heard.previous, words.text.strip(), inbox=inbox)
    return receipt_card(
        question=heard.question,
        value=kept.value,
        round_=heard.ask.round,
        aims=heard.ask.aims,
        joined_account=None,
        note=Phrase("answer.shortened") if words.shortened else None,
        zone=heard.ask.board.zone,
        comment=kept.comment,
    )


async def keep_comment(bot: Bot, round_: Round, given: Answer, text: str, *, inbox: str) -> Answer:
    """Keep `text` beside the answer `given`, or beside what the person has put in its place meanwhile.

    Returns the answer that stands; `inbox` names the press, so that the same one delivered twice changes nothing.
    Refusal when it is too late or the answer was withdrawn.
    """
    for tried in range(TRIES):
        said = rules.commented(round_, given, text, now=bot.now())
        if said is given:
            return given
        if not tried:
            deed = (round_.id, given.question_id, "comment", given.person_id)
            bot.changes.count(deed, "answer.too_fast", bot.now())
        mark = f"{inbox} {tried}" if tried else inbox
        kept = Kept(inbox=mark, organisation_id=round_.organisation_id, round_id=round_.id, answer=said)
        try:
            new = await bot.database.keep(kept)
        except Outdated as erased:  # Just now, or made one with somebody: pressed again, it finds out which.
            raise busy() from erased
        async with bot.database.read(round_.organisation_id) as work:
            standing = await answers.get(work, given.id)
        if standing is None:
            raise Refusal(Phrase("reply.nothing_beside"))
        if not new or standing.comment == text:
            return standing
        given = standing
    raise busy()
