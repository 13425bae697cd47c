"""Makes the card that a delivery shows, from what its subject is at this moment."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar, assert_never

from bot.actions.by_segment import split_parts
from bot.actions.compose_title import title_for_customers
from bot.actions.funnel import funnel_beneath
from bot.actions.heard_back import last_times
from bot.actions.heard_beside import heard_about, heard_in
from bot.actions.notices import notice_of
from bot.actions.outcome import Outcome, outcome_of
from bot.bot import Bot
from bot.cards import codec
from bot.cards.loop import loop_card
from bot.cards.menu import menu_of
from bot.cards.notices import nudge_card
from bot.cards.parts import Card, Menu
from bot.cards.question import ask_card, cancelled_card, thanks_card
from bot.cards.reminder import remind_card
from bot.cards.results import results_card
from bot.domain.aims import Aims
from bot.domain.answers import Answer, Choice
from bot.domain.boards import Board, BoardKind
from bot.domain.channels import Channel
from bot.domain.consent import Consent
from bot.domain.deliveries import Delivery, Kind
from bot.domain.engagements import Engagement
from bot.domain.loops import LastTime
from bot.domain.people import paused
from bot.domain.questions import Question
from bot.domain.rounds import Round, Stage
from bot.domain.tallies import Tally, tally, turnout
from bot.domain.visibility import Turnout, Visibility
from bot.ids import AccountId, DecisionId, DigestId, PersonId, RoundId
from storage import (
    accounts,
    aims,
    anonymous,
    answers,
    asked,
    boards,
    channels,
    consent,
    deliveries,
    digests,
    engagements,
    errands,
    people,
    rounds,
    suggestions,
    voices,
)
from storage.database import Work

S = TypeVar("S", bound=Answer | Choice)
CLOSED = (Stage.CLOSED, Stage.REPORTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """A card, the language its readers share, and the version of the subject it shows."""

    card: Card
    language: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A round with everything its cards show."""

    round: Round
    board: Board
    engagement: Engagement
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """A round as its asks show it at one instant: what is read once serves every channel of a lane's run."""

    subject: Subject
    aims: Aims
    answered: int
    said: tuple[Answer, ...]
    """What was said so far, of a live ask; else empty."""
    menu: Menu | None
    last_times: Mapping[AccountId, LastTime]
    """What companies heard about since the poll before, where their own answers led to it."""
    consent: Consent
    outcome: Outcome | None = None
    """What came of it, once it is closed."""

    @property
    def differs(self) -> bool:
        """True when companies may read it differently, so that it has to be known whose a channel is."""
        return self.subject.engagement.live or bool(self.said or self.last_times or self.consent.vendor_since)


async def compose(bot: Bot, row: Delivery, seen: dict[RoundId, Live]) -> Composed | None:
    """The message as it should stand now; None when there is nothing left to say (its round was cancelled unsent).

    `seen` remembers rounds between messages of one run. A round that changes meanwhile is drawn as it was, under the
    version it had, and therefore drawn again by the next run.
    """
    async with bot.database.read(row.organisation_id) as work:
        match row.kind:
            case Kind.ASK:
                return await _ask(work, row, seen)
            case Kind.REMIND:
                return await _reminder(work, row, bot.now())
            case Kind.RESULTS:
                subject = await subject_of(work, RoundId(row.subject_id))
                card = await results(work, subject)
                return Composed(card=card, language=subject.board.language, version=subject.round.version)
            case Kind.DIGEST:
                digest = await digests.get(work, DigestId(row.subject_id))
                board = await boards.get(work, digest.board_id)
                return Composed(card=codec.from_json(digest.card), language=board.language, version=0)
            case Kind.LOOP:
                return await _loop(work, row)
            case Kind.NUDGE:
                subject = await subject_of(work, RoundId(row.subject_id))
                card = nudge_card(board=subject.board, engagement=subject.engagement, round_=subject.round)
                return Composed(card=card, language=subject.board.language, version=0)
            case Kind.NOTICE:
                card, board = await notice_of(work, row)
                return Composed(card=card, language=board.language, version=0)
            case _:
                assert_never(row.kind)


async def subject_of(work: Work, round_id: RoundId) -> Subject:
    """A round with its board, engagement and the questions as they were asked."""
    round_ = await rounds.get(work, round_id)
    return Subject(
        round=round_,
        board=await boards.get(work, round_.board_id),
        engagement=await engagements.get(work, round_.engagement_id),
        questions=await engagements.questions(work, round_.question_ids),
    )


