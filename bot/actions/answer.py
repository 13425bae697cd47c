"""Keeps one person's answer: when this returns it is on disk, and the caller may acknowledge."""

import asyncio
from datetime import datetime

from bot.actions.hear import Heard, hear
from bot.actions.rival_rooms import note_company
from bot.bot import Bot
from bot.cards.parts import Card
from bot.cards.receipt import confirm_card, receipt_card, sent_card, skipped_card, withdrawn_card
from bot.domain import answers as rules
from bot.domain.aims import Goal
from bot.domain.answers import Answer, Choice
from bot.domain.channels import Place
from bot.domain.haste import WITHIN
from bot.domain.members import Joined, Member
from bot.domain.open_asks import OpenAsk
from bot.domain.people import Person, Visitor
from bot.domain.questions import (
    Agree,
    Chosen,
    Likely,
    Multi,
    Nps,
    Open,
    Question,
    Rank,
    Ranked,
    Rated,
    Rating,
    Single,
    Stances,
    Value,
    Wrote,
    fits,
)
from bot.domain.wording import clean
from bot.errors import Refusal
from bot.ids import AnswerId, Ids, MemberId, OptionId, PersonId, QuestionId, RoundId, Token, fresh_key, voice_token
from bot.presses import Pick, Send, Skip, Vote, Withdraw, Write
from bot.texts import Phrase
from storage.kept import Joining, Kept, Outdated, Participation

AnswerPress = Vote | Pick | Write | Send | Skip | Withdraw
MOST_MADE = 500
"""Receipts held with one ask: of a list to tick there are more combinations than are worth it."""


async def answer(
    bot: Bot, press: AnswerPress, visitor: Visitor, place: Place, *, said_at: datetime, inbox: str
) -> Card:
    """Keep what `visitor` pressed in `place`; returns the private receipt.

    `said_at` is the platform's time of the press and `inbox` names the press itself, so that the same press delivered
    twice counts once. Refusal when the press counts nowhere; then nothing was stored.
    """
    final, replaces = isinstance(press, Send), isinstance(press, Vote)
    heard = await hear(bot, press.token, visitor, place, now=bot.now(), final=final, replaces=replaces)
    try:
        receipt = await _take(bot, heard, press, visitor, said_at, inbox)
    except Outdated:  # They have just been erased, or made one with somebody.
        heard = await hear(bot, press.token, visitor, place, now=heard.now, final=final, anew=True)
        receipt = await _take(bot, heard, press, visitor, said_at, inbox)
    if heard.room is not None and not heard.anonymous:  # Of an anonymous poll nothing tells which company was heard.
        await note_company(bot, heard.room, heard.voice.account_id)
    return receipt


async def _take(bot: Bot, heard: Heard, press: AnswerPress, visitor: Visitor, said_at: datetime, inbox: str) -> Card:
    if isinstance(press, Skip):
        # Of a stranger nothing is kept (only an answer joins), nor who passed on an anonymous poll.
        if not heard.voice.joins and not heard.anonymous:
            _not_in_haste(bot, heard, said_at)
            await bot.database.keep(_kept(bot, heard, visitor, inbox, skip_by=heard.voice.person_id))
        return skipped_card(round_=heard.ask.round, zone=heard.ask.board.zone)
    if heard.question is None:
        raise Refusal(Phrase("press.unknown"))
    if isinstance(press, Withdraw):
        return await _withdraw(bot, heard, heard.question, visitor, said_at, inbox)
    _check_not_from_before(heard, said_at)
    value = _value(press, heard, heard.question)
    if heard.anonymous:
        return await _answer_anonymously(bot, press, heard, heard.question, value, inbox)
    kept = rules.accept(
        heard.ask.round,
        heard.question,
        value,
        id=bot.ids.of_answer(heard.ask.round.id, heard.question.id, heard.voice.person_id),
        person_id=heard.voice.person_id,
        account_id=heard.voice.account_id,
        previous=heard.previous,
        said_at=said_at,
        now=heard.now,
    )
    if kept is not heard.previous:
        _not_in_haste(bot, heard, said_at)
        await bot.database.keep(_kept(bot, heard, visitor, inbox, answer=kept))
    note = Phrase("answer.shortened") if isinstance(press, Write) and clean(press.text).shortened else None
    return _receipt(heard, heard.question, kept, note)


