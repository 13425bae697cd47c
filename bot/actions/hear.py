"""Finds out what a press on a poll means, who pressed, and for whom they speak; who may not speak is refused here."""

from dataclasses import dataclass
from datetime import datetime

from bot.bot import Bot
from bot.domain import answers as rules
from bot.domain.aims import Aim
from bot.domain.answers import Answer
from bot.domain.audience import Voice, voice_of, voice_outside
from bot.domain.channels import Channel, ChannelKind, Place
from bot.domain.erasures import mark_of
from bot.domain.open_asks import OpenAsk
from bot.domain.people import Person, Visitor
from bot.domain.questions import Agree, Question
from bot.domain.visibility import Visibility
from bot.errors import Denied, Refusal
from bot.ids import PersonId, Token
from bot.texts import Phrase
from storage.lookups import Found, Press


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Everything needed to judge one press."""

    now: datetime
    """When it reached us: too late is judged by this."""
    ask: OpenAsk
    aim: Aim
    question: Question | None
    voice: Voice
    person: Person | None
    previous: Answer | None
    company: str
    """The name of the company that the voice joins."""
    room: Channel | None
    """The shared room in which it was pressed; None anywhere else."""
    key: bytes | None
    """The secret of an anonymous round, where an answer is to be sent."""
    erased_at: datetime | None
    """When the owner of this account was erased, if they were; they may have come anew since."""

    @property
    def anonymous(self) -> bool:
        """True when nobody may be able to tell who said what."""
        return self.ask.round.visibility is Visibility.ANONYMOUS


async def hear(
    bot: Bot,
    token: Token,
    visitor: Visitor,
    place: Place,
    *,
    now: datetime,
    final: bool = False,
    replaces: bool = False,
    anew: bool = False,
) -> Heard:
    """What the press on `token` comes to; `final` says that an anonymous answer is to be sent with it.

    `replaces` says that it takes the place of whatever was said before, so that who pressed may be known from some
    seconds ago; `anew` that they are not who they were then.

    `place` is where it was pressed; one that is no channel of ours (a direct message, a dialog, somebody's own page)
    vouches for nobody, and only members are heard there. Refusal for a button that is none of ours, or of a round that
    takes no answers; Denied when the visitor has no voice in it. In most cases this costs a share of one read.
    """
    organisation_id, ask = await bot.open_asks.behind(bot.database, place, token)
    if organisation_id is None or ask is None:
        raise Refusal(Phrase("press.unknown"))
    aim = ask.buttons[token]
    question = ask.question_of(aim)
    anonymous = ask.round.visibility is Visibility.ANONYMOUS
    pressed = Press(
        organisation_id=organisation_id,
        board_id=ask.board.id,
        round_id=ask.round.id,
        identity=visitor.identity,
        place=place,
        question_id=question.id if question is not None and not anonymous else None,
        final=final and anonymous,
        replaces=replaces and not anonymous and not isinstance(question, Agree),
        mark=mark_of(bot.ids, organisation_id, visitor.identity),
    )
    found = await bot.lookups.find(bot.database, pressed, anew=anew)
    try:
        voice = _voice(bot, ask, visitor, found)
    except Denied:
        if not pressed.replaces:
            raise
        # What speaks against them may be over since some seconds ago.
        found = await bot.lookups.find(bot.database, pressed, anew=True)
        voice = _voice(bot, ask, visitor, found)
    try:
        rules.check_open(ask.round, now)
    except Refusal:
        # What is held in memory may lag, and the round may have been extended meanwhile.
        ask = await bot.open_asks.of(bot.database, organisation_id, token, anew=True) or ask
        rules.check_open(ask.round, now)
    names = {**found.names, **({ask.home.id: ask.home.name} if ask.home else {})}
    return Heard(
        now=now,
        ask=ask,
        aim=aim,
        question=question,
        voice=voice,
        person=found.person,
        previous=found.previous,
        company=names[voice.account_id] if voice.joins else "",
        room=_room(found),
        key=found.key,
        erased_at=found.erased_at,
    )


def _voice(bot: Bot, ask: OpenAsk, visitor: Visitor, found: Found) -> Voice:
    if not found.in_channel:
        return voice_outside(ask.board, found.posted, visitor, person=found.person, seats=found.seats)
    if not found.posted:
        raise Denied(Phrase("answer.wrong_place"))
    return voice_of(
        ask.board,
        found.posted[0],
        visitor,
        person=found.person,
        new_person_id=found.person.id if found.person else _new_person_id(bot, ask, visitor),
        seats=found.seats,
        home_account_id=ask.home.id if ask.home else None,
    )


def _room(found: Found) -> Channel | None:
    here = found.posted[0] if found.in_channel and found.posted else None
    return here if here is not None and here.kind is ChannelKind.SHARED_ROOM else None


def _new_person_id(bot: Bot, ask: OpenAsk, visitor: Visitor) -> PersonId:
    return PersonId(bot.ids.of("person", ask.board.organisation_id, str(visitor.identity)))