async def turnout_of(work: Work, subject: Subject, only: AbstractSet[AccountId] | None = None) -> Turnout:
    """How many people and companies spoke, of those who were asked; `only` of these companies, where it says so."""
    companies = await asked.companies(work, subject.round.id)
    seats = [
        (person, company)
        for person, company in await asked.seats(work, subject.board.id)
        if None in companies or company in companies
    ]
    nameless = await voices.asked_in(work, subject.round.id)  # Who was erased has no seat, and was asked all the same.
    if only is not None:
        seats, companies = [(who, company) for who, company in seats if company in only], companies & only
        nameless = set()
    sat = {person for person, _ in seats} | nameless
    accounts_asked = len({company for _, company in seats} | (companies - {None}))
    if subject.round.visibility is Visibility.ANONYMOUS:
        spoke, spoke_accounts = await anonymous.participation(work, subject.round.id)
        if subject.round.gate_passed:
            spoke = await anonymous.answers_told(work, subject.round.id)
    elif only is not None:
        said = [each for each in _of(await answers.of_round(work, subject.round.id), only) if not each.withdrawn]
        sat |= {each.person_id for each in said}  # Who answered and has left since was asked as well.
        return turnout(said, people_asked=len(sat), accounts_asked=accounts_asked)
    else:
        spoke, spoke_accounts = await answers.participation(work, subject.round.id)
        sat |= await answers.speakers(work, subject.round.id)
    return Turnout(
        people=spoke,
        accounts=spoke_accounts,
        people_asked=max(len(sat), spoke),
        accounts_asked=max(accounts_asked, spoke_accounts),
    )


async def channels_of(work: Work, subject: Subject) -> list[Channel]:
    """The channels the round was sent to."""
    sent_to = {sent.channel_id for sent in await deliveries.of_subject(work, Kind.ASK, subject.round.id)}
    return [channel for channel in await channels.of_board(work, subject.board.id) if channel.id in sent_to]


async def said_in(work: Work, round_: Round) -> list[Answer | Choice]:
    """Everything that counts in a round, anonymous or not."""
    if round_.visibility is Visibility.ANONYMOUS:
        return list(await anonymous.choices(work, round_.id))
    return [answer for answer in await answers.of_round(work, round_.id) if not answer.withdrawn]


async def results(work: Work, subject: Subject, only: AbstractSet[AccountId] | None = None) -> Card:
    """The report of a closed round, and how the segments answered; `only` of these companies, never if anonymous."""
    said = _of(await said_in(work, subject.round), only)
    known = await accounts.all(work)
    card = results_card(
        engagement=subject.engagement,
        board=subject.board,
        round_=subject.round,
        questions=subject.questions,
        tallies=[tally(question, said) for question in subject.questions],
        turnout=await turnout_of(work, subject, only),
        names={account.id: account.name for account in known},
        people=await _names(work, subject.round),
        suggested=[
            (each, Aims(await aims.of_suggestion(work, each.id)))
            for each in await suggestions.of_board(work, subject.board.id)
            if each.round_id == subject.round.id and only is None
        ],
        comments=[each for each in said if isinstance(each, Answer) and each.comment],
    )
    heard = await heard_in(work, await heard_about(work, subject.round, only))
    split = split_parts(subject.questions, said, {each.id: each.segment for each in known})
    return replace(card, more=(*await funnel_beneath(work, subject.round), *heard, *card.more, *split))


def _of(said: Sequence[S], only: AbstractSet[AccountId] | None) -> list[S]:
    """What these companies said; anonymous answers are nobody's."""
    return [each for each in said if only is None or (isinstance(each, Answer) and each.account_id in only)]


async def _names(work: Work, round_: Round) -> dict[PersonId, str]:
    """Who is who, where the round lets product managers know it."""
    if round_.visibility is not Visibility.NAMED:
        return {}
    return {person.id: person.name for person in await people.all(work)}


async def _live(work: Work, round_id: RoundId) -> Live:
    subject = await subject_of(work, round_id)
    shows = subject.engagement.live and subject.round.visibility is not Visibility.ANONYMOUS
    said = await said_in(work, subject.round) if shows else []
    return Live(
        subject=subject,
        aims=Aims(await aims.of_round(work, round_id)),
        answered=await _answered(work, subject.round),
        said=tuple(each for each in said if isinstance(each, Answer)),
        last_times=await last_times(work, subject.round) if subject.round.stage is Stage.OPEN else {},
        outcome=await _outcome(work, subject) if subject.round.stage in CLOSED else None,
        menu=menu_of({each.kind: each.token for each in await errands.about(work, round_id)}),
        consent=await consent.given(work),
    )


