"""Keeps one person's answer: when this returns it is on disk, and the caller may acknowledge."""

from dataclasses import dataclass
from datetime import datetime

from bot.bot import Bot
from bot.cards.parts import Card
from bot.cards.receipt import confirm_card, receipt_card, sent_card, skipped_card, withdrawn_card
from bot.domain import answers as rules
from bot.domain.aims import Aim, Aims, Goal
from bot.domain.answers import Answer, Choice
from bot.domain.audience import Voice, voice_of
from bot.domain.boards import Board
from bot.domain.channels import Place
from bot.domain.deliveries import Kind
from bot.domain.members import Joined, Member
from bot.domain.people import Person, Visitor
from bot.domain.questions import (
    Agree,
    Chosen,
    Multi,
    Open,
    Question,
    Rated,
    Rating,
    Single,
    Stances,
    Value,
    Wrote,
    fits,
)
from bot.domain.rounds import Round
from bot.domain.visibility import Visibility
from bot.domain.wording import clean
from bot.errors import Denied, Refusal
from bot.ids import AnswerId, Ids, MemberId, OrganisationId, PersonId, fresh_key, voice_token
from bot.presses import Pick, Send, Skip, Vote, Withdraw, Write
from bot.texts import Phrase
from storage import (
    accounts,
    aims,
    anonymous,
    answers,
    boards,
    channels,
    deliveries,
    engagements,
    members,
    people,
    rounds,
)
from storage.kept import Joining, Kept, Participation