def _not_in_haste(bot: Bot, heard: Heard, said_at: datetime) -> None:
    """TooFast when this answer was written too often just now; statements are judged one by one, and counted so."""
    statement = heard.aim.option_id if isinstance(heard.question, Agree) else None
    which = heard.question.id if heard.question is not None else None
    deed = (heard.ask.round.id, which, statement, heard.voice.person_id)
    bot.changes.count(deed, "answer.too_fast", heard.now, said_at=said_at)


def _not_flooding(bot: Bot, voice: tuple[RoundId, Token]) -> None:
    """TooFast when this voice was raised too often just now: it counts once, and each try after that costs a write.

    Whose voice it is and what it says are not in the count, and the count itself is gone when the minute is over.
    """
    if not len(bot.sends):
        _forget_soon(bot)
    bot.sends.count(voice, "answer.sent_too_often", bot.now())


def _forget_soon(bot: Bot) -> None:
    def forget() -> None:
        bot.sends.forget(bot.now())
        if len(bot.sends):
            _forget_soon(bot)

    asyncio.get_running_loop().call_later(WITHIN.total_seconds(), forget)


def _receipt(heard: Heard, question: Question, kept: Answer, note: Phrase | None) -> Card:
    """The receipt; a crowd that picks from few options gets few different ones."""
    joined, value = heard.company if heard.voice.joins else None, kept.value
    plain = isinstance(value, Chosen | Rated) and note is None and not kept.comment
    key = (question.id, value, joined) if plain else None
    if key is not None and isinstance(known := heard.ask.made.get(key), Card):
        return known
    card = receipt_card(
        question=question,
        value=value,
        round_=heard.ask.round,
        aims=heard.ask.aims,
        joined_account=joined,
        note=note,
        zone=heard.ask.board.zone,
        following=_following(heard.ask, question),
        comment=kept.comment,
    )
    if key is not None and len(heard.ask.made) < MOST_MADE:
        heard.ask.made[key] = card
    return card


def _check_not_from_before(heard: Heard, said_at: datetime) -> None:
    """Refusal for a press from before its author was erased, delivered once more: it does not bring them back."""
    if heard.person is None and heard.erased_at is not None and said_at <= heard.erased_at:
        raise Refusal(Phrase("answer.erased"))


def _following(ask: OpenAsk, answered: Question) -> Question | None:
    """The question of the poll that stands beneath the one that was answered."""
    asked = iter(ask.round.question_ids)
    beneath = next(asked, None) if answered.id in asked else None
    return ask.questions.get(beneath) if beneath is not None else None


async def _withdraw(
    bot: Bot, heard: Heard, question: Question, visitor: Visitor, said_at: datetime, inbox: str
) -> Card:
    if heard.anonymous:
        raise Refusal(Phrase("answer.anonymous_is_final"))
    if heard.previous is None:
        raise Refusal(Phrase("answer.nothing_to_withdraw"))
    gone = rules.withdraw(heard.ask.round, heard.previous, said_at=said_at, now=heard.now)
    if gone is not heard.previous:
        _not_in_haste(bot, heard, said_at)
        await bot.database.keep(_kept(bot, heard, visitor, inbox, answer=gone))
    if heard.previous.withdrawn:
        raise Refusal(Phrase("answer.nothing_to_withdraw"))
    return withdrawn_card(question=question, round_=heard.ask.round, zone=heard.ask.board.zone)


