"""Reads what one person's answer page shows: the poll, what they said so far, and whether they can still say more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.actions.compose import Subject, channels_of, subject_of
from bot.actions.heard_back import last_time_of
from bot.actions.links import Link, link_in, web_identity
from bot.bot import Bot
from bot.domain.aims import Aims
from bot.domain.answers import Answer
from bot.domain.audience import voice_outside
from bot.domain.boards import Board
from bot.domain.channels import Channel, Place
from bot.domain.engagements import Engagement
from bot.domain.loops import LastTime
from bot.domain.members import Member
from bot.domain.people import Person, Visitor
from bot.domain.questions import Option, Question, options_of
from bot.domain.rounds import Round, Stage
from bot.domain.visibility import Visibility
from bot.errors import Denied
from bot.ids import PersonId, QuestionId
from storage import aims, answers, consent, members, people, rounds
from storage.database import Work


class PageState(StrEnum):
    """What can be done on the page."""

    OPEN = "open"
    NOT_YET = "not_yet"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    NOT_ASKED = "not_asked"
    """The person no longer has a seat for a company that is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPage:
    """One poll as one person sees it at one instant."""

    link: Link
    person: Person
    board: Board
    engagement: Engagement
    round: Round
    questions: tuple[Question, ...]
    options: Mapping[QuestionId, tuple[Option, ...]]
    """In an order of this person's own, so that no option gains by standing first."""
    aims: Aims
    said: Mapping[QuestionId, Answer]
    """The latest to each question, withdrawn or not. Of an anonymous poll nothing: this page cannot tell either."""
    skipped: bool
    """As far as it may be shown."""
    shows: bool
    """Whether whoever looks may see what was said, and that something was.

    The vendor's own people pass links on. So where they are promised to learn the company alone, the page shows it to
    somebody who has signed in, and to nobody else who has the link.
    """
    asked_by: str
    """The name of whoever asks; empty for a poll of a schedule."""
    state: PageState
    place: Place | None
    """The channel in which this person's company is asked; None where it is not."""
    ai_reads: bool
    """Whether an AI service may read what is answered."""
    last_time: LastTime | None = None
    """What an answer of their own led to, if they were told so since the poll before."""

    @property
    def visitor(self) -> Visitor:
        """Who acts on this page."""
        return Visitor(
            identity=web_identity(self.link.organisation_id, self.link.person_id),
            name=self.person.name,
            language=self.person.language,
            zone=self.person.zone,
            staff=self.person.staff,
        )

    @property
    def standing(self) -> dict[QuestionId, Answer]:
        """What counts now, as far as it may be shown."""
        return {question_id: answer for question_id, answer in self.counting.items() if self.shows}

    @property
    def counting(self) -> dict[QuestionId, Answer]:
        """What counts now, whether it may be shown or not."""
        return {question_id: answer for question_id, answer in self.said.items() if not answer.withdrawn}

    @property
    def anonymous(self) -> bool:
        """True when an answer is final and nobody can tell whose it is."""
        return self.round.visibility is Visibility.ANONYMOUS


async def answer_page(bot: Bot, token: str, signed_in: PersonId | None = None) -> AnswerPage | None:
    """The page behind `token`; None for a link we never made, and for people and polls that are gone.

    `signed_in` is who is known to look at it, by more than the link. It only reads: programs open links too, to show a
    preview of them.
    """
    link = link_in(bot, token)
    if link is None:
        return None
    async with bot.database.read(link.organisation_id) as work:
        person = await people.find(work, web_identity(link.organisation_id, link.person_id))
        if person is None or person.gone_at is not None or await rounds.find(work, link.round_id) is None:
            return None
        subject = await subject_of(work, link.round_id)
        seats = await members.seats(work, subject.board.id, person.id)
        allowed = await consent.given(work)
        channel = _channel(subject, await channels_of(work, subject), person, seats)
        said = await _said(work, subject.round, person.id)
        shows = subject.round.visibility is not Visibility.ACCOUNT or signed_in == person.id
        return AnswerPage(
            link=link,
            person=person,
            board=subject.board,
            engagement=subject.engagement,
            round=subject.round,
            questions=subject.questions,
            options={each.id: shuffled(bot, each, person.id) for each in subject.questions},
            aims=Aims(await aims.of_round(work, link.round_id)),
            said={each.question_id: each for each in said},
            skipped=shows and person.id in await answers.skips(work, link.round_id),
            shows=shows,
            asked_by=(await people.get(work, subject.round.asked_by)).name if subject.round.asked_by else "",
            state=_state(subject.round, bot.now(), asked=channel is not None),
            place=channel.place if channel else None,
            last_time=await last_time_of(work, subject.round, person.id),
            ai_reads=any(allowed.covers(subject.round, seat.account_id) for seat in seats),
        )


def _channel(subject: Subject, posted: Sequence[Channel], person: Person, seats: Sequence[Member]) -> Channel | None:
    """Where the company of this person is asked; a company is asked where one of its channels was."""
    visitor = Visitor(identity=web_identity(person.organisation_id, person.id))
    try:
        voice = voice_outside(subject.board, posted, visitor, person=person, seats=seats)
    except Denied:
        return None
    return next((each for each in posted if each.account_id in (None, voice.account_id)), None)


async def _said(work: Work, round_: Round, person_id: PersonId) -> list[Answer]:
    if round_.visibility is Visibility.ANONYMOUS:
        return []
    found = [await answers.one(work, round_.id, question_id, person_id) for question_id in round_.question_ids]
    return [each for each in found if each is not None]


def shuffled(bot: Bot, question: Question, person_id: PersonId) -> tuple[Option, ...]:
    """The options in the order in which this person sees them, always the same."""
    return tuple(sorted(options_of(question), key=lambda each: bot.ids.of("shuffle", person_id, question.id, each.id)))


def _state(round_: Round, now: datetime, *, asked: bool) -> PageState:
    match round_.stage:
        case Stage.DRAFT:
            return PageState.NOT_YET
        case Stage.CANCELLED:
            return PageState.CANCELLED
        case Stage.OPEN if now < round_.closes_at:
            return PageState.OPEN if asked else PageState.NOT_ASKED
        case _:
            return PageState.CLOSED
