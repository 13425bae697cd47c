"""Keeps what somebody wrote in the thread of a poll, and lets it count once they say so."""

from datetime import datetime

from bot.actions.answer import answer
from bot.actions.comment import keep_comment
from bot.actions.offer import offer
from bot.bot import Bot
from bot.cards.parts import Card
from bot.cards.reply import commented_card, count_card
from bot.domain import answers as rules
from bot.domain.aims import Aims, Goal
from bot.domain.answers import Answer
from bot.domain.channels import ChannelKind, Place
from bot.domain.errands import ErrandKind
from bot.domain.people import Person, Visitor
from bot.domain.questions import Open, Question
from bot.domain.replies import Reply
from bot.domain.rounds import Round, Stage
from bot.domain.visibility import Visibility
from bot.domain.wording import clean
from bot.errors import Denied, Refusal
from bot.ids import OrganisationId, RoundId
from bot.presses import Write
from bot.texts import Phrase
from storage import aims, answers, channels, engagements, members, people, replies, rounds
from storage.database import Work


async def heard_reply(
    bot: Bot, visitor: Visitor, place: Place, round_id: RoundId, text: str, *, said_at: datetime, message: str
) -> Card | None:
    """Keep a reply in the thread of a poll, sealed, and ask its author whether it is meant to count.

    `message` names the reply on its platform, so that the same one delivered twice is asked about once. None, and
    nothing is kept, where it cannot count: in rooms that companies share, in anonymous polls, from the own staff,
    once the poll is over, and where there is neither an open question nor an answer to put it beside.
    """
    organisation_id = await bot.database.organisation_at(place)
    words = clean(text).text.strip()
    if organisation_id is None or not words or visitor.staff:
        return None
    async with bot.database.begin(organisation_id) as work:
        round_ = await rounds.find(work, round_id)
        if round_ is None or not _takes_replies(round_, bot.now()):
            return None
        here = [each for each in await channels.at(work, place) if each.board_id == round_.board_id]
        if not here or here[0].kind is not ChannelKind.CUSTOMER:
            return None
        person = await people.find(work, visitor.identity)
        if person is not None and person.staff:
            return None
        asked = await engagements.questions(work, round_.question_ids)
        beside = await _beside(work, round_, person) if person is not None else None
        if _open_question(asked) is None and beside is None:
            return None
        kept = Reply(
            id=bot.ids.of("reply", round_.id, str(place), message),
            organisation_id=organisation_id,
            round_id=round_.id,
            place=str(place),
            identity=str(visitor.identity),
            sealed=work.seal.seal(words.encode()),
            said_at=said_at,
        )
        if not await replies.add(work, kept):
            return None
        press = await offer(bot, work, ErrandKind.COUNT_REPLY, kept.id)
    return count_card(text=words, round_=round_, press=press, comment=_open_question(asked) is None)


async def count_reply(bot: Bot, organisation_id: OrganisationId, reply_id: str, visitor: Visitor) -> Card:
    """Let a reply count: as the answer to the poll's open question, else as a comment on the answer given.

    Only its author may; it is judged like any answer, by when it was said. Afterwards it is kept nowhere else. What
    stands beside the answer already stays, and the reply is added beneath it.
    """
    async with bot.database.read(organisation_id) as work:
        reply = await replies.find(work, reply_id)
        if reply is None:
            raise Refusal(Phrase("reply.gone"))
        if reply.identity != str(visitor.identity):
            raise Denied(Phrase("press.not_yours"))
        round_ = await rounds.get(work, reply.round_id)
        question = _open_question(await engagements.questions(work, round_.question_ids))
        buttons = Aims(await aims.of_round(work, round_.id))
        words = work.seal.unseal(reply.sealed).decode()
    rules.check_open(round_, bot.now())
    if question is not None:
        press = Write(buttons.token(Goal.WRITE, question_id=question.id), words)
        card = await answer(
            bot, press, visitor, Place.parse(reply.place), said_at=reply.said_at, inbox=f"reply {reply.id}"
        )
    else:
        card = await _comment(bot, organisation_id, round_, visitor, words, reply)
    async with bot.database.begin(organisation_id) as work:
        await replies.forget(work, reply.id)
    return card


async def _comment(
    bot: Bot, organisation_id: OrganisationId, round_: Round, visitor: Visitor, words: str, reply: Reply
) -> Card:
    async with bot.database.read(organisation_id) as work:
        person = await people.find(work, visitor.identity)
        given = await _beside(work, round_, person) if person is not None else None
    if given is None:
        raise Refusal(Phrase("reply.nothing_beside"))
    joined = clean(f"{given.comment}\n{words}" if given.comment else words)
    await keep_comment(bot, round_, given, joined.text, inbox=f"reply {reply.id}")
    return commented_card(round_, shortened=joined.shortened)


async def _beside(work: Work, round_: Round, person: Person) -> Answer | None:
    """The latest answer of the person in the round that still stands."""
    if not await members.seats(work, round_.board_id, person.id):
        return None
    given = [each for each in await answers.of_round(work, round_.id) if each.person_id == person.id]
    standing = [each for each in given if not each.withdrawn]
    return max(standing, key=lambda each: each.said_at, default=None)


def _open_question(asked: tuple[Question, ...]) -> Open | None:
    return next((each for each in asked if isinstance(each, Open)), None)


def _takes_replies(round_: Round, now: datetime) -> bool:
    open_ = round_.stage is Stage.OPEN and now < round_.closes_at
    return open_ and round_.visibility is not Visibility.ANONYMOUS