AnswerPress = Vote | Pick | Write | Send | Skip | Withdraw


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Everything needed to judge one press, read in one transaction."""

    board: Board
    round: Round
    question: Question | None
    aim: Aim
    picked: tuple[Aim, ...]
    aims: Aims
    voice: Voice
    person: Person | None
    previous: Answer | None
    company: str


async def answer(
    bot: Bot, press: AnswerPress, visitor: Visitor, place: Place, *, said_at: datetime, inbox: str
) -> Card:
    """Keep what `visitor` pressed in `place`; returns the private receipt.

    `said_at` is the platform's time of the press and `inbox` names the press itself, so that the same press delivered
    twice counts once. Refusal when the press counts nowhere; then nothing was stored.
    """
    organisation_id = await bot.database.organisation_of(place.lane)
    if organisation_id is None:
        raise Refusal(Phrase("press.unknown"))
    asked = await _read(bot, organisation_id, press, visitor, place)
    rules.check_open(asked.round, bot.now())
    if isinstance(press, Skip):
        # Of a stranger nothing is kept (only an answer joins), nor who passed on an anonymous poll.
        if not asked.voice.joins and asked.round.visibility is not Visibility.ANONYMOUS:
            await bot.database.keep(_kept(bot, asked, visitor, inbox, skip_by=asked.voice.person_id))
        return skipped_card(round_=asked.round, zone=asked.board.zone)
    if asked.question is None:
        raise Refusal(Phrase("press.unknown"))
    if isinstance(press, Withdraw):
        return await _withdraw(bot, asked, asked.question, visitor, said_at, inbox)
    value = _value(press, asked, asked.question)
    if asked.round.visibility is Visibility.ANONYMOUS:
        return await _answer_anonymously(bot, press, asked, asked.question, value, inbox)
    kept = rules.accept(
        asked.round,
        asked.question,
        value,
        id=AnswerId(bot.ids.of("answer", asked.round.id, asked.question.id, asked.voice.person_id)),
        person_id=asked.voice.person_id,
        account_id=asked.voice.account_id,
        previous=asked.previous,
        said_at=said_at,
        now=bot.now(),
    )
    if kept is not asked.previous:
        await bot.database.keep(_kept(bot, asked, visitor, inbox, answer=kept))
    note = Phrase("answer.shortened") if isinstance(press, Write) and clean(press.text).shortened else None
    return receipt_card(
        question=asked.question,
        value=kept.value,
        round_=asked.round,
        aims=asked.aims,
        joined_account=asked.company if asked.voice.joins else None,
        note=note,
        zone=asked.board.zone,
    )


async def _withdraw(
    bot: Bot, asked: Asked, question: Question, visitor: Visitor, said_at: datetime, inbox: str
) -> Card:
    if asked.round.visibility is Visibility.ANONYMOUS:
        raise Refusal(Phrase("answer.anonymous_is_final"))
    if asked.previous is None or asked.previous.withdrawn:
        raise Refusal(Phrase("answer.nothing_to_withdraw"))
    gone = rules.withdraw(asked.round, asked.previous, said_at=said_at, now=bot.now())
    if gone is not asked.previous:
        await bot.database.keep(_kept(bot, asked, visitor, inbox, answer=gone))
    return withdrawn_card(question=question, round_=asked.round, zone=asked.board.zone)


async def _answer_anonymously(
    bot: Bot, press: AnswerPress, asked: Asked, question: Question, value: Value, inbox: str
) -> Card:
    """Nothing is kept before "Send"; then the choice and the participation go to two tables with nothing in common."""
    fitting = fits(question, value)
    if not isinstance(press, Send):
        text = fitting.text if isinstance(fitting, Wrote) else ""
        picked = press.picked if isinstance(press, Pick) else ()
        return confirm_card(question=question, value=fitting, press=Send(press.token, picked, text))
    async with bot.database.read(asked.round.organisation_id) as work:
        key = await anonymous.key(work, asked.round.id)
    if key is None:
        raise Refusal(Phrase("round.has_closed", {"round": asked.round.label}))
    kept = Kept(
        inbox=inbox,
        organisation_id=asked.round.organisation_id,
        round_id=asked.round.id,
        received_at=bot.now(),
        participation=Participation(
            token=voice_token(key, asked.voice.person_id),
            account_token=voice_token(key, PersonId(asked.voice.account_id)),
        ),
        choices=(
            Choice(
                id=AnswerId(Ids(fresh_key()).of("choice")),
                organisation_id=asked.round.organisation_id,
                round_id=asked.round.id,
                question_id=question.id,
                value=fitting,
            ),
        ),
    )
    if not await bot.database.keep(kept):
        raise Refusal(Phrase("answer.anonymous_is_final"))
    return sent_card(round_=asked.round, zone=asked.board.zone)


async def _read(bot: Bot, organisation_id: OrganisationId, press: AnswerPress, visitor: Visitor, place: Place) -> Asked:
    async with bot.database.read(organisation_id) as work:
        aim = await aims.of_token(work, press.token)
        if aim is None or aim.round_id is None:
            raise Refusal(Phrase("press.unknown"))
        round_ = await rounds.get(work, aim.round_id)
        board = await boards.get(work, round_.board_id)
        posted = {sent.channel_id for sent in await deliveries.of_subject(work, Kind.ASK, round_.id)}
        here = [channel for channel in await channels.at(work, place) if channel.id in posted]
        if not here:
            raise Denied(Phrase("answer.wrong_place"))
        person = await people.find(work, visitor.identity)
        new_id = PersonId(bot.ids.of("person", organisation_id, str(visitor.identity)))
        home = await accounts.by_key(work, "own")
        voice = voice_of(
            board,
            here[0],
            visitor,
            person=person,
            new_person_id=new_id,
            seats=await members.seats(work, board.id, person.id) if person else [],
            home_account_id=home.id if home else None,
        )
        found = await engagements.questions(work, [aim.question_id]) if aim.question_id else ()
        question = found[0] if found else None
        tokens = press.picked if isinstance(press, Pick | Send) else ()
        picked = [await aims.of_token(work, token) for token in tokens]
        previous = (
            await answers.one(work, round_.id, question.id, voice.person_id)
            if question and round_.visibility is not Visibility.ANONYMOUS
            else None
        )
        return Asked(
            board=board,
            round=round_,
            question=question,
            aim=aim,
            picked=tuple(each for each in picked if each is not None),
            aims=Aims(await aims.of_round(work, round_.id)),
            voice=voice,
            person=person,
            previous=previous,
            company=(await accounts.get(work, voice.account_id)).name,
        )


def _value(press: AnswerPress, asked: Asked, question: Question) -> Value:
    aim = asked.aim
    match question, press:
        case Open(), Write(text=text) | Send(text=text):
            return Wrote(text=clean(text).text)
        case Multi(), Pick() | Send() if aim.goal is Goal.PICK:
            return Chosen(
                options=tuple(tick.option_id for tick in asked.picked if _ticks(tick, aim) and tick.option_id)
            )
        case Single(), Vote() | Send() if aim.option_id is not None:
            return Chosen(options=(aim.option_id,))
        case Rating(), Vote() | Send() if aim.score is not None:
            return Rated(score=aim.score)
        case Agree(), Vote() | Send() if aim.option_id is not None and aim.stance is not None:
            return Stances(stances={aim.option_id: aim.stance})
        case _:
            raise Refusal(Phrase("press.unknown"))


def _ticks(tick: Aim, aim: Aim) -> bool:
    return tick.round_id == aim.round_id and tick.question_id == aim.question_id


def _kept(
    bot: Bot,
    asked: Asked,
    visitor: Visitor,
    inbox: str,
    *,
    answer: Answer | None = None,
    skip_by: PersonId | None = None,
) -> Kept:
    return Kept(
        inbox=inbox,
        organisation_id=asked.round.organisation_id,
        round_id=asked.round.id,
        received_at=bot.now(),
        answer=answer,
        skip_by=skip_by,
        joins=_joining(bot, asked, visitor) if asked.voice.joins else None,
    )


def _joining(bot: Bot, asked: Asked, visitor: Visitor) -> Joining:
    person = asked.person or Person(
        id=asked.voice.person_id,
        organisation_id=asked.board.organisation_id,
        name=clean(visitor.name, 80).text or visitor.identity.user,
        language=visitor.language or asked.board.language,
        zone=visitor.zone or asked.board.zone,
        staff=visitor.staff,
    )
    member = Member(
        id=MemberId(bot.ids.of("member", asked.board.id, person.id, asked.voice.account_id)),
        organisation_id=asked.board.organisation_id,
        board_id=asked.board.id,
        person_id=person.id,
        account_id=asked.voice.account_id,
        joined_at=bot.now(),
        joined_by=Joined.FIRST_ANSWER,
        answered_once=True,
    )
    return Joining(person=person, identity=visitor.identity, member=member)