async def _answer_anonymously(
    bot: Bot, press: AnswerPress, heard: Heard, question: Question, value: Value, inbox: str
) -> Card:
    """Nothing is kept before "Send"; then the choice and the participation go to two tables with nothing in common."""
    fitting = fits(question, value)
    if not isinstance(press, Send):
        text = fitting.text if isinstance(fitting, Wrote) else ""
        picked = press.picked if isinstance(press, Pick) else ()
        return confirm_card(question=question, value=fitting, press=Send(press.token, picked, text))
    if heard.key is None:
        raise Refusal(Phrase("round.has_closed", {"round": heard.ask.round.label}))
    token = voice_token(heard.key, heard.voice.person_id)
    _not_flooding(bot, (heard.ask.round.id, token))
    kept = Kept(
        inbox=inbox,
        organisation_id=heard.ask.round.organisation_id,
        round_id=heard.ask.round.id,
        received_at=heard.now,
        participation=Participation(
            token=token,
            account_token=voice_token(heard.key, PersonId(heard.voice.account_id)),
        ),
        choices=(
            Choice(
                id=AnswerId(Ids(fresh_key()).of("choice")),
                organisation_id=heard.ask.round.organisation_id,
                round_id=heard.ask.round.id,
                question_id=question.id,
                value=fitting,
            ),
        ),
    )
    if not await bot.database.keep(kept):
        raise Refusal(Phrase("answer.anonymous_is_final"))
    return sent_card(round_=heard.ask.round, zone=heard.ask.board.zone)


def _value(press: AnswerPress, heard: Heard, question: Question) -> Value:
    aim = heard.aim
    match question, press:
        case Open(), Write(text=text) | Send(text=text):
            return Wrote(text=clean(text).text)
        case Multi(), Pick(picked=ticked) | Send(picked=ticked) if aim.goal is Goal.PICK:
            return Chosen(options=_options(heard.ask, question.id, ticked))
        case Single(), Vote() | Send() if aim.option_id is not None:
            return Chosen(options=(aim.option_id,))
        case Rating(), Vote() | Send() if aim.score is not None:
            return Rated(score=aim.score)
        case Nps(), Vote() | Send() if aim.score is not None:
            return Likely(score=aim.score)
        case Rank(), Pick(picked=ordered) | Send(picked=ordered) if aim.goal is Goal.PICK:
            return Ranked(order=_options(heard.ask, question.id, ordered))
        case Agree(), Vote() | Send() if aim.option_id is not None and aim.stance is not None:
            return Stances(stances={aim.option_id: aim.stance})
        case _:
            raise Refusal(Phrase("press.unknown"))


def _options(ask: OpenAsk, question_id: QuestionId, ticked: tuple[Token, ...]) -> tuple[OptionId, ...]:
    aims = [ask.buttons[token] for token in ticked if token in ask.buttons]
    return tuple(aim.option_id for aim in aims if aim.question_id == question_id and aim.option_id is not None)


def _kept(
    bot: Bot,
    heard: Heard,
    visitor: Visitor,
    inbox: str,
    *,
    answer: Answer | None = None,
    skip_by: PersonId | None = None,
) -> Kept:
    return Kept(
        inbox=inbox,
        organisation_id=heard.ask.round.organisation_id,
        round_id=heard.ask.round.id,
        received_at=heard.now,
        answer=answer,
        skip_by=skip_by,
        joins=_joining(bot, heard, visitor) if heard.voice.joins else None,
    )


def _joining(bot: Bot, heard: Heard, visitor: Visitor) -> Joining:
    person = heard.person or Person(
        id=heard.voice.person_id,
        organisation_id=heard.ask.board.organisation_id,
        name=clean(visitor.name, 80).text or visitor.identity.user,
        language=visitor.language or heard.ask.board.language,
        zone=visitor.zone or heard.ask.board.zone,
        staff=visitor.staff,
    )
    member = Member(
        id=MemberId(bot.ids.of("member", heard.ask.board.id, person.id, heard.voice.account_id)),
        organisation_id=heard.ask.board.organisation_id,
        board_id=heard.ask.board.id,
        person_id=person.id,
        account_id=heard.voice.account_id,
        joined_at=heard.now,
        joined_by=Joined.FIRST_ANSWER,
        answered_once=True,
    )
    return Joining(person=person, identity=visitor.identity, member=member)