async def _outcome(work: Work, subject: Subject) -> Outcome:
    here, said = await channels_of(work, subject), await said_in(work, subject.round)
    return await outcome_of(work, subject.round, subject.questions, here, said)


def _running(live: Live, account_id: AccountId | None) -> tuple[Tally, ...]:
    """The tallies of a live ask: in its own channel a company sees its own answers, and so not the others'.

    Where several companies read along nothing grows in sight: whoever watches one bar move by one has read an answer.
    """
    subject = live.subject
    if not subject.engagement.live or subject.round.visibility is Visibility.ANONYMOUS:
        return ()
    among_themselves = subject.board.kind is BoardKind.CLIENT_ZERO
    if not among_themselves and (account_id is None or subject.round.visibility is not Visibility.NAMED):
        return ()
    own = [said for said in live.said if account_id in (None, said.account_id)]
    return tuple(tally(question, own) for question in subject.questions)


async def _answered(work: Work, round_: Round) -> int:
    """How many have spoken; counted where the answers lie, since a message is drawn while hundreds press it."""
    if round_.visibility is Visibility.ANONYMOUS:
        return (await anonymous.participation(work, round_.id))[0]
    return await answers.people_who_answered(work, round_.id)


async def _ask(work: Work, row: Delivery, seen: dict[RoundId, Live]) -> Composed | None:
    round_id = RoundId(row.subject_id)
    if round_id not in seen:
        seen[round_id] = await _live(work, round_id)
    live = seen[round_id]
    round_, board, engagement = live.subject.round, live.subject.board, live.subject.engagement
    match round_.stage:
        case Stage.OPEN:
            account_id = (await channels.get(work, row.channel_id)).account_id if live.differs else None
            card = ask_card(
                engagement=engagement,
                board=board,
                round_=round_,
                questions=live.subject.questions,
                aims=live.aims,
                answered=live.answered,
                introduce=not await deliveries.earlier_ask(work, row),
                probably_ai=live.consent.covers(round_, account_id),
                tallies=_running(live, account_id),
                menu=live.menu,
                last_time=live.last_times.get(account_id) if account_id is not None else None,
            )
        case Stage.CANCELLED | Stage.DRAFT:
            if not row.ref:
                return None
            card = cancelled_card(engagement=engagement, board=board, round_=round_)
        case Stage.CLOSED | Stage.REPORTED:
            if not row.ref:
                return None
            here = await channels.get(work, row.channel_id)
            card = thanks_card(
                engagement=engagement,
                board=board,
                round_=round_,
                questions=live.subject.questions,
                answered=live.answered,
                seen=live.outcome.seen_in(here, alone=row.person_id is not None) if live.outcome else (),
            )
    return Composed(card=card, language=board.language, version=round_.version)


async def _reminder(work: Work, row: Delivery, now: datetime) -> Composed | None:
    subject = await subject_of(work, RoundId(row.subject_id))
    if subject.round.stage is not Stage.OPEN:
        return None
    person = await people.get(work, row.person_id) if row.person_id else None
    if person is not None and (paused(person, now) or await _has_spoken(work, subject.round, person.id)):
        return None
    name = person.name if person else None
    card = remind_card(engagement=subject.engagement, board=subject.board, round_=subject.round, person_name=name)
    return Composed(card=card, language=person.language if person else subject.board.language, version=0)


async def _has_spoken(work: Work, round_: Round, person_id: PersonId) -> bool:
    """True when somebody has answered or skipped meanwhile; of an anonymous round nobody can tell."""
    if round_.visibility is Visibility.ANONYMOUS:
        return False
    return await answers.has_spoken(work, round_.id, person_id)


async def _loop(work: Work, row: Delivery) -> Composed:
    decision = await suggestions.decision(work, DecisionId(row.subject_id))
    suggestion = await suggestions.get(work, decision.suggestion_id)
    board = await boards.get(work, suggestion.board_id)
    card = loop_card(
        board=board,
        suggestion_title=await title_for_customers(work, suggestion),
        verdict=decision.verdict,
        text=decision.customer_text,
        heard=suggestion.heard_at,
    )
    return Composed(card=card, language=board.language, version=0)
